"""When a medicine is usually taken, by a short list of substances."""

import csv
import re
import zipfile
from decimal import Decimal

import pytest

from knowledge.interactions.dosing_habits import FILE, Habit, habit_of, listed
from knowledge.products import Ingredient, Product, ProductId


def product(*ingredients: tuple[str, str, str | None], route: str = "oral") -> Product:
    made = tuple(
        Ingredient(name, english, amount=Decimal(amount) if amount else None, unit="mg" if amount else "")
        for name, english, amount in ingredients
    )
    return Product(ProductId("1"), "약", "", made, route=route)


@pytest.mark.parametrize(
    ("one", "habit"),
    [
        (product(("메토트렉세이트", "methotrexate", "2.5")), Habit.WEEKLY),
        (product(("메토트렉세이트", "", None), route=""), Habit.WEEKLY),
        (product(("메토트렉세이트", "methotrexate", "50"), route="injection"), None),
        (product(("알렌드론산나트륨", "alendronate", "70")), Habit.WEEKLY),
        (product(("알렌드론산나트륨", "alendronate", "10")), None),  # one that is taken daily
        (product(("리세드론산나트륨", "risedronate", "35")), Habit.WEEKLY),
        (product(("리세드론산나트륨", "risedronate", "150")), Habit.MONTHLY),
        (product(("이반드론산나트륨", "ibandronate", "150")), Habit.MONTHLY),
        (product(("졸피뎀타르타르산염", "zolpidem", "10")), Habit.BEDTIME),
        (product(("암로디핀", "amlodipine", "5")), None),
        (product(("알렌드론산나트륨", "", "70"), ("콜레칼시페롤", "", None)), None),
        (None, None),
    ],
)
def test_a_habit_depends_on_substance_strength_and_route(one, habit):
    assert habit_of(one) is habit


def test_every_row_says_whose_text_tells_it():
    assert all(len(row.source) > 20 for rows in listed().values() for row in rows)


OFFICIAL = (
    "MFDS item ", "FDA label of ", "EMA, ", "ISMP, ", "National Neuroscience Institute", "belsomra.com", "dayvigo.com",
)  # fmt: skip
NOT_REIMBURSED = {"tirzepatide", "ramelteon", "suvorexant", "lemborexant"}  # not in the list of 2024-10


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_without_an_official_text_says_so():
    unofficial = [row["source"] for row in rows() if not row["source"].startswith(OFFICIAL)]
    assert all(source.startswith("No official text at hand; ") for source in unofficial)


def test_the_permitted_products_that_are_cited_are_in_the_official_file(shared_data):
    found = (re.match(r"MFDS item (\d{9}), ([^:;]+): ", row["source"]) for row in rows())
    cited = [one.groups() for one in found if one]
    assert len(cited) == 2
    with zipfile.ZipFile(shared_data / "korea" / "mfds" / "OpenData_PotOpenTabletIdntfc20230319.xls") as file:
        text = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    for item, name in cited:
        assert item in text
        assert name in text


def test_the_substances_are_those_of_the_official_list(shared_data):
    (path,) = (shared_data / "korea" / "hira").glob("*_20241014.csv")
    text = path.read_text("cp949").lower()
    missing = {row["english"] for row in rows() if row["english"].removesuffix("ate") not in text}
    assert missing == NOT_REIMBURSED
