"""Cells that say how much at which time of a clock, and products that were read in pieces."""

import pytest

from inference.types import PrintedLine
from knowledge.pages.clock_times import AmountAt, amount_at
from knowledge.pages.named_lines import named_lines
from knowledge.pages.products import whole_products
from knowledge.pages.rows import medicines
from tests.knowledge.pages.test_rows import INDEX, NAMES, line, read, told


def by_the_clock(*medicines_and_cells: tuple[str, ...]) -> list[PrintedLine]:
    return [
        each
        for place, (name, *cells) in enumerate(medicines_and_cells)
        for each in (
            line(name, 100, 200 + 100 * place),
            line("14일간", 800, 200 + 100 * place),
            *(line(cell, 120 + 200 * at, 232 + 100 * place) for at, cell in enumerate(cells)),
        )
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("08:00 1정", AmountAt(8, "1", is_odd=False)),
        ("오전8시30분 1.5정", AmountAt(8, "1.5", is_odd=False)),
        ("낮12시 30분 반 정", None),
        ("저녁 7시 2캡슐", AmountAt(19, "2", is_odd=False)),
        ("오후 6시 반 1정", AmountAt(18, "1", is_odd=False)),
        ("07301정", AmountAt(7, "1", is_odd=True)),
        ("08-:30 1캡슐", AmountAt(8, "1", is_odd=True)),
        ("1830 7.5mL", AmountAt(18, "7.5", is_odd=True)),
        ("10mg 1정", None),
        ("08:00", None),
    ],
)
def test_a_time_and_an_amount_are_told_apart(text: str, cell: AmountAt | None) -> None:
    assert amount_at(text) == cell


def test_each_time_of_a_clock_with_an_amount_is_one_time_a_day() -> None:
    found = read(
        *by_the_clock(
            (NAMES[0], "08:00 1정", "13:00 1정", "19:00 1정"),
            (NAMES[2], "오전8시30분 0.5정", "저녁7시 0.5정"),
            (NAMES[3], "22:00 5mL"),
        )
    )
    assert told(found) == [("0", 1, 3, 14), ("2", 0.5, 2, 14), ("3", 5, 1, 14)]
    assert [one.dose.slots for one in found] == [("아침", "점심", "저녁"), ("아침", "저녁"), ("취침전",)]
    assert all(one.dose_sure for one in found)


def test_a_cell_below_a_name_with_an_open_bracket_is_no_part_of_the_name() -> None:
    found = read(*by_the_clock((f"{NAMES[0]}(가나", "08-30 1캡슐", "13:00 1캡슐"), (NAMES[2], "08:30 1정")))
    assert told(found) == [("0", 1, 2, 14), ("2", 1, 1, 14)]
    assert [one.dose_sure for one in found] == [False, True]


def test_a_time_in_the_night_makes_all_times_of_the_page_to_be_confirmed() -> None:
    found = read(*by_the_clock((NAMES[0], "00:30 1정", "13:00 1정"), (NAMES[2], "10:30 1정")))
    assert told(found) == [("0", 1, 2, 14), ("2", 1, 1, 14)]
    assert not any(one.dose_sure for one in found)


def test_amounts_that_differ_by_the_hour_are_asked_for() -> None:
    found = read(*by_the_clock((NAMES[0], "08:00 1정", "19:00 2정"), (NAMES[2], "08:00 1정")))
    assert told(found) == [("0", None, 2, 14), ("2", 1, 1, 14)]
    assert not found[0].dose_sure


@pytest.mark.parametrize("pieces", [("1T × 2 ×", "14"), ("1T ×", "2 × 14"), ("1T × 2 × 14",)])
def test_a_product_that_was_read_in_pieces_is_one(pieces: tuple[str, ...]) -> None:
    lefts = (130, 130 + 12 * len(pieces[0]) + 10)
    page = [
        line(NAMES[0], 100, 200),
        *(line(text, left, 230) for text, left in zip(pieces, lefts, strict=False)),
        line(NAMES[2], 100, 300),
        line("0.5정 × 3 × 7", 130, 330),
    ]
    lines = whole_products(page)
    found = medicines(lines, named_lines(lines, INDEX))
    assert told(found) == [("0", 1, 2, 14), ("2", 0.5, 3, 7)]
    assert all(one.dose_sure for one in found)


def test_a_product_without_a_unit_is_put_together_too() -> None:
    pieces = whole_products([line("1.00×", 100, 200), line("2 ×14", 170, 200)])
    assert [each.text for each in pieces] == ["1.00× 2 ×14"]


def test_a_star_behind_other_print_takes_no_number() -> None:
    page = (line("8록20*00.0*", 100, 200), line("05", 250, 200))
    assert whole_products(page) == page
