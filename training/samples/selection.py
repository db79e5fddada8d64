"""Assigns each kind of pill to training, tuning or testing, by a hash of the kind."""

import hashlib
from enum import StrEnum


class Split(StrEnum):
    """The use that a kind of pill is reserved for."""

    TRAIN = "train"
    VAL = "val"
    CALIBRATION = "calibration"
    TEST = "test"


LEARNING = (Split.TRAIN, Split.VAL)  # kinds that identification is neither tuned nor tested on
SHARES = ((Split.TRAIN, 60), (Split.VAL, 10), (Split.CALIBRATION, 10), (Split.TEST, 20))  # per cent


def split_of(kind: str) -> Split:
    """Return the split of a kind, such as an NDC-9; the same on every machine and in every run."""
    place = int.from_bytes(hashlib.sha256(kind.encode()).digest()[:8], "big") % 100
    for split, share in SHARES:
        if place < share:
            return split
        place -= share
    raise AssertionError("the shares of the splits do not add up to 100")
