"""A run's best weights as a folder that the bot can use: ONNX, a card with K-codes and item codes, the reader beside."""

import csv
import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

from inference.detect.detector import NAME, load_detector
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from training.aihub.fit.fitting import FINISHED
from training.evaluate.detection import detect_all
from training.evaluate.detector_card import THRESHOLDS
from training.evaluate.scoring import score
from training.fit.export import best_threshold, export_onnx, plain_checkpoint, scores_of, write_card


def export(run: Path, out: Path, size: int | None = None, *, progress: bool = False) -> Path:
    """Write weights and card into `out`, with the threshold chosen on val; return the card's path.

    What else the bot needs of weights (the imprint reader) is copied beside.
    """
    out.mkdir(parents=True, exist_ok=True)
    facts = _facts(run, size)
    weights = out / f"{NAME}.onnx"
    checkpoint = plain_checkpoint(run / "train" / "weights" / "best.pt", run / "plain.pt")
    export_onnx(checkpoint, facts["input"]["size"], weights)
    write_card(weights, {**facts, "threshold": 0.5, "scores": {}})  # so that it can be loaded and measured
    found = detect_all(load_detector(out, EngineSettings()), run / "dataset", ("val",), progress=progress)
    threshold = best_threshold({value: score(found, value) for value in THRESHOLDS})
    for file in WEIGHTS.iterdir():
        if not file.name.startswith(NAME):
            shutil.copy(file, out / file.name)
    scores = {"val": scores_of(score(found, threshold))}
    return write_card(weights, {**facts, "threshold": threshold, "scores": scores})


def _facts(run: Path, size: int | None) -> dict[str, Any]:
    told, plan = json.loads((run / "facts.json").read_text()), json.loads((run / FINISHED).read_text())
    with (run / "train" / "results.csv").open() as file:
        curve = [
            {"epoch": int(row["epoch"]), "map50": float(row["metrics/mAP50(B)"])}
            for row in csv.DictReader(file)
        ]
    return {
        "kind": "detector",
        "version": "1",
        "architecture": f"ultralytics {plan['model']}, a class for each product",
        "labels": told["labels"],
        "products": [
            dict(zip(("k_code", "item"), label.split("/"), strict=False)) for label in told["labels"]
        ],
        "input": {"size": size or plan["image_size"], "channels": "RGB", "scale": "1/255"},
        "iou": 0.45,
        "data": told["data"],
        "training": {
            "plan": plan,
            "pictures": told["pictures"],
            "held_out": told["held_out"],
            "curve": curve,
        },
    }


def describe(
    data: str, labels: list[str], pictures: dict[str, int], held_out: list[str], plan: Any
) -> dict[str, Any]:
    """Return what a run is made of, for its card."""
    return {
        "data": data, "labels": labels, "pictures": pictures, "held_out": held_out, "plan": dataclasses.asdict(plan),
    }  # fmt: skip
