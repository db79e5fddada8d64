"""What people type, over the whole Korean file: names, misspellings, strengths, kinds of medicine, absent names.

The expectation of a row is a pattern of the product's name, `i:` an ingredient, `group:` a kind of medicine, or
`absent`; several are parted by '|'.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.build.groups import load_groups
from knowledge.catalogue.catalogue import Catalogue, Found
from knowledge.catalogue.typed import GROUPS, Typed, read_typed, spelled_out
from knowledge.products import Product

FILE = Path(__file__).with_name("search_queries.csv")
QUERIES = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
NOT_FOUND = 99


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        yield catalogue


def is_meant(product: Product, expected: str) -> bool:
    return any(
        any(one.removeprefix("i:") in part.name for part in product.ingredients)
        if one.startswith("i:")
        else re.search(one, product.name)
        for one in expected.split("|")
    )


def rank(found: Found, expected: str) -> int:
    """Return the place of the first product that is meant, from 1."""
    if expected == "absent":
        return 1 if found.absent else NOT_FOUND
    if expected.startswith("group:"):
        return 1 if found.group and found.group.id == expected.removeprefix("group:") else NOT_FOUND
    places = (place for place, one in enumerate(found.matches, start=1) if is_meant(one.product, expected))
    return next(places, NOT_FOUND)


def ranks(korea: Catalogue) -> Mapping[str, int]:
    return {row["typed"]: rank(korea.look_up(row["typed"]), row["expected"]) for row in QUERIES}


def test_what_people_type_is_found_first_and_nearly_always_among_three(korea: Catalogue) -> None:
    found = ranks(korea)
    assert len(found) >= 149
    first = sum(place == 1 for place in found.values())
    assert first >= 0.92 * len(found), {typed: place for typed, place in found.items() if place != 1}
    assert sum(place <= 3 for place in found.values()) >= 0.97 * len(found)


@pytest.mark.parametrize("name", ["쿠마딘", "삭센다", "위고비", "락토핏", "루테인", "지어낸이름정"])
def test_nothing_is_offered_for_an_absent_name_without_saying_so(korea: Catalogue, name: str) -> None:
    assert korea.look_up(name).absent
    assert not korea.look_up("타이레놀").absent


def test_what_is_only_on_the_bills_of_hira_is_found_and_can_be_checked(korea: Catalogue) -> None:
    found = korea.look_up("팍스로비드")
    assert not found.absent
    product = found.matches[0].product
    assert product.name.startswith("팍스로비드")
    assert not product.appearances
    assert all(one.code for one in product.ingredients)
    assert korea.by_code(product.id) == (product,)


def test_a_box_is_known_by_each_of_its_codes(korea: Catalogue) -> None:
    (product,) = korea.by_code("8806574011006")
    assert product.id == "201507217"
    assert korea.by_code("08806574011006") == (product,)
    assert korea.by_code("8806574011099") == (product,)  # another pack of it
    assert korea.by_code("8800000000000") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("노바스크 5mg", Typed("노바스크", Decimal(5))),
        ("노바스크정 10밀리그램", Typed("노바스크정", Decimal(10))),
        ("이지엔6", Typed("이지엔", Decimal(6))),  # tried as it stands where nothing is found so
        ("500", Typed("500")),
        ("norvasc", Typed("노바스크")),
        ("쿠마딘", Typed("와파린", listed=False)),
        ("위고비", Typed("위고비", alike=False)),
        ("혈압약", Typed("혈압약", group="antihypertensive")),
    ],
)
def test_a_typed_text_is_read_for_what_it_means(text: str, expected: Typed) -> None:
    assert read_typed(text) == expected


def test_a_single_letter_behind_hangul_is_spelled_out() -> None:
    assert spelled_out("판콜s") == "판콜에스"
    assert spelled_out("판콜ab") == "판콜ab"


def test_every_kind_of_medicine_that_people_say_is_a_group() -> None:
    rows = csv.DictReader(GROUPS.read_text(encoding="utf-8").splitlines())
    assert {row["group"] for row in rows} <= set(load_groups())
