"""Alternative readings of one view: a character may be another one, and a faint one may be there. Pure.

That a found character is none is rare; the comparison of readings with imprints allows for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from inference.read.characters import Character

DOUBTS = 5  # the most alternatives that are considered
AT_ONCE = 2  # the most that are combined
LEAST = 0.08  # odds below which an alternative is dropped
SURE = 0.98  # confidences are capped here

Doubt: TypeAlias = tuple[
    float, Character | None, Character
]  # odds, the character removed, the character added


def possibilities(
    found: Sequence[Character], hardly: Sequence[Character]
) -> tuple[tuple[tuple[Character, ...], float], ...]:
    """Return possible sets of characters with their probabilities; the characters as found come first.

    `hardly` are characters below the reader's threshold. The probabilities sum to one.
    """
    doubts = sorted(_doubts(found, hardly), key=lambda doubt: -doubt[0])[:DOUBTS]
    sets = [(tuple(found), 1.0)]
    for count in range(1, AT_ONCE + 1):
        sets += [_with(found, chosen) for chosen in combinations(doubts, count) if _agree(chosen)]
    total = sum(weight for _, weight in sets)
    return tuple((characters, weight / total) for characters, weight in sets)


def _doubts(found: Sequence[Character], hardly: Sequence[Character]) -> Iterator[Doubt]:
    for one in found:
        yield from ((odds, one, replace(one, text=text)) for text, odds in one.others if odds >= LEAST)
    for one in hardly:
        sure = min(one.confidence, SURE)
        if sure / (1 - sure) >= LEAST:
            yield sure / (1 - sure), None, one


def _agree(chosen: Sequence[Doubt]) -> bool:
    """Reject combinations that replace one character twice."""
    going = [old for _, old, _ in chosen if old is not None]
    return len(set(going)) == len(going)


def _with(found: Sequence[Character], chosen: Sequence[Doubt]) -> tuple[tuple[Character, ...], float]:
    weight, kept = 1.0, list(found)
    for odds, old, new in chosen:
        weight *= odds
        if old is not None:
            kept.remove(old)
        kept.append(new)
    return tuple(kept), weight
