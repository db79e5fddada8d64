"""One labelled picture, and the small Protocols of what yields and what keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[
    np.float32
]  # (n, 4): left, top, right, bottom in pixels of the picture; right and bottom are exclusive


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture as an encoded file, with a box and a label for every pill in it."""

    key: str  # unique in its data set; a file name without its suffix
    picture: bytes = field(repr=False)
    suffix: str  # of the picture's format: .jpg or .png
    size_wh: tuple[int, int]
    boxes_xyxy: Boxes
    labels: tuple[str, ...]  # one a box
    facts: Mapping[str, str | int] = field(default_factory=dict)  # such as the light and the background

    def __post_init__(self) -> None:
        if self.boxes_xyxy.shape != (len(self.labels), 4):
            raise ValueError(f"expected {len(self.labels)} boxes, got {self.boxes_xyxy.shape} in {self.key}")


class Source(Protocol):
    """Whatever yields samples, one at a time."""

    def __iter__(self) -> Iterator[Sample]: ...


class Sink(Protocol):
    """Whatever keeps samples."""

    def write(self, sample: Sample) -> None: ...


def to_yolo(boxes_xyxy: Boxes, size_wh: tuple[int, int]) -> Boxes:
    """Return boxes as (n, 4) of centre x, centre y, width, height, as shares of the picture."""
    near, far = boxes_xyxy[:, :2], boxes_xyxy[:, 2:]
    shares: Boxes = np.concatenate([(near + far) / 2, far - near], axis=1)
    return (shares / np.array([*size_wh, *size_wh], np.float32)).astype(np.float32)


def from_yolo(shares: Boxes, size_wh: tuple[int, int]) -> Boxes:
    """Return YOLO's shares (n, 4) as boxes in pixels: the way back of `to_yolo`."""
    scaled = shares * np.array([*size_wh, *size_wh], np.float32)
    centre, size = scaled[:, :2], scaled[:, 2:]
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1).astype(np.float32)
