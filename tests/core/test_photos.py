"""Photos as the use cases see them: which pills a second photo shows from the other side."""

from dataclasses import replace

import pytest

from bot.core.photos import Pill, other_sides
from inference.seen import Box, Colour, Guess, SeenPill
from knowledge.appearance import Certainty

WHITE, BLUE, RED = (
    SeenPill(number, Box(100 * number, 0, 100 * number + 40, 40), 0.9, colours=(Guess((colour,), 0.95),), elongation=1.0)
    for number, colour in enumerate((Colour.WHITE, Colour.BLUE, Colour.RED), start=1)
)  # fmt: skip
PILLS = [Pill(seen.number, seen, Certainty.UNKNOWN, ()) for seen in (WHITE, BLUE, RED)]


def sides(number: int, *seen: SeenPill) -> dict[int, SeenPill]:
    return other_sides(PILLS, number, seen)


def test_a_pill_turned_over_alone_is_the_one_that_was_asked_for() -> None:
    alone = replace(BLUE, number=1)
    assert sides(2, alone) == {2: alone}


def test_all_turned_over_are_told_by_their_looks_whatever_their_order() -> None:
    assert sides(2, RED, WHITE, BLUE) == {1: WHITE, 2: BLUE, 3: RED}


@pytest.mark.parametrize("seen", [(), (WHITE, BLUE), (WHITE, BLUE, RED, RED)])
def test_another_number_of_pills_is_another_photo(seen: tuple[SeenPill, ...]) -> None:
    assert sides(1, *seen) == {}


def test_a_pill_of_quite_another_look_is_not_the_other_side() -> None:
    assert sides(1, replace(RED, elongation=2.0)) == {}
