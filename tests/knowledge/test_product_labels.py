"""Labels of weights that name products, as one more piece of evidence about a pill."""

from dataclasses import replace

import pytest

from inference.types import Guess
from knowledge.catalogue.catalogue import Catalogue
from knowledge.starter import build_starter
from tests.knowledge.test_ranking import NORVASC, PILL, URSA_100, WHITE, first, read


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.mark.parametrize("label", [str(NORVASC), f"K-001900/{NORVASC}"])
def test_a_label_that_carries_an_item_code_names_its_product(starter: Catalogue, label):
    assert first(starter.rank(replace(PILL, colours=WHITE, labels=(Guess(label, 0.9),)))) == NORVASC


@pytest.mark.parametrize("label", ["K-001900", "1899", "pill", "K-001900/999999999"])
def test_a_label_of_no_known_product_changes_no_order(starter: Catalogue, label):
    seen = read(("UDCA", 0.9))
    without, labelled = starter.rank(seen), starter.rank(replace(seen, labels=(Guess(label, 0.9),)))
    assert [each.product.id for each in labelled.candidates] == [
        each.product.id for each in without.candidates
    ]


def test_a_clear_imprint_outweighs_a_weak_label_of_another_product(starter: Catalogue):
    seen = replace(read(("UDCA", 0.95)), labels=(Guess(f"K-001900/{NORVASC}", 0.02),))
    assert first(starter.rank(seen, other_side=read(("D W", 0.95)))) == URSA_100
