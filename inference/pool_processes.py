"""Worker processes: each holds a tool and runs one task at a time; replaced when it dies or hangs.

Every worker is a pool of one process and is given one task at a time, so a worker that dies takes no other task along.
What waits, waits here, in a queue with a limit.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from inference.pool_errors import Busy, OutOfMemory, ScanCrashed, ScanTimeout
from inference.pool_worker import NoLogs, TaskLogs, hold_tool, use_tool
from inference.scan import ScanSettings

START = "spawn"  # how a process begins: with nothing of this one, no locks and no secrets
GLANCE = 1.0  # seconds from one look at whether a process that works is still there to the next
LATE = 0.5  # share of a task's time after which another process begins to load, in case this one is lost
LOST = (ScanTimeout, ScanCrashed, BrokenProcessPool, asyncio.CancelledError)  # end a task's process, too

T = TypeVar("T")
P = ParamSpec("P")
Tool = TypeVar("Tool")


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many processes scan, and how long anyone may wait for them."""

    workers: int = 1  # workers x threads of the engine should not exceed the cores
    waiting: int = 32  # photos in the queue, beyond those being scanned
    timeout: float = 10.0  # seconds for one photo, from when a worker takes it
    start_timeout: float = 60.0  # seconds for a worker to load its models
    scan: ScanSettings = field(default_factory=ScanSettings)
    logs: TaskLogs = field(default_factory=NoLogs)


class Workers(Generic[Tool]):
    """Processes that hold a tool each and run one task at a time with it; replaced when they die or hang."""

    def __init__(self, settings: PoolSettings, make_tool: Callable[[], Tool]) -> None:
        """`make_tool` is picklable and is called in every new process, before its first task."""
        self._settings = settings
        self._make_tool = make_tool
        self._free: asyncio.LifoQueue[ProcessPool] = asyncio.LifoQueue()  # the last one used is warmest
        self._all: set[ProcessPool] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._loading: set[asyncio.Task[ProcessPool]] = set()
        self._futures: set[Future[Any]] = set()
        self._taken = 0
        self._closed = False

    async def start(self) -> None:
        """Start every process and wait for its tool; whatever making it raises is raised here.

        Raises:
            ScanCrashed, ScanTimeout: a process died or took too long over it.
        """
        pools = [self._new() for _ in range(self._settings.workers)]
        try:
            async with asyncio.timeout(self._settings.start_timeout):
                await asyncio.gather(
                    *(asyncio.wrap_future(pool.schedule(use_tool, [bool])) for pool in pools)
                )
        except (ProcessExpired, BrokenProcessPool) as error:
            raise ScanCrashed("a worker died while it was starting") from error
        except TimeoutError as error:
            raise ScanTimeout(f"not ready after {self._settings.start_timeout} s") from error
        for pool in pools:
            self._free.put_nowait(pool)

    async def close(self) -> None:
        """End every process, also in the middle of a task; whoever still waits is told ScanCrashed."""
        self._closed = True
        for pool in tuple(self._all):
            self._retire(pool)
        await asyncio.gather(*self._ending)
        for future in self._futures:
            if not future.done():
                future.set_exception(ScanCrashed("the pool was closed"))

    async def run(self, task: Callable[Concatenate[Tool, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a picklable task in a free process, with its tool, waiting for one if need be.

        Raises:
            Busy: too many wait already.
            ScanTimeout: it took longer than a task may.
            ScanCrashed: its process died, or had too little memory for it.
        """
        if self._taken >= self._settings.workers + self._settings.waiting:
            raise Busy(f"{self._taken} tasks are being run or waiting")
        call = _Call(task, args, kwargs, self._settings.logs)
        self._taken += 1
        try:
            try:
                return await self._run(call)
            except (
                BrokenProcessPool,
                OutOfMemory,
            ):  # perhaps through no fault of this task: another one has a try
                return await self._run(call)
        except BrokenProcessPool as error:
            raise ScanCrashed("the worker died twice") from error
        finally:
            self._taken -= 1
            call.forget()

    async def _run(self, call: "_Call[T]") -> T:
        pool = self._usable(await self._free.get())
        with self._lent(pool):
            if self._closed:
                raise ScanCrashed("the pool was closed")
            return await self._result(pool, call)

    @contextmanager
    def _lent(self, pool: ProcessPool) -> Iterator[None]:
        """Take a process back at the end of the block. Where it was lost, another one takes its place once it has loaded.

        That one begins to load when the task is late, so that it is mostly ready when the time is over.
        """
        spares: list[asyncio.Task[ProcessPool]] = []
        late = asyncio.get_running_loop().call_later(
            self._settings.timeout * LATE, lambda: spares.append(self._load())
        )
        try:
            yield
        except LOST:
            if not self._closed:
                self._retire(pool)
                spare = spares.pop() if spares else self._load()
                spare.add_done_callback(lambda task: self._free.put_nowait(task.result()))
            raise
        finally:
            late.cancel()
            if self._closed or pool in self._all:
                self._free.put_nowait(pool)
            for spare in spares:
                spare.add_done_callback(lambda task: self._retire(task.result()))

    def _load(self) -> asyncio.Task[ProcessPool]:
        """Start a process; return a task that ends once it has its tool, or can't have it: its next caller is told."""
        loading = asyncio.create_task(self._loaded(self._new()))
        self._loading.add(loading)
        loading.add_done_callback(self._loading.discard)
        return loading

    async def _loaded(self, pool: ProcessPool) -> ProcessPool:
        with suppress(Exception):  # whoever gets this process is told
            await self._answer(pool, pool.schedule(use_tool, [bool]), self._settings.start_timeout)
        return pool

    async def _result(self, pool: ProcessPool, call: "_Call[T]") -> T:
        limit = self._settings.timeout
        future = _schedule(pool, call, limit)
        try:
            return await self._answer(pool, future, limit + self._settings.start_timeout)
        except TimeoutError as error:
            raise ScanTimeout(f"longer than {limit} s") from error
        except ProcessExpired as error:
            raise ScanCrashed(f"exit code {error.exitcode}") from error

    async def _answer(self, pool: ProcessPool, future: Future[T], seconds: float) -> T:
        """Wait so long. A task given to a pool just as its idle process died may be one that nobody answers any more."""
        answer = asyncio.wrap_future(future)
        self._futures.add(future)
        try:
            async with asyncio.timeout(seconds):
                while not (await asyncio.wait({answer}, timeout=GLANCE))[0]:
                    if not pool.active and not future.done():
                        raise BrokenProcessPool("the pool ended without an answer")
                return answer.result()
        finally:
            self._futures.discard(future)
            answer.cancel()

    def _usable(self, pool: ProcessPool) -> ProcessPool:
        if self._closed or (pool in self._all and pool.active):
            return pool
        self._retire(pool)
        return self._new()

    def _new(self) -> ProcessPool:
        context = multiprocessing.get_context(START)
        pool = ProcessPool(
            1, initializer=hold_tool, initargs=[self._make_tool, self._settings.logs], context=context
        )
        self._all.add(pool)
        return pool

    def _retire(self, pool: ProcessPool) -> None:
        if pool in self._all:
            self._all.remove(pool)
            ending = asyncio.create_task(asyncio.to_thread(_end, pool))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


class _Call(Generic[T]):
    """A task with its arguments. The pool keeps its last call until the next one comes: a photo should not stay so long."""

    def __init__(
        self, task: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], logs: TaskLogs
    ) -> None:
        self._task, self._args, self._kwargs, self._logs = task, args, kwargs, logs
        self._about = logs.about()

    def __call__(self) -> T:
        with self._logs.within(self._about):
            return use_tool(self._task, *self._args, **self._kwargs)

    def forget(self) -> None:
        """Let go of the arguments."""
        self._args, self._kwargs = (), {}


def _schedule(pool: ProcessPool, call: "_Call[T]", limit: float) -> Future[T]:
    try:
        future: Future[T] = pool.schedule(call, timeout=limit)
    except RuntimeError as error:  # the process died while it was idle
        raise BrokenProcessPool(str(error)) from error
    return future


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()
