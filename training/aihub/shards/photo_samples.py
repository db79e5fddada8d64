"""One photo and its annotations to samples: checked, clipped, cropped, with a count of all that was left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from knowledge.identify.product_labels import label_of
from training.aihub.archives.names import parse_photo_name
from training.aihub.errors import MemberError
from training.aihub.pictures.pixels import Pixels, decode, encode, size_of, suffix_of
from training.aihub.shards.boxes import Crop, Floats, Window, follow, usable, windows
from training.samples.sample import Sample

Row = Mapping[str, Any]  # of the table of annotations


@dataclass
class Tally:
    """What became of photos and of their labels; every one is counted once."""

    photos: int = 0
    labels: int = 0
    written: int = 0  # pictures; one photo may become several
    clipped: int = 0
    rescaled: int = 0  # photos of another size than their labels say, but of the same proportions
    dropped_photos: Counter[str] = field(default_factory=Counter)
    dropped_labels: Counter[str] = field(default_factory=Counter)
    examples: list[list[str]] = field(default_factory=list)

    def drop_photo(self, member: str, labels: int, error: MemberError) -> None:
        """Count a photo that is left out, and its labels with it, but for those that were counted before."""
        self.dropped_photos[error.reason] += 1
        labels = labels if error.uncounted is None else error.uncounted
        if labels:
            self.dropped_labels[f"photo-{error.reason}"] += labels
        if len(self.examples) < 20:
            self.examples.append([member, str(error)])


def samples_of(stem: str, picture: bytes, rows: Sequence[Row], crop: Crop, tally: Tally) -> list[Sample]:
    """Return the samples that one photo becomes, and count them.

    Raises:
        MemberError: the photo can't be used; its labels are not counted yet, or as many as the error says.
    """
    size = size_of(picture)
    _refuse_incomplete(stem, rows, crop)
    scale = _scale(rows, size)
    raw = np.array([[row["x"], row["y"], row["w"], row["h"]] for row in rows], np.float32)
    codes = [str(row["code"]) for row in rows]
    boxes, kept, counts = usable(raw * np.float32(scale), codes, size)
    pixels = decode(
        picture, 2 if crop is Crop.HALF else 1
    )  # also where the file stays as it is: it must be whole
    tally.clipped += counts.pop("clipped", 0)
    tally.rescaled += scale != 1
    tally.dropped_labels += counts
    if counts["zero-size"] and crop is not Crop.BOX and (lost := set(codes) - {codes[row] for row in kept}):
        raise MemberError(
            "incomplete" if len(kept) else "no-box", f"no usable box for {', '.join(sorted(lost))}", len(kept)
        )
    shown = windows(boxes, size, crop)
    found = [_sample(stem, picture, pixels, boxes, window, [rows[i] for i in kept], crop) for window in shown]
    labels = sum(len(each.labels) for each in found)
    tally.dropped_labels["outside-crop"] += len(boxes) - labels
    if not found:
        raise MemberError("no-box", "no pill is in the part of the photo that is used", 0)
    tally.photos += 1
    tally.labels += labels
    tally.written += len(found)
    return found


def _refuse_incomplete(stem: str, rows: Sequence[Row], crop: Crop) -> None:
    """A photo of four pills with three boxes would teach that the fourth is none; alone, each may be shown."""
    name = parse_photo_name(stem)
    if name is None:
        raise MemberError("other-name", "is no name of this data set")
    if not rows:
        raise MemberError("no-label")
    missing = set(name.codes) - {row["code"] for row in rows}
    if missing and crop is not Crop.BOX:
        raise MemberError("incomplete", f"no label for {', '.join(sorted(missing))}")


def _scale(rows: Sequence[Row], size_wh: tuple[int, int]) -> float:
    """Return what turns the pixels of the labels into those of the picture: 1 as a rule."""
    told = {(int(row["width"]), int(row["height"])) for row in rows}
    if told == {size_wh}:
        return 1.0
    (width, height), *others = told
    if (
        others
        or min(width, height) <= 0
        or abs(size_wh[0] * height - size_wh[1] * width) > max(width, height)
    ):
        raise MemberError("wrong-size", f"labels say {sorted(told)}, the picture has {size_wh}")
    return size_wh[0] / width


def _sample(
    stem: str, picture: bytes, pixels: Pixels, boxes: Floats, window: Window, rows: Sequence[Row], crop: Crop
) -> Sample:
    labels = [rows[pill] for pill in window.pills]
    if crop is Crop.WHOLE:
        data, suffix, size = picture, suffix_of(picture), (window.width, window.height)
    else:
        shown = (
            pixels
            if window.shrink > 1
            else pixels[window.top :, window.left :][: window.height, : window.width]
        )
        data, suffix, size = encode(shown), ".jpg", (shown.shape[1], shown.shape[0])
    return Sample(
        key=f"{stem}-b{window.pills[0]}" if crop is Crop.BOX else stem,
        picture=data,
        suffix=suffix,
        size_wh=size,
        boxes_xyxy=follow(boxes, window),
        labels=tuple(label_of(row["code"], row["item"]) for row in labels),
        facts={"photo": stem, **{name: labels[0][name] for name in SHOWN}},
    )


SHOWN = ("session", "side", "background", "light", "latitude", "longitude")
