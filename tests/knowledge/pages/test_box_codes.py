"""The digits below the bars of a box: taken only where the check digit holds and the name agrees."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.documents.privacy import is_private
from inference.types import is_product_code
from knowledge.pages.box_codes import box_codes
from knowledge.pages.named_lines import named_lines
from knowledge.pages.rows import medicines
from knowledge.products import ProductId
from tests.knowledge.pages.test_rows import INDEX, NAMES, line

CODE = "8806443081918"
BOX = [line("전문의약품", 100, 100), line("다라스타딘정", 100, 200), line("30정", 100, 240)]


def read(*digits: str, name: str = NAMES[1]) -> list[tuple[str, bool]]:
    groups = [line(text, 100 + 120 * at, 400) for at, text in enumerate(digits)]
    lines = [*BOX, *groups]
    named = named_lines(lines, INDEX, lambda code: [(ProductId("1"), name)] if code == CODE else [])
    return [(one.id, one.sure) for one in medicines(lines, named)]


@pytest.mark.parametrize("digits", [(CODE,), ("8 806443 081918",), ("8", "806443", "081918")])
def test_printed_digits_make_the_name_sure_that_agrees(digits: tuple[str, ...]) -> None:
    assert read(*digits) == [("1", True)]


@pytest.mark.parametrize("digits", [(), ("8806443081919",), ("880644308191",), ("8806443081918 2",)])
def test_without_a_code_whose_check_digit_holds_nothing_is_sure(digits: tuple[str, ...]) -> None:
    assert read(*digits) == [("1", False)]


def test_a_code_of_another_name_makes_nothing_sure() -> None:
    assert read(CODE, name="멜록시캄캡슐7.5밀리그램") == [("1", False)]


@given(st.integers(0, 12), st.integers(1, 9))
def test_one_digit_read_wrong_never_keeps_the_check_digit(place: int, by: int) -> None:
    wrong = str((int(CODE[place]) + by) % 10)
    assert is_product_code(CODE)
    assert not is_product_code(CODE[:place] + wrong + CODE[place + 1 :])


@given(st.dates(), st.integers(0, 9_999_999))
def test_no_registration_number_passes_for_the_code_of_a_box(born: date, rest: int) -> None:
    assert is_private(f"{born:%y%m%d}{rest:07}")


def test_the_digits_of_a_box_may_leave_the_reader() -> None:
    assert not is_private("8 806443 081918")
    assert not box_codes([line("880101-1234567", 100, 100)])
