"""Decodes YOLO output: anchors above a threshold, and non-maximum suppression."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

MOST_CANDIDATES = 3000  # looked at by non-maximum suppression; a crowded photo has some hundreds


def candidates(raw: Floats, threshold: float) -> tuple[Floats, Floats]:
    """The anchors of (4 + labels, anchors) that reach the threshold, most confident first.

    Gives boxes xyxy (n, 4) in input pixels and scores (n, labels).
    """
    best = raw[4:].max(axis=0)
    chosen = np.flatnonzero(best >= threshold)
    chosen = chosen[np.argsort(-best[chosen], kind="stable")][:MOST_CANDIDATES]
    centre, size = raw[:2, chosen].T, raw[2:4, chosen].T
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1), raw[4:, chosen].T


def suppress(box_xyxy: Floats, confidence: Floats, iou: float) -> NDArray[np.intp]:
    """Indices of the boxes to keep: of two that overlap more than `iou`, the more confident one."""
    rest = np.argsort(-confidence, kind="stable")
    kept: list[int] = []
    while rest.size:
        first, rest = rest[0], rest[1:]
        kept.append(int(first))
        rest = rest[overlap(box_xyxy[first : first + 1], box_xyxy[rest])[0] <= iou]
    return np.array(kept, np.intp)


def overlap(first_xyxy: Floats, second_xyxy: Floats) -> Floats:
    """Intersection over union of each of (n, 4) with each of (m, 4): (n, m)."""
    near = np.maximum(first_xyxy[:, None, :2], second_xyxy[None, :, :2])
    far = np.minimum(first_xyxy[:, None, 2:], second_xyxy[None, :, 2:])
    shared = np.prod(np.clip(far - near, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (first_xyxy, second_xyxy)]
    union = areas[0][:, None] + areas[1][None] - shared
    share: Floats = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return share
