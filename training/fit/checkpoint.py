"""The state from which a training resumes on any machine: averaged weights in half precision, and the epochs done.

About 5 MB for YOLOv5n, so that it can be committed.
"""

from dataclasses import dataclass
from pathlib import Path

import torch

from training.fit.network import Tensors


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many epochs a job has done, and the weights after them."""

    epochs: int
    tensors: Tensors


def save(checkpoint: Checkpoint, file: Path) -> None:
    """Write a checkpoint; a kill leaves the one before in place."""
    halved = {
        name: value.half() if value.is_floating_point() else value
        for name, value in checkpoint.tensors.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    torch.save({"epochs": checkpoint.epochs, "tensors": halved}, new)
    new.replace(file)


def load(file: Path) -> Checkpoint | None:
    """Read a checkpoint; None where there is none."""
    if not file.exists():
        return None
    found = torch.load(file, map_location="cpu", weights_only=True)
    tensors = {
        name: value.float() if value.is_floating_point() else value
        for name, value in found["tensors"].items()
    }
    return Checkpoint(found["epochs"], tensors)


def must_load(file: Path) -> Checkpoint:
    """Read a checkpoint that has to be there.

    Raises:
        FileNotFoundError: it is not.
    """
    if (found := load(file)) is None:
        raise FileNotFoundError(f"expected a checkpoint {file}; python -m training queue makes it")
    return found
