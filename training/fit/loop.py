"""The training loop: epochs over a folder in YOLO's form, with the average of the weights kept beside them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, RandomSampler
from ultralytics.cfg import get_cfg
from ultralytics.data.dataset import YOLODataset
from ultralytics.utils.torch_utils import ModelEMA

from training.fit.network import HalfModel

MOMENTUM = 0.937
DECAY = 0.0005
NOMINAL_BATCH = 64  # the gradients of so many pictures make one step
LAST = 0.05  # of the learning rate, at the end of the cosine
WARM_UP = 30  # steps in which the rate rises, after each start
LONGEST_GRADIENT = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How one network is trained."""

    model: str
    image_size: int
    epochs: int
    pictures: int  # shown in an epoch
    learning_rate: float
    seed: int
    batch: int = 16
    scale: float = 0.5  # pictures are enlarged or reduced by up to this share
    mosaic: float = 1.0  # share of the pictures that are four in one
    plain_epochs: int = 2  # the last ones, without mosaics
    device: str = "cpu"
    workers: int = 1


def epochs(model: HalfModel, dataset: Path, plan: Plan, done: int) -> Iterator[tuple[int, Any, float]]:
    """Train on `dataset`/train.txt from the epoch `done` on; yield after each its number, the averaged model and its loss."""
    hyper = get_cfg(overrides=_augmentation(plan))
    model.args, model.nc, model.names = hyper, 1, {0: "pill"}
    model.to(plan.device).to(memory_format=torch.channels_last)
    data = _pictures(dataset, plan, hyper)
    steps = math.ceil(plan.pictures / NOMINAL_BATCH)
    average = ModelEMA(model, updates=done * steps)
    optimizer = _optimizer(model, plan)
    for epoch in range(done, plan.epochs):
        if epoch >= plan.epochs - plan.plain_epochs:
            data.close_mosaic(hyper)
        loss = _epoch(model, average, optimizer, _loader(data, plan, epoch), plan, epoch, done)
        yield epoch + 1, average.ema, loss


def _epoch(
    model: HalfModel, average: Any, optimizer: Any, loader: Any, plan: Plan, epoch: int, done: int
) -> float:
    model.train()
    every, total = max(1, NOMINAL_BATCH // plan.batch), 0.0
    for place, batch in enumerate(loader):
        batch = {name: _on(value, plan.device) for name, value in batch.items()}
        batch["img"] = batch["img"].float() / 255
        loss, _ = model(batch)
        loss.sum().backward()
        total += float(loss.sum().detach()) / len(batch["img"])
        if (place + 1) % every == 0 or place + 1 == len(loader):
            step = (epoch - done) * len(loader) // every + place // every
            rate = _rate(plan, epoch + place / len(loader)) * min(1.0, (step + 1) / WARM_UP)
            _step(model, average, optimizer, rate)
    return total / len(loader)


def _step(model: HalfModel, average: Any, optimizer: Any, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate
    torch.nn.utils.clip_grad_norm_(model.parameters(), LONGEST_GRADIENT)
    optimizer.step()
    optimizer.zero_grad()
    average.update(model)


def _rate(plan: Plan, epoch: float) -> float:
    """The learning rate: a cosine from the whole of it to its last share."""
    left = (1 + math.cos(math.pi * epoch / plan.epochs)) / 2
    return plan.learning_rate * (LAST + (1 - LAST) * left)


def _optimizer(model: HalfModel, plan: Plan) -> torch.optim.Optimizer:
    """Gradient descent with momentum; only the weights of convolutions decay."""
    parameters = [each for each in model.parameters() if each.requires_grad]
    decaying = [each for each in parameters if each.ndim > 1]
    others = [each for each in parameters if each.ndim <= 1]
    groups = [{"params": decaying, "weight_decay": DECAY}, {"params": others}]
    return torch.optim.SGD(groups, lr=plan.learning_rate, momentum=MOMENTUM, nesterov=True)


def _augmentation(plan: Plan) -> dict[str, Any]:
    return {
        "task": "detect",
        "imgsz": plan.image_size,
        "scale": plan.scale,
        "mosaic": plan.mosaic,
        "fliplr": 0.5,
        "flipud": 0.5,
    }


def _pictures(dataset: Path, plan: Plan, hyper: Any) -> YOLODataset:
    data = {"names": {0: "pill"}, "nc": 1, "channels": 3}
    return YOLODataset(
        img_path=str(dataset / "train.txt"),
        data=data,
        task="detect",
        imgsz=plan.image_size,
        batch_size=plan.batch,
        augment=True,
        hyp=hyper,
        rect=False,
        prefix="",
    )


def _loader(data: YOLODataset, plan: Plan, epoch: int) -> "DataLoader[Any]":
    """The pictures of one epoch, drawn by its number: the same after a restart."""
    generator = torch.Generator().manual_seed(plan.seed * 1000 + epoch)
    sampler = RandomSampler(data, num_samples=min(plan.pictures, len(data)), generator=generator)
    return DataLoader(
        data,
        plan.batch,
        sampler=sampler,
        num_workers=plan.workers,
        collate_fn=data.collate_fn,
        drop_last=True,
    )


def _on(value: Any, device: str) -> Any:
    return value.to(device, non_blocking=True) if isinstance(value, torch.Tensor) else value
