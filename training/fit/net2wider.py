"""Widens a trained network: twice the channels, the same output, and capacity to learn more.

After Chen, Goodfellow and Shlens 2016, "Net2Net": every channel is copied, and the layers that read
it read both copies with random weights that sum to one, so that the copies learn different things.
"""

from pathlib import Path

import torch
from torch import Generator, Size, Tensor
from ultralytics.nn.tasks import DetectionModel

State = dict[str, Tensor]


def widen(narrow: Path, model: str, classes: int, seed: int) -> Path:
    """Replace the tensors in a file by those of a wider model of as many layers, such as yolov5s.yaml; return the file.

    Raises:
        ValueError: the model is not one made wider.
    """
    wide = DetectionModel(model, nc=classes, verbose=False).state_dict()
    torch.save(widened(torch.load(narrow, weights_only=True), wide, seed), narrow)
    return narrow


def widened(narrow: State, wide: State, seed: int) -> State:
    """Return tensors in the shapes of `wide` that compute what `narrow` computes.

    The order of channels is kept, so that a part of them that is joined to others stays together.

    Raises:
        ValueError: a tensor is missing, or none of its shapes can be had by repeating channels.
    """
    rng = torch.Generator().manual_seed(seed)
    return {name: _repeated(name, narrow, target.shape, rng) for name, target in wide.items()}


def _repeated(name: str, narrow: State, shape: Size, rng: Generator) -> Tensor:
    if name not in narrow or not _can_be(narrow[name].shape, shape):
        raise ValueError(f"{name} cannot be made {tuple(shape)}")
    tensor = narrow[name]
    if tensor.shape == shape:
        return tensor
    given = tensor[_sources(shape[0], tensor.shape[0])]
    if len(shape) < 2 or shape[1] == given.shape[1]:
        return given
    sources = _sources(shape[1], given.shape[1])
    parts = torch.rand((shape[0], shape[1], 1, 1), generator=rng) + 0.5
    whole = torch.zeros((shape[0], given.shape[1], 1, 1)).index_add_(1, sources, parts)
    return given[:, sources] * (parts / whole[:, sources])


def _can_be(given: Size, wanted: Size) -> bool:
    """Tell whether channels, of which the first two extents are the numbers, need only be repeated."""
    if len(given) != len(wanted) or given[2:] != wanted[2:]:
        return False
    return all(old <= new for old, new in zip(given, wanted, strict=True))


def _sources(wanted: int, given: int) -> Tensor:
    """Return which of the given channels each of the wanted ones is a copy of."""
    return torch.arange(wanted) * given // wanted
