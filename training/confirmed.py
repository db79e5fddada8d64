"""Sides of a catalogue's pictures on which the reader finds what the catalogue says: more sides to learn from.

The catalogue tells the characters of a pill but not where they are; the reader tells where characters are, but
not always which. A pill is taken where the two agree on all characters of both of its sides, and where they
differ in few of which the reader is unsure, the catalogue is believed.
"""

import csv
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, permutations
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from inference.characters import MARK, Character, lines
from inference.detector import Detector, load_detector
from inference.engine import EngineSettings
from inference.imprint import MARK_LABEL, View, YoloImprintReader, load_reader
from inference.outline import Outline, find_outline
from inference.photo import read_photo
from inference.scan import cut_out
from inference.views import Pill, Points, placing, prepare, turned_extents
from knowledge.imprints import folded, stamped
from training.cutouts import Cutout, ndc9, reference_cutouts
from training.selection import LEARNING, split_of
from training.sides import Boxes, Side
from training.stamps import SIDE
from training.taiwan import photographed_items

FLOORS = (0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.12)  # of confidence: the highest that lets all agree is taken
CLEAR = 0.8  # confidence from which on a character is not taken for one that looks otherwise
OTHERS = 3  # of so many characters, one may be another than the reader thought
MOST_PARTS = 5  # of an imprint; more would be too many orders to try
MARK_FLOOR = 0.4  # confidence from which on a mark, which catalogues leave out, is taken as there

Parts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pictured:
    """A pill of a catalogue: the parts of its imprint, wherever they are, and its sides."""

    parts: Parts
    sides: tuple[Cutout, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A view of a side that reads what some parts of an imprint say."""

    view: View
    characters: tuple[Character, ...]  # as the catalogue spells them, marks among them
    others: int  # how many of them the reader took for another
    floor: float  # all are at least so sure

    @property
    def rank(self) -> tuple[int, float, float]:
        """The better, the higher."""
        return -self.others, self.floor, self.view.weight


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
    for pictured in pills:
        if len(pictured.sides) == 2 and _learnable(pictured.parts, labels):
            turnable = [_pill(cutout) for cutout in pictured.sides]
            found = confirm([reader.views(pill) for pill in turnable], pictured.parts)
            if found is not None:
                yield tuple(
                    upright(cutout, pill, match, labels)
                    for cutout, pill, match in zip(pictured.sides, turnable, found, strict=True)
                )


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


def _learnable(parts: Parts, labels: Sequence[str]) -> bool:
    letters = "".join("".join(parts).split())
    return 0 < len(parts) <= MOST_PARTS and all(letter in labels for letter in letters)


def _pill(cutout: Cutout) -> Pill:
    rgb = cv2.cvtColor(cutout.colour, cv2.COLOR_BGR2RGB).astype(np.uint8)
    return prepare(rgb, Outline(rgb, (cutout.alpha > 127).astype(np.uint8), found=True))


def confirm(sides: Sequence[Sequence[View]], parts: Parts) -> tuple[Match, ...] | None:
    """Return how each of two sides reads if every part is on one of them, or all parts on both; None if neither."""
    every = (1 << len(parts)) - 1
    dealt = [(some, every - some) for some in range(every + 1)] + [(every, every)]
    found = [
        {
            some: _best(views, [parts[i] for i in range(len(parts)) if some >> i & 1])
            for some in range(every + 1)
        }
        for views in sides
    ]
    ways = [(one, other) for a, b in dealt if (one := found[0][a]) and (other := found[1][b])]
    return max(
        ways, key=lambda way: [sum(each) for each in zip(*(m.rank for m in way), strict=True)], default=None
    )


def _best(views: Sequence[View], parts: Sequence[str]) -> Match | None:
    if not parts:
        return _plain(views)
    orders = {"".join("".join(order).split()) for order in permutations(parts)}
    found = [
        match
        for view in views
        for floor in FLOORS
        for text in orders
        if (match := _match(view, text, floor)) is not None
    ]
    return max(found, key=lambda match: match.rank, default=None)


def _plain(views: Sequence[View]) -> Match | None:
    """A side is plain only if nothing was found on it, however it was turned."""
    if any(view.characters for view in views):
        return None
    return Match(views[0], (), 0, max(FLOORS))


def _match(view: View, text: str, floor: float) -> Match | None:
    """Return how a view reads a text, line by line, leaving out all of less confidence; None if it does not."""
    seen = [one for one in (*view.characters, *view.hardly) if one.confidence >= floor]
    marks = [one for one in seen if one.text == MARK and one.confidence >= MARK_FLOOR]
    rest, spelt, others = text, [], 0
    for one in (one for line in lines([one for one in seen if one.text != MARK]) for one in line):
        said, rest = rest[: len(one.text)], rest[len(one.text) :]
        if one.text.casefold() == said.casefold():
            spelt.append(one)
        elif len(one.text) == len(said) == 1 and (_alike(one.text, said) or one.confidence < CLEAR):
            spelt.append(replace(one, text=said))
            others += 1
        else:
            return None
    if rest or others > len(text) // OTHERS:
        return None
    return Match(view, (*spelt, *marks), others, floor)


def _alike(one: str, other: str) -> bool:
    return folded(stamped(one)) == folded(stamped(other))


def upright(cutout: Cutout, pill: Pill, match: Match, labels: Sequence[str]) -> Side:
    """Turn a side as its view was, as large as sides are learnt, with the boxes of its characters."""
    width, height = turned_extents(pill.rim, match.view.angle)
    scale = SIDE / max(width, height)
    size = (round(scale * width), round(scale * height))
    placed = placing(pill.rim, match.view.angle, *size)
    image, mask = (
        cv2.warpAffine(each, placed, size).astype(np.uint8)
        for each in (cutout.colour, (cutout.alpha > 127).astype(np.uint8))
    )
    return Side(image, mask, _boxes(match, pill, placed, labels))


def _boxes(match: Match, pill: Pill, placed: Points, labels: Sequence[str]) -> Boxes:
    """Carry the boxes of a match from its view over to a picture that shows the pill at the same angle."""
    left, top, right, bottom = match.view.cell
    seen = placing(pill.rim, match.view.angle, right - left, bottom - top)
    larger = placed[0, 0] / seen[0, 0] if abs(seen[0, 0]) > abs(seen[1, 0]) else placed[1, 0] / seen[1, 0]
    offset = placed[:, 2] - larger * (seen[:, 2] + (left, top))
    rows = [
        (
            labels.index(MARK_LABEL if one.text == MARK else one.text),
            *(larger * np.array(one.centre) + offset),
            larger * one.box.width,
            larger * one.box.height,
        )
        for one in match.characters
    ]
    return np.array(rows, np.float64).reshape(-1, 5)
