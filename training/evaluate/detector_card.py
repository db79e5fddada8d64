"""The pill detector's card: its threshold, chosen on val photos and guard sets, and its scores set by set."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from ultralytics.nn.tasks import DetectionModel

from inference.detect.detector import NAME, load_detector
from inference.engine import EngineSettings
from training.evaluate.detection import detect_all, sets_in
from training.evaluate.epoch import EMPTY
from training.evaluate.scoring import Result, score
from training.fit import checkpoint
from training.fit.export import average_onnx, best_threshold, export_onnx, mean, scores_of, write_card
from training.fit.network import fit_tensors
from training.fit.queue import TABLE, Job

PROVISIONAL = 0.25  # the threshold with which the photos are looked at that choose it
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(2, 19))
NOT_TRAINED_ON = ("val", "test")


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported: the mean of some jobs' weights, of which the first is the one that the card describes."""

    jobs: Sequence[Job]
    also: Path | None = None  # an exported detector, which then makes half of the mean
    threshold: float | None = (
        None  # chosen unless given: on val photos, photos without pills, and the guard sets
    )
    notes: Sequence[str] = ()  # lines for the card
    guard: Sequence[str] = ()  # sets of photos; those that the first job leaves out unless given


def export_detector(export: Export, checkpoints: Path, photos: Path, size: int, out: Path) -> Path:
    """Export a detector and write its card.

    Raises:
        FileNotFoundError: a job has no checkpoint.
        ValueError: there is no such guard set.
    """
    sets = sets_in(photos)
    if unknown := set(export.guard) - {folder.name for folder in sets}:
        raise ValueError(f"expected sets of {photos} as guards, got {sorted(unknown)}")
    weights = out / f"{NAME}.onnx"
    half = _half(export.also) if export.also else None  # before it is written over
    out.mkdir(parents=True, exist_ok=True)
    job, names = export.jobs[0], [job.name for job in export.jobs]
    _to_onnx(job, [checkpoints / f"{name}.pt" for name in names], size, weights)
    facts = _facts(export.jobs, checkpoints / TABLE, size) | {"mean_of": names, "notes": list(export.notes)}
    if half is not None:
        average_onnx(weights, half[0])
        facts["averaged_with"] = half[1]
    write_card(
        weights, {**facts, "threshold": export.threshold or PROVISIONAL, "scores": {}}
    )  # so that it can be loaded and measured
    detector = load_detector(out, EngineSettings(threads=2))
    found = {
        (folder.name, split): results
        for folder in sets
        for split in _splits(folder.name, job)
        if (results := detect_all(detector, folder, (split,)))
    }
    val = [
        result
        for (name, split), results in found.items()
        if (split == "val" and name not in job.left_out) or name == EMPTY
        for result in results
    ]
    guards = export.guard or job.left_out
    guard = [result for (name, _), results in found.items() if name in guards for result in results]
    threshold = export.threshold or best_threshold(
        *({value: score(results, value) for value in THRESHOLDS} for results in (val, guard))
    )
    facts |= {"guards": list(guards), "threshold": threshold}
    return write_card(weights, {**facts, "scores": _scores(found, val, threshold)})


def _half(weights: Path) -> tuple[bytes, dict[str, Any]]:
    """Return an exported detector, and what its card tells of how it was made."""
    onnx = weights.read_bytes()
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    made = {"version": card["version"], "sha256": hashlib.sha256(onnx).hexdigest()}
    return onnx, made | {"mean_of": card["mean_of"], "training": card["training"]}


def _splits(name: str, job: Job) -> tuple[str, ...]:
    """The splits that are measured: those that trained nothing, and photos without pills, of which there are no others."""
    return ("train", *NOT_TRAINED_ON) if name in (*job.left_out, EMPTY) else NOT_TRAINED_ON


def _to_onnx(job: Job, files: Sequence[Path], size: int, weights: Path) -> None:
    model = DetectionModel(job.plan.model, nc=1, verbose=False)
    model.names = {0: "pill"}
    states = [dict(checkpoint.must_load(file).tensors) for file in files]
    fit_tensors(model, {name: mean([each[name] for each in states]) for name in states[0]})
    plain = weights.with_suffix(".pt")
    torch.save({"model": model, "train_args": {"imgsz": size, "task": "detect"}}, plain)
    export_onnx(plain, size, weights)
    plain.unlink()


def _scores(
    found: dict[tuple[str, str], list[Result]], val: list[Result], threshold: float
) -> dict[str, Any]:
    by_set = {
        f"{name} {split}": scores_of(score(results, threshold)) for (name, split), results in found.items()
    }
    return {"val and not_pills together": scores_of(score(val, threshold)), **by_set}


def _facts(jobs: Sequence[Job], table: Path, size: int) -> dict[str, Any]:
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        "kind": "detector",
        "version": "2",
        "architecture": f"YOLOv5 (ultralytics {jobs[0].plan.model}), one class",
        "labels": ["pill"],
        "input": {"size": size, "channels": "RGB", "scale": "1/255"},
        "iou": 0.45,
        "looks": "Photos with doubtful boxes are looked at three times: as they are, mirrored, and smaller. Photos of small "
        "pills are looked at in tiles too. A photo that seems empty is looked at with ground round it and in tiles.",
        "data": "Train splits of the photo sets that are not left out, and scenes of catalogue cut-outs and drawn pills pasted "
        "on them and on drawn grounds; kinds whose hash falls outside of the train share are in no scene.",
        "training": [
            {"job": asdict(job), "curve": [row for row in rows if row["job"] == job.name]} for job in jobs
        ],
    }
