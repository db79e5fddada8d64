"""Signs and letters between numbers that a reader takes for digits: what they were is offered and to be confirmed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.pages.doses import Dose, numbers
from knowledge.pages.layouts.sections import sections
from knowledge.pages.misread_signs import usual_days
from knowledge.pages.named_lines import named_lines
from knowledge.pages.sentences import said
from tests.knowledge.pages.test_rows import INDEX, NAMES, line, read, told


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("1T * 2회 * 30일", (1, 2, 30)),
        ("1정 ★ 4회 x 28일", (1, 4, 28)),
        ("1알×2번 ※90일", (1, 2, 90)),
        ("1회1정11일3회", (1, 3, None)),
        ("1정/2/3", (1, 2, 3)),
        ("1T × 3 × 5", (1, 3, 5)),
        ("7.5mL X 3X14", (7.5, 3, 14)),
        ("3TX2X7", (3, 2, 7)),
        ("1./2정*1회*30일", (0.5, 1, 30)),
        ("1회0.5씩1일1회취침전", (0.5, 1, None)),
        ("1방울씩 하루 2회 (7일)", (1, 2, 7)),
        ("7일지", (None, None, 7)),
    ],
)
def test_signs_between_numbers_part_them(text: str, dose: tuple[float, int, int]) -> None:
    assert said(text).told == dose
    assert not said(text).doubtful


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("1T12회130일", (1, 2, 130)),  # the days are put right where the medicine is made
        ("2T 12회 23일", (2, 2, 3)),
        ("2T * 1회 23일", (2, 1, 3)),
        ("1정×3회 14일", (1, 3, 14)),
        ("1T#3 140 [M-N-E식후30분]", (1, 3, 14)),
        ("1소정", (0.5, None, None)),
        ("2TK1X7", (2, 1, 7)),
        ("T10", (None, 3, None)),
        ("B10", (None, 2, None)),
        ("Q10", (None, 4, None)),
        ("08-00,18.00", (None, 2, None)),
    ],
)
def test_a_sign_that_was_read_as_a_digit_is_left_out_and_to_be_confirmed(
    text: str, dose: tuple[float, int, int]
) -> None:
    found = said(text)
    if text == "1소정":
        assert told(read(line(NAMES[0], 100, 200), line(text, 600, 200)))[0][1] == dose[0]
    elif text.startswith("1T12"):
        assert (found.per_dose, found.per_day, found.doubtful) == (1, 2, True)
    else:
        assert (found.told, found.doubtful) == (dose, True)


@pytest.mark.parametrize(
    ("read_as", "stood"), [(130, 30), (290, 90), (140, 14), (280, 28), (230, 30), (270, 270)]
)
def test_a_sign_before_days_or_a_letter_behind_them_is_no_digit(read_as: int, stood: int) -> None:
    assert usual_days(read_as) == stood


@given(st.integers(min_value=181, max_value=999))
def test_days_of_no_course_are_always_to_be_confirmed(days: int) -> None:
    assert not Dose(1.0, 3, days).is_whole


def test_two_hours_from_another_medicine_are_no_times_a_day() -> None:
    assert said("다른 약과 2시간 간격을 두세요").per_day is None
    assert said("8시간마다").per_day == 3


@pytest.mark.parametrize(("cell", "amount"), [("10", 1.0), ("15", 1.5), ("25", 2.5)])
def test_more_tablets_than_anybody_takes_lost_their_point(cell: str, amount: float) -> None:
    (found,) = read(
        line(NAMES[0], 100, 200),
        *(line(each, 600 + 80 * at, 200) for at, each in enumerate((cell, "3", "7"))),
    )
    assert (found.dose.per_dose, found.dose_sure) == (amount, False)


def test_a_syrup_of_seven_and_a_half_whose_point_was_lost_is_no_seventy_five() -> None:
    (found,) = read(
        line(NAMES[3], 100, 200),
        *(line(each, 600 + 80 * at, 200) for at, each in enumerate(("75", "2", "3"))),
    )
    assert (found.dose.told, found.dose_sure) == ((7.5, 2, 3), False)


def test_headings_in_english_tell_which_column_is_which() -> None:
    headings = [line(text, 580 + 90 * at, 150) for at, text in enumerate(("Days", "Freq.", "Dose"))]
    rows = [line(text, 600 + 90 * at, 200) for at, text in enumerate(("14", "3", "2"))]
    assert told(read(*headings, line(NAMES[0], 100, 200), *rows)) == [("0", 2, 3, 14)]


def test_a_heading_of_a_group_is_no_cell_of_several_rows() -> None:
    lines = [
        line("아침 식전 30분", 100, 150),
        line("(하루 1회)", 340, 150),
        *(line(text, left, 200) for text, left in ((NAMES[0], 110), ("1정", 700), ("15일분", 800))),
        *(line(text, left, 270) for text, left in ((NAMES[1], 110), ("1정", 700), ("7일분", 800))),
        line("아침, 점심, 저녁 식후", 100, 340),
        line("(하루 3회)", 400, 340),
        *(line(text, left, 390) for text, left in ((NAMES[2], 110), ("2정", 700), ("60일분", 800))),
    ]
    assert told(read(*lines)) == [("0", 1, 1, 15), ("1", 1, 1, 7), ("2", 2, 3, 60)]


def test_cells_left_of_the_names_are_no_headings() -> None:
    names = [line(name, 300, top) for name, top in ((NAMES[0], 190), (NAMES[2], 310))]
    cells = [line(text, 40, top) for text, top in (("1일 2회", 160), ("1일 1회", 280))]
    assert not sections([*names, *cells], named_lines(names, INDEX))
    over = [replace(cell, right=320.0) for cell in cells]
    assert len(sections([*names, *over], named_lines(names, INDEX))) == len(cells)


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("0번2캡슐", (2, None, None)),
        ("안번 1정", (1, None, None)),
        ("0루3회", (None, 3, None)),
        ("1CA,Hs,1회/밀,7일", (1, 1, 7)),
        ("이블치에요", (None, None, 2)),
        ("반알씨,하루에두차레드시면됩니다", (0.5, 2, None)),
    ],
)
def test_words_are_told_though_a_letter_of_them_was_read_badly(
    text: str, dose: tuple[float, int, int]
) -> None:
    assert said(text).told == dose


def test_at_most_twice_is_twice_and_to_be_confirmed() -> None:
    assert (said("prm2회가지").per_day, said("prm2회가지").doubtful) == (2, True)


def test_a_sentence_that_goes_on_in_the_next_line_is_one() -> None:
    (found,) = read(
        line(NAMES[0], 100, 200),
        line("사흘치 드립니다. 저녁에 밥 먹고 30분쯤 지나 그리고 자기 전에 한", 100, 230),
        line("알씩 하루 두 번 챙겨 드세요.", 100, 255),
    )
    assert found.dose.told == (1, 2, 3)


def test_days_that_were_not_read_follow_from_the_total_and_are_to_be_confirmed() -> None:
    headings = [line(text, 500 + 110 * at, 150) for at, text in enumerate(("1회량", "횟수", "일수", "총량"))]
    row = [line(text, 520 + 110 * at, 200) for at, text in ((0, "2.00"), (1, "3"), (3, "18"))]
    (found,) = read(*headings, line(NAMES[0], 100, 200), *row)
    assert (found.dose.told, found.dose_sure) == ((2, 3, 3), False)


def test_a_line_that_is_hardly_like_a_name_and_was_read_badly_names_nothing() -> None:
    near = "가나포린정100밀리그램"
    (weak,) = named_lines([line(near, 0, 0)], INDEX)
    assert weak.is_weak
    assert not named_lines([line(near, 0, 0, confidence=0.5)], INDEX)


def test_a_name_read_in_one_line_with_its_code_stands_below_the_others() -> None:
    rows = [
        line(text, left, 200 + 30 * at)
        for at, (name, start) in enumerate(
            ((NAMES[0], 300), (NAMES[1], 300), (f"[670606780]{NAMES[2]}", 190))
        )
        for text, left in ((name, start), ("1", 660 + 60), ("2", 760), ("7", 820))
    ]
    assert told(read(*rows)) == [("0", 1, 2, 7), ("1", 1, 2, 7), ("2", 1, 2, 7)]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1.003 3", ("1.00", "3", "3")),
        ("1.5023", ("1.50", "2", "3")),
        ("7.50 23", ("7.50", "2", "3")),
        ("1.50 28", ("1.50", "28")),  # rather days
        ("0.3333", ("0.3333",)),
        ("1.00130", None),
    ],
)
def test_numbers_behind_an_amount_with_two_decimals_are_told_apart(
    text: str, cells: tuple[str, ...] | None
) -> None:
    assert numbers(text) == cells


def test_a_line_that_explains_codes_says_nothing_of_the_name_above_it() -> None:
    legend = line("QD하루1번 B10하루2번 TD하루3번 HS자기전", 100, 290)
    page = [line(NAMES[0], 100, 200), line("1정", 600, 200), line(NAMES[2], 100, 250), line("2정", 600, 250)]
    assert told(read(*page, legend)) == [("0", 1, None, None), ("2", 2, None, None)]
