"""How many sides are read exactly."""

import numpy as np
import pytest

from inference.appearance.outline import Outline
from inference.read.imprint import View, guesses
from inference.types import Guess
from training.evaluate.reading import misreadings, read_sides, score_readings, texts_on, turned
from training.samples.sides import Side

LABELS = ("(mark)", "9", "3", "O")


def side(*kinds: int) -> Side:
    boxes = [(kind, 40.0 + 20 * i, 50.0, 16.0, 20.0) for i, kind in enumerate(kinds)]
    return Side(
        np.zeros((100, 120, 3), np.uint8),
        np.ones((100, 120), np.uint8),
        np.array(boxes, np.float64).reshape(-1, 5),
    )


class Telling:
    """A reader that tells what it was given, whatever it is shown."""

    def __init__(self, *told: str) -> None:
        self.told = tuple(Guess(text, 0.9 / len(told)) for text in told)

    def read(self, pill: np.ndarray, outline: Outline) -> tuple[Guess[str], ...]:
        assert pill.shape[:2] == outline.mask.shape
        return self.told


@pytest.mark.parametrize(
    ("told", "exact", "exact_in_any"), [(["93"], 1.0, 1.0), (["9", "9 3"], 0.0, 1.0), (["39", ""], 0.0, 0.0)]
)
@pytest.mark.parametrize("rng", [None, np.random.default_rng(1)])
def test_a_side_is_read_exactly_or_not(
    told: list[str], exact: float, exact_in_any: float, rng: np.random.Generator | None
) -> None:
    scores = score_readings([side(1, 2)], Telling(*told), LABELS, rng)
    assert (scores.lettered, scores.exact, scores.exact_in_any) == (1, exact, exact_in_any)


def test_plain_sides_are_counted_by_themselves() -> None:
    scores = score_readings([side(), side(1), side()], Telling(""), LABELS)
    assert (scores.lettered, scores.exact, scores.plain, scores.called_plain) == (1, 0.0, 2, 1.0)


def test_no_reading_at_all_is_not_plain() -> None:
    blind = Telling("x")
    blind.told = ()
    assert score_readings([side()], blind, LABELS).called_plain == 0.0


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        (["93"], {}),
        (["9O", "93"], {("3", "O"): 1}),  # the first reading counts
        (["93A"], {("", "A"): 1}),
        (["3"], {("9", ""): 1}),
        ([""], {("9", ""): 1, ("3", ""): 1}),
    ],
)
def test_characters_taken_for_others_missed_or_not_there_are_counted(
    told: list[str], steps: dict[tuple[str, str], int]
) -> None:
    read = read_sides([side(1, 2)] * 2, Telling(*told), LABELS)
    assert misreadings(read) == {pair: 2 * count for pair, count in steps.items()}


def test_what_looks_alike_is_not_taken_for_another() -> None:
    assert not misreadings(read_sides([side(3)], Telling("0"), LABELS))


def test_marks_are_part_of_the_text() -> None:
    assert texts_on(side(0, 1), LABELS) == ("*9",)


def test_turning_is_clockwise_and_keeps_everything() -> None:
    upright = side()
    upright.image[10:20, 55:65] = 255  # at the top
    image, mask = turned(upright, 90)
    ys, xs = np.nonzero(image[..., 0] > 128)
    middle = image.shape[1] / 2
    assert xs.mean() > middle + 25
    assert ys.mean() == pytest.approx(middle, abs=2)
    assert mask.sum() == pytest.approx(100 * 120, rel=0.03)


def test_a_view_without_characters_reads_as_plain() -> None:
    assert guesses([View(0.0, (), (0, 0, 1, 1))])[0].value == ""
