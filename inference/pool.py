"""Scans in processes of their own: a crash, a hang or a bad picture costs one photo and nobody else's answer.

Every worker is a pool of one process and is given one photo at a time, so a worker that dies takes no
other photo along. What waits, waits here, in a queue with a limit.
"""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import partial
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from inference.annotate import number
from inference.drawing.orders import PictureOrder
from inference.engine import cores
from inference.pool_errors import Busy, ScanCrashed, ScanTimeout
from inference.pool_worker import (
    NoLogs,
    SeesPhotos,
    TaskLogs,
    draw_with,
    hold_tool,
    make_scanner,
    scan_with,
    use_tool,
)
from inference.scan import ScanSettings
from inference.types import Scan

START = "spawn"  # how a process begins: with nothing of this one, no locks and no secrets
GLANCE = 1.0  # seconds from one look at whether a process that works is still there to the next

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


def settings_for(cores: int, scan: ScanSettings | None = None) -> PoolSettings:
    """One worker a core: more photos in the same time than one worker on all cores."""
    scan = scan or ScanSettings()
    engine = replace(scan.engine, threads=1)
    return PoolSettings(workers=max(1, cores), scan=replace(scan, engine=engine))


class Workers(Generic[Tool]):
    """Processes that hold a tool each and run one task at a time with it; replaced when they die or hang."""

    def __init__(self, settings: PoolSettings, make_tool: Callable[[], Tool]) -> None:
        """`make_tool` is picklable and is called in every new process, before its first task."""
        self._settings = settings
        self._make_tool = make_tool
        self._free: asyncio.LifoQueue[ProcessPool] = asyncio.LifoQueue()  # the last one used is warmest
        self._all: set[ProcessPool] = set()
        self._ending: set[asyncio.Task[None]] = set()
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
            ScanCrashed: its process died.
        """
        if self._taken >= self._settings.workers + self._settings.waiting:
            raise Busy(f"{self._taken} tasks are being run or waiting")
        call = _Call(task, args, kwargs, self._settings.logs)
        self._taken += 1
        try:
            try:
                return await self._run(call)
            except BrokenProcessPool:  # it died before or as it took this task: another one has a try
                return await self._run(call)
        except BrokenProcessPool as error:
            raise ScanCrashed("the worker died twice") from error
        finally:
            self._taken -= 1
            call.forget()

    async def _run(self, call: "_Call[T]") -> T:
        pool = self._usable(await self._free.get())
        try:
            if self._closed:
                raise ScanCrashed("the pool was closed")
            return await self._result(pool, call)
        finally:
            self._free.put_nowait(self._usable(pool))

    async def _result(self, pool: ProcessPool, call: "_Call[T]") -> T:
        limit = self._settings.timeout
        future = _schedule(pool, call, limit)
        self._futures.add(future)
        try:
            async with asyncio.timeout(limit + self._settings.start_timeout) as patience:
                return await _answer(pool, future)
        except TimeoutError as error:
            if patience.expired():  # the process did not even take it
                self._retire(pool)
            raise ScanTimeout(f"longer than {limit} s") from error
        except ProcessExpired as error:
            raise ScanCrashed(f"exit code {error.exitcode}") from error
        finally:
            self._futures.discard(future)

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


class WorkerPool:
    """Scans photos in processes that hold a tool each: `async with ScanPool(settings) as pool`."""

    def __init__(self, settings: PoolSettings, make_tool: Callable[[], SeesPhotos]) -> None:
        """`make_tool` is as in `Workers`."""
        self._workers = Workers(settings, make_tool)
        self._scan = settings.scan

    async def __aenter__(self) -> Self:
        """Start and warm up.

        Raises:
            WeightsError: the models are missing, damaged or not those of their cards.
            ScanError: a process did not start, or what it asks elsewhere can't be reached.
        """
        try:
            await self._workers.start()
        except BaseException:
            await self._workers.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._workers.close()

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """See what is in a photo; its pills are numbered from 1, on the picture too if `numbered`.

        Raises:
            PhotoError: the photo cannot be used.
            Busy, ScanTimeout, ScanCrashed: it could not be scanned now.
        """
        return await self._workers.run(scan_with, data, numbered=numbered)

    async def number(self, scan: Scan, first_number: int) -> Scan:
        """Return a scan that is not numbered yet with its pills numbered from `first_number`.

        In a thread: the picture is small and our own, so it can neither hang nor crash.
        """
        return await asyncio.to_thread(number, scan, first_number)

    async def draw(self, order: PictureOrder) -> bytes:
        """Draw a picture of a photo, a JPEG; errors are those of `scan`."""
        return await self._workers.run(draw_with, order, self._scan)


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


class ScanPool(WorkerPool):
    """Scans photos on this machine."""

    def __init__(self, settings: PoolSettings | None = None) -> None:
        settings = settings or settings_for(cores())
        super().__init__(settings, partial(make_scanner, settings.scan))


def _schedule(pool: ProcessPool, call: "_Call[T]", limit: float) -> Future[T]:
    try:
        future: Future[T] = pool.schedule(call, timeout=limit)
    except RuntimeError as error:  # the process died while it was idle
        raise BrokenProcessPool(str(error)) from error
    return future


async def _answer(pool: ProcessPool, future: Future[T]) -> T:
    """A task that was given to a pool just as its idle process died may be one that nobody answers any more."""
    answer = asyncio.wrap_future(future)
    try:
        while not (await asyncio.wait({answer}, timeout=GLANCE))[0]:
            if not pool.active and not future.done():
                raise BrokenProcessPool("the pool ended without an answer")
        return answer.result()
    finally:
        answer.cancel()


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()
