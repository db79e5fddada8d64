"""Rows of a knowledge file to values."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from inference.types import Colour, ScoreLine, Shape
from knowledge.catalogue.leaflet_reader import read_leaflets, read_memberships, read_statements
from knowledge.interactions.class_pairs import class_pairs
from knowledge.interactions.rules import CautionRule, Codes, EffectRule, PairRule, ProductPairRule, Rules
from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.products import Appearance, Ingredient, IngredientCode, Product, ProductId, Side, Source

Sources = Mapping[int, Source]
SEE_REMARK = "비고참고"


def read_sources(db: sqlite3.Connection) -> dict[int, Source]:
    """Return the sources by their key in this file."""
    rows = db.execute("SELECT id, name, published FROM source")
    return {key: Source(name, _day(published)) for key, name, published in rows}


def read_companies(db: sqlite3.Connection) -> dict[str, str]:
    """Return the English names of companies that the file has."""
    row = db.execute("SELECT value FROM meta WHERE key = 'companies'").fetchone()
    return dict(json.loads(row[0])) if row else {}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_products(
    db: sqlite3.Connection, ids: Iterable[ProductId], sources: Sources, companies: Mapping[str, str]
) -> dict[ProductId, Product]:
    """Return those of the products that the file has, each with its ingredients and looks.

    `companies` are their names in English.
    """
    wanted = json.dumps(sorted(set(ids)))
    ingredients = _ingredients(db, wanted)
    looks = _appearances(db, wanted)
    groups, leaflets = read_memberships(db, wanted), read_leaflets(db, wanted, sources)
    found = db.execute(
        "SELECT number, product.id, name, company, english, drug_class, prescription, purpose, purpose_from, "
        "ingredients_from, purpose_english, form, route, withdrawn "
        "FROM product JOIN json_each(?) AS chosen ON chosen.value = product.id",
        (wanted,),
    )
    return {
        ProductId(row["id"]): Product(
            id=ProductId(row["id"]),
            name=row["name"],
            company=row["company"],
            ingredients=tuple(ingredients.get(row["number"], ())),
            ingredients_from=sources.get(row["ingredients_from"]),
            appearances=tuple(looks.get(row["number"], ())),
            english=row["english"],
            company_english=companies.get(row["company"], ""),
            drug_class=row["drug_class"],
            prescription=_flag(row["prescription"]),
            purpose=row["purpose"],
            purpose_from=sources.get(row["purpose_from"]),
            purpose_english=row["purpose_english"],
            form=row["form"],
            route=row["route"] or "",
            withdrawn=_flag(row["withdrawn"]),
            groups=tuple(groups.get(row["number"], ())),
            leaflets=tuple(leaflets.get(row["number"], ())),
        )
        for row in found
    }


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _ingredients(db: sqlite3.Connection, wanted: str) -> dict[int, list[Ingredient]]:
    rows = db.execute(
        "SELECT ingredient.*, coded.code FROM product "
        "JOIN json_each(?) AS chosen ON chosen.value = product.id "
        "JOIN ingredient ON ingredient.product = product.number "
        "LEFT JOIN ingredient_code AS coded USING (product, position) "
        "ORDER BY product.number, position, rank",
        (wanted,),
    )
    found: dict[int, list[Ingredient]] = defaultdict(list)
    for (product, _), same in groupby(rows, key=itemgetter("product", "position")):
        found[product].append(_ingredient(list(same)))
    return found


def _ingredient(rows: Sequence[sqlite3.Row]) -> Ingredient:
    """Make an ingredient of its rows, one for each code."""
    row = rows[0]
    codes = [IngredientCode(coded["code"]) for coded in rows if coded["code"]]
    amount = None if row["amount"] is None else Decimal(row["amount"])
    first, also = (codes[0], tuple(codes[1:])) if codes else (None, ())
    recognised = bool(row["recognised"])
    return Ingredient(row["name"], row["english"], first, amount, row["unit"], also, recognised)


def _appearances(db: sqlite3.Connection, wanted: str) -> dict[int, list[Appearance]]:
    rows = db.execute(
        "SELECT appearance.* FROM product JOIN json_each(?) AS chosen ON chosen.value = product.id "
        "JOIN appearance ON appearance.product = product.number ORDER BY appearance.product, position",
        (wanted,),
    )
    found: dict[int, list[Appearance]] = defaultdict(list)
    for row in rows:
        found[row["product"]].append(
            Appearance(
                _side(row, "front"),
                _side(row, "back"),
                Shape(row["shape"]) if row["shape"] else None,
                row["long_mm"],
                row["short_mm"],
                row["thick_mm"],
            )
        )
    return found


def _side(row: sqlite3.Row, face: str) -> Side:
    colours = tuple(Colour(name) for name in row[f"{face}_colours"].split("|") if name)
    score = row[f"{face}_score"]
    return Side(
        row[f"{face}_imprint"], bool(row[f"{face}_mark"]), colours, ScoreLine(score) if score else None
    )


def read_rules(db: sqlite3.Connection, sources: Sources) -> Rules:
    """Return all rules of the file."""
    ids = {number: ProductId(id_) for number, id_ in db.execute("SELECT number, id FROM product")}
    kinds = {kind.value: kind for kind in (*Verdict, *CautionKind)}
    tables = db.execute("SELECT kind, source FROM rule_table ORDER BY kind, rows DESC, source")
    return Rules(
        pairs=tuple(_pairs(db, sources)),
        product_pairs=tuple(_product_pairs(db, sources, ids)),
        effects=tuple(_effects(db, sources)),
        cautions=tuple(_cautions(db, sources, ids)),
        tables=tuple((kinds[row["kind"]], sources[row["source"]]) for row in tables),
        english={
            name: english
            for name, english in db.execute("SELECT name, english FROM substance ORDER BY code DESC")
            if english
        },
        statements=read_statements(db),
        classes=class_pairs(),
        members=_members(db),
        leaflets_from=_newest_leaflets(db, sources),
    )


def _members(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Return the substances by which products belong to each class."""
    found: dict[str, set[str]] = defaultdict(set)
    for group, name in db.execute('SELECT DISTINCT "group", substance FROM product_group'):
        found[group].add(name)
    return {group: frozenset(names - {""}) for group, names in found.items()}


def _newest_leaflets(db: sqlite3.Connection, sources: Sources) -> Source | None:
    found = (sources[number] for (number,) in db.execute("SELECT DISTINCT source FROM leaflet"))
    return max(found, key=lambda source: source.published or date.min, default=None)


def _codes(db: sqlite3.Connection, query: str) -> dict[tuple[int, int], Codes]:
    """Return the codes of each thing and side; the query yields thing, side and code."""
    found: dict[tuple[int, int], set[IngredientCode]] = defaultdict(set)
    for thing, side, code in db.execute(query):
        found[thing, side].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _pairs(db: sqlite3.Connection, sources: Sources) -> Iterable[PairRule]:
    sides = _codes(db, "SELECT pair, side, code FROM pair_side")
    names = {row["code"]: row["name"] for row in db.execute("SELECT code, name FROM substance")}
    for row in db.execute("SELECT * FROM pair ORDER BY id"):
        first, second = sides[row["id"], 1], sides[row["id"], 2]
        called = (_called(row["first"], first, names), _called(row["second"], second, names))
        yield PairRule(first, second, called, row["reason"], sources[row["source"]], row["condition"])


def _called(lead: str, codes: Collection[IngredientCode], names: Mapping[str, str]) -> str:
    """Return how a side is called: its naming substance, then what it must come with."""
    return " + ".join([names[lead], *sorted(names[code] for code in codes if code != lead)])


def _product_pairs(
    db: sqlite3.Connection, sources: Sources, ids: Mapping[int, ProductId]
) -> Iterable[ProductPairRule]:
    for row in db.execute("SELECT * FROM product_pair ORDER BY first, second, condition"):
        names = tuple(row["substances"].split("|"))
        source = sources[row["source"]]
        yield ProductPairRule(
            ids[row["first"]], ids[row["second"]], names, row["reason"], source, row["condition"]
        )


def _effects(db: sqlite3.Connection, sources: Sources) -> Iterable[EffectRule]:
    members = _codes(db, "SELECT member, 0, code FROM effect_member_code")
    rows = db.execute(
        "SELECT member.*, area, series, joint, note FROM effect_member AS member "
        "JOIN effect_group ON effect_group.id = member.effect_group ORDER BY member.id"
    )
    for row in rows:
        yield EffectRule(
            code=IngredientCode(row["code"]),
            codes=members[row["id"], 0],
            series=row["series"],
            area=row["area"],
            source=sources[row["source"]],
            joint=bool(row["joint"]),
            note=row["note"] if row["joint"] else "",
            condition=row["condition"],
            above_mg=None if row["above_mg"] is None else Decimal(str(row["above_mg"])),
            route=row["route"] or "",
        )


def _cautions(
    db: sqlite3.Connection, sources: Sources, ids: Mapping[int, ProductId]
) -> Iterable[CautionRule]:
    members = _codes(db, "SELECT caution, 0, code FROM caution_code")
    for row in db.execute("SELECT * FROM caution ORDER BY id"):
        yield CautionRule(
            kind=CautionKind(row["kind"]),
            substance=row["substance"],
            reason=row["reason"],
            source=sources[row["source"]],
            codes=members.get((row["id"], 0), frozenset()),
            product=None if row["product"] is None else ids[row["product"]],
            condition=row["condition"],
            limit=row["age"] or ("" if row["limit"].startswith(SEE_REMARK) else row["limit"]),
            routes=tuple(route for route in row["routes"].split("|") if route),
            forms=tuple(form for form in row["forms"].split("/") if form),
            grade=row["grade"],
            from_years=row["age_from"],
            below_years=row["age_below"],
        )
