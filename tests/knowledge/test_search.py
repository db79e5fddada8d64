"""Search by name, typing errors and initial consonants, over the starter set and over the whole Korean file."""

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.search import core
from knowledge.catalogue.typed import plain
from knowledge.names.hangul import letters
from knowledge.starter import build_starter

BOTH = [
    ("타이레놀", "타이레놀"),
    ("타이레놀 500", "타이레놀정500"),
    ("타이래놀", "타이레놀"),
    ("타이레놀정오백", "타이레놀"),
    ("ㅌㅇㄹㄴ", "타이레놀"),
    ("tylenol", "타이레놀"),
    ("TYLENOL 500mg", "타이레놀"),
    ("ㄴㅂㅅㅋ", "노바스크"),
    ("노바스크5", "노바스크정5"),
    ("리피또", "리피토"),
    ("프로텍트", "아스피린프로텍트"),
    ("아스피린프로택트", "아스피린프로텍트"),
    ("스포라녹스캡슐", "스포라녹스"),
    ("Viagra", "비아그라"),
    ("비아글라", "비아그라"),
]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        catalogue.warm()
        yield catalogue


@pytest.mark.parametrize(("typed", "meant"), BOTH)
def test_a_name_is_found_as_people_type_it(starter: Catalogue, typed: str, meant: str) -> None:
    assert starter.search(typed, limit=5)[0].product.name.startswith(meant)


@pytest.mark.parametrize(("typed", "meant"), BOTH)
def test_a_name_is_found_among_all_korean_products(korea: Catalogue, typed: str, meant: str) -> None:
    assert any(meant in match.product.name for match in korea.search(typed, limit=5))


@pytest.mark.parametrize(
    ("typed", "substance"),
    [("아토르바스타틴", "atorvastatin"), ("아토르바스타친", "atorvastatin"), ("metformin", "metformin")],
)
def test_an_ingredient_finds_what_contains_it(starter: Catalogue, typed: str, substance: str) -> None:
    found = starter.search(typed, limit=20)
    assert len(found) >= 4
    assert all(any(i.english == substance for i in match.product.ingredients) for match in found[:4])


@pytest.mark.parametrize(
    "typed", ["와파린", "와르파린", "와르파린나트륨", "와파린나트륨", "warfarin", "와파린 나트륨"]
)
def test_a_substance_is_found_by_every_name_that_lists_and_rules_give_it(
    starter: Catalogue, korea: Catalogue, typed: str
) -> None:
    assert {"198601051", "198601052"} <= {match.product.id for match in starter.search(typed)}
    found = [match.product.name for match in korea.search(typed, limit=20)]
    for brand in ("대화와르파린나트륨정2", "제일와파린정", "쿠파린정5"):
        assert any(name.startswith(brand) for name in found), brand


def test_every_product_is_found_by_the_name_that_the_rules_give_its_ingredient(starter: Catalogue) -> None:
    db = sqlite3.connect(f"{starter.path.as_uri()}?mode=ro", uri=True)
    with closing(db):
        carried = db.execute(
            "SELECT DISTINCT product.id, substance.name, substance.english FROM ingredient_code "
            "JOIN substance USING (code) JOIN product ON product.number = product"
        ).fetchall()
    for item, *names in carried:
        for name in filter(None, names):
            assert item in {match.product.id for match in starter.search(name, limit=205)}, (item, name)


def test_a_company_finds_what_it_makes(starter: Catalogue) -> None:
    found = starter.search("한미약품")
    assert len(found) >= 3
    assert all("한미약품" in match.product.company for match in found)


def test_the_best_match_stands_first_and_scores_fall(starter: Catalogue) -> None:
    scores = [match.score for match in starter.search("리피토", limit=20)]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


@pytest.mark.parametrize(
    "typed", ["", "   ", "!?", '"', "*", "qqqqzzzz", "' OR 1=1 --", "qqqq NEAR(", "ㅋㅋㅋㅋㅋㅋㅋ"]
)
def test_what_means_no_product_finds_none_and_breaks_nothing(starter: Catalogue, typed: str) -> None:
    assert starter.search(typed) == ()


@given(st.text(max_size=200))
@example("ㆍ")  # a letter to some, a dot that parts ingredients to others
def test_no_text_breaks_the_search(starter: Catalogue, text: str) -> None:
    assert len(starter.search(text, limit=3)) <= 3
    assert len(starter.by_imprint(text, limit=3)) <= 3


def test_no_more_are_returned_than_were_asked_for(starter: Catalogue) -> None:
    assert len(starter.search("정", limit=3)) == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("타이레놀정500밀리그람(아세트아미노펜)", "타이레놀"),
        ("스포라녹스캡슐(이트라코나졸)", "스포라녹스"),
        ("이지엔6이브연질캡슐", "이지엔"),
        ("정시아정(센텔라정량추출물)", "정시아"),
        ("Norvasc 5 mg", "norvasc"),
    ],
)
def test_the_core_of_a_name_leaves_form_strength_and_contents_out(name: str, expected: str) -> None:
    assert core(name) == expected


def test_one_wrong_vowel_is_one_letter_apart() -> None:
    assert len(letters("레")) == 2
    assert sum(a != b for a, b in zip(letters("타이레놀"), letters("타이래놀"), strict=True)) == 1


def test_spaces_case_and_composition_do_not_matter() -> None:
    assert plain("Ty lenol ER") == plain("TYLENOL er") == "tylenoler"
    assert plain(letters("타이레놀")) == "타이레놀"


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("NV 5", "200610660"),
        ("nv5", "200610660"),
        ("TYLEN0L 5OO", "202106092"),
        ("500 TYLENOL", "202106092"),
        ("ATV 10", "200410090"),
        ("10 ATV", "200410090"),
        ("1171 75", "200700907"),
        ("MSD117", "200009063"),
    ],
)
def test_an_imprint_is_found_in_spite_of_look_alikes_and_order(
    starter: Catalogue, typed: str, item: str
) -> None:
    assert item in [match.product.id for match in starter.by_imprint(typed, limit=3)]


@pytest.mark.slow
def test_search_over_all_products_takes_at_most_30_ms_of_one_core(korea: Catalogue) -> None:
    taken = []
    for typed, _ in BOTH:
        tries = []
        for _ in range(6):
            start = time.thread_time()
            korea.search(typed)
            tries.append(time.thread_time() - start)
        taken.append(min(tries))  # what other work on the machine adds is not the search's
    assert statistics.quantiles(taken, n=20)[-1] <= 0.030


def test_names_are_those_that_people_say_without_form_and_strength(starter: Catalogue) -> None:
    names = starter.names()
    assert {"노바스크", "리피토", "amlodipine"} <= names
    assert not [name for name in names if name.endswith(("밀리그램", "캡슐")) or "(" in name]
