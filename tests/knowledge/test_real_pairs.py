"""Pairs of real products that are easy to get wrong, and two rules over everything."""

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.build.groups import load_groups
from knowledge.build.leaflets.parser import load_forms
from knowledge.build.substance_table import SubstanceTable
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import CautionKind, Profile, Report, Verdict
from knowledge.interactions.class_pairs import class_pairs
from knowledge.interactions.high_alert import FILE as HIGH_ALERT
from knowledge.interactions.verdicts import NoteKind
from knowledge.names.hangul import letters
from knowledge.names.substance_names import key, keys
from knowledge.products import ProductId

TODAY = date(2026, 3, 12)
NOBODY = Profile(birth_year=1990, pregnant=False, nursing=False)
UNLISTED = Path(__file__).with_name("unmatched_names.csv")


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def db(korean_knowledge: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{korean_knowledge.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def report(korea: Catalogue, *ids: str, person: Profile = NOBODY) -> Report:
    return korea.check([ProductId(id_) for id_ in ids], person, TODAY)


def verdict(korea: Catalogue, one: str, two: str) -> Verdict:
    return report(korea, one, two).pairs[0].verdict


@pytest.mark.parametrize(
    ("one", "two", "expected", "why"),
    [
        ("201003207", "201004172", "contraindicated", "adefovir and tenofovir disoproxil"),
        (
            "199907321",
            "201003484",
            "contraindicated",
            "lamivudine and an ester of tenofovir with emtricitabine",
        ),
        ("201605531", "200202205", "contraindicated", "tenofovir alafenamide with boosters, and simvastatin"),
        ("201201201", "201605531", "not-checkable", "a code that no product has"),
        (
            "199800770",
            "201501687",
            "contraindicated",
            "isosorbide dinitrate under its old name, and tadalafil",
        ),
        ("199800770", "200308343", "duplicate-ingredient", "isosorbide dinitrate under two names"),
        ("199400394", "200608454", "duplicate-ingredient", "streptokinase written with two separators"),
        ("201802157", "200410085", "none-listed", "a shampoo and a statin"),
        ("200108778", "199500043", "none-listed", "a gel and an NSAID tablet"),
        ("200307816", "200009522", "leaflet-do-not", "carbamazepine and an oral contraceptive"),
        ("197400278", "202106092", "not-covered", "levothyroxine is dealt with nowhere"),
    ],
)
def test_a_pair_that_is_easy_to_get_wrong_has_its_verdict(
    korea: Catalogue, one: str, two: str, expected: str, why: str
) -> None:
    assert verdict(korea, one, two) == expected, why
    assert verdict(korea, two, one) == expected, why


def test_a_rule_on_a_swallowed_medicine_is_told_beside_a_skin_product_and_raises_no_alarm(
    korea: Catalogue,
) -> None:
    found = report(korea, "201802157", "200410085")
    assert not found.findings
    (note,) = found.notes
    assert (note.kind, note.product) == (NoteKind.TOPICAL, "201802157")
    assert note.reason


def test_a_rule_on_an_outer_use_is_not_told_of_a_tablet(korea: Catalogue, db: sqlite3.Connection) -> None:
    query = (
        "SELECT product.id FROM product JOIN ingredient ON product = number "
        "WHERE name = '피나스테리드' OR ingredient.name = '피나스테리드' AND route = 'oral' LIMIT 1"
    )
    (tablet,) = db.execute(query.replace("WHERE name = '피나스테리드' OR ", "WHERE ")).fetchone()
    found = report(korea, tablet, person=Profile(1990, pregnant=True, nursing=False))
    assert not [one for one in found.cautions if one.condition.startswith("외용")]


def test_a_rule_for_old_men_is_held_against_the_year_of_birth(korea: Catalogue) -> None:
    (rule,) = [rule for rule in korea.rules.pairs if "75세이상" in rule.condition]
    products = []
    with closing(sqlite3.connect(f"{korea.path.as_uri()}?mode=ro", uri=True)) as db:
        for side in (rule.first, rule.second):
            query = "SELECT id FROM product JOIN ingredient_code ON product = number WHERE code = ? LIMIT 1"
            products += db.execute(query, (min(side),)).fetchone()
    for birth_year, holds in ((1990, False), (1940, True), (None, True)):
        found = report(korea, *products, person=Profile(birth_year))
        told = [one for one in found.findings if "75세이상" in one.condition]
        assert bool(told) is holds, birth_year


def test_what_dissolves_slowly_or_in_the_bowel_is_to_be_swallowed_whole(
    korea: Catalogue, db: sqlite3.Connection
) -> None:
    query = "SELECT id FROM product WHERE form LIKE '%서방%' OR form LIKE '%장용%'"
    ids = [ProductId(id_) for (id_,) in db.execute(query)]
    assert len(ids) > 1_500
    for id_ in ids[::150]:
        assert CautionKind.SPLITTING in {one.kind for one in report(korea, id_).cautions}


def test_leaflets_speak_of_nursing_alcohol_food_and_driving(db: sqlite3.Connection) -> None:
    kinds = Counter(kind for (kind,) in db.execute("SELECT kind FROM caution WHERE product IS NOT NULL"))
    least = {
        "nursing": 2_500,
        "pregnancy": 2_500,
        "alcohol": 1_000,
        "food": 500,
        "driving": 500,
        "age": 1_500,
    }
    assert {kind: kinds[kind] for kind in least if kinds[kind] < least[kind]} == {}


def test_no_rule_code_that_no_product_carries_is_a_spelling_that_was_missed(db: sqlite3.Connection) -> None:
    """A code without a product is explained: no ingredient has a like name, or the table says that it is another."""
    from rapidfuzz import fuzz, process

    table = SubstanceTable.load()
    carried = "SELECT 1 FROM ingredient_code WHERE ingredient_code.code = substance.code"
    lost = db.execute(f"SELECT name FROM substance WHERE NOT EXISTS ({carried})").fetchall()  # noqa: S608
    uncoded = (
        "SELECT DISTINCT name FROM ingredient LEFT JOIN ingredient_code USING (product, position) "
        "WHERE code IS NULL AND recognised"
    )
    names = {letters(key(name)): name for (name,) in db.execute(uncoded)}
    missed = []
    for (name,) in lost:
        for found, _, _ in process.extract(
            letters(key(name)), list(names), scorer=fuzz.ratio, score_cutoff=84
        ):
            explained = {key(other) for other in table.others.get(key(names[found]), ())}
            if key(name) not in explained:
                missed.append((name, names[found]))
    assert missed == []
    assert len(lost) < 520


def known_keys(db: sqlite3.Connection) -> set[str]:
    """Return every key under which some product's ingredient is known, by name or by the name of its code."""
    own = db.execute("SELECT DISTINCT name FROM ingredient").fetchall()
    coded = db.execute("SELECT DISTINCT substance.name FROM substance JOIN ingredient_code USING (code)")
    return {one for (name,) in (*own, *coded) for one in keys(name)}


def test_every_name_of_every_list_of_ours_matches_a_product(db: sqlite3.Connection) -> None:
    known = known_keys(db)
    absent = {row["name"] for row in csv.DictReader(UNLISTED.read_text(encoding="utf-8").splitlines())}
    high_alert = [
        row["korean"] for row in csv.DictReader(HIGH_ALERT.read_text(encoding="utf-8").splitlines())
    ]
    grouped = [name for group in load_groups().values() for name in group.of_kind("name")]
    alone = [form.group[1:] for form in load_forms().values() if form.group.startswith("=")]
    names = {*high_alert, *grouped, *alone}
    assert {name for name in names if key(name) not in known} == absent
    assert not absent & set(high_alert)


def test_every_group_of_our_own_list_and_of_the_leaflets_has_a_product(db: sqlite3.Connection) -> None:
    groups = {group for (group,) in db.execute('SELECT DISTINCT "group" FROM product_group')}
    assert {group for rule in class_pairs() for group in (rule.first, rule.second)} <= groups
    listed = load_groups()
    assert {form.group for form in load_forms().values()} <= {*listed, *(f"={n}" for n in ())} | {
        form.group for form in load_forms().values() if form.group.startswith("=")
    }
    for group in listed.values():
        assert set(group.of_kind("group")) <= set(listed), group.id
