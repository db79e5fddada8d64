"""Flattens a page: lines of a tilted, bent sheet -> places as if it lay flat, so that rows and columns hold."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.documents.text_detector import Corners

LONG = 4.0  # times its height: from so long a line on, its tilt is trusted
FEW = 4  # lines: with fewer, one tilt stands for all

Points = NDArray[np.float64]  # (n, 2): x, y


class Flat:
    """Moves points of a page so that its lines lie level.

    The slope of lines is fitted as a + b·x + c·y + d·x²; a point moves up by the slope's integral from the middle.
    """

    def __init__(self, lines: Sequence[Corners], width: int, height: int) -> None:
        self._centre, self._unit = np.array([width / 2, height / 2]), max(width, height) / 2
        self._slope = self._fitted([line for line in lines if _length(line) > LONG * _height(line)])

    def _fitted(self, lines: Sequence[Corners]) -> NDArray[np.float64]:
        if not lines:
            return np.zeros(4)
        slopes = np.array([_slope(line) for line in lines])
        if len(lines) < FEW:
            return np.array([float(np.median(slopes)), 0, 0, 0])
        x, y = self._scaled(np.array([line.mean(axis=0) for line in lines], np.float64)).T
        terms = np.stack([np.ones_like(x), x, y, x * x], axis=1)
        weights = np.array([_length(line) for line in lines])
        calm = np.diag([0.0, 0.05, 0.05, 0.2]) * weights.mean() * 2
        for _ in range(4):  # a tilted stamp or a wrong box must not bend the page
            left = terms.T @ (terms * weights[:, None]) + calm
            fitted = np.linalg.solve(left, terms.T @ (weights * slopes))
            off = np.abs(slopes - terms @ fitted)
            weights = np.array([_length(line) for line in lines]) / (1 + (off / 0.02) ** 2)
        return np.asarray(fitted)

    def moved(self, points: Points) -> Points:
        """Return points of the photo where they lie on the flat page, in the same pixels."""
        x, y = self._scaled(points).T
        a, b, c, d = self._slope
        risen = (a + c * y) * x + b * x**2 / 2 + d * x**3 / 3
        return np.stack([points[:, 0], points[:, 1] - risen * self._unit], axis=1)

    def _scaled(self, points: Points) -> Points:
        return np.asarray((points - self._centre) / self._unit)


def _length(line: Corners) -> float:
    return float(np.hypot(*(line[1] - line[0])))


def _height(line: Corners) -> float:
    return float(np.hypot(*(line[3] - line[0])))


def _slope(line: Corners) -> float:
    (x, y) = line[1] + line[2] - line[0] - line[3]
    return float(y / x) if x else 0.0
