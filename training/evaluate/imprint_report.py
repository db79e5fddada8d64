"""The card of how well imprints are read, side by side, through the reader that ships."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inference.engine import EngineSettings, open_engine
from inference.model_card import load_card
from inference.photo_quality import blur, brightness
from inference.read.imprint import NAME, YoloImprintReader
from training.evaluate.plots import plot_trust
from training.evaluate.reading import ReadingScores, ReadSide, misreadings, read_sides, scores_of
from training.evaluate.report import Conditions, Report, by_condition, numbers, thirds, write_report
from training.samples.pictures import Tile, contact_sheet
from training.samples.sides import Side, sides

WORST = 16
MOST_TAKEN = 12  # of the pairs of characters taken for one another are told
SEED = 1
LENGTHS = ((0, "0"), (2, "1 to 2"), (4, "3 to 4"), (6, "5 to 6"))  # up to so many characters
Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A side of a pill and the photo that it is in."""

    photo: Path
    side: Side


def evaluate_imprint(
    data: Path, weights: Path, *, turned: bool = True, limit: int | None = None, report: Path | None = None
) -> ReadingScores:
    """Read the sides of pills in the val photos of `data`/imprint; with `report` write a card into that folder.

    Raises:
        WeightsError: there is no reader in `weights`, or it is damaged.
    """
    card = load_card(weights, NAME)
    reader = YoloImprintReader(card, open_engine(card.weights, EngineSettings()))
    shown = list(_shown(sorted((data / "imprint" / "images" / "val").glob("*.jpg"))[:limit]))
    rng = np.random.default_rng(SEED) if turned else None
    read = list(read_sides([each.side for each in shown], reader, card.labels, rng))
    if report is not None:
        told = json.loads((weights / f"{NAME}.json").read_text(encoding="utf-8"))
        way = {"sides": "turned at random" if turned else "upright"}
        facts = {"weights": NAME, **way, **_of_characters(told["scores"])}
        write_card(shown, read, _catalogued(data), report, facts)
    return scores_of(read)


def write_card(
    shown: Sequence[Shown], read: Sequence[ReadSide], catalogued: Rows, folder: Path, facts: Mapping[str, str]
) -> Path:
    """Write the card of sides that were read; `catalogued` tells of each photo's pill, by the file's name."""
    told = [each.told[0].probability for each in read if each.told]
    right = [each.hits[0] for each in read if each.told]
    pictures = plot_trust(told, right, folder, "first readings")
    if worst := _worst(shown, read, folder):
        pictures.append(worst)
    described = list(zip(_conditions(shown, catalogued), read, strict=True))
    scores = numbers(scores_of(read))
    card = Report(
        "Imprints read, one side at a time",
        {**facts, "taken for another": _taken(read)},
        scores,
        by_condition(described, lambda its: numbers(scores_of(its))),
        pictures,
    )
    return write_report(card, folder)


def _shown(photos: Sequence[Path]) -> Iterator[Shown]:
    for photo in photos:
        found = sides(photo)
        if len(found) > 1:  # else the pills were not found, and the whole photo is no side
            yield from (Shown(photo, side) for side in found)


def _of_characters(scores: Mapping[str, object]) -> dict[str, str]:
    """Return what the model's own card says of single characters."""
    given = scores.get("given val split, one side a sheet")
    names = ("map50", "map50_95", "precision", "recall")
    return {f"characters, {name}": str(given[name]) for name in names} if isinstance(given, dict) else {}


def _catalogued(data: Path) -> Rows:
    with (data / "us" / "c3pi_ndc9_products.csv").open(encoding="utf-8", newline="") as file:
        products = {row["ndc9"]: row for row in csv.DictReader(file)}
    with (data / "imprint" / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: products[row["ndc9"]] for row in csv.DictReader(file) if row["ndc9"] in products}


def _taken(read: Sequence[ReadSide]) -> str:
    pairs = [(pair, count) for pair, count in misreadings(read).items() if all(pair)]
    pairs.sort(key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{old} read as {new}: {count}" for (old, new), count in pairs[:MOST_TAKEN]) or "none"


def _conditions(shown: Sequence[Shown], catalogued: Rows) -> list[Conditions]:
    pictures = [cv2.cvtColor(each.side.image, cv2.COLOR_BGR2RGB).astype(np.uint8) for each in shown]
    lights, blurs = (
        thirds(values) for values in zip(*((brightness(p), blur(p)) for p in pictures), strict=True)
    )
    return [
        {
            **{
                name: catalogued.get(each.photo.name, {}).get(name, "not told").lower()
                for name in ("imprint_type", "color", "shape")
            },
            "characters": next(
                (name for most, name in LENGTHS if len(each.side.boxes) <= most), "7 and more"
            ),
            "brightness": light,
            "blur": soft,
        }
        for each, light, soft in zip(shown, lights, blurs, strict=True)
    ]


def _worst(shown: Sequence[Shown], read: Sequence[ReadSide], folder: Path) -> tuple[str, str] | None:
    wrong = [pair for pair in zip(shown, read, strict=True) if not any(pair[1].hits)]
    wrong.sort(key=lambda pair: -(pair[1].told[0].probability if pair[1].told else 0.0))
    if not wrong:
        return None
    contact_sheet(
        [Tile(each.side.image, _caption(each, told)) for each, told in wrong[:WORST]], folder / "worst.jpg"
    )
    return "worst.jpg", "The surest of the sides that no reading is right of"


def _caption(shown: Shown, read: ReadSide) -> tuple[str, str, str]:
    told = ", ".join(f"{guess.value or 'plain'} {guess.probability:.2f}" for guess in read.told[:2])
    return f"bears {(read.there or ('nothing',))[0]}", f"read {told or 'nothing'}", shown.photo.name
