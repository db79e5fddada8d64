"""How well the reader of whole sides reads photographed sides that trained nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from training.imprints.fit import stacked
from training.imprints.pictures import real_picture
from training.imprints.surfaces import Surface
from training.lines.export import distance, greedy


@dataclass(frozen=True, slots=True)
class SideScores:
    """Shares of the sides that bear letters, and of those that bear none."""

    lettered: int
    letters_right: float
    exact: float
    plain: int
    called_plain: float


def measure(model: nn.Module, alphabet: str, surfaces: Sequence[Surface], seed: int = 1) -> SideScores:
    """Read each side upright, as a phone may show it: turned by up to 18 degrees, in some light, blurred, noisy."""
    rng = np.random.default_rng(seed)
    read = [_read(model, alphabet, surface, rng) for surface in surfaces]
    lettered = [(said, side.text) for said, side in zip(read, surfaces, strict=True) if side.text]
    plain = [said for said, side in zip(read, surfaces, strict=True) if not side.text]
    wrong = sum(distance(said, text) for said, text in lettered)
    return SideScores(
        len(lettered),
        1 - wrong / max(1, sum(len(text) for _, text in lettered)),
        sum(said == text for said, text in lettered) / max(1, len(lettered)),
        len(plain),
        plain.count("") / max(1, len(plain)),
    )


def _read(model: nn.Module, alphabet: str, surface: Surface, rng: np.random.Generator) -> str:
    picture, _ = real_picture(surface, rng)
    with torch.inference_mode():
        return greedy(model(stacked([picture]))[0], alphabet)
