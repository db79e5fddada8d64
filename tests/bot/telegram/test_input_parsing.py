"""What people type: times of day and cities."""

from datetime import time

import pytest

from bot.telegram.ui.cities import zone_of
from bot.telegram.ui.input_parsing import Quantity, Unit, quantity_of, said_clock, time_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30", time(7, 30)), ("21:00", time(21)), ("21.05", time(21, 5)), ("8", time(8)), (" 8시 ", time(8)),
        ("8시 30분", time(8, 30)), ("8시 반", time(8, 30)), ("저녁 7시", time(19)), ("오후 3시", time(15)),
        ("오전 12시", time(0)), ("오후 12시", time(12)), ("밤 10시 반", time(22, 30)), ("밤 1시", time(1)), ("아침 8시", time(8)),
        ("밤 12시", time(0)), ("새벽 12시 반", time(0, 30)), ("낮 12시", time(12)), ("점심 11시 30분", time(11, 30)),
        ("낮 1시", time(13)), ("3 pm", time(15)), ("3PM", time(15)), ("12 am", time(0)), ("11:15 a.m.", time(11, 15)),
        ("", None), ("아침", None), ("24:00", None), ("7:60", None), ("-1", None), ("1e9", None), ("٣", None), ("99", None),
        ("7:30 and more", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text, expected):
    assert time_of(text) == expected


@pytest.mark.parametrize(
    ("city", "expected"),
    [
        ("Seoul", "Asia/Seoul"), ("Soeul", "Asia/Seoul"), ("서울", "Asia/Seoul"), ("busan", "Asia/Seoul"),
        ("뉴욕", "America/New_York"), ("new york", "America/New_York"), ("San Francisco", "America/Los_Angeles"),
        ("서울시", "Asia/Seoul"), ("서울특별시", "Asia/Seoul"), ("부산광역시", "Asia/Seoul"), ("제주도", "Asia/Seoul"),
        ("대전", "Asia/Seoul"), ("수원시", "Asia/Seoul"), ("Daejeon", "Asia/Seoul"), ("뉴욕시", "America/New_York"),
        ("댈러스", "America/Chicago"), ("과테말라", "America/Guatemala"), ("없는도시", None), ("시", None),
        ("Berlin", "Europe/Berlin"), ("asdf", None), ("", None), ("<b>", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_a_city_is_found_also_in_korean_and_with_a_slip(city, expected):
    assert zone_of(city) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30", 30, None), ("30알", 30, Unit.TABLETS), (" 30 정 ", 30, Unit.TABLETS), ("30일", 30, Unit.DAYS),
        ("2주치", 14, Unit.DAYS), ("10 days", 10, Unit.DAYS), ("12 tablets left", 12, Unit.TABLETS), ("1½", 1.5, None),
        ("½", 0.5, None), ("반 알", 0.5, Unit.TABLETS), ("두 알", 2, Unit.TABLETS), ("한 알 반", 1.5, Unit.TABLETS),
        ("2알반씩", 2.5, Unit.TABLETS), ("1/2", 0.5, None), ("1반", 1.5, None), ("두반", 2.5, None),
        ("３０", 30, None), ("٣٠", 30, None), ("하나", 1, None), ("서른 알", 30, Unit.TABLETS), ("열두 알", 12, Unit.TABLETS),
        ("스물 다섯", 25, None), ("다섯 알 반", 5.5, Unit.TABLETS), ("열흘", 10, Unit.DAYS), ("사흘 동안", 3, Unit.DAYS),
        ("보름치", 15, Unit.DAYS), ("일주일", 7, Unit.DAYS),
        ("-1", -1, None), ("−1", -1, None), ("1e9", 1e9, None), ("0", 0, None), ("0.3", 0.3, None), ("1e999", float("inf"), None),
    ],
)  # fmt: skip
def test_a_quantity_is_read_as_people_write_it(text, value, unit):
    assert quantity_of(text) == Quantity(value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "타이레놀",
        "타이레놀 500",
        "TYLENOL 500",
        "알",
        "1 2",
        "9" * 500,
        "½½½",
        "٣x",
        "1 0.5",
        "3일 반",
        "한두 알",
        "두세알",
        "대여섯 알",
        "다섯여섯",
        "열한두 알",
        "둘셋",
        "하루 한 알",
        "한달",
        "세레콕시브",
        "1두",
    ],
)
def test_what_is_no_quantity_is_none(text):
    assert quantity_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8시 40분에 먹었어요", (time(8, 40), True)), ("8:40", (time(8, 40), True)), ("08:40", (time(8, 40), False)),
        ("어제 밤 10시에 먹었어요", (time(22), False)), ("저녁 8시 반쯤", (time(20, 30), False)),
        ("I took it at 8:40", (time(8, 40), True)), ("at 9 pm", (time(21), False)), ("20시", (time(20), False)),
        ("8시 40분이에요.", (time(8, 40), True)), ("약 먹었어요", None), ("25:00", None), ("타이레놀", None), ("", None),
    ],
)  # fmt: skip
def test_when_a_dose_was_taken_is_read_out_of_a_sentence(text, said):
    assert said_clock(text) == said
