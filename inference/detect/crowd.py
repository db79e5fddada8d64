"""Lowers the confidence needed by boxes in a crowd: beside many pills, a box of their size is probably a pill. Pure."""

import numpy as np

from inference.detect.box_fusion import Look

MANY = 10  # boxes above the threshold that make a crowd
ALIKE = 1.4  # a box is of their size if its side (root of the area) differs by at most this factor
ABOVE = 1.0001  # so that rounding leaves a lifted box above the threshold
NEEDED = 0.07  # confidence that such a box needs, whatever the threshold


def accept_alike(look: Look, threshold: float) -> Look:
    """Return the look; boxes as large as the many above the threshold are raised to it."""
    confidence = look.confidence
    sure = confidence >= threshold
    if sure.sum() < MANY:
        return look
    sides = np.sqrt(np.prod(look.box_xyxy[:, 2:] - look.box_xyxy[:, :2], axis=1))
    usual = np.median(sides[sure])
    alike = (sides < usual * ALIKE) & (sides > usual / ALIKE)
    lifted = alike & ~sure & (confidence >= NEEDED)
    lift = np.where(lifted, ABOVE * threshold / np.maximum(confidence, NEEDED), 1.0)
    return Look(look.box_xyxy, (look.scores * lift[:, None]).astype(np.float32))
