"""The officials' rules over the whole Korean file: every listed pair is found, and nothing else is called listed.

What is expected is worked out here from the officials' own rows, by a reading as plain as can be, and from what the
file says that products contain; never from the rules as the project reads them.
"""

import csv
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import product as every
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Profile, Verdict, check
from knowledge.interactions.verdicts import SEVERITY
from knowledge.products import IngredientCode, Product, ProductId

TODAY = date(2026, 3, 12)
NOBODY = Profile(birth_year=1990, pregnant=False, nursing=False)
OLD = Profile(birth_year=1940)  # one rule holds from an age of 75
CASES = list(csv.DictReader(Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines()))
SAMPLED = 2  # products of each side of a rule
Codes = frozenset[IngredientCode]


class Listed(NamedTuple):
    """One official row of 병용금기: the codes that each side needs, and its remark."""

    first: Codes
    second: Codes
    remark: str


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def listed(shared_data: Path) -> list[Listed]:
    """Every row of the officials' table, read with nothing but split()."""
    (path,) = (shared_data / "korea" / "mfds").glob("OpenData_PotOpenDurIngr_A*.csv")
    header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    place = {name: index for index, name in enumerate(header.split(","))}
    rows = []
    for line in lines:
        cells = line.split(",")
        first = _needed(cells[place["DUR성분코드"]], cells[place["복합제"]])
        second = _needed(cells[place["병용금기DUR성분코드"]], cells[place["병용금기복합제"]])
        rows.append(Listed(first, second, cells[place["비고"]].strip("-")))
    return rows


def _needed(code: str, others: str) -> Codes:
    parts = [part[:7] for part in others.split("[")[1:]]
    return frozenset(IngredientCode(c) for c in (code, *parts))


@pytest.fixture(scope="module")
def medicines(korea: Catalogue, korean_knowledge: Path) -> dict[ProductId, Product]:
    """Every product whose ingredients are known and taken up, by its code."""
    query = "SELECT id FROM product WHERE ingredients_from NOT NULL AND route IS NOT 'topical'"
    return korea.products(ids_in(korean_knowledge, query))


def ids_in(knowledge: Path, query: str) -> list[ProductId]:
    with closing(sqlite3.connect(knowledge)) as db:
        return [ProductId(id_) for (id_,) in db.execute(query)]


def codes_of(product: Product) -> Codes:
    return frozenset(code for one in product.ingredients for code in (one.code, *one.also) if code)


@pytest.fixture(scope="module")
def carriers(medicines: Mapping[ProductId, Product]) -> Mapping[IngredientCode, set[ProductId]]:
    found: dict[IngredientCode, set[ProductId]] = defaultdict(set)
    for id_, product in medicines.items():
        for code in codes_of(product):
            found[code].add(id_)
    return found


def takers(side: Codes, carriers: Mapping[IngredientCode, set[ProductId]]) -> list[ProductId]:
    """Some of the products that contain everything a side of a rule names, the same in every run."""
    all_ = sorted(set.intersection(*(carriers.get(code, set()) for code in side)))
    return random.Random(str(sorted(side))).sample(all_, min(SAMPLED, len(all_)))


def test_every_listed_pair_is_found_in_both_orders_for_products_that_carry_it(
    korea: Catalogue,
    listed: Sequence[Listed],
    carriers: Mapping[IngredientCode, set[ProductId]],
    medicines: Mapping[ProductId, Product],
) -> None:
    tried = set()
    for row in listed:
        for one, two in every(takers(row.first, carriers), takers(row.second, carriers)):
            if one == two:
                continue
            both = [medicines[one], medicines[two]]
            found = check(both, korea.rules, OLD, TODAY)
            assert found == check(both[::-1], korea.rules, OLD, TODAY)
            assert found.pairs[0].verdict is Verdict.CONTRAINDICATED, (row, one, two)
            remarks = {f.condition.replace(",", "|") for f in found.findings}
            assert row.remark.strip('"') in remarks, (row, one, two)
            tried.add(frozenset((row.first, row.second)))
    assert len(tried) > 900


def test_nothing_that_no_row_lists_is_called_contraindicated(
    korea: Catalogue, listed: Sequence[Listed], medicines: Mapping[ProductId, Product]
) -> None:
    index = defaultdict(list)
    for row in listed:
        index[min(row.first)].append((row.first, row.second))
        index[min(row.second)].append((row.second, row.first))
    named = {frozenset((rule.first, rule.second)) for rule in korea.rules.product_pairs}
    chosen = random.Random(7).sample(sorted(medicines), 400)
    report = check([medicines[id_] for id_ in chosen], korea.rules, NOBODY, TODAY)
    wrong = []
    for pair in report.pairs:
        one, two = codes_of(medicines[pair.first]), codes_of(medicines[pair.second])
        rows = (side for code in one for side in index[code] if side[0] <= one and side[1] <= two)
        is_listed = any(rows) or frozenset((pair.first, pair.second)) in named
        if is_listed != (pair.verdict is Verdict.CONTRAINDICATED):
            wrong.append(pair)
    assert not wrong
    assert len(report.pairs) == 400 * 399 / 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['first_name']}-{case['second_name']}")
def test_a_case_that_was_worked_out_by_hand(korea: Catalogue, case: Mapping[str, str]) -> None:
    ids = [ProductId(case["first"]), ProductId(case["second"])]
    report = korea.check(ids, NOBODY, TODAY)
    (pair,) = report.pairs
    assert pair.verdict == case["verdict"], case["why"]
    conditions = [f.condition for f in report.findings if f.verdict == case["verdict"]]
    if case["condition"]:
        assert all(case["condition"] in condition for condition in conditions), conditions
    else:
        assert "" in conditions or not conditions, conditions


def test_two_products_that_share_a_code_are_duplicates(
    korea: Catalogue,
    carriers: Mapping[IngredientCode, set[ProductId]],
    medicines: Mapping[ProductId, Product],
) -> None:
    for code in carriers:
        some = takers(frozenset({code}), carriers)
        report = check([medicines[id_] for id_ in some], korea.rules, NOBODY, TODAY)
        if len(some) == 2:
            assert SEVERITY[report.pairs[0].verdict] <= SEVERITY[Verdict.DUPLICATE_INGREDIENT]
            assert any(f.verdict is Verdict.DUPLICATE_INGREDIENT for f in report.findings)


@pytest.fixture(scope="module")
def everything(korean_knowledge: Path) -> list[ProductId]:
    return ids_in(korean_knowledge, "SELECT id FROM product ORDER BY id")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_laws_hold_for_any_list_of_real_products(
    korea: Catalogue, everything: Sequence[ProductId], data: st.DataObject
) -> None:
    places = st.integers(0, len(everything) - 1)
    ids = [everything[place] for place in data.draw(st.lists(places, max_size=8, unique=True))]
    more = everything[data.draw(places)]
    before, after = korea.check(ids, NOBODY, TODAY), korea.check([more, *ids], NOBODY, TODAY)
    assert korea.check(ids[::-1], NOBODY, TODAY) == before
    assert set(before.findings) <= set(after.findings)
    assert set(before.pairs) <= set(after.pairs)
    known = korea.products(ids)
    dark = {
        id_
        for id_ in ids
        if not known[id_].ingredients or any(i.code is None for i in known[id_].ingredients)
    }
    clear = {id_ for p in before.pairs if p.verdict is Verdict.NONE_LISTED for id_ in (p.first, p.second)}
    assert not dark & clear
    doubtful = {
        id_
        for id_ in ids
        if not all(i.code or i.recognised for i in known[id_].ingredients) or id_ not in known
    }
    assert not doubtful & {
        id_ for p in before.pairs if p.verdict is Verdict.NOT_COVERED for id_ in (p.first, p.second)
    }
