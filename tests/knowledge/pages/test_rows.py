"""Rows of a page: which numbers and sentences belong to which name, and what does not agree."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.types import PrintedLine
from knowledge.pages.doses import Dose, numbers
from knowledge.pages.name_index import NameIndex
from knowledge.pages.named_lines import named_lines
from knowledge.pages.rows import PageMedicine, medicines
from knowledge.pages.sentences import said
from knowledge.products import ProductId

NAMES = (
    "가나프릴정10밀리그램",
    "다라스타틴정20밀리그램(다라스타틴칼슘)",
    "마바메트서방정500밀리그램",
    "사아펜시럽(사아부프로펜)",
)
INDEX = NameIndex((ProductId(str(place)), name, False) for place, name in enumerate(NAMES))
CODES = {"123456789": [(ProductId("1"), NAMES[1])], "999999999": [(ProductId("3"), NAMES[3])]}


def line(text: str, left: float, middle: float, confidence: float = 0.99) -> PrintedLine:
    return PrintedLine(text, confidence, left, left + 12.0 * len(text), middle, 20.0)


def read(*lines: PrintedLine) -> tuple[PageMedicine, ...]:
    return medicines(lines, named_lines(lines, INDEX, lambda code: CODES.get(code, ())))


def told(found: Sequence[PageMedicine]) -> list[tuple[str, float | None, int | None, int | None]]:
    return [(one.id, one.dose.per_dose, one.dose.per_day, one.dose.days) for one in found]


def table(shift: float = 0.0) -> list[PrintedLine]:
    rows = [(NAMES[0], "1", "3", "60"), (NAMES[1], "0.5", "1", "14"), (NAMES[3], "5", "2", "5")]
    return [
        each
        for place, (name, *cells) in enumerate(rows)
        for each in (
            line(name, 100, 200 + 60 * place),
            *(line(cell, 600 + 80 * at, 200 + 60 * place + shift) for at, cell in enumerate(cells)),
        )
    ]


@pytest.mark.parametrize("shift", [-16.0, 0.0, 14.0, 25.0])
def test_the_columns_of_a_table_are_read_though_a_curled_page_moves_them(shift: float) -> None:
    assert told(read(*table(shift))) == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5)]


def test_headings_tell_which_column_is_which() -> None:
    headings = [line("총투약일수", 580, 150), line("1회투약량", 655, 150), line("1일횟수", 740, 150)]
    rows = [line(NAMES[0], 100, 200), line("60", 600, 200), line("1", 690, 200), line("3", 780, 200)]
    assert told(read(*headings, *rows)) == [("0", 1, 3, 60)]


def test_columns_of_a_page_held_at_a_slant_are_followed_from_row_to_row() -> None:
    leaning = [
        replace(each, left=each.left - each.middle / 8, right=each.right - each.middle / 8)
        for each in table()
    ]
    far = [line(NAMES[2], 20, 420), *(line(cell, 600 + 80 * at - 52, 420) for at, cell in enumerate("123"))]
    assert told(read(*leaning, *far)) == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5), ("2", 1, 2, 3)]


def test_small_print_between_names_and_numbers_takes_no_row() -> None:
    small = [line("가나프라정염10mg", 350, 200), line("마바메트정분", 380, 320)]
    assert told(read(*table(), *small))[:3] == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5)]


def test_doses_with_their_unit_are_cells_too() -> None:
    counted = [
        replace(each, text="1정") if each.text == "1" and each.left < 650 else each for each in table()
    ]
    assert told(read(*counted)) == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5)]


def test_numbers_before_the_names_are_their_numbering() -> None:
    numbering = [line(str(place + 1), 60, 200 + 60 * place) for place in range(3)]
    assert told(read(*numbering, *table())) == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5)]


def test_rows_that_may_belong_to_the_name_above_or_below_are_to_be_confirmed() -> None:
    """The first name was not read, and the page is curled by half a row: its dose may be anybody's."""
    names = [line(name, 100, 230 + 30 * place) for place, name in enumerate(NAMES[:3])]
    doses = [line(dose, 700, 218 + 30 * place) for place, dose in enumerate(("1정", "0.5정", "2정", "0.5정"))]
    found = read(line("1일 2회 7일분", 100, 100), *names, *doses)
    assert len(found) == 3
    assert not any(one.dose_sure for one in found)


def test_numbers_of_a_receipt_beside_the_table_are_left_out() -> None:
    receipt = [line(text, 1000, 205 + 24 * place) for place, text in enumerate(("0", "11", "3", "0", "7"))]
    assert told(read(*table(), *receipt)) == [("0", 1, 3, 60), ("1", 0.5, 1, 14), ("3", 5, 2, 5)]


def test_a_dose_whose_point_was_not_read_is_to_be_confirmed() -> None:
    found = read(*(replace(each, text=each.text.replace("0.5", "05")) for each in table()))
    assert told(found)[1] == ("1", 0.5, 1, 14)
    assert [one.dose_sure for one in found] == [True, False, True]


def test_an_unreadable_cell_is_asked_for_and_moves_no_other_row() -> None:
    lines = [each for each in table() if each.text != "0.5"]
    found = read(*lines)
    assert told(found)[0] == ("0", 1, 3, 60)
    assert told(found)[1] == ("1", None, None, None)
    assert not found[1].dose_sure


def test_sentences_below_a_name_are_its_own() -> None:
    found = read(
        line(f"1.{NAMES[0]}", 100, 200),
        line("1회 1정 1일 1회 90일분", 130, 230),
        line("취침전", 130, 260),
        line(f"2.{NAMES[2]}", 100, 290),
        line("하루 2번 1정씩 5일간", 130, 320),
        line("아침 저녁 식후 30분", 130, 350),
    )
    assert told(found) == [("0", 1, 1, 90), ("2", 1, 2, 5)]
    assert [one.dose.slots for one in found] == [("취침전",), ("아침", "저녁")]
    assert all(one.dose_sure for one in found)


def test_blocks_side_by_side_keep_their_sentences() -> None:
    found = read(
        line(NAMES[0], 100, 200),
        line(NAMES[2], 600, 200),
        line("1일 1회, 1회 1정, 5일분", 100, 230),
        line("1일 2회, 1회 0.5정, 14일분", 600, 230),
    )
    assert told(found) == [("0", 1, 1, 5), ("2", 0.5, 2, 14)]


def test_the_header_of_an_envelope_holds_for_all_and_a_dose_behind_a_name_for_its_own() -> None:
    found = read(
        line("1일 3 회", 100, 100),
        line("3 일분", 300, 100),
        line("아침 점심 저녁 식후 30분 복용", 100, 130),
        line(f"{NAMES[0]} 1정", 100, 200),
        line(f"{NAMES[2]} 2정", 100, 230),
        line(NAMES[1], 100, 260),
    )
    assert told(found) == [("0", 1, 3, 3), ("2", 2, 3, 3), ("1", None, 3, 3)]
    assert found[0].dose.slots == ("아침", "점심", "저녁")
    assert [one.dose_sure for one in found] == [True, True, False]


def test_a_number_behind_one_name_of_several_may_be_its_pack_and_is_asked_for() -> None:
    header = line("1일 3 회 3 일분", 100, 100)
    found = read(
        header, line(f"{NAMES[0]} 1정", 100, 200), line(NAMES[1], 100, 230), line(NAMES[2], 100, 260)
    )
    assert [one.dose.per_dose for one in found] == [None, None, None]


def test_doses_in_a_column_of_their_own_are_read_though_the_page_is_curled() -> None:
    names = [line(name, 100, 200 + 30 * place) for place, name in enumerate(NAMES[:3])]
    doses = [line(dose, 700, 196 + 30 * place) for place, dose in enumerate(("1정", "0.25정", "2정"))]
    found = read(line("1일 2회 7일분", 100, 100), *names, *doses)
    assert told(found) == [("0", 1, 2, 7), ("1", 0.25, 2, 7), ("2", 2, 2, 7)]


def test_what_does_not_agree_is_to_be_asked() -> None:
    (found,) = read(
        line(NAMES[0], 100, 200),
        line("1회 1정 1일 3회 7일분", 100, 230),
        line("아침 저녁 식후 30분", 100, 260),
    )
    assert not found.dose_sure


def test_a_name_broken_over_two_lines_is_one() -> None:
    found = read(
        line("다라스타틴정20밀리그램(다라", 100, 200),
        line("스타틴칼슘)", 100, 224),
        line("1회 1정 1일 1회 7일분", 100, 260),
    )
    assert told(found) == [("1", 1, 1, 7)]
    assert found[0].sure


def test_the_rest_of_a_broken_name_does_not_swallow_the_name_below() -> None:
    names = ("다라스타틴정20밀리그램(다라", "스타틴칼슘)", NAMES[0], NAMES[2])
    found = read(*(line(name, 100, 200 + 24 * place) for place, name in enumerate(names)))
    assert [one.id for one in found] == ["1", "0", "2"]


def test_a_name_that_stands_twice_is_one_medicine() -> None:
    found = read(
        line(NAMES[1], 500, 200),
        line(NAMES[1], 100, 400),
        line("0.50", 300, 400),
        line("2", 340, 400),
        line("3", 360, 400),
    )
    assert told(found) == [("1", 0.5, 2, 3)]


def test_a_code_that_the_name_confirms_makes_it_sure() -> None:
    (found,) = read(line("123456789", 20, 200), line("다라스타딘정20mg", 150, 200))
    assert (found.id, found.sure) == ("1", True)


def test_a_code_of_another_name_makes_nothing_sure() -> None:
    (found,) = read(line("999999999", 20, 200), line(NAMES[1], 150, 200))
    assert (found.id, found.sure) == ("1", False)


def test_advice_small_print_and_receipts_name_nothing() -> None:
    page = [
        "물을 충분히 드세요.",
        "[혈압강하제]",
        "약제비 계산서·영수증",
        "홍길동 님",
        "새봄약국",
        "2026-04-25",
        "본인부담금 12,400",
        "",
    ]
    assert read(*(line(text, 100, 100 + 30 * place) for place, text in enumerate(page))) == ()


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("1회 1정 1일 3회 90일분", Dose(1, 3, 90)),
        ("하루 2번 0.5정씩 5일간", Dose(0.5, 2, 5)),
        ("1일 2회, 1회 7.5mL, 3일분", Dose(7.5, 2, 3)),
        ("1회 2T씩 1일 1회 30일분", Dose(2, 1, 30)),
        ("1회 100정 1일 3회 3일분", Dose(1, 3, 3, doubtful=True)),
        ("1회 050정", Dose(0.5, doubtful=True)),
        ("1회 05정", Dose(0.5, doubtful=True)),
        ("1회 0.2정", Dose(0.2, doubtful=True)),
        ("1회 0.33정", Dose(0.33)),
        ("1회 25정", Dose(25, doubtful=True)),
        ("필요시", Dose(timing="필요시", as_needed=True)),
        ("☞ 아침,저녁 식후즉시 복용", Dose(slots=("아침", "저녁"), timing="아침,저녁 식후즉시 복용")),
        ("1일 99회 1회 444정", Dose()),
        ("사용기간: 교부일부터 ( 3 )일간", Dose()),
        ("갑자기 일어날 때 어지러울 수 있습니다.", Dose()),
    ],
)
def test_sentences_are_understood(text: str, dose: Dose) -> None:
    assert said(text) == dose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", ("1",)),
        ("1.00 2 3", ("1.00", "2", "3")),
        ("O.5", ("0.5",)),
        ("l", ("1",)),
        ("3회", None),
        ("", None),
        ("12,400", ("12.400",)),
        ("2026", None),
    ],
)
def test_cells_are_numbers_and_nothing_else(text: str, found: tuple[str, ...] | None) -> None:
    assert numbers(text) == found


@given(
    st.lists(
        st.builds(
            line,
            st.text("가나정1일회분0.5 (mg)", max_size=20),
            st.floats(0, 900),
            st.floats(0, 900),
            st.floats(0, 1),
        ),
        max_size=25,
    )
)
def test_no_page_breaks_it(lines: list[PrintedLine]) -> None:
    ids = [one.id for one in read(*lines)]
    assert len(ids) == len(set(ids))


RECEIPT = (
    "신용카드 매출전표",
    "아메리카노 2 9,000",
    "카페라떼 1 5,500",
    "합계 14,500",
    "승인번호 30011234",
    "2026-04-25 12:31",
)
MENU = ("김치찌개 8,000", "된장찌개 8,000", "제육볶음 9,500", "공기밥 1,000", "음료수 2,000")
BOOK = (
    "그는 아침 일찍 일어나 저녁까지 걸었다.",
    "하루 세 번 같은 길을 지나며",
    "식후에는 늘 차를 마셨다.",
    "제 3 장",
)
ENGLISH = ("Take one tablet three times a day after meals", "Qty 30", "Refills 0", "Lisinopril 10 mg")
WEB = ("https://example.org/?q=8806433003722", "www.example.org", "8801043015653")
HANDWRITING = ("가", "ㅎㄱ ㄷㄹ", "1 ~ 2", "??", "")


@pytest.mark.parametrize("texts", [RECEIPT, MENU, BOOK, ENGLISH, WEB, HANDWRITING, ()])
def test_what_is_no_page_of_medicines_names_none(texts: Sequence[str]) -> None:
    assert read(*(line(text, 100, 100 + 30 * place) for place, text in enumerate(texts))) == ()


def test_a_line_of_ten_thousand_letters_is_passed_over() -> None:
    assert read(line("가나프릴정" * 2000, 100, 100), line("0.5 " * 3000, 100, 130)) == ()


def test_a_torn_page_is_read_as_far_as_it_goes() -> None:
    found = read(*(each for each in table() if each.left < 700))
    assert [one.id for one in found] == ["0", "1", "3"]
    assert not any(one.dose_sure for one in found)


def test_two_pages_in_one_photo_are_one_list() -> None:
    second = [line(NAMES[2], 1200, 210), line("1회 1정 1일 2회 5일분", 1210, 240)]
    assert told(read(*table(), *second)) == [
        ("0", 1, 3, 60),
        ("2", 1, 2, 5),
        ("1", 0.5, 1, 14),
        ("3", 5, 2, 5),
    ]
