"""The pill detector's card: its threshold, chosen on val, and its scores set by set."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inference.detect.detector import load_detector
from inference.engine import EngineSettings
from training.evaluate.detection import detect_all, sets_in
from training.evaluate.scoring import Result, score
from training.fit.export import best_threshold, export_onnx, name_of, plain_checkpoint, scores_of, write_card

NAME = "pill-detector"
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(2, 19))
NOT_TRAINED_ON = ("val", "test")


def export_detector(run: Path, photos: Path, size: int, out: Path, also: Sequence[Path] = ()) -> Path:
    """Export a run's best weights, choose the threshold on the val photos, and write the card; return its path.

    With other checkpoints, the mean of all.
    """
    out.mkdir(parents=True, exist_ok=True)
    weights = out / f"{NAME}.onnx"
    best = run / "train" / "weights" / "best.pt"
    export_onnx(plain_checkpoint(best, run / "plain.pt", also), size, weights)
    facts = _facts(run, size) | {"mean_of": [name_of(each) for each in (best, *also)]}
    write_card(weights, {**facts, "threshold": 0.5, "scores": {}})  # so that it can be loaded and measured
    detector = load_detector(out, EngineSettings(threads=2))
    found = {
        (folder.name, split): results
        for folder in sets_in(photos)
        for split in NOT_TRAINED_ON
        if (results := detect_all(detector, folder, (split,)))
    }
    val = [result for (_, split), results in found.items() if split == "val" for result in results]
    threshold = best_threshold((value, score(val, value)) for value in THRESHOLDS)
    return write_card(weights, {**facts, "threshold": threshold, "scores": _scores(found, val, threshold)})


def _scores(
    found: dict[tuple[str, str], list[Result]], val: list[Result], threshold: float
) -> dict[str, Any]:
    by_set = {
        f"{name} {split}": scores_of(score(results, threshold)) for (name, split), results in found.items()
    }
    return {"val together": scores_of(score(val, threshold)), **by_set}


def _facts(run: Path, size: int) -> dict[str, Any]:
    told = json.loads((run / "facts.json").read_text())
    with (run / "train" / "results.csv").open() as file:
        curve = [
            {
                "epoch": int(row["epoch"]),
                "map50": float(row["metrics/mAP50(B)"]),
                "map50_95": float(row["metrics/mAP50-95(B)"]),
            }
            for row in csv.DictReader(file)
        ]
    return {
        "kind": "detector",
        "version": "1",
        "architecture": "YOLOv5n (ultralytics yolov5n.yaml), one class, started from COCO weights",
        "labels": ["pill"],
        "input": {"size": size, "channels": "RGB", "scale": "1/255"},
        "iou": 0.45,
        "looks": "Photos with doubtful boxes are looked at three times: as they are, mirrored, and smaller. Photos of small "
        "pills are looked at in tiles too. A photo that seems empty is looked at with ground round it and in tiles.",
        "data": "Train splits of seven photo sets, and scenes of catalogue cut-outs pasted on them and on drawn grounds; "
        "kinds whose hash falls outside of the train share are in no scene.",
        "training": {**told, "curve": curve},
    }
