"""Several looks at one photo: what they agree on, and how sure a box must be to be told of in that photo. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import Floats, overlap

SAME = 0.5  # overlap from which on boxes of two looks are of one pill
UNSEEN = 0.02  # confidence of a box in a look that does not show it
HARDLY, SURELY = 0.15, 0.8  # confidence up to which a box is never told of, and from which on it always is
DOUBTFUL = (0.2, 0.8)  # boxes between these make another look worth its time
USUAL = 0.2  # nats of a gap that being a nat away from the usual threshold costs


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


def agreed(looks: Sequence[Look]) -> Look:
    """Return the boxes of all looks, those of one pill as one: the mean box, and the mean of the scores' log odds.

    A look that does not show a pill counts with odds that are next to nothing.
    """
    boxes = np.concatenate([look.box_xyxy for look in looks])
    scores = np.concatenate([look.scores for look in looks])
    of_look = np.repeat(np.arange(len(looks)), [len(look.box_xyxy) for look in looks])
    confidence, free = scores.max(axis=1, initial=0.0), np.ones(len(boxes), bool)
    merged: list[tuple[Floats, Floats]] = []
    for first in np.argsort(-confidence, kind="stable"):
        if free[first]:
            shared = overlap(boxes[first : first + 1], boxes)[0]
            its = np.flatnonzero(free & (shared > SAME))
            free[its] = False
            best = np.array(
                [max(its[of_look[its] == one], key=confidence.__getitem__) for one in set(of_look[its])]
            )
            box = np.average(boxes[best], axis=0, weights=np.maximum(confidence[best], UNSEEN))
            merged.append((box, _mean_of_odds(scores[best], len(looks))))
    return Look(
        np.array([box for box, _ in merged], np.float32).reshape(-1, 4),
        np.array([each for _, each in merged], np.float32).reshape(-1, scores.shape[1]),
    )


def least_told(confidence: Floats, usual: float) -> float:
    """Return the confidence from which on boxes of one photo are told of, given that of all its boxes (n,).

    It lies in the widest gap between them, in log odds, so that none is told of beside one hardly less sure
    that is not; between gaps of about the same width the one nearer to the `usual` threshold decides.
    """
    low, high = _log_odds([HARDLY, SURELY])
    edges = np.concatenate([[low], np.sort(np.clip(_log_odds(confidence), low, high)), [high]])
    middles = (edges[1:] + edges[:-1]) / 2
    worth = np.diff(edges) - USUAL * np.abs(middles - _log_odds([usual]))
    return float(1 / (1 + np.exp(-middles[int(worth.argmax())])))


def _mean_of_odds(scores: Floats, looks: int) -> Floats:
    odds = _log_odds(np.maximum(scores, UNSEEN)).sum(axis=0) + (looks - len(scores)) * _log_odds([UNSEEN])
    return np.asarray(1 / (1 + np.exp(-odds / looks)), np.float32)


def _log_odds(share: Any) -> NDArray[np.float64]:
    sure = np.clip(np.asarray(share, np.float64), 0.001, 0.999)
    return np.asarray(np.log(sure / (1 - sure)))
