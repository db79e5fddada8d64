"""Leaflets read for what they say of other medicines: made sentences, damaged ones, and a sample judged by hand.

leaflet_sample.csv holds 200 pairs of a leaflet's product and another pill, drawn at random from all that the leaflets
name (seed 20261130), each read by hand against the published sentence: whether the other pill is what the sentence
means, at that level. The three that were wrong led to corrections and must not come back.
"""

import csv
import html
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.groups import load_groups
from knowledge.build.leaflets.cautions import leaflet_cautions
from knowledge.build.leaflets.parser import Form, level_of, load_forms, mentions
from knowledge.interactions.verdicts import Verdict
from knowledge.products import ProductId, Source
from knowledge.sources.records import LeafletRecord
from knowledge.words.excerpt import LONGEST, excerpt

DO_NOT, ASK = Verdict.LEAFLET_DO_NOT, Verdict.LEAFLET_ASK
FORMS = {
    "가나제": Form("a", listed_only=False),
    "다라약": Form("b", listed_only=False),
    "항생제": Form("antibiotic", listed_only=True),
    "마바신": Form("=마바신", listed_only=False),
}
SAMPLE = list(
    csv.DictReader(Path(__file__).with_name("leaflet_sample.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가나제와 함께 복용하지 마십시오.", [(DO_NOT, "a")]),
        ("이 약을 복용하는 동안 다른 가나제, 다라약을 복용하지 마십시오.", [(DO_NOT, "a"), (DO_NOT, "b")]),
        ("가나제(예: 다라약)를 복용하는 환자는 의사 또는 약사와 상의하십시오.", [(ASK, "a")]),
        (
            "가나제와 함께 복용하지 마십시오.다라약을 복용하는 사람은 의사와 상의하십시오.",
            [(DO_NOT, "a"), (ASK, "b")],
        ),
        ("가나제와 함께 복용하지 마십시오\n\n가나제는 의사와 상의하십시오.", [(DO_NOT, "a")]),
        ("항생제(마바신, 사아신 등)와 함께 복용 시 2시간의 간격을 두고 복용하십시오.", [(ASK, "=마바신")]),
        ("항생제와 함께 복용 시 의사와 상의하십시오.", [(ASK, "antibiotic")]),
        ("가나제 및 다라약 등과 함께 복용하지 마십시오.", [(DO_NOT, "a"), (DO_NOT, "b")]),
        ("가나제 다라약", []),
        ("큰가나제와 함께 복용하지 마십시오.", []),
        ("가나제의 흡수가 늘어난다.", []),
        ("", []),
    ],
)
def test_a_sentence_is_read_for_what_it_enumerates(text: str, expected: list[tuple[Verdict, str]]) -> None:
    assert [(one.level, one.group) for one in mentions(text, FORMS)] == expected


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("함께 복용하지 마십시오", DO_NOT),
        ("함께 사용하지 않습니다", DO_NOT),
        ("복용 전후에는 피하십시오", DO_NOT),
        ("의사 또는 약사와 상의하십시오", ASK),
        ("신중히 복용하십시오", ASK),
        ("함께 복용하십시오", None),
    ],
)
def test_the_verb_tells_how_strongly_a_leaflet_speaks(sentence: str, level: Verdict | None) -> None:
    assert level_of(sentence) is level


@given(st.text(alphabet="가나제다라약항생마바신()[],.·\n 와함께복용하지마십시오의사상", max_size=200))
def test_no_leaflet_makes_it_fail_and_every_mention_stands_in_its_sentence(text: str) -> None:
    for one in mentions(text, FORMS):
        assert "".join(one.words.split()) in "".join(one.sentence.split())
        assert one.group in {form.group for form in FORMS.values()}


@given(st.text(alphabet="가나다 ,()", max_size=200), st.text(alphabet="가나", min_size=1, max_size=4))
def test_an_excerpt_holds_the_words_that_matter(sentence: str, words: str) -> None:
    cut = excerpt(sentence, words)
    if len(sentence) <= LONGEST:
        assert cut == sentence
    elif words in "".join(sentence.split()):
        assert words in "".join(cut.split())


@given(
    st.text(
        alphabet="가나임부수유술음주운전우유자몽소아12세미만은는()[],.\n 에게복용하지마십시오상의<>&",
        max_size=200,
    )
)
def test_no_leaflet_makes_its_cautions_fail_and_each_quotes_a_sentence_of_it(text: str) -> None:
    leaflet = LeafletRecord(ProductId("1"), Source("설명서", None), None, precaution=text, interaction=text)
    whole = "".join(html.unescape(text).split())
    for one in leaflet_cautions({ProductId("1"): leaflet}):
        assert one.reason
        assert "".join(one.reason.split()) in whole


def test_every_form_names_a_group_of_the_list_or_one_substance() -> None:
    groups = load_groups()
    assert {form.group for form in load_forms().values() if not form.group.startswith("=")} <= set(groups)


@pytest.fixture(scope="module")
def db(korean_knowledge: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{korean_knowledge.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def test_the_sample_that_was_read_by_hand_is_right_in_nearly_all() -> None:
    assert len(SAMPLE) == 200
    assert sum(row["judgement"] == "right" for row in SAMPLE) >= 0.97 * len(SAMPLE)


@pytest.mark.parametrize("judgement", ["right", "wrong"])
def test_what_was_judged_right_is_still_read_and_what_was_wrong_is_not(
    db: sqlite3.Connection, judgement: str
) -> None:
    query = (
        "SELECT count(*) FROM product_leaflet JOIN product AS one ON one.number = product_leaflet.product "
        'JOIN statement USING (text) JOIN product_group USING ("group") '
        "JOIN product AS two ON two.number = product_group.product "
        'WHERE one.id = ? AND two.id = ? AND "group" = ? AND level = ?'
    )
    found = [
        (row, db.execute(query, (row["leaflet"], row["other"], row["group"], row["level"])).fetchone()[0])
        for row in SAMPLE
        if row["judgement"] == judgement
    ]
    assert [row for row, number in found if bool(number) is (judgement == "wrong")] == []


def test_leaflets_name_far_more_pairs_than_the_officials_table(db: sqlite3.Connection) -> None:
    members: dict[str, set[int]] = {}
    pills = 'SELECT product, "group" FROM product_group WHERE product IN (SELECT product FROM appearance)'
    for product, group in db.execute(pills):
        members.setdefault(group, set()).add(product)
    named: dict[int, set[int]] = {}
    for text, group in db.execute('SELECT text, "group" FROM statement'):
        named.setdefault(text, set()).update(members.get(group, ()))
    uses = db.execute("SELECT product, text FROM product_leaflet WHERE product = leaflet").fetchall()
    assert sum(len(named[text] - {product}) for product, text in uses) >= 1_500_000


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("가나제와 함께 복용하지 마십시오", "가나제", "가나제와 함께 복용하지 마십시오"),
        (
            "가나제, " + "나머지약, " * 20 + "다라약, 끝약 및 자몽주스와 함께 복용하지 마십시오",
            "다라약",
            "… 다라약 … 자몽주스와 함께 복용하지 마십시오",
        ),
        (
            "가나제, " + "나머지약, " * 20 + "끝약을 복용하는 사람은 의사 또는 약사와 상의하십시오",
            "가나제",
            "가나제 … 끝약을 복용하는 사람은 의사 또는 약사와 상의하십시오",
        ),
        (
            "나머지약, " * 20 + "가나제와 함께 복용하지 마십시오",
            "가나제",
            "… 가나제와 함께 복용하지 마십시오",
        ),
    ],
)
def test_a_long_sentence_is_cut_to_what_matters(sentence: str, words: str, expected: str) -> None:
    assert excerpt(sentence, words) == expected
