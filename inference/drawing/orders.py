"""Pictures that are drawn of a photo: what goes into each. Pure values; `pictures` draws them, in a worker."""

from dataclasses import dataclass, field

from inference.types import Box, DrawnPill

MOST_BESIDE = 3  # drawings beside a pill that can still be told apart on a phone


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pill of a photo, cut out, beside drawings of what it may be, numbered from 1."""

    photo: bytes = field(repr=False)
    box: Box  # in pixels of the photo as sent, upright
    pills: tuple[DrawnPill | None, ...]  # None: nobody describes that one
    label: str = ""  # under the pill that is cut out

    def __post_init__(self) -> None:
        if len(self.pills) > MOST_BESIDE:
            raise ValueError(f"expected at most {MOST_BESIDE} pills to compare with, got {len(self.pills)}")


@dataclass(frozen=True, slots=True)
class NumberedPhoto:
    """A photo with numbered boxes round its pills."""

    photo: bytes = field(repr=False)
    boxes: tuple[Box, ...]  # in pixels of the photo as sent, upright
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class PillCutOut:
    """A pill of a photo alone, small, without what lies round it."""

    photo: bytes = field(repr=False)
    box: Box  # in pixels of the photo as sent, upright


PictureOrder = Comparison | NumberedPhoto | PillCutOut
