"""Scores of a detector from boxes alone: average precision, precision, recall, exact counts.

Average precision is COCO's: detections of all photos in order of confidence, each taking the free label it
overlaps most; precision made to fall with recall; the mean of it at the 101 recalls 0, 0.01 … 1. Up to 300
detections a photo count, where COCO stops at 100: a photo may hold more pills than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import Floats, overlap

OVERLAPS = np.arange(10) * 0.05 + 0.5  # 0.50, 0.55 … 0.95
RECALLS = np.arange(101) / 100


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one photo (boxes xyxy (n, 4), confidence (n,)) and what is there (labels (m, 4))."""

    found: Floats
    confidence: Floats
    labels: Floats


@dataclass(frozen=True, slots=True)
class DetectorScores:
    """What evaluate-detector prints. Precision, recall and counts are at the operating threshold, at overlap 0.5."""

    images: int
    boxes: int
    map50: float
    map50_95: float
    precision: float
    recall: float
    count_exact: float  # share of photos with the exact number of pills
    told_none: int  # photos that hold pills and in which none is found


def score(results: Sequence[Result], threshold: float) -> DetectorScores:
    """Scores over photos. `threshold` is the operating confidence."""
    boxes = sum(len(result.labels) for result in results)
    confidence = np.concatenate([np.zeros(0), *(result.confidence for result in results)])
    hits = np.concatenate([np.zeros((0, len(OVERLAPS)), bool), *(matched(result) for result in results)])
    precisions = [average_precision(confidence, hits[:, column], boxes) for column in range(len(OVERLAPS))]
    sure = confidence >= threshold
    right = int(hits[sure, 0].sum())
    counts = [(int((each.confidence >= threshold).sum()), len(each.labels)) for each in results]
    return DetectorScores(
        images=len(results),
        boxes=boxes,
        map50=precisions[0],
        map50_95=float(np.mean(precisions)),
        precision=_share(right, int(sure.sum())),
        recall=_share(right, boxes),
        count_exact=_share(sum(found == there for found, there in counts), len(results)),
        told_none=sum(found == 0 < there for found, there in counts),
    )


def matched(result: Result) -> NDArray[np.bool_]:
    """Whether each detection hits a label, at each of OVERLAPS: (n, 10). A label is hit once."""
    hits = np.zeros((len(result.found), len(OVERLAPS)), bool)
    shared = overlap(result.found, result.labels)
    for column, least in enumerate(OVERLAPS):
        free = np.ones(len(result.labels), bool)
        for row in np.argsort(-result.confidence, kind="stable"):
            choices = np.where(free, shared[row], 0.0)
            if choices.size and choices.max() >= least:
                free[choices.argmax()] = False
                hits[row, column] = True
    return hits


def average_precision(confidence: Floats, hits: NDArray[np.bool_], boxes: int) -> float:
    """The area under precision over recall: 1 when all is found and nothing else. NaN without labels."""
    if not boxes:
        return float("nan")
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum(hits[order])
    precision = right / np.arange(1, len(right) + 1)
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    reached = np.searchsorted(right / boxes, RECALLS)
    return float(np.mean(np.append(falling, 0.0)[reached]))


def _share(part: int, whole: int) -> float:
    """NaN where there is nothing to have a share of."""
    return part / whole if whole else float("nan")
