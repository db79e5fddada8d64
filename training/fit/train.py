"""Train the imprint reader's YOLOv5 on two cores: resumable after a kill, all settings recorded."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.nn.tasks import DetectionModel

from training.fit.network import HalfModel, fit_tensors


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a run; they go into the card of the weights as they are."""

    model: str = "yolov5n.yaml"
    image_size: int = 512
    batch: int = 16
    hours: float = 1.0
    seed: int = 7
    optimizer: str = "SGD"
    learning_rate: float = 0.01
    nominal_batch: int = 64  # gradients are gathered over this many images
    perspective: float = 0.0
    class_gain: float = 0.5  # weight of telling classes apart beside finding boxes
    rotation_degrees: float = 0.0
    scale: float = 0.5
    mosaic: float = 1.0
    flip: bool = True
    close_mosaic: int = 2


class Trainer(DetectionTrainer):  # type: ignore[misc]
    """ultralytics' trainer, started from plain tensors instead of a pickled model."""

    start: Path | None = None

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = True) -> DetectionModel:
        torch.set_num_threads(len(os.sched_getaffinity(0)))  # ultralytics leaves one core idle
        model = HalfModel(cfg, nc=self.data["nc"], ch=self.data["channels"], verbose=False)
        if weights is not None:
            model.load(weights)
        elif self.start is not None:
            fit_tensors(model, torch.load(self.start, weights_only=True))
        return model.to(memory_format=torch.channels_last)


def train(dataset: Path, labels: list[str], run: Path, recipe: Recipe, start: Path | None) -> Path:
    """Train on `dataset`/{train,val}.txt and return the best weights (.pt). A run that exists is taken up again."""
    description = dataset / "data.yaml"
    names = dict(enumerate(labels))
    description.write_text(
        yaml.safe_dump(
            {"path": str(dataset.resolve()), "train": "train.txt", "val": "val.txt", "names": names},
            allow_unicode=True,
        )
    )
    last = run / "weights" / "last.pt"
    trainer = Trainer(
        overrides=_overrides(description, run, recipe) | ({"resume": str(last)} if last.exists() else {})
    )
    trainer.start = start
    trainer.train()
    return Path(trainer.best)


def _overrides(description: Path, run: Path, recipe: Recipe) -> dict[str, Any]:
    return {
        "model": recipe.model,
        "data": str(description),
        "project": str(run.parent.resolve()),
        "name": run.name,
        "exist_ok": True,
        "imgsz": recipe.image_size,
        "batch": recipe.batch,
        "epochs": 100,
        "time": recipe.hours,
        "seed": recipe.seed,
        "lr0": recipe.learning_rate,
        "optimizer": recipe.optimizer,
        "warmup_bias_lr": 0.1 if recipe.optimizer == "SGD" else 0.0,
        "nbs": recipe.nominal_batch,
        "cos_lr": True,
        "warmup_epochs": 1,
        "close_mosaic": recipe.close_mosaic,
        "degrees": recipe.rotation_degrees,
        "scale": recipe.scale,
        "perspective": recipe.perspective,
        "cls": recipe.class_gain,
        "mosaic": recipe.mosaic,
        "fliplr": 0.5 * recipe.flip,
        "flipud": 0.5 * recipe.flip,
        "device": "cpu",
        "workers": 2,
        "cache": "ram",
        "amp": False,
        "plots": False,
        "pretrained": False,
    }


def described(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe as it stands in a card."""
    return asdict(recipe)
