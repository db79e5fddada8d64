"""How far the catalogue is joined to ingredients and rules, beside an independent join of the same files."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError

VIEWS = """
CREATE TEMP VIEW pill AS SELECT DISTINCT product FROM appearance;
CREATE TEMP VIEW look AS SELECT
    coalesce(front_imprint, '?') || iif(front_mark, '*', '') || coalesce(front_score, '') AS front,
    coalesce(back_imprint, '?') || iif(back_mark, '*', '') || coalesce(back_score, '') AS back,
    shape, front_colours, back_colours FROM appearance;
"""
NEWER = "13 pills of the API's newer list are counted too"

ALL_CODED = """
SELECT count(*) FROM pill
WHERE EXISTS (SELECT 1 FROM ingredient WHERE product = pill.product)
  AND NOT EXISTS (SELECT 1 FROM ingredient LEFT JOIN ingredient_code AS coded USING (product, position)
                  WHERE product = pill.product AND coded.code IS NULL)
"""
OF_KIND = """
SELECT caution, caution_code.code FROM caution_code JOIN caution ON caution.id = caution WHERE kind = ?
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One count, what another join of the officials' files of 2023 to 2026 found, and why they differ."""

    name: str
    value: int
    yardstick: int | None = None
    why: str = ""


def coverage(path: Path) -> tuple[Measure, ...]:
    """Count in a knowledge file. Raises KnowledgeError for a file that cannot be read.

    The yardsticks are those of the Korean files; for other regions there are none.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.executescript(VIEWS)
            (region,) = db.execute("SELECT value FROM meta WHERE key = 'region'").fetchone()
            measures = (*_joined(db), *_pairs(db), *_carried(db), *_imprints(db))
    except (sqlite3.Error, TypeError) as error:
        raise KnowledgeError(path, f"cannot be counted: {error}") from error
    if region == "kr":
        return measures
    return tuple(Measure(one.name, one.value) for one in measures)


def _joined(db: sqlite3.Connection) -> tuple[Measure, ...]:
    return (
        Measure("pills", _one(db, "SELECT count(*) FROM pill"), 25_025, NEWER),
        Measure(
            "pills with at least one ingredient",
            _one(db, "SELECT count(DISTINCT product) FROM ingredient JOIN pill USING (product)"),
            22_400,
            "a name's brackets count only where they do not plainly hold something else",
        ),
        Measure(
            "pills with a rule code",
            _one(db, "SELECT count(DISTINCT product) FROM ingredient_code JOIN pill USING (product)"),
            18_694,
            "more salts and old spellings are recognised",
        ),
        Measure("pills with a code for every ingredient", _one(db, ALL_CODED)),
        Measure(
            "pills with a strength",
            _one(
                db,
                "SELECT count(DISTINCT product) FROM ingredient JOIN pill USING (product) "
                "WHERE amount IS NOT NULL",
            ),
            14_512,
            "the yardstick is HIRA's lists alone; here names that state a strength count too",
        ),
    )


def _pairs(db: sqlite3.Connection) -> tuple[Measure, ...]:
    listed = {frozenset(row) for row in db.execute("SELECT first, second FROM pair")}
    products = _codes_of_pills(db)
    carried = {code for codes in products for code in codes}
    sides: dict[tuple[int, int], set[str]] = {}
    for pair, side, code in db.execute("SELECT pair, side, code FROM pair_side"):
        sides.setdefault((pair, side), set()).add(code)
    met = {side: any(side <= codes for codes in products) for side in map(frozenset, sides.values())}
    whole = {
        frozenset((first, second))
        for number, first, second in db.execute("SELECT id, first, second FROM pair")
        if met[frozenset(sides[number, 1])] and met[frozenset(sides[number, 2])]
    }
    combined = {
        frozenset((first, second))
        for number, first, second in db.execute("SELECT id, first, second FROM pair")
        if len(sides[number, 1]) == len(sides[number, 2]) == 1
    }
    return (
        Measure("pairs of codes listed", len(listed), 1_229),
        Measure("of them only for combinations", len(listed - combined), 190),
        Measure(
            "pairs with both codes among the pills",
            sum(pair <= carried for pair in listed),
            743,
            "a rule for the base of a salt counts for the salt (ixazomib citrate)",
        ),
        Measure("pairs with both sides whole in some pill", len(whole)),
    )


def _carried(db: sqlite3.Connection) -> tuple[Measure, ...]:
    """Pills that a rule of each kind names, all its codes being there."""
    products = _codes_of_pills(db)
    pairs = _matched(db.execute("SELECT pair * 2 + side, code FROM pair_side"), products)
    effects = _matched(db.execute("SELECT member, code FROM effect_member_code"), products)
    of_kind = {
        kind: _matched(db.execute(OF_KIND, (kind,)), products)
        for kind in ("pregnancy", "elderly", "age", "dose", "duration")
    }
    salts = "a salt counts for its base and by more spellings; a combination needs all of its codes"
    return (
        Measure("pills with a code of 병용금기", pairs, 9_141, salts),
        Measure("pills with a code of 효능군중복", effects, 11_286, salts),
        Measure("pills with a code of 임부금기", of_kind["pregnancy"], 14_661, salts),
        Measure("pills with a code of 노인주의", of_kind["elderly"], 2_309, salts),
        Measure("pills with a code of 특정연령대금기", of_kind["age"]),
        Measure("pills with a code of 용량주의", of_kind["dose"]),
        Measure("pills with a code of 투여기간주의", of_kind["duration"]),
    )


def _matched(rows: Iterable[tuple[int, str]], products: Counter[frozenset[str]]) -> int:
    """Count the pills that carry all codes of a rule; the rows are rule and code."""
    needed: dict[int, set[str]] = {}
    for rule, code in rows:
        needed.setdefault(rule, set()).add(code)
    rules = set(map(frozenset, needed.values()))
    by_code: dict[str, list[frozenset[str]]] = {}
    for rule_codes in rules:
        by_code.setdefault(min(rule_codes), []).append(rule_codes)
    return sum(
        number
        for codes, number in products.items()
        if any(rule_codes <= codes for code in codes for rule_codes in by_code.get(code, ()))
    )


def _codes_of_pills(db: sqlite3.Connection) -> Counter[frozenset[str]]:
    """How many pills carry each set of codes."""
    codes: dict[int, set[str]] = {}
    for product, code in db.execute("SELECT product, code FROM ingredient_code JOIN pill USING (product)"):
        codes.setdefault(product, set()).add(code)
    return Counter(map(frozenset, codes.values()))


def _imprints(db: sqlite3.Connection) -> tuple[Measure, ...]:
    looks = db.execute("SELECT * FROM look").fetchall()
    why = "a score line is told from the letters, and colours from their shades"
    return (
        Measure("looks", len(looks), 25_040, NEWER),
        Measure("looks that the imprint alone tells", _unique(row[:2] for row in looks), 20_618, why),
        Measure("looks that imprint, shape and colours tell", _unique(looks), 23_765, why),
    )


def _unique(looks: Iterable[tuple[object, ...]]) -> int:
    return sum(number for number in Counter(looks).values() if number == 1)


def _one(db: sqlite3.Connection, query: str) -> int:
    (number,) = db.execute(query).fetchone()
    return int(number)
