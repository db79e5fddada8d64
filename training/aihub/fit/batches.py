"""The batch size that fits the memory, found by trying: in a process of its own, which may run out of it."""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

LARGEST = 128
SHARE = 0.6  # of the memory that is free; the rest is for the data and for others
OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "alloc_failed")


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error says that memory ran out, on a CPU or a GPU."""
    return isinstance(error, MemoryError) or any(words in str(error).lower() for words in OUT_OF_MEMORY)


def largest_batch(fits: Callable[[int], bool], start: int = LARGEST) -> int:
    """Return the largest of start, its half, its quarter … that fits; 1 where nothing does."""
    batch = start
    while batch > 1 and not fits(batch):
        batch //= 2
    return max(batch, 1)


def fits(
    batch: int, *, model: str, classes: int, image_size: int, device: str, limit: int | None = None
) -> bool:
    """Tell whether one step forward and back with a batch fits: whoever dies of it is another process.

    `limit` is the most memory, in bytes, on a CPU; a share of what is free unless given.
    """
    context = multiprocessing.get_context("spawn")
    answer, theirs = context.Pipe(duplex=False)
    arguments = (theirs, batch, model, classes, image_size, device, limit or round(SHARE * free_memory()))
    process = context.Process(target=_step, args=arguments)
    process.start()
    theirs.close()
    try:
        done = bool(answer.recv())
    except EOFError:  # it was ended, most likely by the system for its memory
        done = False
    process.join()
    return done


def free_memory() -> int:
    """Return the memory in bytes that the system could still give."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))


def _step(
    answer: Connection, batch: int, model: str, classes: int, image_size: int, device: str, limit: int
) -> None:
    try:
        import torch
        from ultralytics.nn.tasks import DetectionModel

        place = torch.device(device if device == "cpu" else f"cuda:{device}")
        network = DetectionModel(model, nc=classes, verbose=False).to(place)
        if device == "cpu":
            resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))
        images = torch.zeros(batch, 3, image_size, image_size, device=place)
        with torch.autocast(place.type, torch.bfloat16):
            outputs = network.train()(images)
        torch.stack([each.float().mean() for each in _tensors(outputs)]).sum().backward()
        answer.send(True)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        answer.send(False)


def _tensors(outputs: Any) -> list[Any]:
    if isinstance(outputs, dict):
        return [each for value in outputs.values() for each in _tensors(value)]
    if isinstance(outputs, list | tuple):
        return [each for value in outputs for each in _tensors(value)]
    return [outputs]
