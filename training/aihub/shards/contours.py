"""Boxes without a model, for photos that have no label: blur, threshold, contours; and when not to trust them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import Floats, overlap
from training.aihub.pictures.pixels import Pixels, decode
from training.aihub.shards.prepare_report import some
from training.aihub.work.progress import Progress, followed
from training.aihub.work.store import Store
from training.samples.sample import Sample

SIDE = 320  # pixels of the longer side that contours are looked for at
BORDER = 6  # pixels from the edge whose colour is that of the background
LEAST, MOST = 0.002, 0.5  # of the picture's area: a pill has neither less nor more
SOLID = 0.85  # of its convex hull: a shadow or a fold has less
TRUSTED = 0.95  # share of photos whose boxes are all found, and nothing else, from which they are believed
SAME = 0.6  # overlap from which a proposed box is the labelled one


@dataclass(frozen=True, slots=True)
class Proposal:
    """Boxes xyxy (n, 4) in pixels of the picture, and whether the picture lends itself to contours at all."""

    boxes: Floats
    plain: bool  # the background is even


def propose(picture: Pixels) -> Proposal:
    """Return boxes round what differs from the background, which is taken from the picture's border."""
    scale = SIDE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.5), cv2.COLOR_BGR2LAB).astype(np.float32)
    away = np.linalg.norm(lab - _background(lab), axis=2)
    spread = float(np.percentile(_border(away), 95))
    raised = np.clip(away, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(raised, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = (away > max(0.6 * level, 1.5 * spread, 8)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(each) for each in contours if _is_pill(each, mask.size)]
    rows = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes], np.float32).reshape(-1, 4)
    return Proposal((rows / scale).astype(np.float32), plain=spread < 20)


def _border(values: NDArray[np.float32]) -> NDArray[np.float32]:
    edges = (values[:BORDER], values[-BORDER:], values[:, :BORDER], values[:, -BORDER:])
    return np.concatenate([each.reshape(-1, *values.shape[2:]) for each in edges])


def _background(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the colour expected of the background everywhere: a plane through the border, for light that falls off."""
    height, width = lab.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    plane = np.stack([np.ones_like(rows), rows / height, columns / width], axis=2)
    factors, *_ = np.linalg.lstsq(_border(plane), _border(lab), rcond=None)
    return np.asarray(plane @ factors, np.float32)


def _is_pill(contour: NDArray[np.int32], area: int) -> bool:
    own = cv2.contourArea(contour)
    return bool(LEAST * area < own < MOST * area and own > SOLID * cv2.contourArea(cv2.convexHull(contour)))


def agrees(boxes: Floats, labels: Floats) -> bool:
    """Tell whether proposed boxes are the labelled ones: all of them, and none more."""
    if len(boxes) != len(labels):
        return False
    return not len(labels) or bool((overlap(labels, boxes).max(axis=1) >= SAME).all())


def trust(samples: Iterable[Sample]) -> dict[str, dict[str, Any]]:
    """Measure proposals against labels by background: how often all boxes are right, and whether to trust them."""
    right: Mapping[str, list[bool]] = defaultdict(list)
    for sample in samples:
        proposal = propose(decode(sample.picture))
        ground = str(sample.facts.get("background", "unknown"))
        right[ground].append(proposal.plain and agrees(proposal.boxes, sample.boxes_xyxy))
    return {
        ground: {
            "photos": len(each), "right": round(sum(each) / len(each), 3), "trusted": sum(each) >= TRUSTED * len(each)
        }
        for ground, each in sorted(right.items())
    }  # fmt: skip


def measure(source: str, count: int, progress: Progress | None = None) -> dict[str, Any]:
    """Measure on prepared shards: what `propose` prints."""
    store = Store(source)
    photos = some(store, count, tar=bool(store.files("shards")))
    return trust(followed(photos, "photos", progress, len(photos)))
