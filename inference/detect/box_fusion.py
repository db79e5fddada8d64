"""Fuses the boxes of several detector passes ("looks") over one photo: boxes of one pill become one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import Floats, overlap

SAME = 0.5  # boxes of two looks that overlap by more belong to one pill
UNSEEN = 0.02  # confidence of a box in a look that does not show it
# Boxes between these make another look worth its time. On val photos an upper bound of 0.8 found the same pills for 9 %
# more work; 0.6 told one thing more that is no pill.
DOUBTFUL = (0.2, 0.7)


@dataclass(frozen=True, slots=True)
class Look:
    """Boxes xyxy (n, 4) in pixels of the photo, and the scores of each (n, labels)."""

    box_xyxy: Floats
    scores: Floats

    @property
    def confidence(self) -> Floats:
        """The best score of each box: (n,)."""
        best: Floats = self.scores.max(axis=1, initial=0.0)
        return best

    @property
    def doubtful(self) -> bool:
        """Whether there is a box that may or may not be a pill."""
        low, high = DOUBTFUL
        return bool(((self.confidence > low) & (self.confidence < high)).any())

    def count(self, threshold: float) -> int:
        """How many boxes reach the threshold."""
        return int((self.confidence >= threshold).sum())

    def typical_side(self, threshold: float) -> float:
        """The median of the longer sides of the boxes that reach the threshold, in pixels; infinite for none."""
        boxes = self.box_xyxy[self.confidence >= threshold]
        sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0.0)
        return float(np.median(sides)) if len(sides) else float("inf")


def joined(looks: Sequence[Look]) -> Look:
    """Return the boxes of all looks, each as it was seen."""
    return Look(
        np.concatenate([look.box_xyxy for look in looks]), np.concatenate([look.scores for look in looks])
    )


def agreed(looks: Sequence[Look]) -> Look:
    """Return the boxes of all looks, those of one pill as one: the mean box, and the mean of the scores' log odds.

    A look that does not show a pill counts with the confidence UNSEEN.
    """
    every = joined(looks)
    boxes, scores, confidence = every.box_xyxy, every.scores, every.confidence
    of_look = np.repeat(np.arange(len(looks)), [len(look.box_xyxy) for look in looks])
    free = np.ones(len(boxes), bool)
    merged: list[tuple[Floats, Floats]] = []
    for first in np.argsort(-confidence, kind="stable"):
        if free[first]:
            shared = overlap(boxes[first : first + 1], boxes)[0]
            shared[first] = 1.0  # also of a box without an area, at the photo's edge
            same = np.flatnonzero(free & (shared > SAME))
            free[same] = False
            best = np.array(
                [max(same[of_look[same] == one], key=confidence.__getitem__) for one in set(of_look[same])]
            )
            box = np.average(boxes[best], axis=0, weights=np.maximum(confidence[best], UNSEEN))
            merged.append((box, _mean_of_odds(scores[best], len(looks))))
    return Look(
        np.array([box for box, _ in merged], np.float32).reshape(-1, 4),
        np.array([each for _, each in merged], np.float32).reshape(-1, scores.shape[1]),
    )


def _mean_of_odds(scores: Floats, looks: int) -> Floats:
    odds = _log_odds(np.maximum(scores, UNSEEN)).sum(axis=0) + (looks - len(scores)) * _log_odds([UNSEEN])
    return np.asarray(1 / (1 + np.exp(-odds / looks)), np.float32)


def _log_odds(share: Any) -> NDArray[np.float64]:
    sure = np.clip(np.asarray(share, np.float64), 0.001, 0.999)
    return np.asarray(np.log(sure / (1 - sure)))
