"""What else a view of a pill may read: a character may be another, and one hardly seen may be there. Pure.

That one which was found may be none is left to whoever compares readings with imprints: it is seldom so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from inference.read.characters import Character

DOUBTS = 5  # at most so many are weighed
AT_ONCE = 2  # and at most so many of them hold together
LEAST = 0.08  # odds below which a doubt is not worth telling
SURE = 0.98  # confidences are taken for no more than this

Doubt: TypeAlias = tuple[float, Character | None, Character]  # odds that it holds, who goes, who comes


def possibilities(
    found: Sequence[Character], hardly: Sequence[Character]
) -> tuple[tuple[tuple[Character, ...], float], ...]:
    """Return sets of characters that may be there, each with its share; what was found as it is comes first.

    `hardly` are characters seen with less confidence than it takes to be found. The shares sum to one.
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
    """A character is not two others at once."""
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
