"""Labels of weights that name products, as one more piece of evidence about a pill."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.types import Guess
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.product_labels import item_of, items_of, k_code, k_number, label_of, less_one
from knowledge.starter import build_starter
from tests.knowledge.test_ranking import NORVASC, PILL, URSA_100, WHITE, first, read


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.mark.parametrize("label", [str(NORVASC), f"K-001900/{NORVASC}", "K-019861", "K019861"])
def test_a_label_that_carries_an_item_code_or_a_known_k_code_names_its_product(starter: Catalogue, label):
    assert first(starter.rank(replace(PILL, colours=WHITE, labels=(Guess(label, 0.9),)))) == NORVASC


@pytest.mark.parametrize("label", ["K-999998", "19860", "19861", "pill", "K-001900/999999999"])
def test_a_label_of_no_known_product_changes_no_order(starter: Catalogue, label):
    seen = read(("UDCA", 0.9))
    without, labelled = starter.rank(seen), starter.rank(replace(seen, labels=(Guess(label, 0.9),)))
    assert [each.product.id for each in labelled.candidates] == [
        each.product.id for each in without.candidates
    ]


@pytest.mark.parametrize("further", [0, 1], ids=["k-number", "less-one"])
def test_the_numbers_of_a_card_are_read_in_one_way(starter: Catalogue, further: int):
    labels = [str(number - further) for number in (573, 3483, 19861)]
    seen = replace(PILL, colours=WHITE, labels=(Guess(labels[-1], 0.9),))
    with Catalogue.open(starter.path, labels) as catalogue:
        assert first(catalogue.rank(seen)) == NORVASC
    assert first(starter.rank(seen)) != NORVASC  # without the card a number may mean either


def test_a_card_s_labels_have_item_codes_where_one_is_known():
    labels = ["K-001900/198700706", "198700706", "K-019861", "K-999998", "pill", "3482", "999998", "572"]
    assert items_of(labels) == {
        "K-001900/198700706": "198700706", "198700706": "198700706", "K-019861": NORVASC,
        "3482": "199102014", "572": "197900277",
    }  # fmt: skip
    assert items_of(["pill"]) == {}


@given(st.integers(1, 999_999), st.from_regex(r"[12]\d{8}", fullmatch=True))
def test_a_label_carries_both_codes(number, item):
    label = label_of(k_code(number), item)
    assert (k_number(label), item_of(label)) == (number, item)


@pytest.mark.parametrize(
    ("ids", "expected"), [([29, 1899], True), ([30, 1900], False), ([30, 1900, 29], False), ([], True)]
)
def test_ids_are_read_the_way_that_more_known_kinds_have(ids, expected):
    assert less_one(ids, {30, 1900}) is expected


def test_a_clear_imprint_outweighs_a_weak_label_of_another_product(starter: Catalogue):
    seen = replace(read(("UDCA", 0.95)), labels=(Guess(f"K-001900/{NORVASC}", 0.02),))
    assert first(starter.rank(seen, other_side=read(("D W", 0.95)))) == URSA_100
