"""The starter set: facts that fit the officials' lists, and stay small."""

import time
from pathlib import Path

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.search import core
from knowledge.products import IngredientCode, Product, ProductId
from knowledge.sources.records import PairRecord, ProductRecord
from knowledge.starter import build_starter, records


def test_it_is_built_and_opened_within_two_seconds_of_one_core(tmp_path: Path) -> None:
    start = time.process_time()
    build_starter(tmp_path / "k.db")
    with Catalogue.open(tmp_path / "k.db") as catalogue:
        assert catalogue.info.products >= 150
    assert time.process_time() - start <= 2


def test_contraindicated_pairs_and_purposes_are_many() -> None:
    facts = list(records())
    products = [fact for fact in facts if isinstance(fact, ProductRecord)]
    assert len({product.id for product in products}) == len(products)
    assert all(product.purpose and product.purpose_english and product.english for product in products)
    assert sum(isinstance(fact, PairRecord) for fact in facts) >= 50


def test_its_facts_are_those_of_the_officials_lists(tmp_path: Path, korean_knowledge: Path) -> None:
    build_starter(tmp_path / "k.db")
    with Catalogue.open(tmp_path / "k.db") as starter, Catalogue.open(korean_knowledge) as korea:
        ids = [ProductId(fact.id) for fact in records() if isinstance(fact, ProductRecord)]
        ours, theirs = starter.products(ids), korea.products(ids)
        assert ours.keys() == theirs.keys()
        for id_, product in ours.items():
            official = theirs[id_]
            assert core(product.name) == core(official.name)
            assert codes_of(product) == codes_of(official), product.name


def codes_of(product: Product) -> set[IngredientCode]:
    return {code for one in product.ingredients for code in (one.code, *one.also) if code}


def test_every_company_of_the_starter_set_has_a_name_in_english(tmp_path: Path) -> None:
    build_starter(tmp_path / "starter.db")
    with Catalogue.open(tmp_path / "starter.db") as catalogue:
        found = [match.product for match in catalogue.search("정", limit=100)]
        assert found
        assert all(product.company_english for product in found)
