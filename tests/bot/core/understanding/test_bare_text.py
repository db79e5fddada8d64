"""What is a sentence can't be the name of a medicine."""

import csv

import pytest

from bot.core.understanding.bare_text import is_sentence
from bot.settings import ROOT

STARTER = ROOT / "knowledge" / "starter" / "products.csv"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("일주일 여행가는데 약을 몇 개 챙겨야 해?", True),
        ("오늘 날씨 좋네요", True),
        ("병원 예약 잡아줘", True),
        ("뭐야?", True),
        ("my dog is sick", True),
        ("can you call me", True),
        ("배고프다", False),
        ("타이레놀 8시간 이알 서방정", False),
        ("Vitamin D3 1000 IU", False),
        ("it", False),
        ("", False),
    ],
)
def test_a_sentence_is_told_from_a_name(text: str, expected: object) -> None:
    assert is_sentence(text) is expected


def test_no_name_of_a_product_is_taken_for_a_sentence() -> None:
    with STARTER.open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) > 20
    assert not [name for name in names if is_sentence(name)]
