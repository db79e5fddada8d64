"""Ingredients in English names, as the US and Taiwan catalogues write them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.build.builder import build
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Obstacle, Profile, Verdict
from knowledge.products import ProductId
from knowledge.sources.reading.english_names import generic_ingredients, named_ingredients

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("generic", "brand", "expected"),
    [
        ("METFORMIN", "GLUCOPHAGE 500MG", [("METFORMIN", 500)]),
        ("Prednisone Tablets, USP", "Prednisone", [("Prednisone", None)]),
        (
            "VALSARTAN AND HYDROCHLOROTHIAZIDE",
            "DIOVAN/HCTZ 160/12.5MG TABLETS",
            [("VALSARTAN", 160), ("HYDROCHLOROTHIAZIDE", Decimal("12.5"))],
        ),
        (
            "CARBIDOPA, LEVODOPA, AND ENTACAPONE",
            "STALEVO",
            [("CARBIDOPA", None), ("LEVODOPA", None), ("ENTACAPONE", None)],
        ),
        ("APAP/CODEINE", "APAP/CODEINE", [("APAP", None), ("CODEINE", None)]),
    ],
)
def test_a_generic_name_is_parted(generic: str, brand: str, expected: list[tuple[str, object]]) -> None:
    found = generic_ingredients(generic, brand)
    assert [(one.name, one.amount) for one in found] == expected


def test_a_name_states_its_ingredient_in_brackets_or_is_one_that_several_companies_sell() -> None:
    names = {
        "1": 'CIMETIN TABLETS 200MG (CIMETIDINE) "TAI YU"',
        "2": 'CIMETIDINE TABLETS "A.B."',
        "3": 'NAPROXEN TABLETS 500MG "ASTAR"',
        "4": 'NAPROXEN TABLETS 250MG "JOHNSON"',
        "5": 'FASTIN TABLETS "STANDARD"',
        "6": "DIOVAN FILM-COATED TABLETS 160MG",
        "7": 'WONDER CAPSULES (EXPORT) "C.M."',
    }
    found = named_ingredients(names)
    assert {id_: [(i.name, i.amount) for i in parts] for id_, parts in found.items()} == {
        "1": [("Cimetidine", 200)],
        "2": [("Cimetidine", None)],
        "3": [("Naproxen", 500)],
        "4": [("Naproxen", 250)],
    }


@pytest.mark.parametrize("region", ["us", "tw"])
def test_duplicates_are_checked_and_a_missing_list_is_said(
    shared_data: Path, tmp_path: Path, region: str
) -> None:
    build(shared_data, tmp_path / "k.db", region, built_at=None)
    with Catalogue.open(tmp_path / "k.db") as catalogue:
        found = catalogue.search("metformin" if region == "us" else "cimetidine", limit=3)
        first, second = (match.product.id for match in found[:2])
        report = catalogue.check([first, second], Profile(), TODAY)
        assert report.pairs[0].verdict is Verdict.DUPLICATE_INGREDIENT
        other = catalogue.search("ibuprofen", limit=1)[0].product.id
        report = catalogue.check([ProductId(first), other], Profile(), TODAY)
        assert report.pairs[0].verdict is Verdict.NOT_CHECKABLE
        missing = {one.detail for one in report.unchecked if one.obstacle is Obstacle.NO_RULES}
        assert {"contraindicated", "duplicate-effect"} <= missing
