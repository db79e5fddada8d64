"""What a typed text may mean as an allergy: a class of medicines, a substance, or what a product holds."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from rapidfuzz import fuzz

from knowledge.catalogue.found import Found
from knowledge.catalogue.typed import plain, read_typed
from knowledge.interactions.verdicts import Allergen
from knowledge.names.hangul import letters
from knowledge.names.substance_names import key, keys
from knowledge.products import IngredientCode, Product

MOST_CANDIDATES = 5
LEAST_LETTERS = 2  # of a text that begins a name
ALIKE = 80.0  # of 100: how like a substance's name a text must be, letter by letter
FEW_LETTERS = 4  # a shorter text is like too many names
OF_PRODUCTS = 3  # best matches of a product's name, whose substances are offered
SUBSTANCES = """
    SELECT DISTINCT ingredient.name, ingredient.english, coalesce(code, '') AS code
    FROM ingredient LEFT JOIN ingredient_code USING (product, position)
    ORDER BY length(ingredient.name), ingredient.name, code
"""
CLASSES = """SELECT id, name, english FROM "group" WHERE id NOT LIKE '=%' ORDER BY name"""  # those of one substance are not
SEVERAL = re.compile(r"[,`·/+]")  # a name of several substances: each has a row of its own, too


class Allergens:
    """All substances and classes of a knowledge file, by their names."""

    def __init__(self, substances: Sequence[Allergen], classes: Sequence[Allergen]) -> None:
        self._substances = substances
        self._classes = classes

    def candidates(self, text: str, found: Found) -> tuple[Allergen, ...]:
        """Return what a text may mean, the likeliest first; `found` are the products that it may name."""
        asked = plain(text)
        if len(asked) < LEAST_LETTERS:
            return ()
        ranked = chain(
            (one for one in self._substances if _is(one, asked)),
            self._classes_of(text, asked),
            (one for one in self._substances if _begins(one, asked)),
            self._held_by(() if found.absent else found.products[:OF_PRODUCTS]),
            (one for one in self._substances if _is_alike(one, asked)),
        )
        return tuple(_told(text, dict.fromkeys(ranked)))[:MOST_CANDIDATES]

    def _held_by(self, products: Iterable[Product]) -> Iterator[Allergen]:
        """Yield the substances of products, in the officials' order."""
        for name in dict.fromkeys(one.name for product in products for one in product.ingredients):
            yield from (one for one in self._substances if key(name) in keys(one.name))

    def _classes_of(self, text: str, asked: str) -> Iterator[Allergen]:
        spoken = read_typed(text).group
        for one in self._classes:
            if (
                one.group == spoken
                or plain(one.name).startswith(asked)
                or plain(one.english).startswith(asked)
            ):
                yield one


def read_allergens(db: sqlite3.Connection) -> Allergens:
    """Read every substance, its salts and spellings as one, and every class of several substances."""
    classes = [Allergen("", name, english, group=id) for id, name, english in db.execute(CLASSES)]
    return Allergens(_substances(db.execute(SUBSTANCES)), classes)


def _substances(rows: Iterable[tuple[str, str, str]]) -> list[Allergen]:
    """Gather rows of one substance: of the names that share a code the shortest counts."""
    found: dict[str, tuple[str, str, set[str]]] = {}
    for name, english, code in (row for row in rows if not SEVERAL.search(row[0])):
        _, _, codes = found.setdefault(code or key(name), (name, english, set()))
        codes.update([code] if code else ())
    return [
        Allergen("", name, english, tuple(sorted(map(IngredientCode, codes))))
        for name, english, codes in found.values()
    ]


def _told(text: str, ranked: Iterable[Allergen]) -> Iterator[Allergen]:
    """Yield each substance once, without the salts of one that was named before, and with what was told."""
    named: set[str] = set()
    for one in ranked:
        if not named & set(keys(one.name)):
            named.add(key(one.name))
            yield Allergen(text, one.name, one.english, one.codes, one.group)


def _is(one: Allergen, asked: str) -> bool:
    return asked in (*map(plain, keys(one.name)), *map(plain, keys(one.english)))


def _begins(one: Allergen, asked: str) -> bool:
    return plain(one.name).startswith(asked) or plain(one.english).startswith(asked)


def _is_alike(one: Allergen, asked: str) -> bool:
    typed = letters(asked)
    if len(typed) < FEW_LETTERS:
        return False
    names = (letters(plain(name))[: len(typed) + 1] for name in (one.name, one.english) if name)
    return any(fuzz.ratio(typed, name) >= ALIKE for name in names)
