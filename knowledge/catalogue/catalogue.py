"""The read side of a knowledge file: products, and everything that is asked about them."""

import sqlite3
import threading
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from inference.types import Box, Colour, Guess, PrintedLine, SeenPill, Shape
from knowledge import checksum
from knowledge.catalogue.allergens import Allergens, read_allergens
from knowledge.catalogue.codes import ids_of, is_code
from knowledge.catalogue.db_reader import read_companies, read_products, read_rules, read_sources
from knowledge.catalogue.dossier import Dossier, dossier
from knowledge.catalogue.found import Found, Group, Match
from knowledge.catalogue.info import KnowledgeInfo, read_info
from knowledge.catalogue.printed import read_printed_names
from knowledge.catalogue.search import EXACT, MAX_QUERY, Names, called, find, read_names
from knowledge.catalogue.text_reader import read_recalls, read_texts
from knowledge.catalogue.texts import ProductTexts, Recall, Text
from knowledge.catalogue.typed import read_typed
from knowledge.errors import KnowledgeError
from knowledge.identify import evidence, ranking
from knowledge.identify.appearance_index import Gallery, read_gallery
from knowledge.identify.ranking import Ranking
from knowledge.identify.tuning import Tuning
from knowledge.interactions.check import Allergen, Profile, Report, check
from knowledge.interactions.rules import Rules
from knowledge.pages.inline_doses import doses_apart
from knowledge.pages.name_index import NameIndex
from knowledge.pages.named_lines import named_lines
from knowledge.pages.products import whole_products
from knowledge.pages.rows import PageMedicine, medicines
from knowledge.products import Product, ProductId

__all__ = [
    "Catalogue",
    "Dossier",
    "Found",
    "Group",
    "KnowledgeError",
    "KnowledgeInfo",
    "Match",
    "ProductTexts",
    "Recall",
    "Text",
]

SCHEMA = 2
APPLICATION_ID = 0x59414B53
BUILD_AGAIN = "build it again with: python -m knowledge build"


class Catalogue:
    """All that is known of the medicines of one region. Every method may be called from any thread."""

    def __init__(self, path: Path, db: sqlite3.Connection, labels: Sequence[str] = ()) -> None:
        """Take an open, checked database; `open` is the way to get one."""
        self.path = path
        self._labels = labels
        self._db = db
        self._lock = threading.RLock()
        self._sources = read_sources(db)
        self._companies = read_companies(db)
        self.info = read_info(db, self._sources)

    @classmethod
    def open(cls, path: Path, labels: Sequence[str] = ()) -> "Catalogue":
        """Open a file that `knowledge build` made; raise KnowledgeError, naming the path, for any other.

        `labels` are all those of the detector in use: one bare number alone may mean two kinds.
        """
        if not path.is_file():
            raise KnowledgeError(path, f"no such file; {BUILD_AGAIN}")
        try:
            db = _connect(path)
        except sqlite3.Error as error:
            raise KnowledgeError(path, f"cannot be opened: {error}") from error
        try:
            db.row_factory = sqlite3.Row
            _refuse_others(path, db)
            return cls(path, db, labels)
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            db.close()
            raise KnowledgeError(path, f"damaged ({error}); {BUILD_AGAIN}") from error
        except KnowledgeError:
            db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def product(self, id: ProductId) -> Product | None:
        """Return the product of this code, if the file has it."""
        return self.products([id]).get(id)

    def products(self, ids: Iterable[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that the file has, by their codes; a few queries for any number."""
        with self._lock:
            return read_products(self._db, ids, self._sources, self._companies)

    def search(self, text: str, *, limit: int = 10) -> tuple[Match, ...]:
        """Return the products that a typed text may mean, best first.

        The text may be a name with typing errors, its initial consonants (ㅌㅇㄹㄴ), an English name, an
        ingredient, a company, or a code as `by_code` takes it.
        """
        return self.look_up(text, limit=limit).matches

    def look_up(self, text: str, *, limit: int = 10) -> Found:
        """Return what a typed text may mean, and whether the lists have that name at all; see `search`."""
        with self._lock:
            if is_code(text):
                products = self.by_code(text) or tuple(self.products([ProductId(text.strip())]).values())
                return Found(tuple(Match(one, EXACT) for one in products[:limit]), absent=not products)
            if group := read_typed(text[:MAX_QUERY]).group:
                return Found((), group=self._group(group))
            found, absent = find(self._db, self._names, text, limit)
            return Found(self._matches(found), absent)

    def by_code(self, code: str) -> tuple[Product, ...]:
        """Return the products that bear a code of a box or a bill; none, one, or in rare cases several.

        It may be a 표준코드 or 대표코드 of 13 digits (or 14 with a leading 0), or a 보험코드 of 9. A pack that no list
        has is found by the 대표코드 of its product.
        """
        with self._lock:
            return tuple(self.products(ids_of(self._db, code)).values())

    def allergens(self, text: str) -> tuple[Allergen, ...]:
        """Return the substances and classes that a text may mean which tells of an allergy, the likeliest first."""
        return self._allergens.candidates(text[:MAX_QUERY], self.look_up(text))

    def _group(self, id: str) -> Group | None:
        row = self._db.execute('SELECT name, english FROM "group" WHERE id = ?', (id,)).fetchone()
        return Group(id, *row) if row else None

    def names(self) -> frozenset[str]:
        """Return what products and ingredients are called, in Korean and English, without form and strength."""
        with self._lock:
            return called(self._db)

    def by_imprint(
        self, text: str, *, shape: Shape | None = None, colours: tuple[Colour, ...] = (), limit: int = 10
    ) -> tuple[Match, ...]:
        """Return the products that may bear this imprint, best first; the scores are probabilities.

        Look-alike characters, a missing side and a pill held upside down are allowed for.
        """
        pill = SeenPill(
            number=1,
            box=Box(0, 0, 1, 1),
            confidence=1.0,
            colours=(Guess(colours, 1.0),) if colours else (),
            shapes=(Guess(shape, 1.0),) if shape else (),
        )
        probable = ranking.probabilities(pill, self.gallery, typed=text)
        best = [int(row) for row in (-probable).argsort(kind="stable")[:limit]] if text.strip() else []
        products = self.products(self.gallery.ids[row] for row in best)
        return tuple(Match(products[self.gallery.ids[row]], float(probable[row])) for row in best)

    def rank(
        self,
        pill: SeenPill,
        *,
        other_side: SeenPill | None = None,
        typed: str | None = None,
        own: Collection[ProductId] = (),
        tuning: Tuning | None = None,
    ) -> Ranking:
        """Tell which products a seen pill may be; see `ranking.rank`."""
        return ranking.rank(
            pill, self.gallery, self.products, other_side=other_side, typed=typed, own=own, tuning=tuning
        )

    def read_page(self, lines: Sequence[PrintedLine]) -> tuple[PageMedicine, ...]:
        """Return the medicines that the lines of a printed page name, from above, with their doses."""

        def of_code(code: str) -> list[tuple[ProductId, str]]:
            return [(product.id, product.name) for product in self.by_code(code)]

        lines = doses_apart(whole_products(lines))
        return medicines(lines, named_lines(lines, self._printed_names, of_code))

    def contradicts(self, sides: Sequence[SeenPill], id: ProductId) -> bool:
        """Tell whether a seen pill, from one side or both, looks quite different from a product."""
        return evidence.contradicts(sides, id, self.gallery)

    def warm(self) -> None:
        """Read now what is otherwise read when it is first asked for, so that nobody waits for it.

        Raises KnowledgeError, naming the path, for a file that holds what cannot be read.
        """
        try:
            with self._lock:
                _ = self.rules, self._names, self.gallery
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            raise KnowledgeError(self.path, f"damaged ({error}); {BUILD_AGAIN}") from error

    def texts(self, id: ProductId) -> ProductTexts | None:
        """Return what is written of a product for people; None where the file does not have the product."""
        with self._lock:
            return read_texts(self._db, id, self._sources)

    def dossier(self, id: ProductId) -> Dossier | None:
        """Return everything that is known of one product; None where the file does not have it."""
        product, texts = self.product(id), self.texts(id)
        if product is None or texts is None:
            return None
        return dossier(product, texts, self.recalls([id]), self.rules)

    def recalls(self, ids: Iterable[ProductId]) -> tuple[Recall, ...]:
        """Return the orders to take these products off the market, newest first."""
        with self._lock:
            return read_recalls(self._db, ids, self._sources)

    def check(self, ids: Sequence[ProductId], profile: Profile | None, on: date) -> Report:
        """Tell what is known about one person taking all of these; see `interactions.check.check`."""
        return self.check_products(ids, profile, on)[1]

    def check_products(
        self, ids: Sequence[ProductId], profile: Profile | None, on: date
    ) -> tuple[dict[ProductId, Product], Report]:
        """Return the products that the file has, and what is known about one person taking all of these."""
        known = self.products(ids)
        listed = [known[id_] for id_ in ids if id_ in known]
        unknown = [id_ for id_ in ids if id_ not in known]
        return known, check(listed, self.rules, profile, on, unknown=unknown)

    @cached_property
    def rules(self) -> Rules:
        """All rules of the file; read once."""
        with self._lock:
            return read_rules(self._db, self._sources)

    @cached_property
    def gallery(self) -> Gallery:
        """All looks of all products; read once."""
        with self._lock:
            return read_gallery(self._db, self._labels)

    @cached_property
    def _names(self) -> Names:
        return read_names(self._db)

    @cached_property
    def _allergens(self) -> Allergens:
        with self._lock:
            return read_allergens(self._db)

    @cached_property
    def _printed_names(self) -> NameIndex:
        with self._lock:
            return read_printed_names(self._db)

    def _matches(self, found: Sequence[tuple[int, float]]) -> tuple[Match, ...]:
        ids = {number: self._id(number) for number, _ in found}
        products = read_products(self._db, ids.values(), self._sources, self._companies)
        return tuple(Match(products[ids[number]], score) for number, score in found)

    def _id(self, number: int) -> ProductId:
        (id_,) = self._db.execute("SELECT id FROM product WHERE number = ?", (number,)).fetchone()
        return ProductId(id_)


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file that nobody changes: a new one is swapped in whole, and this connection keeps the old."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _refuse_others(path: Path, db: sqlite3.Connection) -> None:
    """Refuse what is no knowledge file, one of another schema, and one that was cut off on its way here."""
    kind, schema, pages, size = (
        db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "page_count", "page_size")
    )
    if kind != APPLICATION_ID:
        raise KnowledgeError(path, f"not a knowledge file; {BUILD_AGAIN}")
    if schema != SCHEMA:
        raise KnowledgeError(path, f"expected schema {SCHEMA}, got {schema}; {BUILD_AGAIN}")
    if path.stat().st_size != pages * size:
        raise KnowledgeError(path, f"expected {pages * size} bytes, got {path.stat().st_size}; {BUILD_AGAIN}")
    (digest,) = db.execute("SELECT value FROM meta WHERE key = ?", (checksum.KEY,)).fetchone()
    checksum.check(path, digest)
