"""Measure the looks that a whole scan tells on a catalogue's own photos, of kinds that nothing was fitted on.

The photos are those of the Taiwan FDA's appearance data: front and back of a product beside a ruler.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from inference.scan import Scanner
from inference.types import Colour, ScoreLine, SeenPill, Shape
from training.samples.selection import Split, split_of
from training.samples.taiwan import photographed_items

COLOURS = {
    "白": Colour.WHITE,
    "黃": Colour.YELLOW,
    "粉": Colour.PINK,
    "橘": Colour.ORANGE,
    "藍": Colour.BLUE,
    "綠": Colour.GREEN,
    "棕": Colour.BROWN,
    "紅": Colour.RED,
    "紫": Colour.PURPLE,
    "灰": Colour.GREY,
    "黑": Colour.BLACK,
    "透明": Colour.CLEAR,
    "藍綠": Colour.TEAL,
}
SHAPES = {  # this catalogue has no word for a tablet that is long with straight sides: it calls it oval
    "圓形": {Shape.ROUND},
    "橢圓形": {Shape.OVAL, Shape.OBLONG},
    "膠囊": {Shape.OBLONG},
    "四邊形": {Shape.RECTANGLE, Shape.DIAMOND},
    "三角形": {Shape.TRIANGLE},
    "五邊形": {Shape.PENTAGON},
    "六邊形": {Shape.HEXAGON},
    "八邊形": {Shape.OCTAGON},
    "水滴形": {Shape.OTHER},
    "雙圓形": {Shape.OTHER},
    "其他": {Shape.OTHER},
}
SCORES = {"無": ScoreLine.NONE, "直線": ScoreLine.SINGLE, "十字": ScoreLine.CROSS}


@dataclass(frozen=True, slots=True)
class Described:
    """A photo of one product and what the catalogue says of it."""

    kind: str
    photo: Path
    colours: frozenset[Colour]
    shapes: frozenset[Shape]
    score_line: ScoreLine | None


def measure_looks(folder: Path, scanner: Scanner, limit: int | None = None) -> dict[str, Any]:
    """Shares told right over the photos of `folder` (`appearance.json` and `img/`), with how many were judged.

    A shape or colour is judged on the most confident pill of a photo, a score line on all of them.
    """
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    tested = (each for each in described_photos(folder) if split_of(each.kind) is Split.TEST)
    for described in islice(tested, limit):
        scan = scanner.scan(described.photo.read_bytes())
        judged["photos"] += 1
        if scan.pills:
            right["photos"] += 1
            for name, is_right in _judge(described, scan.pills):
                judged[name] += 1
                right[name] += is_right
    return {name: {"right": round(right[name] / count, 4), "of": count} for name, count in judged.items()}


def described_photos(folder: Path) -> Iterator[Described]:
    """Products with one colour entry, one shape and one photo that is there, in the catalogue's order."""
    for item, photo in photographed_items(folder):
        if len(item["imgs"]) == 1 and len(item["shape"]) == 1 and item["color"]:
            shape, marks = item["shape"][0], item["score_mark"]
            if shape in SHAPES:
                line = SCORES[marks[0]] if len(marks) == 1 else None
                colours = frozenset(COLOURS[name] for name in item["color"])
                yield Described(item["id"], photo, colours, frozenset(SHAPES[shape]), line)


def _judge(described: Described, pills: tuple[SeenPill, ...]) -> Iterator[tuple[str, bool]]:
    best = max(pills, key=lambda pill: pill.confidence)
    told = [frozenset(guess.value) for guess in best.colours[:2]]
    kind = "one_colour" if len(described.colours) == 1 else "two_colours"
    yield kind, told[:1] == [described.colours]
    yield f"{kind}_top2", described.colours in told
    if best.shapes:
        yield "shape", best.shapes[0].value in described.shapes
    lines = [pill.score_lines[0].value is not ScoreLine.NONE for pill in pills if pill.score_lines]
    if lines and described.score_line is not None:
        scored = described.score_line is not ScoreLine.NONE
        yield ("scored" if scored else "plain"), any(lines) is scored
