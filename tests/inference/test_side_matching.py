"""Pills that were turned over and photographed again: which is which, or that it can't be told."""

import cmath
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.appearance.side_matching import difference, match
from inference.photo import read_photo
from inference.scan import Scanner
from inference.types import Box, Colour, Guess, SeenPill, Shape

PILL = SeenPill(1, Box(0, 0, 40, 40), 0.9, shapes=(Guess(Shape.ROUND, 0.9),), elongation=1.0)
CORNERS = (0j, 300 + 0j, 100 + 250j)  # of a triangle that no turn brings onto itself


def pill(colour: Colour = Colour.WHITE, at: complex = 0j, size: float = 40) -> SeenPill:
    box = Box(at.real, at.imag, at.real + size, at.imag + size)
    return replace(PILL, colours=(Guess((colour,), 0.9),), box=box)


def test_one_pill_turned_over_is_that_pill() -> None:
    assert match([pill()], [pill(at=50 + 80j, size=90)]) == {0: 0}


def test_another_colour_is_another_pill() -> None:
    assert match([pill(Colour.WHITE)], [replace(pill(Colour.BLUE), elongation=1.6)]) == {}


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 1), (1, 2), (7, 7)])
def test_nothing_is_paired_of_other_numbers_or_of_too_many(first: int, second: int) -> None:
    assert match([pill()] * first, [pill()] * second) == {}


def test_two_of_different_looks_are_told_by_them_wherever_they_lie() -> None:
    first = [pill(Colour.WHITE), pill(Colour.PINK, 100)]
    assert match(first, [pill(Colour.PINK), pill(Colour.WHITE, 100)]) == {0: 1, 1: 0}


def test_two_that_look_the_same_are_not_told_apart() -> None:
    assert match([pill(), pill(at=100)], [pill(), pill(at=100)]) == {}


def test_a_pill_that_is_clear_is_paired_beside_two_that_are_not() -> None:
    first = [pill(), pill(Colour.RED, 100), pill(at=200)]
    second = [pill(), pill(at=100), pill(Colour.RED, 200)]
    assert match(first, second) == {1: 2}


def test_sizes_tell_what_looks_the_same() -> None:
    assert match([pill(size=30), pill(at=100, size=60)], [pill(size=120), pill(at=300, size=60)]) == {
        0: 1,
        1: 0,
    }


@given(st.floats(-3.1, 3.1), st.floats(0.5, 2), st.permutations(range(3)))
def test_three_that_look_the_same_are_told_by_where_they_lie_however_the_photo_is_turned(
    angle: float, scale: float, order: list[int]
) -> None:
    turned = [corner * cmath.rect(scale, angle) + 1000 * (1 + 1j) for corner in CORNERS]
    found = match([pill(at=c) for c in CORNERS], [pill(at=turned[i], size=40 * scale) for i in order])
    assert found == {place: order.index(place) for place in range(3)}


def test_three_in_a_regular_triangle_are_not_told_apart() -> None:
    corners = [cmath.rect(100, 2 * cmath.pi * i / 3) + 200 * (1 + 1j) for i in range(3)]
    assert match([pill(at=c) for c in corners], [pill(at=c) for c in corners]) == {}


def test_pills_of_which_nothing_is_told_are_not_called_different() -> None:
    assert difference(replace(PILL, shapes=(), elongation=None), pill()) == 0


def test_both_sides_of_real_pills_are_paired_and_hardly_ever_wrongly(shared_data: Path) -> None:
    """Crops of catalogue pictures: there is no telling by where they lie, nor by their sizes."""
    images = shared_data / "us" / "reference_crops" / "images"
    scanner = Scanner()
    fronts = sorted(images.glob("*_0.jpg"))[::110][:12]
    seen = [
        tuple(
            replace(scanner.see_one(read_photo(photo.read_bytes())), box=PILL.box)
            for photo in (front, front.with_name(front.name.replace("_0.jpg", "_1.jpg")))
        )
        for front in fronts
    ]
    assert [match([front], [back]) for front, back in seen] == [{0: 0}] * len(seen)
    paired = [
        match([f for f, _ in three], [b for _, b in reversed(three)])
        for three in zip(*[iter(seen)] * 3, strict=True)
    ]
    assert all(pairs.items() <= {0: 2, 1: 1, 2: 0}.items() for pairs in paired)
    assert sum(map(len, paired)) >= 6
