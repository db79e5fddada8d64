"""Other layouts of pages: headings in any order, parts of the day, units, headings over names, two columns, cells of several."""

import pytest

from inference.documents.privacy import is_private
from inference.types import PrintedLine
from knowledge.pages.doses import Dose
from knowledge.pages.printed_names import printed_name
from knowledge.pages.sentences import said
from tests.knowledge.pages.test_rows import NAMES, line, read, told


def row(middle: float, name: str, *cells: str, left: float = 600.0) -> list[PrintedLine]:
    return [line(name, 100, middle), *(line(cell, left + 80 * at, middle) for at, cell in enumerate(cells))]


def headings(*texts: str) -> list[PrintedLine]:
    return [line("약품명", 100, 150), *(line(text, 600 + 80 * at, 150) for at, text in enumerate(texts))]


def test_columns_in_another_order_are_read_by_their_headings_and_proved_by_their_total() -> None:
    rows = [*row(200, NAMES[0], "7", "2", "1.5", "21"), *row(260, NAMES[1], "7", "3", "1.0", "21")]
    found = read(*headings("일수", "횟수", "1회량", "총량"), *rows)
    assert told(found) == [("0", 1.5, 2, 7), ("1", 1, 3, 7)]
    assert all(one.dose_sure for one in found)


def test_a_total_that_does_not_agree_is_asked_about() -> None:
    found = read(*headings("일수", "횟수", "1회량", "총량"), *row(200, NAMES[0], "7", "2", "1.5", "14"))
    assert not found[0].dose_sure


def test_without_headings_how_much_and_how_long_that_have_changed_places_are_asked_for() -> None:
    found = read(*row(200, NAMES[0], "7", "3", "1"), *row(260, NAMES[1], "7", "2", "1"))
    assert told(found) == [("0", None, 3, None), ("1", None, 2, None)]


def test_amounts_under_parts_of_the_day_are_times_a_day() -> None:
    lines = [
        *headings("아침", "점심", "저녁", "취침전", "일수"),
        *row(200, NAMES[0], "1정"), line("1정", 760, 200), line("7일", 920, 200),
        *row(260, NAMES[1], "0.5정", "0.5정", "0.5정"), line("30일", 920, 260),
    ]  # fmt: skip
    found = read(*lines)
    assert told(found) == [("0", 1, 2, 7), ("1", 0.5, 3, 30)]
    assert [one.dose.slots for one in found] == [("아침", "저녁"), ("아침", "점심", "저녁")]


def test_amounts_that_differ_through_the_day_or_were_not_read_are_asked_for() -> None:
    lines = [
        *headings("아침", "점심", "저녁"),
        *row(200, NAMES[0], "1정", "1정", "2정"),
        *row(260, NAMES[1], "※정", "1정"),
    ]
    assert told(read(*lines)) == [("0", None, 3, None), ("1", None, 2, None)]


def test_values_with_units_need_no_heading_and_may_stand_before_the_names() -> None:
    lines = [
        *(line(text, 100 + 90 * at, 200) for at, text in enumerate(("1정", "2번", "14일"))),
        *(line(text, 100 + 90 * at, 300) for at, text in enumerate(("5mL", "3번", "60일"))),
        line("1회", 100, 178), line(NAMES[0], 500, 190), line(NAMES[3], 500, 290),
    ]  # fmt: skip
    assert told(read(*lines)) == [("0", 1, 2, 14), ("3", 5, 3, 60)]


def test_a_heading_holds_for_the_names_below_it_up_to_the_next() -> None:
    lines = [
        line("[자기전] 하루 1회 3일분", 90, 150), line(NAMES[0], 110, 190), line("1회 2정", 700, 188),
        line("[아침 식후] 하루 1회 5일분", 92, 250), line(NAMES[1], 110, 290), line("1회 1정", 700, 288),
        line(NAMES[3], 110, 330), line("1회 5mL", 700, 328),
    ]  # fmt: skip
    found = read(*lines)
    assert told(found) == [("0", 2, 1, 3), ("1", 1, 1, 5), ("3", 5, 1, 5)]
    assert [one.dose.slots for one in found] == [("취침전",), ("아침",), ("아침",)]


def test_a_medicine_under_two_headings_is_taken_at_both() -> None:
    lines = [
        line("아침 식후 30분", 90, 150), line(NAMES[0], 110, 190), line("1회 1정", 700, 188),
        line("저녁 식후 30분", 90, 250), line(NAMES[0], 110, 290), line("1회 1정", 700, 288),
    ]  # fmt: skip
    found = read(*lines)
    assert told(found) == [("0", 1, 2, None)]
    assert found[0].dose.slots == ("아침", "저녁")


def test_sentences_below_names_are_no_headings_though_one_stands_above_all_names() -> None:
    lines = [
        line("1일 3회 7일분", 100, 150),
        line(NAMES[0], 100, 200), line("1일 2회 5일분", 100, 230),
        line(NAMES[1], 100, 280), line("1일 1회 9일분", 100, 310),
    ]  # fmt: skip
    assert told(read(*lines)) == [("0", None, 2, 5), ("1", None, 1, 9)]


def test_a_sentence_in_the_second_column_is_not_given_to_a_name_of_the_first() -> None:
    lines = [
        line(NAMES[0], 100, 200), line(NAMES[1], 100, 400),
        line(NAMES[3], 700, 180), line("1회 5mL 1일 3회 3일분", 700, 210),
        line("무엇인지 읽지 못한 줄", 700, 280), line("1회 2정 1일 1회 9일분", 700, 310), line(NAMES[2], 700, 400),
    ]  # fmt: skip
    assert told(read(*lines))[1] == ("0", None, None, None)


def test_times_in_a_cell_between_two_names_are_to_be_confirmed() -> None:
    found = read(*row(200, NAMES[0], "1정"), line("1일2회 5일분", 800, 232), *row(264, NAMES[1], "1정"))
    assert found[0].dose.per_day == 2
    assert not found[0].dose_sure


def test_the_name_of_the_code_is_offered_where_a_name_was_read_too_badly_to_agree() -> None:
    found = read(line("123456789", 20, 200), *row(200, "마바메트서방정500밀리그램", "1정", "1회", "7일"))
    assert [one.id for one in found[0].candidates][-1] == "1"
    assert not found[0].sure


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("▶ 1회 1.5정 · 하루 2회 · 3일", Dose(1.5, 2, 3)),
        ("하루 2번, 한 번에 한 알씩 30일 동안", Dose(1, 2, 30)),
        ("한 번에 반 알씩, 하루에 두 번", Dose(0.5, 2)),
        ("1회 ½정 1일 3회", Dose(0.5, 3)),
        ("1T * 2회 * 30일", Dose(1, 2, 30)),
        ("복용기간 : 5일", Dose(days=5)),
        ("한 번에 1캡슐", Dose(1)),
        ("1T bid 7D", Dose(1, 2, 7, doubtful=True)),
        ("매 식후 + 자기전", Dose(slots=("아침", "점심", "저녁", "취침전"), timing="매 식후 + 자기전")),
        ("1일", Dose()),
        ("2026년 8월 12일", Dose()),
    ],
)
def test_other_ways_of_saying_a_dose(text: str, dose: Dose) -> None:
    assert said(text) == dose


def test_days_that_no_course_has_are_to_be_confirmed() -> None:
    assert not Dose(1, 2, 140).is_whole
    assert Dose(1, 2, 90).is_whole
    assert Dose(1, 2, 180).is_whole


def test_many_tablets_at_a_time_are_to_be_confirmed_and_many_millilitres_are_not() -> None:
    found = read(*row(200, NAMES[0], "10", "2", "14"), *row(260, NAMES[3], "10", "2", "14"))
    assert [one.dose_sure for one in found] == [False, True]


def test_a_code_whose_bracket_was_read_as_a_digit_is_no_registration_number() -> None:
    assert not is_private("[6454013801제일실라자프릴정2.5밀리그램")
    assert is_private("6454013801234")
    assert is_private("800101-1234567 홍길동")
    assert printed_name("[6454013801제일실라자프릴정2.5밀리그램").benefit_code == "645401380"


@pytest.mark.parametrize(
    "text", ["1) 로바이지정10/10mg", "종근당)로바이지정10/10mg", "(내)로바이지정10/10mg"]
)
def test_numbering_and_companies_before_a_name_are_left_out(text: str) -> None:
    assert printed_name(text).core == "로바이지정"
