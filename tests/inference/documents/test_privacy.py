"""A registration number does not leave the worker, however it was read; codes and dates of a page do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.documents.privacy import is_prescription, is_private, without_people
from inference.types import PrintedLine


def line(text: str, left: float = 0, middle: float = 0) -> PrintedLine:
    return PrintedLine(text, 0.99, left, left + 10 * len(text), middle, 20)


@pytest.mark.parametrize(
    "text",
    [
        "주민등록번호 560101-1234567",
        "560101-1234567",
        "5601O1-l234567",
        "560101 - 1******",
        "성명 홍길동 560101-2345678",
        "주민번호",
        "5601011234567",
        "8801011234567",
        "880101-1234567",
    ],
)
def test_a_registration_number_is_told(text: str) -> None:
    assert is_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "657308500",
        "657308500 미라베가서방정50mg(미라베그론)",
        "657308500 1 2 90",
        "2026-04-25",
        "2026.04.25 12:30",
        "1일 3회 90일분",
        "0.50 2 3",
        "리피토정10/20mg",
    ],
)
def test_codes_dates_and_doses_are_no_registration_number(text: str) -> None:
    assert not is_private(text)


@given(
    st.from_regex(r"[0-9]{6}-[1-8][0-9]{6}", fullmatch=True),
    st.sampled_from(["", "환자 ", "홍길동 (", "M/56 "]),
)
def test_no_registration_number_is_let_through(number: str, before: str) -> None:
    assert without_people([line(before + number)]) == ()


def test_the_number_beside_its_label_goes_too_however_badly_it_was_read() -> None:
    name, beside, other = (
        line("리피토정", middle=200),
        line("56O1x1 123A567", 300, 101),
        line("0123456", 300, 160),
    )
    assert without_people([line("주민등록번호", 0, 100), beside, other, name]) == (other, name)


def test_the_codes_of_a_prescription_are_left_alone() -> None:
    assert is_prescription([line("처 방 전"), line("리피토정")])
    assert not is_prescription([line("복약안내문"), line("리피토정")])
