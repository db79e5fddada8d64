"""Every constant of a ranking in one place, and the ones that were fitted to photos whose products are known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.identify.appearance_likelihood import Seeing
from knowledge.identify.imprint_likelihood import CAMERA, TYPIST, Misreading

FITTED = Path(__file__).with_name("ranking.json")  # what `python -m training fit-ranking` writes
WRONG_RATE = 0.01  # of the products taken without asking, the share that may be wrong


@dataclass(frozen=True, slots=True)
class Tuning:
    """The constants; the values here were set by hand."""

    camera: Misreading = CAMERA
    typist: Misreading = TYPIST
    seeing: Seeing = field(default_factory=Seeing)
    outside: float = 0.05  # share of photographed pills that the catalogue does not have
    own: float = 0.5  # share of photographed pills that are on the person's list, where there is one
    withdrawn: float = 0.3  # how often a product of the past is met, against one on sale
    label: float = 0.9  # how far a detector that names products is believed
    both: float = (
        0.8  # weight of either side's colour and outline where both are seen: they mostly say the same
    )
    temperature: float = 1.0  # all evidence is taken to this power's inverse: above one, it is believed less
    sure: float = 0.97  # from this probability on, a product may be taken without asking
    rival: float = 0.01  # unless one of another ingredient or strength is this probable
    choose: float = 0.1  # below this, the candidates together say too little to choose from
    offered: int = 5


DEFAULT = Tuning()
PARTS = {"camera": Misreading, "typist": Misreading, "seeing": Seeing}


@cache
def shipped(wrong_rate: float = WRONG_RATE) -> Tuning:
    """Return the constants that ship, fitted if they were, for a share of wrong ones among those taken unasked.

    Where none are fitted, the probability has to vouch for that share by itself.
    """
    if FITTED.exists():
        return read_tuning(FITTED, wrong_rate)
    return replace(DEFAULT, sure=max(DEFAULT.sure, 1 - wrong_rate))


def read_tuning(file: Path, wrong_rate: float = WRONG_RATE) -> Tuning:
    """Read fitted constants, with the threshold for a share of wrong ones among those taken without asking.

    Raises:
        ValueError: the file does not hold such constants, or the share is none.
    """
    if not 0 < wrong_rate < 1:
        raise ValueError(f"expected a wrong rate between 0 and 1, got {wrong_rate}")
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return as_tuning({**table["constants"], "sure": _sure(table["sure"], wrong_rate)})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file} holds no constants of a ranking: {error!r}") from error


def as_tuning(constants: Mapping[str, Any]) -> Tuning:
    """Return constants out of the form that JSON has for them; what is not named is as set by hand."""
    return Tuning(
        **{name: PARTS[name](**value) if name in PARTS else value for name, value in constants.items()}
    )


def _sure(thresholds: Mapping[str, float], wrong_rate: float) -> float:
    """Return the threshold measured for the rate, or the next lower one; below all of them, what the rate asks for."""
    fitting = [(float(rate), sure) for rate, sure in thresholds.items() if float(rate) <= wrong_rate]
    return max(fitting)[1] if fitting else max(1 - wrong_rate, *thresholds.values())
