"""The training queue: reads jobs from a file, works them one after the other, and resumes from checkpoints."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from training.evaluate.epoch import EpochScores, measure
from training.fit import checkpoint
from training.fit.checkpoint import Checkpoint
from training.fit.exported_start import load_exported
from training.fit.loop import Plan, epochs
from training.fit.net2wider import widened
from training.fit.network import HalfModel, fit_tensors
from training.fit.run_table import Row, append
from training.samples.dataset import prepare

STATISTICS = 64  # pictures that give exported weights their normalisation back
TABLE = "runs.csv"


@dataclass(frozen=True, slots=True)
class Job:
    """One training of the detector."""

    name: str
    start: str  # "shipped", "coco" or the name of another job
    plan: Plan
    scenes: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a queue reads and writes."""

    data: Path  # the data folder
    runs: Path  # what is made on the way; may be lost
    checkpoints: Path  # what a job is taken up from, and the table of runs: to be committed
    shipped: Path  # the exported weights
    processes: int = 1  # that draw scenes


def read_queue(file: Path, device: str, workers: int) -> list[Job]:
    """Read the jobs of a queue file.

    Raises:
        TypeError: a job has a field that is not known, or lacks one.
        ValueError: a name is used twice, or a job starts from one that does not stand above it.
    """
    jobs = [_job(fields, device, workers) for fields in tomllib.loads(file.read_text())["job"]]
    known = {"shipped", "coco"}
    for job in jobs:
        if job.start not in known or job.name in known:
            raise ValueError(f"expected a new name and a start among {sorted(known)}, got {job}")
        known.add(job.name)
    return jobs


def work(
    jobs: Sequence[Job], places: Places, now: Callable[[], datetime], until: datetime | None = None
) -> None:
    """Work the jobs that are not done, until all are or the time is up; stops only after a whole epoch.

    After each epoch the checkpoint is replaced and a row goes into the table of runs.
    """
    for job in jobs:
        for _ in _train(job, places, now):
            if until is not None and now() >= until:
                return


def _train(job: Job, places: Places, now: Callable[[], datetime]) -> Iterator[int]:
    """Train one job from where it stopped; yield the number of each epoch once its checkpoint is written."""
    file = places.checkpoints / f"{job.name}.pt"
    before = checkpoint.load(file)
    done = before.epochs if before else 0
    if done >= job.plan.epochs:
        return
    dataset = places.runs / job.name / "dataset"
    prepare(
        places.data,
        dataset,
        scenes=job.scenes,
        seed=job.plan.seed,
        leave_out=job.left_out,
        processes=places.processes,
    )
    model = HalfModel(job.plan.model, nc=1, verbose=False)
    if before:
        fit_tensors(model, before.tensors)
    else:
        _begin(model, job, places, dataset)
        _record(job, places, now(), 0, float("nan"), model)
    began = now()
    for epoch, average, loss in epochs(model, dataset, job.plan, done):
        checkpoint.save(Checkpoint(epoch, average.state_dict()), file)
        spent = (now() - began).total_seconds()
        _record(job, places, now(), epoch, loss, average, spent)
        began = now()
        yield epoch


def _begin(model: HalfModel, job: Job, places: Places, dataset: Path) -> None:
    """Give a model the weights that a job starts from."""
    if job.start == "shipped":
        load_exported(model, places.shipped, _pictures(dataset, job.plan.image_size))
    elif job.start == "coco":
        fit_tensors(
            model, torch.load(places.data / "weights" / "yolov5n_coco_state_dict.pt", weights_only=True)
        )
    else:
        start = checkpoint.must_load(places.checkpoints / f"{job.start}.pt").tensors
        model.load_state_dict(widened(dict(start), model.state_dict(), job.plan.seed))


def _record(
    job: Job, places: Places, at: datetime, epoch: int, loss: float, model: Any, seconds: float = 0.0
) -> None:
    scores: EpochScores = measure(model, places.data / "photos", job.left_out, job.plan.device)
    row = Row(
        f"{at:%Y-%m-%d %H:%M}", job.name, epoch, epoch * job.plan.pictures, round(seconds), loss, scores
    )
    append(row, places.checkpoints / TABLE)


def _job(fields: dict[str, Any], device: str, workers: int) -> Job:
    own = {name: fields.pop(name) for name in ("name", "start", "scenes")}
    left_out = tuple(fields.pop("left_out"))
    return Job(**own, left_out=left_out, plan=Plan(**fields, device=device, workers=workers))


def _pictures(dataset: Path, side: int) -> torch.Tensor:
    """Some training pictures (n, 3, side, side), 0 to 1, in grey squares."""
    listed = (dataset / "train.txt").read_text().split()
    chosen = np.random.default_rng(0).choice(len(listed), min(STATISTICS, len(listed)), replace=False)
    squares = np.full((len(chosen), side, side, 3), 114, np.uint8)
    for square, place in zip(squares, chosen, strict=True):
        picture = np.asarray(cv2.imread(listed[place]))
        scale = side / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:side, :side]
        square[: small.shape[0], : small.shape[1]] = small[..., ::-1]
    return torch.from_numpy(squares).permute(0, 3, 1, 2).float() / 255
