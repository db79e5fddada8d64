"""Pages that are no plain table: cards, pictures of the day, medicines as columns, cells of several rows, clock times, prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.types import PrintedLine
from knowledge.pages.clock_times import clock_hours, slots_of
from knowledge.pages.doses import Dose
from knowledge.pages.name_index import NameIndex
from knowledge.pages.printed_names import printed_name
from knowledge.pages.sentences import said
from knowledge.products import ProductId
from tests.knowledge.pages.test_rows import NAMES, line, read, told

PARTS = ("아침", "점심", "저녁", "자기전")


def card(left: float, top: float, name: str, amounts: dict[str, str], days: str) -> list[PrintedLine]:
    """A name with its days, all parts of the day, and amounts under those at which it is taken."""
    places = {part: left + 70 * at for at, part in enumerate(PARTS)}
    return [
        line(name, left + 20, top),
        line(days, left + 220, top + 50),
        *(line(part, places[part], top + 100) for part in PARTS),
        *(line(amount, places[part], top + 122) for part, amount in amounts.items()),
    ]


def test_amounts_under_pictures_of_the_day_are_counted_and_words_without_one_are_not() -> None:
    first = card(100, 200, NAMES[0], {"아침": "2정", "저녁": "2정"}, "30일")
    second = card(600, 206, NAMES[2], {"저녁": "0.5정"}, "60일")
    found = read(*first, *second)
    assert told(found) == [("0", 2, 2, 30), ("2", 0.5, 1, 60)]
    assert [one.dose.slots for one in found] == [("아침", "저녁"), ("저녁",)]
    assert all(one.dose_sure for one in found)


def test_an_amount_whose_part_of_the_day_was_not_read_counts_and_is_to_be_confirmed() -> None:
    lines = card(100, 200, NAMES[0], dict.fromkeys(PARTS[:3], "1정"), "7일")
    (found,) = read(*(each for each in lines if each.text != "점심"))
    assert (found.dose.per_day, found.dose.slots, found.dose_sure) == (3, (), False)


def columns(*named: tuple[str, str, str, str]) -> list[PrintedLine]:
    captions = ("약 이름", "한 번에", "하루에", "며칠")
    return [
        line(text, left, 200 + 80 * place)
        for left, texts in zip((60, 300, 600), (captions, *named), strict=False)
        for place, text in enumerate(texts)
    ]


def test_a_table_whose_columns_are_medicines_is_read_from_above() -> None:
    found = read(*columns((NAMES[0], "반 알", "3번", "30일분"), (NAMES[2], "두 알", "2번", "7일분")))
    assert told(found) == [("0", 0.5, 3, 30), ("2", 2, 2, 7)]


def test_a_short_line_across_the_columns_makes_both_to_be_confirmed() -> None:
    page = columns((NAMES[0], "1정", "3번", "30일분"), (NAMES[2], "2정", "2번", "7일분"))
    across = [line("두 칸에 걸친 줄", left, 320) for left in (420, 500, 580)]
    assert not any(one.dose_sure for one in read(*page, *across))


def merged_table(cells: dict[str, float], rows: int = 5) -> list[PrintedLine]:
    """Names 40 apart from 200 on, amounts beside them, and cells at places of their own."""
    names = [*NAMES, "바사탄정5밀리그램"][:rows]
    return [
        *(line(name, 100, 200 + 40 * place) for place, name in enumerate(names)),
        *(line("1정", 600, 200 + 40 * place) for place in range(rows)),
        *(line(text.strip(), 700, middle) for text, middle in cells.items()),
    ]


def test_a_cell_in_the_middle_of_several_rows_holds_for_them() -> None:
    found = read(*merged_table({"1일 2회": 208, "28일분": 232, "1일 3회": 288, "7일분": 312}, rows=4))
    assert told(found) == [("0", 1, 2, 28), ("1", 1, 2, 28), ("2", 1, 3, 7), ("3", 1, 3, 7)]
    assert all(one.dose_sure for one in found)


def test_cells_that_each_stand_beside_a_row_hold_for_that_row_alone() -> None:
    found = read(*merged_table({"1일 2회 28일분": 200, "1일 3회 7일분": 280}, rows=4))
    assert [one.dose.per_day for one in found] == [2, None, 3, None]


def test_one_cell_between_two_names_holds_for_both_and_is_to_be_confirmed() -> None:
    found = read(*merged_table({"1일 2회 28일분": 220}, rows=2))
    assert [one.dose.per_day for one in found] == [2, 2]
    assert not any(one.dose_sure for one in found)


def test_packs_by_the_part_of_the_day_put_a_medicine_of_two_packs_together() -> None:
    found = read(
        line("3일분 (총 6포)", 700, 100),
        line("아침", 80, 210), line("식후 바로", 80, 240),
        line(NAMES[0], 300, 205), line("1정", 700, 205), line(NAMES[2], 300, 245), line("0.5정", 700, 245),
        line("저녁", 80, 350), line("식후 바로", 80, 380),
        line(NAMES[0], 300, 345), line("1정", 700, 345), line(NAMES[3], 300, 385), line("2정", 700, 385),
    )  # fmt: skip
    assert told(found) == [("0", 1, 2, 3), ("2", 0.5, 1, 3), ("3", 2, 1, 3)]
    assert found[0].dose.slots == ("아침", "저녁")


def test_what_stands_above_each_name_is_its_own() -> None:
    lines = [
        each
        for at, (name, sentence) in enumerate(
            [
                (NAMES[0], "투약 14일분 하루 2회 한번 1정"),
                (NAMES[2], "투약 7일분 하루 1회 한번 2정"),
                (NAMES[3], "투약 3일분 하루 3회 한번 5mL"),
            ]
        )
        for each in (line(sentence, 100, 200 + 200 * at), line(name, 100, 250 + 200 * at))
    ]
    assert told(read(*lines)) == [("0", 1, 2, 14), ("2", 2, 1, 7), ("3", 5, 3, 3)]


def test_times_of_a_clock_before_the_names_are_times_a_day() -> None:
    found = read(
        line("시각", 100, 150), line("용량", 700, 150), line("일수", 800, 150),
        line("08:00, 13:00, 19:00", 60, 200), line(NAMES[0], 400, 200), line("2캡슐", 700, 200), line("7", 810, 200),
        line("19:00", 60, 260), line(NAMES[2], 400, 260), line("0.5정", 700, 260), line("14", 805, 260),
    )  # fmt: skip
    assert told(found) == [("0", 2, 3, 7), ("2", 0.5, 1, 14)]
    assert [one.dose.slots for one in found] == [("아침", "점심", "저녁"), ("저녁",)]


def test_a_list_of_times_that_goes_on_in_the_next_line_is_one() -> None:
    (found,) = read(line(NAMES[0], 400, 200), line("오전 8시/오후 1시/오후", 60, 196), line("7시", 60, 219))
    assert found.dose.per_day == 3


def test_the_time_at_which_a_page_was_printed_is_no_dose() -> None:
    (found,) = read(line("17:52", 700, 100), line(NAMES[0], 100, 200), line("1회 1정 3일분", 100, 230))
    assert found.dose.per_day is None


def test_a_sentence_below_a_name_that_stands_behind_a_picture_is_its_own() -> None:
    lines = [
        each
        for left, name in ((100, NAMES[0]), (560, NAMES[2]))
        for each in (
            line(name, left + 120, 200),
            line("▶ 소화를 돕는 약", left + 120, 230),
            line("1회 1정씩 1일 3회 3일분 복용하세요", left, 265),
        )
    ]
    assert told(read(*lines)) == [("0", 1, 3, 3), ("2", 1, 3, 3)]


def test_two_sentences_that_differ_are_to_be_confirmed() -> None:
    (found,) = read(
        line(NAMES[0], 100, 200), line("1회 1정 1일 3회 7일분", 100, 230), line("1일 2회", 100, 260)
    )
    assert (found.dose.per_day, found.dose_sure) == (3, False)


def test_a_medicine_that_stands_twice_with_other_doses_is_to_be_confirmed() -> None:
    (found,) = read(
        line(NAMES[0], 100, 200), line("1회 1정 1일 3회 7일분", 100, 230),
        line(NAMES[0], 100, 400), line("1회 2정 1일 3회 7일분", 100, 430),
    )  # fmt: skip
    assert not found.dose_sure


def test_a_box_that_is_not_ticked_is_no_part_of_the_day() -> None:
    (found,) = read(
        line(NAMES[3], 100, 200), line("1일 1회 1회 5mL", 100, 230),
        line("□아침", 100, 260), line("저녁", 200, 260), line("□취침전", 300, 260),
    )  # fmt: skip
    assert found.dose.slots == ("저녁",)


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("하루 세 번, 끼니마다 한 알씩 드세요.", Dose(1, 3)),
        ("이틀치예요.", Dose(days=2)),
        ("닷새치입니다.", Dose(days=5)),
        ("모두 일주일치입니다.", Dose(days=7)),
        ("반 알씩, 하루에 두 차례", Dose(0.5, 2)),
        ("한 번에 반 숟가락(2.5mL)", Dose(2.5)),
        ("1 TAB x 2/day x 90 days", Dose(1, 2, 90)),
        ("8시간마다 1정씩", Dose(1, 3)),
        ("한번 1.5정", Dose(1.5)),
        ("3T #3 7D", Dose(3, 3, 7, doubtful=True)),
        ("%정", Dose()),
        ("격일 1회 1정", Dose(1, doubtful=True)),
        ("주 1회 1정", Dose(1, doubtful=True)),
        ("1회 1~2정 1일 3회", Dose(None, 3, doubtful=True)),
        ("하루 3번 3일분, 그 뒤 하루 2번", Dose(None, 3, 3, doubtful=True)),
        ("하루 4번까지", Dose(None, 4, doubtful=True)),
    ],
)
def test_doses_in_words(text: str, dose: Dose) -> None:
    found = said(text)
    assert (*found.told, found.doubtful) == (*dose.told, dose.doubtful)


def test_a_half_that_the_reader_does_not_know_is_offered_and_to_be_confirmed() -> None:
    found = read(
        line("1일 2회 7일분", 100, 100),
        *(line(name, 100, 200 + 40 * at) for at, name in enumerate(NAMES[:3])),
        *(line(text, 600, 200 + 40 * at) for at, text in enumerate(("1정", "%정", "2정"))),
    )
    assert told(found) == [("0", 1, 2, 7), ("1", 0.5, 2, 7), ("2", 2, 2, 7)]
    assert [one.dose_sure for one in found] == [True, False, True]


@pytest.mark.parametrize("text", ["2026-01-17 17:52", "평일 09:00 - 17:30", "3/9 - 3/15", "7", "오전", ""])
def test_what_is_more_than_times_is_no_clock(text: str) -> None:
    assert clock_hours(text) == ()


@given(st.lists(st.integers(4, 23), min_size=1, max_size=4, unique=True))
def test_hours_are_as_many_as_are_printed_and_parts_of_the_day_as_many_or_none(hours: list[int]) -> None:
    found = clock_hours(", ".join(f"{hour:02}:00" for hour in sorted(hours)))
    assert found == tuple(sorted(hours))
    assert len(slots_of(found)) in (0, len(hours))


def test_a_name_without_a_dose_counts_where_it_stands_among_names_that_have_one() -> None:
    names = (NAMES[0], "다라스타딘정20밀리그램", NAMES[2])
    rows = [line(name, 100, 200 + 60 * at) for at, name in enumerate(names)]
    doses = [line("1회 1정 1일 3회 7일분", 600, 200), line("1회 1정 1일 1회 7일분", 600, 320)]
    assert [one.id for one in read(*rows, *doses)] == ["0", "1", "2"]


def test_an_insurance_code_whose_last_zero_and_bracket_were_read_as_a_letter_is_one() -> None:
    printed = printed_name("[12345678이가나프릴정10밀리그램")
    assert (printed.benefit_code, printed.core) == ("123456780", "가나프릴정")


@pytest.mark.parametrize("text", ["0.5정씩", "한번 1정", "□취침전", "2캡슐", "점심", "총액"])
def test_amounts_and_parts_of_the_day_name_nothing(text: str) -> None:
    assert [one.id for one in read(line(NAMES[0], 100, 200), line(text, 400, 200))] == ["0"]


def test_strengths_of_one_name_are_all_offered_where_none_was_printed() -> None:
    strengths = (1, 2, 3, 4, 5, 10, 20)
    index = NameIndex((ProductId(str(one)), f"가나프릴정{one}밀리그램", False) for one in strengths)
    assert len(index.candidates(printed_name("가나프릴정"))) == len(strengths)


def test_what_is_said_of_a_packet_holds_for_the_names_in_it_and_not_for_the_name_above() -> None:
    found = read(
        line(NAMES[3], 100, 200), line("한 번에 4.5mL 하루 2번 5일 동안", 100, 230),
        line("가루약 한 번에 1포", 100, 300), line("하루 3번 2일 동안", 400, 300), line("아침·점심·저녁 식후", 100, 328),
        line(NAMES[0], 200, 360), line("0.25정", 700, 360), line(NAMES[2], 200, 390), line("0.5정", 700, 390),
    )  # fmt: skip
    assert told(found) == [("3", 4.5, 2, 5), ("0", 0.25, 3, 2), ("2", 0.5, 3, 2)]


def test_packets_of_the_only_medicine_above_are_its_own() -> None:
    found = read(
        line(NAMES[3], 100, 200), line("1회 1포 하루 3번 2일 동안", 100, 230),
        line(NAMES[0], 100, 300), line("1회 1정 하루 1번 7일 동안", 100, 330),
    )  # fmt: skip
    assert told(found) == [("3", 1, 3, 2), ("0", 1, 1, 7)]


def test_a_name_behind_a_label_in_its_line_is_found_and_not_sure() -> None:
    (found,) = read(line(f"들어 있는 약 {NAMES[0]}", 100, 200))
    assert (found.id, found.sure) == ("0", False)


@pytest.mark.parametrize("tick", ["○", "V", "0"])
def test_circles_in_the_columns_of_the_day_are_times_a_day_and_the_amount_has_its_own_column(
    tick: str,
) -> None:
    heads = [
        line(text, 500 + 90 * at, 150) for at, text in enumerate(("1회량", "아침", "점심", "저녁", "일수"))
    ]
    rows = [
        *(
            line(text, x, 200)
            for text, x in ((NAMES[0], 100), ("2", 520), (tick, 605), (tick, 785), ("7", 870))
        ),
        *(line(text, x, 260) for text, x in ((NAMES[2], 100), ("1", 520), (tick, 695), ("5", 870))),
    ]
    found = read(*heads, *rows)
    assert told(found) == [("0", 2, 2, 7), ("2", 1, 1, 5)]
    assert [one.dose.slots for one in found] == [("아침", "저녁"), ("점심",)]


def test_a_zero_beside_amounts_is_a_part_of_the_day_without_one() -> None:
    heads = [line(text, 500 + 90 * at, 150) for at, text in enumerate(("아침", "점심", "저녁"))]
    row = [line(text, 510 + 90 * at, 200) for at, text in enumerate("101")]
    (found,) = read(*heads, line(NAMES[0], 100, 200), *row)
    assert (found.dose.per_dose, found.dose.slots) == (1, ("아침", "저녁"))


def test_a_bracket_that_was_not_read_begins_behind_the_strength() -> None:
    printed = printed_name("다라스타틴정20밀리그램다라스타틴칼슘)")
    assert (printed.core, printed.strengths, printed.bracket) == ("다라스타틴정", (20.0,), "다라스타틴칼슘")


def test_a_name_that_is_letter_for_letter_the_same_comes_first_though_its_strength_was_misread() -> None:
    index = NameIndex(
        [(ProductId("1"), "파누엘정2.5밀리그램", False), (ProductId("2"), "파누멜정25밀리그램", False)]
    )
    assert [one.id for one in index.candidates(printed_name("파누엘정25mg"))] == ["1", "2"]
