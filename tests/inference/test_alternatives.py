"""What else a view may read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.read.alternatives import AT_ONCE, DOUBTS, possibilities
from inference.read.characters import Character
from inference.types import Box


def character(text: str, confidence: float = 0.9, left: float = 0, **others: float) -> Character:
    return Character(text, confidence, Box(left, 0, left + 8, 10), tuple(others.items()))


def texts(found: list[Character], hardly: list[Character] | None = None) -> dict[str, float]:
    told: dict[str, float] = {}
    for characters, share in possibilities(found, hardly or []):
        text = "".join(one.text for one in sorted(characters, key=lambda c: c.box.left))
        told[text] = told.get(text, 0.0) + share
    return told


def test_without_doubts_there_is_one_possibility() -> None:
    assert texts([character("4"), character("5", left=10)]) == {"45": 1.0}


def test_a_character_may_be_another_by_its_odds() -> None:
    assert texts([character("6", S=0.25)]) == pytest.approx({"6": 0.8, "S": 0.2})


def test_one_hardly_seen_may_be_there_by_its_confidence() -> None:
    assert texts([character("1")], [character("7", 0.2, left=10)]) == pytest.approx({"1": 0.8, "17": 0.2})


def test_two_doubts_may_hold_together_but_no_character_is_two_others() -> None:
    told = texts([character("6", S=0.5, G=0.5), character("0", left=10, O=0.5)])
    assert set(told) == {"60", "S0", "G0", "6O", "SO", "GO"}


def test_what_is_improbable_is_not_told() -> None:
    assert texts([character("6", S=0.01)], [character("7", 0.03, left=10)]) == {"6": 1.0}


@given(
    st.lists(st.tuples(st.floats(0.3, 1), st.floats(0, 1)), max_size=8),
    st.lists(st.floats(0, 0.3), max_size=8),
)
def test_shares_sum_to_one_and_what_was_found_is_first(
    found: list[tuple[float, float]], hardly: list[float]
) -> None:
    seen = [character("8", sure, 10.0 * i, B=odds) for i, (sure, odds) in enumerate(found)]
    dim = [character("1", sure, 200 + 10.0 * i) for i, sure in enumerate(hardly)]
    told = possibilities(seen, dim)
    assert told[0][0] == tuple(seen)
    assert told[0][1] == max(share for _, share in told)
    assert sum(share for _, share in told) == pytest.approx(1.0)
    assert len(told) <= 1 + DOUBTS + DOUBTS * (DOUBTS - 1) / 2
    assert all(abs(len(characters) - len(seen)) <= AT_ONCE for characters, _ in told)
