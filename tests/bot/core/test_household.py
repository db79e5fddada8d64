"""Names of people: what is taken, what is stripped, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people.household import LONGEST_NAME, NameProblem, NameRefused, name_of


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("어머니", "어머니"), ("  할머니  댁 ", "할머니 댁"), ("Mum\n", "Mum"), ("<b>아버지</b>", "<b>아버지</b>"),
        ("*_`[x](y)", "*_`[x](y)"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}아들\N{RIGHT-TO-LEFT MARK}", "아들"), ("a\x00\x07b", "ab"), ("아\u2028들", "아 들"),
        ("\u1112\u1161\u11ab", "한"), ("👵", "👵"), ("가" * LONGEST_NAME, "가" * LONGEST_NAME), ("٣", "٣"), ("-1", "-1"),
    ],
)  # fmt: skip
def test_a_name_is_taken_as_it_is_but_for_what_can_not_be_seen(typed, expected):
    assert name_of(typed) == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NameProblem.EMPTY), ("  \n", NameProblem.EMPTY), ("\N{RIGHT-TO-LEFT MARK}\N{ZERO WIDTH SPACE}", NameProblem.EMPTY),
        ("가" * (LONGEST_NAME + 1), NameProblem.TOO_LONG), ("가" * 10_000, NameProblem.TOO_LONG),
    ],
)  # fmt: skip
def test_a_name_of_nothing_or_of_too_much_is_refused(typed, problem):
    with pytest.raises(NameRefused) as refused:
        name_of(typed)
    assert refused.value.problem is problem


@given(st.text(max_size=200))
def test_what_is_taken_is_short_in_one_line_and_stays_as_it_is(typed):
    try:
        name = name_of(typed)
    except NameRefused:
        return
    assert 0 < len(name) <= LONGEST_NAME
    assert name == name.strip()
    assert len(name.splitlines()) == 1
    assert name_of(name) == name
