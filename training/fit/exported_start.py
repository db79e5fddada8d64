"""Loads exported ONNX weights back into a trainable network, for use when no checkpoint is left."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from ultralytics.nn.modules import Conv


def load_exported(model: torch.nn.Module, weights: Path, pictures: torch.Tensor) -> None:
    """Load an ONNX file, in which batch normalisation is folded into the convolutions, into its own architecture.

    `pictures` (n, 3, height, width), 0 to 1, give the normalisation its statistics. In evaluation the model then
    computes exactly what the file does.
    """
    folded = {one.name: numpy_helper.to_array(one) for one in onnx.load(weights).graph.initializer}
    convolutions = [(name, each) for name, each in model.named_modules() if isinstance(each, Conv)]
    for name, each in convolutions:
        each.conv.weight.data = _tensor(folded.pop(f"{name}.conv.weight"))
        _normalise(each.bn, torch.zeros(each.bn.num_features), torch.ones(each.bn.num_features))
        each.bn.bias.data = _tensor(folded.pop(f"{name}.conv.bias"))
    own = model.state_dict()
    rest = {name: _tensor(value) for name, value in folded.items() if name in own}
    model.load_state_dict(rest, strict=False)
    _measure_statistics(model, [each.bn for _, each in convolutions], pictures)


def _measure_statistics(model: torch.nn.Module, norms: list[Any], pictures: torch.Tensor) -> None:
    """Set mean and variance of each normalisation to those of what it is fed, and its factors so that nothing changes."""
    fed: dict[Any, tuple[torch.Tensor, torch.Tensor]] = {}

    def remember(norm: Any, inputs: tuple[torch.Tensor]) -> None:
        fed[norm] = (inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3)))

    hooks = [norm.register_forward_pre_hook(remember) for norm in norms]
    model.eval()
    with torch.no_grad():
        model(pictures)
    for hook in hooks:
        hook.remove()
    for norm, (mean, variance) in fed.items():
        _normalise(norm, mean, variance)
        norm.bias.data += mean


def _normalise(norm: Any, mean: torch.Tensor, variance: torch.Tensor) -> None:
    norm.running_mean.data, norm.running_var.data = mean, variance
    norm.weight.data = torch.sqrt(variance + norm.eps)


def _tensor(values: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(values))
