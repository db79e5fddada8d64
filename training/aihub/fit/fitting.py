"""Train YOLOv5 on a fixed number of epochs, so that a run that was stopped ends as if it had not been."""

import json
import os
import random
import shutil
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

from training.aihub.fit.batches import fits, is_out_of_memory, largest_batch
from training.fit.network import fit_tensors
from training.fit.train import Trainer

FINISHED = "finished.json"
THREADS = "OMP_NUM_THREADS"  # read by the processes of several GPUs as well


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a run; they go into the card as they are."""

    model: str = "yolov5n.yaml"
    image_size: int = 320
    epochs: int = 20
    batch: int = 0  # 0: found by trying
    learning_rate: float = 0.01
    mosaic: float = 0.5
    close_mosaic: int = 4
    seed: int = 7
    device: str = "cpu"  # or 0, or 0,1 for several GPUs of one machine
    workers: int = 2
    threads: int = (
        0  # of the CPU; 0: one a core. Fewer on a busy machine: threads that wait for each other spin
    )


class ResumableTrainer(Trainer):
    """ultralytics' trainer that keeps its state in full precision and draws an epoch's chances from its number.

    ultralytics itself keeps half precision and one stream of chances, so that a resumed run becomes another one.
    """

    last: Path  # where checkpoints are written
    best: Path

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = True) -> Any:
        model = super().get_model(cfg, weights, verbose)
        if threads := os.environ.get(THREADS):
            torch.set_num_threads(int(threads))
        start = Path(self.save_dir) / "start.pt"
        if weights is None and start.exists():  # also in the processes of several GPUs
            fit_tensors(model, torch.load(start, weights_only=True))
        return model

    def _setup_train(self) -> None:
        super()._setup_train()
        self.add_callback("on_train_epoch_start", _begin_epoch)

    def save_model(self) -> bool:
        """Write the exact state, then ultralytics' checkpoints; each appears whole or not at all."""
        self._keep_exact()
        last, best = self.last, self.best
        self.last, self.best = last.with_suffix(".new"), best.with_suffix(".new-best")
        try:
            saved = bool(super().save_model())
            for new, path in ((self.best, best), (self.last, last)):
                if new.exists():
                    new.replace(path)
        finally:
            self.last, self.best = last, best
        return saved

    def _keep_exact(self) -> None:
        self.wdir.mkdir(parents=True, exist_ok=True)
        new = self.wdir / "exact.new"
        state = {
            "model": self.model.state_dict(), "ema": self.ema.ema.state_dict(), "updates": self.ema.updates,
            "optimizer": self.optimizer.state_dict(), "batch": self.batch_size,
        }  # fmt: skip
        torch.save(state, new)
        new.replace(self.wdir / f"exact-{self.epoch}.pt")
        (self.wdir / f"exact-{self.epoch - 2}.pt").unlink(missing_ok=True)

    def resume_training(self, ckpt: Any) -> None:
        """Take up the state of the epoch that the checkpoint is of, as it was."""
        super().resume_training(ckpt)
        if ckpt is None or not self.resume:
            return
        state = torch.load(
            self.wdir / f"exact-{ckpt['epoch']}.pt", map_location=self.device, weights_only=True
        )
        self.model.load_state_dict(state["model"])
        self.ema.ema.load_state_dict(state["ema"])
        self.ema.updates = state["updates"]
        self.optimizer.load_state_dict(state["optimizer"])


def _begin_epoch(trainer: ResumableTrainer) -> None:
    seed = trainer.args.seed * 10_000 + trainer.epoch
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 (ultralytics' augmentation draws from it)
    torch.manual_seed(seed)
    trainer.train_loader.generator.manual_seed(seed)
    trainer.train_loader.reset()  # workers start anew, from this seed


def fit(dataset: Path, names: list[str], run: Path, plan: Plan, start: Path | None = None) -> Path:
    """Train on `dataset`/{train,val}.txt, in `run`/train; return the best weights (.pt).

    A run that was stopped goes on. Where memory runs out all the same, the batch is halved, and it goes on as well.
    """
    folder = run / "train"
    if (run / FINISHED).exists():
        return folder / "weights" / "best.pt"
    folder.mkdir(parents=True, exist_ok=True)
    if start is not None and not (folder / "start.pt").exists():
        shutil.copy(start, folder / "start.pt")
    description = _describe(dataset, names)
    plan = _with_batch(plan, len(names), run)
    while True:
        try:
            best = _train(description, folder, plan)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or plan.batch <= 1:
                raise
            plan = replace(plan, batch=plan.batch // 2)
            _keep(run, plan)
        else:
            (run / FINISHED).write_text(json.dumps(asdict(plan)))
            return best


def _with_batch(plan: Plan, classes: int, run: Path) -> Plan:
    """Return the plan with the batch that was found, or that an earlier part of the run was trained with."""
    kept = run / "batch.json"
    if plan.batch == 0:
        probe = partial(
            fits,
            model=plan.model,
            classes=classes,
            image_size=plan.image_size,
            device=plan.device.split(",")[0],
        )
        plan = replace(plan, batch=json.loads(kept.read_text()) if kept.exists() else largest_batch(probe))
        _keep(run, plan)
    return plan


def _keep(run: Path, plan: Plan) -> None:
    (run / "batch.json").write_text(json.dumps(plan.batch))


def _describe(dataset: Path, names: list[str]) -> Path:
    description = dataset / "data.yaml"
    lists = {"path": str(dataset.resolve()), "train": "train.txt", "val": "val.txt"}
    description.write_text(yaml.safe_dump({**lists, "names": dict(enumerate(names))}, allow_unicode=True))
    return description


def _train(description: Path, folder: Path, plan: Plan) -> Path:
    last = folder / "weights" / "last.pt"
    resumed = {"resume": str(last)} if last.exists() else {}
    os.environ |= {THREADS: str(plan.threads)} if plan.threads else {}
    trainer = ResumableTrainer(overrides=_overrides(description, folder, plan) | resumed)
    trainer.train()
    return Path(trainer.best)


def _overrides(description: Path, folder: Path, plan: Plan) -> dict[str, Any]:
    return {
        "model": plan.model, "data": str(description), "project": str(folder.parent.resolve()), "name": folder.name,
        "exist_ok": True, "imgsz": plan.image_size, "batch": plan.batch, "epochs": plan.epochs, "seed": plan.seed,
        "lr0": plan.learning_rate, "optimizer": "SGD", "nbs": plan.batch,  # a step a batch: nothing is carried over
        "cos_lr": True, "warmup_epochs": 1, "close_mosaic": plan.close_mosaic, "mosaic": plan.mosaic,
        "fliplr": 0.0, "flipud": 0.0,  # a mirrored imprint is no imprint
        "scale": 0.3, "cls": 1.0, "device": plan.device, "workers": plan.workers, "cache": "ram", "amp": False,
        "plots": False, "pretrained": False, "patience": 0,
    }  # fmt: skip
