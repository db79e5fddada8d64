"""Which pills of photos are the same: the other side of each, and those that look like one another. Pure."""

import math
from collections.abc import Sequence

from bot.core.photos.model import Pill, Question
from inference.appearance.side_matching import difference, match
from inference.types import SeenPill

ALIKE = 3.0  # nats: more than pills of one blister differ for where they lie to the camera
AS_LARGE = 1.4  # times as large at most: so much may a pill of one blister be nearer to the camera
READ = 0.5  # probability from which on letters count against another pill on which others are read


def other_sides(pills: Sequence[Pill], number: int, seen: Sequence[SeenPill]) -> dict[int, SeenPill]:
    """Return the other sides of pills, by their numbers, as far as it is clear which is which."""
    asked = [pill for pill in pills if len(seen) > 1 or pill.number == number]
    pairs = match([pill.seen for pill in asked], seen)
    return {asked[place].number: seen[other] for place, other in pairs.items()}


def front_and_back(pills: Sequence[Pill], firsts: int) -> dict[int, SeenPill]:
    """Return the other sides of the first so many pills, if all the others clearly are that; nothing else."""
    pairs = match([pill.seen for pill in pills[:firsts]], [pill.seen for pill in pills[firsts:]])
    if len(pairs) < firsts:
        return {}
    return {pills[place].number: pills[firsts + other].seen for place, other in pairs.items()}


def unsettled_like(question: Question, number: int) -> tuple[int, ...]:
    """Return the pills of which nothing is known or said yet and that look like a settled one, as in a blister.

    Nothing but the person's word makes them the same: pills of one colour and shape may be two medicines. Where
    two are settled that look so, it is open which of them the others are, and none is offered.
    """
    known = question.pill(number)
    if known is None or known.identity is None:
        return ()
    like = [pill for pill in question.pills if looks_alike(known.seen, pill.seen)]
    if {pill.identity for pill in like if pill.identity} - {known.identity}:
        return ()
    return tuple(pill.number for pill in like if pill.open and pill.identity is None)


def looks_alike(one: SeenPill, other: SeenPill) -> bool:
    """Return whether two pills of a photo look the same: what could not be seen of one makes it like no other."""
    return (
        bool(one.colours and other.colours)
        and one.colours[0].value == other.colours[0].value
        and [guess.value for guess in one.shapes[:1]] == [guess.value for guess in other.shapes[:1]]
        and bool(one.elongation and other.elongation)
        and difference(one, other) <= ALIKE
        and abs(math.log(_length(one) / _length(other))) <= math.log(AS_LARGE)
        and not _read_otherwise(one, other)
    )


def _length(pill: SeenPill) -> float:
    return max(pill.box.width, pill.box.height)


def _read_otherwise(one: SeenPill, other: SeenPill) -> bool:
    """Return whether letters are surely read on one and never on the other."""
    first, second = ({guess.value for guess in pill.readings if guess.value} for pill in (one, other))
    sure = any(
        pill.readings and pill.readings[0].value and pill.readings[0].probability >= READ
        for pill in (one, other)
    )
    return sure and not first & second
