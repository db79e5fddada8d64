"""The scale of a photo, and the sizes of pills by it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inference.types import Guess, SeenPill, Size

OUTLINE = 0.02  # relative: how well an outline tells a pill's extent
EDGE_PX = 1.0  # and what is added for a blurred edge, in pixels
ROUNDED_MM = 0.4  # what a catalogue's length may be off


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres for each pixel of the photo as sent."""

    mm_per_px: float
    spread: float  # relative standard deviation

    def __post_init__(self) -> None:
        if not (self.mm_per_px > 0 and self.spread > 0):
            raise ValueError(f"expected a scale and a spread above 0, got {self}")


Scales = tuple[
    Guess[Scale], ...
]  # the most probable first; more than one where a coin may be of several kinds


def sized(pill: SeenPill, scales: Sequence[Guess[Scale]]) -> SeenPill:
    """Return a pill with its size by each scale; as it is where its outline is not known."""
    if pill.extent_px is None:
        return pill
    long, short = pill.extent_px
    return replace(
        pill,
        sizes=tuple(
            Guess(
                Size(
                    long * guess.value.mm_per_px,
                    short * guess.value.mm_per_px,
                    math.hypot(guess.value.spread, OUTLINE, EDGE_PX / long),
                ),
                guess.probability,
            )
            for guess in scales
        ),
    )


def scale_of(pill: SeenPill, length_mm: float) -> Scale | None:
    """Return the scale of the photo of a pill whose length is known; None where its outline is not."""
    if pill.extent_px is None:
        return None
    long = pill.extent_px[0]
    return Scale(length_mm / long, math.hypot(OUTLINE, EDGE_PX / long, ROUNDED_MM / length_mm))
