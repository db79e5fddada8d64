"""Questions are answered with the officials' own sentences, or by whom to ask."""

import csv
from datetime import date

import pytest

from bot.core.understanding.answers import Ask, answer, help_numbers
from bot.core.understanding.intents import Intent
from bot.core.understanding.text import DATA
from knowledge.catalogue.texts import ProductTexts, Text
from knowledge.products import ProductId, Source

LEAFLET = Source("e약은요", date(2026, 1, 5))
ONE, OTHER = ProductId("1"), ProductId("2")
TEXTS = ProductTexts(
    usage=Text("성인은 1회 1정씩 1일 3회 식후에 복용합니다.복용간격은 4시간 이상으로 합니다.", LEAFLET),
    warning=Text(
        "매일 세 잔 이상 술을 마시는 사람은 의사와 상의하십시오.\n\n권장량을 초과하여 복용하면 간이 상할 수 있습니다.",
        LEAFLET,
    ),
    precaution=Text("임부, 수유부는 복용 전에 의사와 상의하십시오.\n\n정해진 용법을 지키십시오.", LEAFLET),
    side_effects=Text("드물게 발진이 나타날 수 있습니다.", LEAFLET),
)  # fmt: skip


@pytest.mark.parametrize(
    ("intent", "question", "quoted"),
    [
        (Intent.FOOD, "술 마셔도 돼요?", ["매일 세 잔 이상 술을 마시는 사람은 의사와 상의하십시오."]),
        (Intent.FOOD, "식후에 먹어요?", ["성인은 1회 1정씩 1일 3회 식후에 복용합니다."]),
        (Intent.PREGNANCY, "임신 중인데 먹어도 돼요?", ["임부, 수유부는 복용 전에 의사와 상의하십시오."]),
        (Intent.DOUBLE_DOSE, "두 번 먹었어요", ["권장량을 초과하여 복용하면 간이 상할 수 있습니다."]),
    ],
)
def test_only_sentences_that_speak_of_the_question_are_quoted(intent, question, quoted):
    said = answer(intent, question, {ONE: TEXTS})
    assert [sentence for passage in said.passages for sentence in passage.sentences] == quoted
    assert all(passage.source is LEAFLET for passage in said.passages)


def test_a_product_without_a_word_about_it_is_told_as_not_known():
    said = answer(Intent.MISSED_DOSE, "깜빡했어요", {ONE: TEXTS, OTHER: None})
    assert (said.passages, said.silent, said.ask) == ((), (ONE, OTHER), (Ask.PHARMACIST,))


def test_an_emergency_quotes_nothing_and_tells_whom_to_call():
    said = answer(Intent.EMERGENCY, "숨을 못 쉬어요", {ONE: TEXTS})
    assert (said.passages, said.ask) == ((), (Ask.EMERGENCY, Ask.POISON))


@pytest.mark.parametrize(
    ("zone", "emergency", "crisis"),
    [
        ("Asia/Seoul", "119", "109"), ("Pacific/Honolulu", "911", "988"), ("Europe/London", "999", "116 123"),
        ("Europe/Vienna", "112", ""), ("Africa/Nairobi", "", ""), ("Mars/Base", "", ""),
    ],
)  # fmt: skip
def test_numbers_to_call_are_those_of_the_country(zone, emergency, crisis):
    numbers = help_numbers(zone)
    assert (numbers.emergency, numbers.crisis) == (emergency, crisis)


def test_every_number_says_where_it_was_found():
    with (DATA / "help_numbers.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        for kind in ("emergency", "crisis", "poison"):
            assert bool(row[kind]) == bool(row[f"{kind}_found"]), (row["country"], kind)
    assert all(row["emergency"] for row in rows)
