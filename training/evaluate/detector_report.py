"""The card of a detector's scores on photos with boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inference.photo import read_photo
from inference.photo_quality import PHOTO_SIDE, blur, brightness
from training.evaluate.plots import plot_trust
from training.evaluate.report import Conditions, Report, by_condition, numbers, thirds, write_report
from training.evaluate.scoring import Result, matched, score
from training.samples.pictures import Pixels, Tile, contact_sheet, read_picture

WORST = 12  # photos on the sheet
COUNTS = ((0, "0"), (1, "1"), (4, "2 to 4"), (9, "5 to 9"), (19, "10 to 19"))  # up to so many pills
THERE, FOUND = (60, 180, 60), (60, 60, 230)  # BGR


@dataclass(frozen=True, slots=True)
class Looked:
    """A photo, the set it belongs to, and what was found in it beside what is there."""

    photo: Path
    set: str
    result: Result


def report_detector(looked: Sequence[Looked], threshold: float, folder: Path, data: Path) -> Path:
    """Write the card into a folder; return it."""
    results = [each.result for each in looked]
    sure = [result.confidence >= 0.05 for result in results]
    told = [float(c) for result, of in zip(results, sure, strict=True) for c in result.confidence[of]]
    right = [bool(hit) for result, of in zip(results, sure, strict=True) for hit in matched(result)[of, 0]]
    pictures = plot_trust(told, right, folder, "detections of at least 0.05, at an overlap of 0.5")
    if worst := _worst(looked, threshold, folder):
        pictures.append(worst)
    described = list(zip(_conditions(looked), results, strict=True))
    return write_report(
        Report(
            title="The pill detector on photos with boxes",
            facts={"data": data.name, "threshold": threshold},
            scores=numbers(score(results, threshold)),
            by_condition=by_condition(described, lambda its: numbers(score(its, threshold))),
            pictures=pictures,
        ),
        folder,
    )


def errors(result: Result, threshold: float) -> int:
    """Return how many pills were missed and how many found that are not there, at the operating threshold."""
    sure = result.confidence >= threshold
    hits = int(matched(result)[sure, 0].sum())
    return int(sure.sum()) - hits + len(result.labels) - hits


def _conditions(looked: Sequence[Looked]) -> list[Conditions]:
    photos = [read_photo(each.photo.read_bytes()).pixels for each in looked]
    lights, blurs = (
        thirds(values) for values in ([brightness(p) for p in photos], [blur(p, PHOTO_SIDE) for p in photos])
    )
    return [
        {
            "set": each.set,
            "number of pills": _count(len(each.result.labels)),
            "brightness": light,
            "blur": soft,
        }
        for each, light, soft in zip(looked, lights, blurs, strict=True)
    ]


def _count(pills: int) -> str:
    return next((name for most, name in COUNTS if pills <= most), "20 and more")


def _worst(looked: Sequence[Looked], threshold: float, folder: Path) -> tuple[str, str] | None:
    ranked = sorted(looked, key=lambda each: -errors(each.result, threshold))
    worst = [each for each in ranked[:WORST] if errors(each.result, threshold)]
    if not worst:
        return None
    tiles = [
        Tile(
            _boxes(read_picture(each.photo), each.result, threshold),
            (
                f"{each.set} {each.photo.name}",
                f"{len(each.result.labels)} there, {errors(each.result, threshold)} missed or wrong",
            ),
        )
        for each in worst
    ]
    contact_sheet(tiles, folder / "worst.jpg")
    return "worst.jpg", "The photos with most mistakes: green is there, red was found"


def _boxes(picture: Pixels, result: Result, threshold: float) -> Pixels:
    drawn = picture.copy()
    width = max(1, max(drawn.shape[:2]) // 200)
    for boxes, colour in ((result.labels, THERE), (result.found[result.confidence >= threshold], FOUND)):
        for left, top, right, bottom in np.round(boxes).astype(int).tolist():
            cv2.rectangle(drawn, (left, top), (right, bottom), colour, width)
    return drawn
