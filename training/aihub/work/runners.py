"""Where pieces of work run: in this process, in others of this machine, or on a Ray cluster."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Protocol, TypeVar

from training.aihub.errors import AihubError, StoreError

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 2  # pieces handed out for each that is being worked on
TRIES = 3  # of a piece whose worker died


class Runner(Protocol):
    """Runs a picklable function on items. What it gives back is in no order."""

    def run(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | AihubError]]:
        """Yield every item with its result, or with what was wrong with it.

        Raises:
            StoreError: nothing more can be written anywhere.
        """
        ...


class Here:
    """One piece after the other, in this process."""

    def run(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | AihubError]]:
        for item in items:
            yield item, _stopped_if_full(_tried(work, item))


class Processes:
    """Several processes of this machine."""

    def __init__(self, count: int) -> None:
        self._count = count

    def run(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | AihubError]]:
        """As `Runner.run`; pieces whose process dies are given to new ones."""
        left = list(items)
        for _ in range(TRIES):
            done: list[T] = []
            try:
                for item, result in self._once(work, left):
                    done.append(item)
                    yield item, result
            except BrokenProcessPool:
                left = [item for item in left if item not in done]
            else:
                return
        raise StoreError("this machine", f"workers died {TRIES} times: is it out of memory?")

    def _once(self, work: Callable[[T], R], items: list[T]) -> Iterator[tuple[T, R | AihubError]]:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._count, mp_context=context) as pool:
            waiting: dict[Future[R | AihubError], T] = {}
            rest = iter(items)
            try:
                while True:
                    for item in islice(rest, self._count * AHEAD - len(waiting)):
                        waiting[pool.submit(_tried, work, item)] = item
                    if not waiting:
                        return
                    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                        yield waiting.pop(future), _stopped_if_full(future.result())
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


class RayCluster:
    """Tasks on a Ray cluster. Ray gives a task to another machine when its own is lost."""

    def __init__(self, address: str, env: dict[str, str] | None = None) -> None:
        """`address`: `local` starts a cluster on this machine, else one's address or ray://HOST:10001."""
        import ray

        self._ray: Any = ray
        if not ray.is_initialized():
            given = {} if address == "local" else {"address": address}
            runtime = {"env_vars": env} if env else None
            ray.init(
                **given,
                runtime_env=runtime,
                logging_level="warning",
                log_to_driver=False,
                include_dashboard=False,
            )

    def run(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | AihubError]]:
        ray = self._ray
        remote = ray.remote(_tried).options(num_cpus=1, max_retries=TRIES)
        shared = ray.put(work)
        rest, waiting = iter(items), dict[Any, T]()
        while True:
            at_once = max(1, int(ray.cluster_resources().get("CPU", 1)))
            for item in islice(rest, max(0, at_once * AHEAD - len(waiting))):
                waiting[remote.remote(shared, item)] = item
            if not waiting:
                return
            for each in ray.wait(list(waiting), num_returns=1)[0]:
                item = waiting.pop(each)
                try:
                    yield item, _stopped_if_full(ray.get(each))
                except ray.exceptions.WorkerCrashedError as error:
                    raise StoreError(str(item), f"its workers died {TRIES} times") from error


def runner(on: str | None, workers: int) -> Runner:
    """Return the runner that a command's options ask for."""
    if on is not None:
        return RayCluster(on.removeprefix("ray://") if on == "ray://local" else on)
    return Here() if workers <= 1 else Processes(workers)


def _tried(work: Callable[[T], R], item: T) -> R | AihubError:
    """Return what is wrong with one item as a value, so that the others go on."""
    try:
        return work(item)
    except AihubError as error:
        return error


def _stopped_if_full(result: R | AihubError) -> R | AihubError:
    """Stop everything where no space is left: each further piece would fail, too."""
    if isinstance(result, StoreError) and result.full:
        raise result
    return result
