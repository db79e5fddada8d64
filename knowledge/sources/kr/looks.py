"""The words of 의약품 낱알식별 for what a pill looks like, as values."""

import re

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Side

COLOURS = {
    "하양": Colour.WHITE,
    "분홍": Colour.PINK,
    "노랑": Colour.YELLOW,
    "주황": Colour.ORANGE,
    "갈색": Colour.BROWN,
    "파랑": Colour.BLUE,
    "연두": Colour.LIGHT_GREEN,
    "초록": Colour.GREEN,
    "빨강": Colour.RED,
    "회색": Colour.GREY,
    "보라": Colour.PURPLE,
    "검정": Colour.BLACK,
    "청록": Colour.TEAL,
    "자주": Colour.MAGENTA,
    "남색": Colour.NAVY,
    "투명": Colour.CLEAR,
}
SHADES = frozenset({"옅은", "진한"})  # of the colour before it; photos cannot tell
SHAPES = {
    "원형": Shape.ROUND,
    "장방형": Shape.OBLONG,
    "타원형": Shape.OVAL,
    "기타": Shape.OTHER,
    "사각형": Shape.RECTANGLE,
    "팔각형": Shape.OCTAGON,
    "삼각형": Shape.TRIANGLE,
    "마름모형": Shape.DIAMOND,
    "오각형": Shape.PENTAGON,
    "육각형": Shape.HEXAGON,
    "반원형": Shape.SEMICIRCLE,
}
LINES = {"": ScoreLine.NONE, "-": ScoreLine.SINGLE, "+": ScoreLine.CROSS, "기타": None}  # 기타: several lines

CROSS_LINE, LINE, MARK = "십자분할선", "분할선", "마크"
DRAWN = re.compile(r"[-─―=]{2,}")  # a printed rule round a capsule, not characters
GREATEST_MM = 60.0


def colours(text: str) -> tuple[Colour, ...]:
    """Colours in the published order, each once. Raises KeyError with a word that is no known colour."""
    words = (word.strip() for word in text.split(",")) if text else ()
    return tuple(dict.fromkeys(COLOURS[word] for word in words if word not in SHADES))


def side(printed: str, line: str, colour: str, *, marked: bool) -> Side:
    """One face of a pill from its 표시, 분할선 and 색상; `marked` where a logo's code is given.

    The words 마크 and 분할선 inside the imprint stand for a logo and a line; the characters round a line are
    kept apart by a space. Raises KeyError for a colour or a line that is not in the tables.
    """
    score = LINES[line]
    if LINE in printed and score is ScoreLine.NONE:
        score = ScoreLine.CROSS if CROSS_LINE in printed else ScoreLine.SINGLE
    return Side(imprint(printed), marked or MARK in printed, colours(colour), score)


def imprint(printed: str) -> str:
    """The characters alone, their groups a space apart; '' is a plain side."""
    text = printed
    for word in (CROSS_LINE, LINE, MARK):
        text = text.replace(word, " ")
    return " ".join(DRAWN.sub(" ", text).split())


def millimetres(text: str) -> float | None:
    """A size; None where it is not given or is no size of a pill ('4호', '8.00-8.10', 802)."""
    try:
        size = float(text)
    except ValueError:
        return None
    return size if 0 < size <= GREATEST_MM else None
