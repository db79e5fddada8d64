"""Sides of photographed pills, small and grey: with what they say, and with the letters painted over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.read.characters import Character, lines, text_of
from inference.read.imprint import MARK_LABEL
from inference.types import Box
from training.imprints.texts import target
from training.samples.imprint_sheets import training_photos
from training.samples.sides import Side, sides
from training.synth.stamps import plain

EDGE = 144  # pixels of a side's longer extent

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Surface:
    """A side as it is, what it says, and the same without letters; all pictures (height, width)."""

    grey: Grey
    blank: Grey
    mask: Grey  # 1 where the pill is
    text: str  # row by row

    @property
    def elongation(self) -> float:
        """Width over height."""
        return self.grey.shape[1] / self.grey.shape[0]


def surfaces(data: Path, kept: Path, limit: int | None = None) -> tuple[Surface, ...]:
    """Return the sides of the photos that may be learnt from, of the data folder or as they were kept in a file."""
    if not kept.exists():
        _keep(list(_read(data, training_photos(data / "imprint" / "images" / "train")[:limit])), kept)
    with np.load(kept) as arrays:
        texts = [str(text) for text in arrays["texts"]]
        return tuple(
            Surface(arrays[f"grey{place}"], arrays[f"blank{place}"], arrays[f"mask{place}"], text)
            for place, text in enumerate(texts)
        )


def held_out_surfaces(data: Path, limit: int | None = None) -> tuple[Surface, ...]:
    """Return the sides of the photos of the given val split, which train nothing."""
    return tuple(_read(data, sorted((data / "imprint" / "images" / "val").glob("*.jpg"))[:limit]))


def _read(data: Path, photos: Iterable[Path]) -> Iterator[Surface]:
    labels = (data / "imprint" / "classes.txt").read_text(encoding="utf-8").split()
    for photo in photos:
        its = sides(photo)
        if len(its) > 1:  # otherwise not all characters are on sides that were found
            yield from (surface_of(side, labels) for side in its)


def surface_of(side: Side, labels: list[str]) -> Surface:
    """Return a side at the size that is learnt, standing ones laid down as they are read."""
    scale = EDGE / max(side.image.shape[:2])
    image, mask = (
        cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        for part in (side.image, side.mask)
    )
    small = Side(image.astype(np.uint8), mask.astype(np.uint8), side.boxes * (1, scale, scale, scale, scale))
    grey, blank = (cv2.cvtColor(each.image, cv2.COLOR_BGR2GRAY) for each in (small, plain(small)))
    return Surface(np.asarray(grey, np.uint8), np.asarray(blank, np.uint8), small.mask, _text(small, labels))


def _text(side: Side, labels: list[str]) -> str:
    characters = [
        Character(
            labels[int(kind)].replace(MARK_LABEL, "*"), 1.0, Box(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        )
        for kind, x, y, w, h in side.boxes
    ]
    return target(text_of(lines(characters)))


def _keep(found: list[Surface], kept: Path) -> None:
    arrays = {
        f"{part}{place}": getattr(surface, part)
        for place, surface in enumerate(found)
        for part in ("grey", "blank", "mask")
    }
    part = kept.with_suffix(".part.npz")
    np.savez_compressed(part, texts=np.array([surface.text for surface in found]), **arrays)
    part.replace(kept)
