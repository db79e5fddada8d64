"""The imprint reader's card: its threshold and its scores, both from the given val split."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import Floats, suppress
from inference.engine import Engine, EngineSettings, open_engine
from inference.model_card import load_card
from inference.read.imprint import NAME, YoloImprintReader
from training.evaluate.reading import score_readings
from training.evaluate.scoring import OVERLAPS, Result, average_precision, matched
from training.samples.dataset import labels_beside
from training.samples.sides import read_boxes, sides

FLOOR = 0.005  # least confidence that counts for the curves
SAME = 0.6  # of two boxes of one class that overlap more, one is dropped
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(2, 15))
PEER = {"map50": 0.766, "map50_95": 0.666, "precision": 0.843, "recall": 0.675}


@dataclass(frozen=True, slots=True)
class Found:
    """The characters of one class on one sheet: what was found and what is there."""

    label: int
    result: Result


def export_imprint(
    run: Path, photos: Path, size: int, out: Path, notes: Sequence[str] = (), also: Sequence[Path] = ()
) -> Path:
    """Export a run's best weights, measure them on val, and write the card; return its path.

    `photos` is the folder of val photos, beside which their labels are. With other checkpoints, the mean of all.
    """
    from training.fit.export import export_onnx, name_of, plain_checkpoint, write_card
    from training.fit.fp16 import halve

    out.mkdir(parents=True, exist_ok=True)
    weights = out / f"{NAME}.onnx"
    best = run / "train" / "weights" / "best.pt"
    export_onnx(plain_checkpoint(best, run / "plain.pt", also), size, weights)
    halve(weights)
    facts = _facts(run, size) | {"mean_of": [name_of(each) for each in (best, *also)]}
    write_card(weights, {**facts, "threshold": 0.25, "scores": {}})  # so that it can be loaded and measured
    engine = open_engine(load_card(out, NAME).weights, EngineSettings(threads=2))
    sheets = [Path(line) for line in (run / "dataset" / "val.txt").read_text().split()]
    found = [each for sheet in sheets for each in characters_on(sheet, engine)]
    threshold = max(THRESHOLDS, key=lambda value: harmonic(*at(found, value)))
    scores = {"given val split, one side a sheet": scores_at(found, threshold, len(sheets), facts["labels"])}
    scores["a peer, its own log, whole photos at 640"] = dict(PEER)
    facts |= {"threshold": threshold, "scores": scores, "notes": list(notes)}
    write_card(weights, facts)
    scores["sides read, upright"], scores["sides read, turned at random"] = _sides_read(photos, out)
    return write_card(weights, facts)


def _sides_read(photos: Path, weights: Path) -> list[dict[str, Any]]:
    card = load_card(weights, NAME)
    reader = YoloImprintReader(card, open_engine(card.weights, EngineSettings(threads=2)))
    found = [its for photo in sorted(photos.glob("*.jpg")) if len(its := sides(photo)) > 1]
    shown = [side for its in found for side in its]
    return [
        asdict(score_readings(shown, reader, card.labels, rng)) for rng in (None, np.random.default_rng(1))
    ]


def characters_on(sheet: Path, engine: Engine) -> Iterator[Found]:
    """Yield, for every class that is on a sheet or was found there, both."""
    image = cv2.imread(str(sheet))
    if image is None:
        raise ValueError(f"expected a picture, got {sheet}")
    pixels = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8)
    raw = engine.run(pixels[np.newaxis])[0]
    there = read_boxes(labels_beside(sheet), pixels.shape[1], pixels.shape[0])
    for label in range(len(raw) - 4):
        labels = there[there[:, 0] == label, 1:]
        chosen = np.flatnonzero(raw[4 + label] >= FLOOR)
        if len(labels) or len(chosen):
            boxes, confidence = _corners(raw[:4, chosen].T), raw[4 + label, chosen]
            kept = suppress(boxes, confidence, SAME)
            yield Found(label, Result(boxes[kept], confidence[kept], _corners(labels)))


def _corners(boxes: NDArray[Any]) -> Floats:
    """(n, 4) of centre and size to (n, 4) of corners."""
    half = boxes[:, 2:4] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1).astype(np.float32)


def at(found: Sequence[Found], threshold: float) -> tuple[float, float]:
    """Precision and recall of all characters together, at a confidence and an overlap of 0.5."""
    results = [each.result for each in found]
    hits = sum(int(matched(r)[r.confidence >= threshold, 0].sum()) for r in results)
    claimed = sum(int((r.confidence >= threshold).sum()) for r in results)
    labels = sum(len(r.labels) for r in results)
    return hits / max(claimed, 1), hits / max(labels, 1)


def harmonic(precision: float, recall: float) -> float:
    """The harmonic mean of both, 0 if both are."""
    return 2 * precision * recall / max(precision + recall, 1e-9)


def scores_at(found: Sequence[Found], threshold: float, sheets: int, labels: Sequence[str]) -> dict[str, Any]:
    """Scores as they stand in a card. Average precisions are means over the classes that val has."""
    there = Counter[int]()
    for each in found:
        there[each.label] += len(each.result.labels)
    by_class = {label: _precisions(found, label, count) for label, count in there.items() if count}
    precision, recall = at(found, threshold)
    return {
        "sheets": sheets,
        "characters": sum(there.values()),
        "classes": len(by_class),
        "map50": round(float(np.mean([row[0] for row in by_class.values()])), 4),
        "map50_95": round(float(np.mean([row.mean() for row in by_class.values()])), 4),
        "map50_of_classes_with_10_or_more": round(
            float(np.mean([row[0] for label, row in by_class.items() if there[label] >= 10] or [0.0])), 4
        ),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "map50_by_class": {
            labels[label]: [there[label], round(float(by_class[label][0]), 3)] for label in sorted(by_class)
        },
    }


def _precisions(found: Sequence[Found], label: int, count: int) -> Floats:
    """The average precision of a class at each of OVERLAPS."""
    results = [each.result for each in found if each.label == label]
    confidence = np.concatenate([result.confidence for result in results])
    hits = np.concatenate([matched(result) for result in results])
    return np.array(
        [average_precision(confidence, hits[:, i], count) for i in range(len(OVERLAPS))], np.float32
    )


def _facts(run: Path, size: int) -> dict[str, Any]:
    told = json.loads((run / "facts.json").read_text())
    with (run / "train" / "results.csv").open() as file:
        curve = [
            {
                "epoch": int(row["epoch"]),
                "seconds": float(row["time"]),
                "map50": float(row["metrics/mAP50(B)"]),
                "map50_95": float(row["metrics/mAP50-95(B)"]),
            }
            for row in csv.DictReader(file)
        ]
    confirmed = (
        " Beside them, sides in catalogue pictures of the US (ePillID) and of Taiwan on which an earlier reader found "
        "what the catalogue says of the pill, their boxes being that reader's; kinds as above."
    )
    return {
        "kind": "imprint",
        "version": "1",
        "architecture": architecture(told),
        "labels": told["labels"],
        "input": {"size": size, "channels": "RGB", "scale": "1/255"},
        "iou": 0.5,
        "data": "Sides of pills in two-sided photos of the US National Library of Medicine, with a box round every "
        "character; kinds that identification is tuned or tested on are left out. Rare characters are shown more "
        "often, half of the sheets on another ground, most as a worse camera would have them. `made` tells how often "
        "each side is shown with another imprint drawn on it: texts of the US catalogue's kinds that may be learnt from."
        + (confirmed if told.get("confirmed_by") else ""),
        "training": {**_history(told), "curve": curve},
    }


def architecture(told: Mapping[str, Any]) -> str:
    """Say which YOLOv5 it is; the first run's starts from COCO's weights, a wider one from those of the run before."""
    models = [told["recipe"]["model"]]
    while "after" in told:
        told = told["after"]
        models.append(told["recipe"]["model"])
    grown = "" if models[-1] == models[0] else f" of {models[-1]}, made wider"
    return f"YOLOv5 (ultralytics {models[0]}), a class for each character, started from COCO weights{grown}"


def _history(told: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a run and of those before it, without the labels, which the card has once."""
    own = {name: value for name, value in told.items() if name not in {"labels", "after"}}
    return own | ({"after": _history(told["after"])} if "after" in told else {})
