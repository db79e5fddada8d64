"""What is seen in a photo: pure values, shared with those who interpret them. Imports nothing heavy."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Colour(StrEnum):
    """The sixteen base colours in which catalogues describe pills."""

    WHITE = "white"
    PINK = "pink"
    YELLOW = "yellow"
    ORANGE = "orange"
    BROWN = "brown"
    BLUE = "blue"
    LIGHT_GREEN = "light-green"
    GREEN = "green"
    RED = "red"
    GREY = "grey"
    PURPLE = "purple"
    BLACK = "black"
    TEAL = "teal"
    MAGENTA = "magenta"
    NAVY = "navy"
    CLEAR = "clear"


class Shape(StrEnum):
    """The eleven outlines in which catalogues describe pills."""

    ROUND = "round"
    OBLONG = "oblong"
    OVAL = "oval"
    OTHER = "other"
    RECTANGLE = "rectangle"
    OCTAGON = "octagon"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"
    HEXAGON = "hexagon"
    SEMICIRCLE = "semicircle"


class ScoreLine(StrEnum):
    """The line along which a tablet is meant to be split."""

    NONE = "none"
    SINGLE = "single"
    CROSS = "cross"


class Flaw(StrEnum):
    """Why a pill, or a whole photo, could not be read as well as it should be."""

    TOO_SMALL = "too-small"
    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    CUT_OFF = "cut-off"
    OVERLAPPING = "overlapping"


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """One possible value and how probable it is, 0 to 1."""

    value: T
    probability: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"expected a probability from 0 to 1, got {self.probability}")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a pill is in millimetres, seen from above."""

    long_mm: float
    short_mm: float
    spread: float  # relative standard deviation of both

    def __post_init__(self) -> None:
        if not (0 < self.short_mm <= self.long_mm and self.spread > 0):
            raise ValueError(f"expected 0 < short <= long and a spread above 0, got {self}")


@dataclass(frozen=True, slots=True)
class DrawnFace:
    """One face of a pill as a catalogue describes it, to be drawn."""

    colours: tuple[Colour, ...] = ()  # two are the halves of a capsule, left and right; none: not known
    imprint: str = ""  # its groups a space apart
    has_mark: bool = False  # a logo that is no character
    score_line: ScoreLine = ScoreLine.NONE


@dataclass(frozen=True, slots=True)
class DrawnPill:
    """A pill as a catalogue describes it, to be drawn: one face or both."""

    faces: tuple[DrawnFace, ...]
    shape: Shape | None = None  # None: not known
    elongation: float | None = None  # length over width, >= 1; None: what is usual for the shape

    def __post_init__(self) -> None:
        if not 1 <= len(self.faces) <= 2 or (self.elongation is not None and self.elongation < 1):
            raise ValueError(f"expected one or two faces and an elongation of at least 1, got {self}")


@dataclass(frozen=True, slots=True)
class LabelledPill:
    """A pill to be drawn with a name below it; or to be shown as in its `photo`, a small JPEG, where there is one."""

    pill: DrawnPill | None
    label: str
    photo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the upright photo; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left < self.right and self.top < self.bottom):
            raise ValueError(f"expected left < right and top < bottom, got {self}")

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class SeenPill:
    """One pill in a photo, as far as it can be told by looking.

    Every tuple of guesses is most probable first and may be empty: not known.
    """

    number: int  # 1-based, as drawn on the annotated photo, in reading order
    box: Box
    confidence: float
    colours: tuple[Guess[tuple[Colour, ...]], ...] = ()  # one colour, or two for a two-coloured capsule
    shapes: tuple[Guess[Shape], ...] = ()
    score_lines: tuple[Guess[ScoreLine], ...] = ()
    elongation: float | None = None  # longest over shortest extent, >= 1
    extent_px: tuple[float, float] | None = None  # the two, in pixels of the photo as sent
    sizes: tuple[Guess[Size], ...] = ()  # more than one where it is open which coin lies beside
    readings: tuple[Guess[str], ...] = ()  # the imprint; its lines joined by a space; "" is a plain side
    labels: tuple[Guess[str], ...] = ()  # product codes, from weights that carry them
    flaws: tuple[Flaw, ...] = ()
    photo: int | None = None  # which of the photos of one question, 1-based; None: not known


class Kind(StrEnum):
    """What a photo may be of; of several things at once, too."""

    PILLS = "pills"
    PAGE = "page"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code that names a product, as it stands on a box, with what else it tells of the pack."""

    code: str  # 12 to 14 digits: UPC, EAN (표준코드) or GTIN
    expiry: date | None = None
    lot: str = ""


def is_product_code(code: str) -> bool:
    """Tell whether digits are a code of 12 to 14 digits whose check digit holds, as GS1 has it."""
    if not re.fullmatch(r"\d{12,14}", code):
        return False
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(code[-2::-1]))
    return -weighted % 10 == int(code[-1])


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text on a page. Places are in pixels of the page, as if it lay flat and upright."""

    text: str
    confidence: float  # the mean over its letters
    left: float
    right: float
    middle: float  # from above
    height: float
    box: Box | None = None  # round it in the page's picture

    @property
    def centre(self) -> float:
        """Its middle from the left."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page, without what tells who a person is."""

    width: int
    height: int
    lines: tuple[PrintedLine, ...]  # from above
    barcodes: tuple[Barcode, ...] = ()
    picture: bytes = field(
        default=b"", repr=False
    )  # JPEG, upright; what tells who a person is is painted over


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was seen in one photo."""

    width: int
    height: int
    pills: tuple[SeenPill, ...]
    annotated: bytes = field(repr=False)  # JPEG, upright, with numbered boxes
    flaws: tuple[Flaw, ...] = ()
    is_numbered: bool = True  # else the boxes are still to be drawn, since the first number is not known yet
    page: Page | None = None  # what is printed, where that is most of the photo
    barcodes: tuple[Barcode, ...] = ()  # of boxes

    @property
    def kinds(self) -> frozenset[Kind]:
        """Return what the photo is of; nothing where nothing was seen in it."""
        seen = {Kind.PILLS: self.pills, Kind.PAGE: self.page, Kind.CODE: self.barcodes}
        return frozenset(kind for kind, what in seen.items() if what)
