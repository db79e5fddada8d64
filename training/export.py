"""Trained weights to ONNX with a card: what they see, how they were made, how well they do."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

os.environ.setdefault(
    "YOLO_AUTOINSTALL", "false"
)  # ultralytics installs packages on its own unless told not to

from ultralytics import YOLO
from ultralytics.nn.tasks import DetectionModel

from training.scoring import DetectorScores

LICENSE = "AGPL-3.0-or-later"


def plain_checkpoint(best: Path, out: Path) -> Path:
    """Write a run's best weights as ultralytics' own model class, which any of its installations can load."""
    checkpoint = torch.load(best, map_location="cpu", weights_only=False)
    model = checkpoint.get("ema") or checkpoint["model"]
    model.__class__ = DetectionModel
    torch.save({**checkpoint, "model": model, "ema": None, "optimizer": None, "scaler": None}, out)
    return out


def tensors_of(checkpoint: Path, out: Path) -> Path:
    """Write the plain tensors of a checkpoint, from which another run can start."""
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model = loaded.get("ema") or loaded["model"]
    torch.save(model.float().state_dict(), out)
    return out


def export_onnx(checkpoint: Path, size: int, out: Path) -> None:
    """Export a plain checkpoint to ONNX at a square input of `size` pixels."""
    made = YOLO(str(checkpoint)).export(format="onnx", imgsz=size, simplify=True, dynamic=True)
    shutil.move(made, out)


def write_card(weights: Path, facts: dict[str, Any]) -> Path:
    """Write the card of a weights file beside it, its hash included."""
    card = weights.with_suffix(".json")
    fields = {"name": weights.stem, "file": weights.name, "license": LICENSE, **facts}
    fields["sha256"] = hashlib.sha256(weights.read_bytes()).hexdigest()
    card.write_text(json.dumps(fields, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return card


def best_threshold(scores: Iterable[tuple[float, DetectorScores]]) -> float:
    """Return the threshold with the most photos counted exactly; of several, the one that finds most for least."""
    return max(scores, key=lambda pair: (pair[1].count_exact, pair[1].precision + pair[1].recall))[0]


def scores_of(scores: DetectorScores) -> dict[str, float]:
    """Return scores as they stand in a card."""
    return {name: round(value, 4) for name, value in asdict(scores).items()}
