"""In a photo of many pills another box of their size is probably a pill too: its confidence is raised. Pure."""

import numpy as np

from inference.detect.box_fusion import Look, log_odds

MANY = 10  # boxes above the threshold that make a crowd
ALIKE = 1.4  # a box is of their size if its side (root of the area) differs by at most this factor
RAISE = 1.5  # nats added to the log odds of such a box


def raise_alike(look: Look, threshold: float) -> Look:
    """Return the look with the confidence of boxes raised that are as large as the many above the threshold."""
    sure = look.confidence >= threshold
    if sure.sum() < MANY:
        return look
    sides = np.sqrt(np.prod(look.box_xyxy[:, 2:] - look.box_xyxy[:, :2], axis=1))
    usual = np.median(sides[sure])
    alike = (sides < usual * ALIKE) & (sides > usual / ALIKE)
    raised = 1 / (1 + np.exp(-log_odds(look.scores) - RAISE))
    scores = np.where(alike[:, None], np.maximum(raised, look.scores), look.scores).astype(np.float32)
    order = np.argsort(-scores.max(axis=1, initial=0.0), kind="stable")
    return Look(look.box_xyxy[order], scores[order])
