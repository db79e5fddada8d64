"""Reads pictures, and draws many of them on one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (height, width, 3), BGR

TILE = 260  # pixels a side
LINE = 16  # pixels a line of a caption
COLUMNS = 4
MOST_CHARACTERS = 40  # of a line


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture and the lines under it; these are drawn in ASCII."""

    picture: Pixels
    lines: tuple[str, ...]


def read_picture(path: Path) -> Pixels:
    """Read a picture as BGR (height, width, 3); OSError, naming it, for what is none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise OSError(f"{path} is no picture that can be read")
    return np.asarray(picture, np.uint8)


def contact_sheet(tiles: Sequence[Tile], file: Path) -> None:
    """Write tiles in rows of four as one picture."""
    drawn = [_draw(tile, max(len(each.lines) for each in tiles)) for tile in tiles]
    blank = np.full_like(drawn[0], 255)
    drawn += [blank] * (-len(drawn) % COLUMNS)
    rows = [np.hstack(drawn[i : i + COLUMNS]) for i in range(0, len(drawn), COLUMNS)]
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack(rows))


def beside(pictures: Sequence[Pixels]) -> Pixels:
    """Put pictures next to each other, all as high as the first."""
    height = pictures[0].shape[0]
    scaled = [
        cv2.resize(each, (max(1, round(each.shape[1] * height / each.shape[0])), height)) for each in pictures
    ]
    return np.asarray(np.hstack(scaled), np.uint8)


def _draw(tile: Tile, lines: int) -> Pixels:
    canvas = np.full((TILE + LINE * lines + 8, TILE, 3), 255, np.uint8)
    height, width = tile.picture.shape[:2]
    scale = (TILE - 6) / max(height, width)
    small = cv2.resize(
        tile.picture, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=cv2.INTER_AREA
    )
    top, left = (TILE - small.shape[0]) // 2, (TILE - small.shape[1]) // 2
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    for number, line in enumerate(tile.lines):
        text = line.encode("ascii", "replace").decode()[:MOST_CHARACTERS]
        place = (4, TILE + LINE * number + 12)
        cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.38, (0, 0, 0), 1, cv2.LINE_AA)
    return canvas
