"""Parts of the day whose words were read badly, cards that lean, and names with their dose in one line."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from inference.types import PrintedLine
from knowledge.pages.inline_doses import doses_apart
from knowledge.pages.layouts.day_parts import day_parts
from knowledge.pages.named_lines import named_lines
from knowledge.pages.rows import medicines
from knowledge.pages.sentences import said
from tests.knowledge.pages.test_rows import INDEX, NAMES, line, read, told

PARTS = ("아침", "점심", "저녁", "취침전")


@pytest.mark.parametrize(
    ("place", "word"), [(0, "하침"), (1, "질심"), (1, "경심"), (2, "제녁"), (3, "취질전")]
)
def test_a_part_of_the_day_is_told_by_its_letters_or_by_its_place(place: int, word: str) -> None:
    words = [word if at == place else part for at, part in enumerate(PARTS)]
    row = [line(text, 100 * at, 100) for at, text in enumerate(words)]
    assert sorted(day_parts(row), key=lambda each: each[1].left) == list(zip(PARTS, row, strict=True))


def test_of_two_parts_of_the_day_one_unread_word_may_be_either() -> None:
    row = [line("아침", 0, 100), line("하품", 150, 100), line("취침전", 300, 100)]
    assert [slot for slot, _ in day_parts(row)] == ["아침", "취침전"]


def test_an_amount_under_a_heading_that_was_read_badly_counts() -> None:
    headings = [line(text, 500 + 90 * at, 150) for at, text in enumerate(("일수", "아침", "경심", "저녁"))]
    row = [line(text, 500 + 90 * at, 200) for at, text in enumerate(("3일", "1정", "1정", "1정"))]
    assert told(read(*headings, line(NAMES[0], 100, 200), *row)) == [("0", 1, 3, 3)]


def card(left: float, top: float, name: str, amounts: dict[int, str], said: str) -> list[PrintedLine]:
    return [
        line(name, left + 10, top),
        *(line(part, left + 70 * at, top + 50) for at, part in enumerate(PARTS)),
        *(line(amount, left + 70 * at + 6, top + 72) for at, amount in amounts.items()),
        line(said, left, top + 100),
    ]


def test_plain_numbers_under_parts_of_the_day_are_amounts() -> None:
    lines = [
        *card(100, 100, NAMES[0], {0: "2", 2: "2"}, "1일 2회 30일분"),
        *card(100, 300, NAMES[2], {0: "1.5"}, "1일 1회 7일분"),
    ]
    assert told(read(*lines)) == [("0", 2, 2, 30), ("2", 1.5, 1, 7)]


def test_how_often_is_left_to_the_sentence_where_most_parts_of_the_day_were_not_read() -> None:
    lines = [
        each
        for each in card(100, 100, NAMES[0], {0: "2", 1: "2", 2: "2"}, "1일 3회 14일분")
        if each.text not in ("점심", "취침전") and not (each.text == "2" and each.left < 150)
    ]
    (found,) = read(*lines)
    assert (found.dose.told, found.dose_sure) == ((2, 3, 14), False)


def test_cards_below_each_other_that_lean_have_edges_of_their_own() -> None:
    lines = [
        *card(100, 100, NAMES[0], {0: "1", 3: "1"}, "1일 2회 30일분"),
        *card(500, 108, NAMES[1], {0: "2", 1: "2"}, "1일 2회 60일분"),
        *card(220, 400, NAMES[2], {0: "1", 3: "1"}, "1일 2회 7일분"),
        *card(620, 408, NAMES[3], {2: "5"}, "1일 1회 5일분"),
    ]
    assert sorted(told(read(*lines))) == [("0", 1, 2, 30), ("1", 2, 2, 60), ("2", 1, 2, 7), ("3", 5, 1, 5)]


def test_beside_days_with_their_letter_a_last_zero_is_one() -> None:
    headings = [line(text, 600 + 90 * at, 150) for at, text in enumerate(("1회량", "횟수", "기간"))]
    rows = [
        line(text, left, 200 + 60 * at)
        for at, cells in enumerate(((NAMES[0], "1T", "3", "5D"), (NAMES[2], "2T", "2", "30")))
        for text, left in zip(cells, (100, 600, 690, 780), strict=True)
    ]
    found = read(*headings, *rows)
    assert told(found) == [("0", 1, 3, 5), ("2", 2, 2, 3)]
    assert [one.dose_sure for one in found] == [True, False]


def test_beside_amounts_with_a_point_ten_is_one() -> None:
    headings = [line(text, 600 + 90 * at, 150) for at, text in enumerate(("1회량", "횟수", "일수"))]
    rows = [
        line(text, left, 200 + 60 * at)
        for at, cells in enumerate(((NAMES[0], "1.0", "3", "5"), (NAMES[3], "10", "2", "3")))
        for text, left in zip(cells, (100, 600, 690, 780), strict=True)
    ]
    found = read(*headings, *rows)
    assert told(found) == [("0", 1, 3, 5), ("3", 1, 2, 3)]
    assert [one.dose_sure for one in found] == [True, False]


def test_a_name_and_its_dose_in_one_line_are_two() -> None:
    whole = [
        line(f"{NAMES[0]}-하루 1회 0.5정씩 28일 복용", 100, 200),
        line("- 저녁 식전 30분", 110, 230),
        line(f"{NAMES[2]} 1일2회 2정씩 14일", 100, 300),
    ]
    lines = doses_apart(whole)
    assert told(medicines(lines, named_lines(lines, INDEX))) == [("0", 0.5, 1, 28), ("2", 2, 2, 14)]
    assert [each.text for each in lines[:1]] == [NAMES[0]]


@pytest.mark.parametrize("text", ["해열진통제 1일 3회", "1일 3회 3일분", "시럽 1회 5mL", NAMES[1]])
def test_what_is_no_name_with_a_dose_stays_one_line(text: str) -> None:
    assert doses_apart([line(text, 0, 0)]) == (line(text, 0, 0),)


def test_names_below_a_heading_that_was_read_badly_are_to_be_confirmed() -> None:
    lines = [
        line("아침 식후 30분", 100, 150),
        *(line(text, left, 200) for text, left in ((NAMES[0], 110), ("1정", 700), ("7일분", 800))),
        line("저녁 식후 30분", 100, 270),
        *(line(text, left, 320) for text, left in ((NAMES[1], 110), ("1정", 700), ("7일분", 800))),
        *(line(text, left, 360) for text, left in ((NAMES[2], 110), ("1정", 700), ("7일분", 800))),
        replace(line("0아침8슐2M44030분", 105, 430, confidence=0.45), height=30.0),
        *(line(text, left, 480) for text, left in ((NAMES[3], 110), ("5mL", 700), ("7일분", 800))),
    ]
    assert [one.dose_sure for one in read(*lines)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "slots", "is_doubtful"),
    [
        ("아침 점심 저넥 식전 30분", ("아침", "점심", "저녁"), True),
        ("하루 2번 아침과 저넥 식사하기 30분 전", ("아침", "저녁"), False),
        ("정씩 저넥", (), False),
    ],
)
def test_a_part_of_the_day_that_was_read_badly_counts_beside_another(
    text: str, slots: tuple[str, ...], is_doubtful: bool
) -> None:
    assert (said(text).slots, said(text).doubtful) == (slots, is_doubtful)


def by_part_of_the_day(headings: Sequence[str], groups: Sequence[Sequence[str]]) -> list[PrintedLine]:
    lines = [line("60일분 2026-05-25", 500, 120)]
    for place, (heading, names) in enumerate(zip(headings, groups, strict=True)):
        lines.append(line(heading, 95, 200 + 200 * place))
        for at, name in enumerate(names):
            top = 240 + 200 * place + 40 * at
            lines += [line(name, 100, top), line("1정", 700, top)]
    return lines


GROUPS = ((NAMES[0], NAMES[1]), (NAMES[0],), (NAMES[0], NAMES[1]), (NAMES[2],))


@pytest.mark.parametrize(
    "headings",
    [
        ("[아침] 식후 30분", "[점심] 식후 30분", "[저녁] 식후 30분", "[취침전]"),
        ("[마침] 식후30분", "[정실] 식후30분", "[저녁] 식후30분", "[취침전]"),
        ("[아침] 식후", "정실] 식후", "[저넥] 식후", "[취침전]"),
    ],
)
def test_a_name_below_several_parts_of_the_day_is_taken_then_also_where_their_words_are_read_badly(
    headings: Sequence[str],
) -> None:
    found = read(*by_part_of_the_day(headings, GROUPS))
    assert told(found) == [("0", 1, 3, 60), ("1", 1, 2, 60), ("2", 1, 1, 60)]
    assert [one.dose.slots for one in found] == [("아침", "점심", "저녁"), ("아침", "저녁"), ("취침전",)]
    assert all(one.dose_sure for one in found)


def test_below_a_part_of_the_day_that_nothing_tells_all_is_to_be_confirmed() -> None:
    page = by_part_of_the_day(
        ("[아침] 식후", "[가나] 식후", "[취침전]"), (GROUPS[2], (NAMES[2],), (NAMES[3],))
    )
    assert {one.id: one.dose_sure for one in read(*page)} == {"0": True, "1": True, "2": False, "3": True}


def test_a_name_that_stands_again_below_itself_for_no_other_part_of_the_day_is_to_be_confirmed() -> None:
    page = by_part_of_the_day(("[아침] 식후", "[저녁] 식후"), ((NAMES[0], NAMES[1], NAMES[0]), (NAMES[2],)))
    assert {one.id: one.dose_sure for one in read(*page)} == {"0": False, "1": True, "2": True}


@pytest.mark.parametrize(
    "text",
    [
        f"{NAMES[0]}:한변에 1정씩 하루한번, 아침식후에3일동안드세요.",
        f"① {NAMES[0]}·안번에 1정씩 하루 한 번 자기 전에 3일 동안 드세요",
    ],
)
def test_a_name_and_its_sentence_are_two_also_where_the_sentence_is_read_badly(text: str) -> None:
    lines = doses_apart([line(text, 100, 200)])
    assert told(medicines(lines, named_lines(lines, INDEX))) == [("0", 1, 1, 3)]


@pytest.mark.parametrize(
    ("text", "count"), [("가나정 - 하루 한 번 한 알씩", 2), ("가나정 하루 한 번 한 알씩", 1)]
)
def test_a_short_name_is_parted_from_a_whole_dose_by_a_sign_alone(text: str, count: int) -> None:
    assert len(doses_apart([line(text, 0, 0)])) == count
