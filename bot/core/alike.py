"""Which pills of photos are the same: the other side of each, and those that look like one another. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inference.seen import SeenPill
from inference.turning import difference, match

if TYPE_CHECKING:
    from bot.core.photos import Pill, Question

ALIKE = 3.0  # nats: more than pills of one blister differ for where they lie to the camera


def other_sides(pills: Sequence["Pill"], number: int, seen: Sequence[SeenPill]) -> dict[int, SeenPill]:
    """Return the other sides of pills, by their numbers, as far as it is clear which is which."""
    asked = [pill for pill in pills if len(seen) > 1 or pill.number == number]
    pairs = match([pill.seen for pill in asked], seen)
    return {asked[place].number: seen[other] for place, other in pairs.items()}


def front_and_back(pills: Sequence["Pill"], firsts: int) -> dict[int, SeenPill]:
    """Return the other sides of the first so many pills, if all the others clearly are that; nothing else."""
    pairs = match([pill.seen for pill in pills[:firsts]], [pill.seen for pill in pills[firsts:]])
    if len(pairs) < firsts:
        return {}
    return {pills[place].number: pills[firsts + other].seen for place, other in pairs.items()}


def unsettled_like(question: "Question", number: int) -> tuple[int, ...]:
    """Return the pills of which nothing is known or said yet and that look like a settled one, as in a blister.

    Nothing but the person's word makes them the same: pills of one colour and shape may be two medicines.
    """
    known = question.pill(number)
    if known is None or known.identity is None:
        return ()
    return tuple(
        pill.number
        for pill in question.pills
        if pill.open and pill.identity is None and difference(known.seen, pill.seen) <= ALIKE
    )
