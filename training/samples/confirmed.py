"""Finds catalogue pictures on which the reader reads the catalogued imprint: more sides to train on.

The catalogue tells the characters of a pill but not where they are, nor on which side; the reader tells where
characters may be, but not always which. A pill is taken where all words of its imprint are found on its sides,
most of their characters seen well, and nothing else is.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from inference.appearance.outline import Outline, find_outline
from inference.detect.detector import Detector, load_detector
from inference.engine import EngineSettings
from inference.photo import read_photo
from inference.read.imprint import Glance, YoloImprintReader, load_reader
from inference.read.rotated_views import Pill, Points, placing, prepare, turned_extents
from inference.scan import cut_out
from training.fit.char_alignment import FAINTEST, Speller, Spelling, words_of
from training.samples.cutouts import Cutout, ndc9, reference_cutouts
from training.samples.selection import LEARNING, split_of
from training.samples.sides import Boxes, Side
from training.samples.taiwan import photographed_items
from training.synth.stamps import SIDE

MOST_WORDS = 6  # of an imprint; more would be too many ways to deal them to two sides
CLOSER = 0.3  # what a word may cost more in a view of twice the size, whose boxes are the better ones

Parts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pictured:
    """A pill of a catalogue: the parts of its imprint, wherever they are, and its sides."""

    parts: Parts
    sides: tuple[Cutout, ...]


def all_confirmed(data: Path, weights: Path) -> Iterator[tuple[Side, ...]]:
    """Yield both sides of each pill in the catalogues of the data folder that a folder of weights agrees on."""
    settings = EngineSettings(threads=1)
    reader, detector = load_reader(weights, settings), load_detector(weights, settings)
    if reader is None:
        raise FileNotFoundError(f"expected an imprint reader in {weights}")
    labels = (data / "imprint" / "classes.txt").read_text(encoding="utf-8").split()
    held = {ndc9(photo.stem) for photo in (data / "imprint" / "images" / "val").glob("*.jpg")}
    pills = chain(
        american_pills(data / "us" / "reference_crops", held), taiwanese_pills(data / "taiwan", detector)
    )
    yield from confirmed_sides(pills, reader, labels)


def confirmed_sides(
    pills: Iterable[Pictured], reader: YoloImprintReader, labels: Sequence[str]
) -> Iterator[tuple[Side, ...]]:
    """Yield both sides, upright, of each pill that reader and catalogue agree on."""
    speller = Speller(labels)
    for pictured in pills:
        words = words_of(pictured.parts)
        if len(pictured.sides) == 2 and 0 < len(words) <= MOST_WORDS and speller.can_spell(words):
            turnable = [_pill(cutout) for cutout in pictured.sides]
            found = confirm([_glances(reader, pill) for pill in turnable], words, speller)
            if found is not None:
                yield tuple(
                    upright(cutout, pill, spelling)
                    for cutout, pill, spelling in zip(pictured.sides, turnable, found, strict=True)
                )


def _glances(reader: YoloImprintReader, pill: Pill) -> tuple[Glance, ...]:
    first = reader.first_glances(pill, FAINTEST)
    return first + reader.closer_glances(pill, first, FAINTEST)


def american_pills(folder: Path, held: Container[str]) -> Iterator[Pictured]:
    """Yield the pills of a folder of masked crops, but for those that calibrate or test, or are in `held`.

    The folder is as `reference_cutouts` reads it; an `imprint` in its `labels.csv` parts its parts by ";".
    """
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        imprints = {row["ndc9"]: row["imprint"].split(";") for row in csv.DictReader(file)}
    kinds: dict[str, list[Cutout]] = defaultdict(list)
    for split in LEARNING:
        for cutout in reference_cutouts(folder, split):
            kinds[cutout.kind].append(cutout)
    for kind in sorted(kinds):
        if kind not in held:
            yield Pictured(_parts(imprints[kind]), tuple(kinds[kind]))


def taiwanese_pills(folder: Path, detector: Detector) -> Iterator[Pictured]:
    """Yield the pills of a folder with `appearance.json` and photos of both sides, but for those that calibrate or test."""
    for item, photo in photographed_items(folder):
        parts = _parts(item[mark] or "" for mark in ("mark1", "mark2"))
        if split_of(item["id"]) in LEARNING and parts:
            yield Pictured(parts, tuple(_found(photo, item["id"], detector)))


def _found(file: Path, kind: str, detector: Detector) -> Iterator[Cutout]:
    photo = read_photo(file.read_bytes()).pixels
    for pill in detector.detect(photo):
        crop, outline = cut_out(photo, pill.box), find_outline(photo, pill.box)
        alpha = cv2.resize(outline.mask * np.uint8(255), crop.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        yield Cutout(kind, cv2.cvtColor(crop, cv2.COLOR_RGB2BGR).astype(np.uint8), alpha.astype(np.uint8))


def _parts(texts: Iterable[str]) -> Parts:
    return tuple(text for text in texts if text.strip())


def _pill(cutout: Cutout) -> Pill:
    rgb = cv2.cvtColor(cutout.colour, cv2.COLOR_BGR2RGB).astype(np.uint8)
    return prepare(rgb, Outline(rgb, (cutout.alpha > 127).astype(np.uint8), found=True))


def confirm(
    sides: Sequence[Sequence[Glance]], words: Sequence[str], speller: Speller
) -> tuple[Spelling, ...] | None:
    """Return how each of two sides is best spelt if every word is on one of them, or all on both; None if neither."""
    every = (1 << len(words)) - 1

    @cache
    def best(side: int, dealt: int) -> Spelling | None:
        its = [word for place, word in enumerate(words) if dealt >> place & 1]
        found = [spelt for glance in sides[side] if (spelt := speller.spell(glance, its)) is not None]
        return min(found, key=_cost, default=None)

    dealt = [(some, every - some) for some in range(every + 1)] + [(every, every)]
    ways = [(one, other) for a, b in dealt if (one := best(0, a)) and (other := best(1, b))]
    likeliest = min(ways, key=lambda way: sum(map(_cost, way)), default=())
    return likeliest if likeliest and all(spelt.is_convincing for spelt in likeliest) else None


def _cost(spelling: Spelling) -> float:
    left, top, right, bottom = spelling.glance.cell
    return spelling.total - CLOSER * math.log2(max(right - left, bottom - top))


def upright(cutout: Cutout, pill: Pill, spelling: Spelling) -> Side:
    """Turn a side as its view was, as large as sides are learnt, with the boxes of its characters."""
    width, height = turned_extents(pill.rim, spelling.glance.angle)
    scale = SIDE / max(width, height)
    size = (round(scale * width), round(scale * height))
    placed = placing(pill.rim, spelling.glance.angle, *size)
    image, mask = (
        cv2.warpAffine(each, placed, size).astype(np.uint8)
        for each in (cutout.colour, (cutout.alpha > 127).astype(np.uint8))
    )
    return Side(image, mask, _boxes(spelling, pill, placed))


def _boxes(spelling: Spelling, pill: Pill, placed: Points) -> Boxes:
    """Carry the boxes of a view over to a picture that shows the pill at the same angle."""
    glance = spelling.glance
    left, top, right, bottom = glance.cell
    seen = placing(pill.rim, glance.angle, right - left, bottom - top)
    larger = placed[0, 0] / seen[0, 0] if abs(seen[0, 0]) > abs(seen[1, 0]) else placed[1, 0] / seen[1, 0]
    offset = placed[:, 2] - larger * (seen[:, 2] + (left, top))
    rows = [
        (
            one.label,
            *(larger * (box[:2] + box[2:]) / 2 + offset),
            *(larger * (box[2:] - box[:2])),
        )
        for one in spelling.placed
        for box in [glance.boxes[one.index].astype(np.float64)]
    ]
    return np.array(rows, np.float64).reshape(-1, 5)
