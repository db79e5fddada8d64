"""Trained weights to ONNX with a card: what they see, how they were made, how well they do."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from ultralytics import YOLO
from ultralytics.nn.tasks import DetectionModel

from training.evaluate.scoring import DetectorScores

LICENSE = "AGPL-3.0-or-later"
NEARLY = 0.02  # of the photos: so many fewer may be counted exactly


def plain_checkpoint(best: Path, out: Path, also: Sequence[Path] = ()) -> Path:
    """Write a run's best weights as ultralytics' own model class, which any of its installations can load.

    With other checkpoints that grew out of one another, the mean of all: often better than each of them
    (Wortsman et al. 2022, "Model soups").
    """
    checkpoint = _load(best)
    model = _model_in(checkpoint)
    model.__class__ = DetectionModel
    model.load_state_dict(_mean_with(model.state_dict(), also))
    torch.save({**checkpoint, "model": model, "ema": None, "optimizer": None, "scaler": None}, out)
    return out


def _load(checkpoint: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=False)
    return loaded


def _model_in(checkpoint: dict[str, Any]) -> Any:
    return (checkpoint.get("ema") or checkpoint["model"]).float()


def _tensors_in(loaded: dict[str, Any]) -> dict[str, Any]:
    """Return the tensors of a checkpoint, or those that a run started from, which are kept plain."""
    return _model_in(loaded).state_dict() if "model" in loaded else loaded


def _mean_with(state: dict[str, Any], also: Sequence[Path]) -> dict[str, Any]:
    """Return the mean of a model's tensors and those of other checkpoints."""
    states = [state, *(_tensors_in(_load(path)) for path in also)]
    return {name: mean([each[name] for each in states]) for name in state}


def mean(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return the mean of tensors; of counts, which have none, the first."""
    return torch.stack(list(tensors)).mean(0) if tensors[0].is_floating_point() else tensors[0]


def name_of(checkpoint: Path) -> str:
    """Return the name by which a card calls a checkpoint: its run and which of its weights, such as detector/best."""
    run = checkpoint.parents[2] if checkpoint.parent.name == "weights" else checkpoint.parent
    return f"{run.name}/{checkpoint.stem}"


def tensors_of(checkpoint: Path, out: Path, also: Sequence[Path] = ()) -> Path:
    """Write the plain tensors of a checkpoint, or of its mean with others, from which another run can start."""
    torch.save(_mean_with(_tensors_in(_load(checkpoint)), also), out)
    return out


def export_onnx(checkpoint: Path, size: int, out: Path) -> None:
    """Export a plain checkpoint to ONNX at a square input of `size` pixels."""
    made = YOLO(str(checkpoint)).export(format="onnx", imgsz=size, simplify=True, dynamic=True)
    shutil.move(made, out)


def average_onnx(weights: Path, other: bytes) -> None:
    """Replace the weights of an ONNX file by their mean with those of another file of the same network.

    Batch normalisation is folded into the convolutions of both.

    Raises:
        KeyError, ValueError: they are not of one network.
    """
    model = onnx.load(weights)
    others = {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(other).graph.initializer}
    for tensor in model.graph.initializer:
        if tensor.name.endswith((".weight", ".bias")):
            halves = np.stack([numpy_helper.to_array(tensor), others[tensor.name]])
            tensor.CopyFrom(numpy_helper.from_array(halves.mean(axis=0), tensor.name))
    onnx.save(model, weights)


def write_card(weights: Path, facts: dict[str, Any]) -> Path:
    """Write the card of a weights file beside it, its hash included."""
    card = weights.with_suffix(".json")
    fields = {"name": weights.stem, "file": weights.name, "license": LICENSE, **facts}
    fields["sha256"] = hashlib.sha256(weights.read_bytes()).hexdigest()
    card.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return card


def best_threshold(
    val: Mapping[float, DetectorScores], guard: Mapping[float, DetectorScores] | None = None
) -> float:
    """Return the threshold with the highest precision plus recall on val, of those with nearly the best share of exact counts.

    Only thresholds are taken at which as few photos of the guard sets as possible are told to be empty: val resembles what
    trained, so that its threshold is too high for other people's photos. Exact counts alone would favour missing pills,
    and a missed pill is a missed warning.
    """
    empty = {value: each.told_none for value, each in (guard or {}).items()}
    safe = {
        value: each for value, each in val.items() if empty.get(value, 0) == min(empty.values(), default=0)
    }
    most = max(each.count_exact for each in safe.values())
    near = {value: each for value, each in safe.items() if each.count_exact >= most - NEARLY}
    return max(near, key=lambda value: near[value].precision + near[value].recall)


def scores_of(scores: DetectorScores) -> dict[str, float]:
    """Return scores as they stand in a card."""
    return {name: round(value, 4) for name, value in asdict(scores).items()}
