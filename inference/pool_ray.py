"""Scans on a Ray cluster, behind the same door as those on this machine; and on this machine while it is gone."""

import asyncio
import logging
import socket
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from inference.annotate import number
from inference.detect.detector import NAME as DETECTOR
from inference.drawing.orders import PictureOrder
from inference.model_card import load_card
from inference.pool import ScanPool, WorkerPool
from inference.pool_errors import ScanCrashed, ScanError, ScanTimeout
from inference.pool_processes import PoolSettings
from inference.scan import Scanner, ScanSettings
from inference.types import Scan

REACHED_WITHIN = 3.0  # seconds to open a connection
RETRY_AFTER = 15.0  # seconds between two tries to reach a cluster that is gone
log = logging.getLogger(__name__)


class Pool(Protocol):
    """Whatever scans, once it is entered: `ScanPool` and `RayScanPool`."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan: ...

    async def number(self, scan: Scan, first_number: int) -> Scan: ...

    async def draw(self, order: PictureOrder) -> bytes: ...


def scan_pool(settings: PoolSettings, ray_address: str = "") -> Pool:
    """Return the pool of this machine or, with an address, that of a cluster with this machine in reserve."""
    if not ray_address:
        return ScanPool(settings)
    return FailoverPool(partial(RayScanPool, ray_address, settings), partial(ScanPool, settings))


class CarriedScanner:
    """A scanner on another machine: its weights come along as bytes. Runs in a Ray actor."""

    def __init__(self, settings: ScanSettings, weights: dict[str, bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory()  # kept: models are read again for photos of another size
        for name, data in weights.items():
            (Path(self._folder.name) / name).write_bytes(data)
        self._scanner = Scanner(replace(settings, weights=Path(self._folder.name)))
        self._scanner.warm_up()

    def scan(self, data: bytes, *, numbered: bool) -> Scan:
        """See what is in a photo."""
        return self._scanner.scan(data, numbered=numbered)

    def ready(self) -> bool:
        """Tell that the models are loaded."""
        return True


class RemoteScanner:
    """One actor on the cluster, held by a process of its own.

    Where Ray loses its cluster it ends the process that talks to it; so that must not be the bot's.
    """

    def __init__(self, address: str, settings: ScanSettings, timeout: float) -> None:
        """Connect, and load the models there.

        Raises:
            WeightsError: the weights of this machine can't be used.
            ScanCrashed: the cluster can't be reached.
        """
        load_card(settings.weights, DETECTOR)
        self._settings, self._timeout = settings, timeout
        try:
            with socket.create_connection(_host_and_port(address), REACHED_WITHIN):
                pass  # Ray itself would try for a minute
            self._connect(address)
            self._actor = self._new_actor()
        except Exception as error:  # of many classes, which only a process with Ray can unpickle
            raise ScanCrashed(f"no cluster at {address}: {error}") from None

    def _connect(self, address: str) -> None:
        import ray

        self._ray: Any = ray
        ray.init(address, namespace="yaksok", log_to_driver=False, logging_level="error")

    def _new_actor(self) -> Any:
        weights = {
            file.name: file.read_bytes() for file in self._settings.weights.iterdir() if file.is_file()
        }
        actor = self._ray.remote(num_cpus=1)(CarriedScanner).remote(self._settings, weights)
        self._ray.get(actor.ready.remote())
        return actor

    def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """See what is in a photo, on the cluster.

        Raises:
            PhotoError: the photo cannot be used.
            ScanCrashed: the cluster or the actor is gone.
        """
        errors = self._ray.exceptions
        try:
            try:
                return self._ask(data, numbered=numbered)
            except errors.RayActorError:  # its machine is gone: another one may have room
                self._actor = self._new_actor()
                return self._ask(data, numbered=numbered)
        except errors.RayTaskError as error:
            raise error.cause from None  # what the scanner itself raised
        except (errors.RayError, ConnectionError) as error:
            raise ScanCrashed(f"on the cluster: {type(error).__name__}") from None

    def _ask(self, data: bytes, *, numbered: bool) -> Scan:
        scan: Scan = self._ray.get(self._actor.scan.remote(data, numbered=numbered), timeout=self._timeout)
        return scan


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("ray://").rpartition(":")
    return host, int(port)


class RayScanPool(WorkerPool):
    """Scans photos on a Ray cluster, as many at a time as there are workers."""

    def __init__(self, address: str, settings: PoolSettings) -> None:
        super().__init__(settings, partial(RemoteScanner, address, settings.scan, settings.timeout))


class FailoverPool:
    """Scans elsewhere while that works and here while it does not; goes back by itself."""

    def __init__(
        self, elsewhere: Callable[[], Pool], here: Callable[[], Pool], retry_after: float = RETRY_AFTER
    ) -> None:
        self._make_elsewhere, self._make_here, self._retry_after = elsewhere, here, retry_after
        self._elsewhere: Pool | None = None
        self._here: Pool | None = None
        self._reached = asyncio.Event()
        self._starting = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._returning: asyncio.Task[None] | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether photos are scanned elsewhere now."""
        return self._reached.is_set()

    async def reached(self) -> None:
        """Wait until photos are scanned elsewhere."""
        await self._reached.wait()

    async def __aenter__(self) -> Self:
        """Start elsewhere or, where that fails, here."""
        if not await self._go_elsewhere():
            await self._local()
            self._return_later()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._returning is not None:
            self._returning.cancel()
            await asyncio.gather(self._returning, return_exceptions=True)
        await self._leave()
        await self._stack.aclose()

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """See what is in a photo; as `ScanPool.scan`. One that was lost elsewhere is scanned here."""
        if (pool := self._elsewhere) is not None:
            try:
                return await pool.scan(data, numbered=numbered)
            except (ScanCrashed, ScanTimeout) as error:
                log.warning("scans: elsewhere failed (%s), scanning here", error)
                if pool is self._elsewhere:
                    await self._leave()
                    self._return_later()
        return await (await self._local()).scan(data, numbered=numbered)

    async def number(self, scan: Scan, first_number: int) -> Scan:
        """Number the pills of a scan, here; as `ScanPool.number`."""
        return await asyncio.to_thread(number, scan, first_number)

    async def draw(self, order: PictureOrder) -> bytes:
        """Draw a picture, in the processes that are there; as `ScanPool.draw`."""
        return await (self._elsewhere or await self._local()).draw(order)

    async def _local(self) -> Pool:
        """Start the processes of this machine when they are first needed; they stay."""
        async with self._starting:
            if self._here is None:
                self._here = await self._stack.enter_async_context(self._make_here())
        return self._here

    async def _go_elsewhere(self) -> bool:
        pool = self._make_elsewhere()
        try:
            await pool.__aenter__()
        except ScanError as error:
            log.warning("scans: elsewhere can't be reached (%s)", error)
            return False
        self._elsewhere = pool
        self._reached.set()
        log.info("scans: elsewhere")
        return True

    async def _leave(self) -> None:
        pool, self._elsewhere = self._elsewhere, None
        self._reached.clear()
        if pool is not None:
            await pool.__aexit__(None, None, None)

    def _return_later(self) -> None:
        if self._returning is None or self._returning.done():
            self._returning = asyncio.create_task(self._return())

    async def _return(self) -> None:
        while True:
            await asyncio.sleep(self._retry_after)
            if await self._go_elsewhere():
                return
