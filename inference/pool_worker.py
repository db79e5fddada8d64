"""What runs in a process that scans photos: its tool, and its log lines, each with what it was asked about."""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import cv2

from inference.drawing.orders import PictureOrder
from inference.drawing.pictures import draw
from inference.memory import bound_memory, give_back_large_blocks
from inference.pool_errors import OutOfMemory
from inference.scan import Scanner, ScanSettings
from inference.types import Scan

# Bytes beyond what a worker takes at its start: 400 MB of them for what is loaded later, 350 MB for the networks of pages.
MOST_FOR_A_PHOTO = 1_090_000_000

NICENESS = 5  # steps: who writes, or taps a button, does not wait for a processor that reads photos
OPENVINO_OUT_OF_MEMORY = "can't alloc", "Failed to allocate"  # in the message of its RuntimeError

T = TypeVar("T")
P = ParamSpec("P")
log = logging.getLogger(__name__)


class TaskLogs(Protocol):
    """How a worker writes its log, and what goes with each task from who asks into those lines. Picklable."""

    def start(self) -> None:
        """Begin to write, in a new worker."""
        ...

    def about(self) -> str:
        """Return what the lines of a task are to tell, where it is asked for."""
        ...

    def within(self, about: str) -> AbstractContextManager[object]:
        """Let the lines of a block tell it, in a worker."""
        ...


class NoLogs:
    """Changes nothing about logs."""

    def start(self) -> None:
        """Do nothing."""

    def about(self) -> str:
        """Return nothing."""
        return ""

    def within(self, about: str) -> AbstractContextManager[object]:
        """Do nothing."""
        return nullcontext()


class SeesPhotos(Protocol):
    """The tool of a process that scans: a `Scanner`, or whoever asks one elsewhere."""

    def scan(self, data: bytes, *, numbered: bool = True) -> Scan: ...


_held: list[Any] = []  # the tool of this process, or why there is none


def hold_tool(make_tool: Callable[[], object], logs: TaskLogs) -> None:
    """Make the tool of this process, before its first task."""
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # to end at once, even in the middle of a model's run
    give_back_large_blocks()
    logs.start()
    try:
        _held.append(make_tool())
    except Exception as error:  # told to everyone who asks for the tool
        _held.append(error)


def use_tool(task: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a task with the tool; raise what making that raised, OutOfMemory where memory did not do."""
    if isinstance(_held[0], Exception):
        raise _held[0]
    try:
        return task(_held[0], *args, **kwargs)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not any(said in str(error) for said in OPENVINO_OUT_OF_MEMORY):
            raise
        log.warning("a photo took more memory than a worker may have")
        raise OutOfMemory("out of memory") from None  # OpenVINO's story of it is long


def scan_with(tool: SeesPhotos, data: bytes, *, numbered: bool) -> Scan:
    """Scan a photo, and log how long that took."""
    began = time.perf_counter()
    try:
        return tool.scan(data, numbered=numbered)
    finally:
        log.info("a worker looked at a photo for %.2f s", time.perf_counter() - began)


def draw_with(tool: object, order: PictureOrder, settings: ScanSettings) -> bytes:
    """Draw a picture of a photo; the tool is not needed for that."""
    return draw(order, settings.limits)


def make_scanner(settings: ScanSettings) -> Scanner:
    """Load the models, and bound the memory of this process."""
    cv2.setNumThreads(settings.engine.threads)
    scanner = Scanner(settings)
    scanner.warm_up()
    bound_memory(MOST_FOR_A_PHOTO)
    return scanner
