"""Facts to the tables of a new knowledge file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from knowledge.build.merge import Facts
from knowledge.build.purposes import Purposes
from knowledge.checksum import BLANK, KEY
from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.names.hangul import initials
from knowledge.names.substance_names import respelled
from knowledge.products import ProductId, Side, Source
from knowledge.sources.records import CautionRecord, ProductRecord, Region, SampleRecord

SCHEMA = Path(__file__).parent / "schema.sql"
COMPANIES = "companies"  # in meta: what companies are called in English
NUMBER = 1  # of the schema; as PRAGMA user_version there
OURS = "Yaksok (분류와 성분에 따른 설명)"

Row = tuple[object, ...]


def write(path: Path, facts: Facts, region: Region, built_at: datetime, counts: Mapping[str, int]) -> None:
    """Make a new database at `path`, which must not exist, and leave it closed, with a blank fingerprint."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        db.execute("PRAGMA foreign_keys = OFF")  # checked once, over all, at the end
        db.execute("BEGIN")
        _Writer(db, facts).all()
        meta = {
            "region": region.value,
            "schema": str(NUMBER),
            "built_at": built_at.isoformat(timespec="seconds"),
            "counts": json.dumps(dict(counts), ensure_ascii=False),
            COMPANIES: json.dumps(dict(facts.companies), ensure_ascii=False),
            KEY: BLANK,
        }
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        db.execute("COMMIT")
        db.execute("ANALYZE")


class _Writer:
    """Fills one database; keeps the numbers that it gave to sources and products."""

    def __init__(self, db: sqlite3.Connection, facts: Facts) -> None:
        self._db, self._facts = db, facts
        self._sources: dict[Source, int] = {}
        self._numbers: dict[ProductId, int] = {
            record.id: number for number, record in enumerate(facts.products, start=1)
        }
        self._purposes = Purposes.load()

    def all(self) -> None:
        known = self._facts.substances
        self._fill("substance", ((code, *names) for code, names in sorted(known.known.items())))
        names = ((name, code) for name, codes in known.names.items() for code in codes)
        self._fill("substance_name", sorted(names))
        self._fill("product", map(self._product, self._facts.products))
        self._fill("ingredient", self._ingredients())
        self._fill("ingredient_code", self._codes())
        self._fill("appearance", self._appearances())
        self._fill("leaflet", self._leaflets())
        self._fill("recall", self._recalls())
        self._pairs()
        self._fill("product_pair", self._product_pairs())
        self._effects()
        self._cautions()
        self._fill("rule_table", self._rule_tables())
        self._search()

    def _fill(self, table: str, rows: Iterable[Row]) -> None:
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608 (our own names)
        self._db.execute(insert, first)
        self._db.executemany(insert, rows)

    def _source(self, source: Source | None) -> int | None:
        if source is None:
            return None
        if source not in self._sources:
            self._sources[source] = len(self._sources) + 1
            self._db.execute(
                "INSERT INTO source VALUES (?, ?, ?)",
                (self._sources[source], source.name, _iso(source.published)),
            )
        return self._sources[source]

    def _product(self, record: ProductRecord) -> Row:
        composition = self._facts.compositions.get(record.id)
        names = [one.name for one in composition.ingredients] if composition else []
        ours = self._purposes.of(record.class_code, names)
        purpose, english, told_by = self._purpose(record, ours.korean, ours.english)
        return (
            self._numbers[record.id], record.id, record.name, record.english, record.company,
            record.drug_class, record.class_code, record.form, record.route, record.atc,
            _flag(record.prescription),
            _flag(record.withdrawn), purpose, english, self._source(told_by),
            self._source(composition.source if composition else None), self._source(record.source),
        )  # fmt: skip

    def _purpose(self, record: ProductRecord, ours: str, english: str) -> tuple[str, str, Source | None]:
        """The product's own phrase, else the officials' text, else ours by class and ingredients."""
        if record.purpose:
            return record.purpose, record.purpose_english, record.source
        leaflet = self._facts.leaflets.get(record.id)
        if leaflet and leaflet.purpose:
            return leaflet.purpose, english, leaflet.source
        return ours, english, Source(OURS, record.source.published) if ours else None

    def _ingredients(self) -> Iterator[Row]:
        for id_, composition in self._facts.compositions.items():
            for position, one in enumerate(composition.ingredients, start=1):
                amount = _digits(one.amount)
                yield self._numbers[id_], position, one.name, one.english, amount, one.unit if amount else ""

    def _codes(self) -> Iterator[Row]:
        for id_, composition in self._facts.compositions.items():
            for position, one in enumerate(composition.ingredients, start=1):
                for rank, code in enumerate(one.codes, start=1):
                    yield self._numbers[id_], position, rank, code

    def _appearances(self) -> Iterator[Row]:
        for id_, looks in self._facts.appearances.items():
            for position, one in enumerate(looks, start=1):
                look = one.appearance
                yield (
                    self._numbers[id_], position,
                    *_side(look.front, one.front_mark_readings), *_side(look.back, one.back_mark_readings),
                    look.shape, look.long_mm, look.short_mm, look.thick_mm, one.picture,
                    self._source(one.source),
                )  # fmt: skip

    def _leaflets(self) -> Iterator[Row]:
        for id_, one in self._facts.leaflets.items():
            yield (
                self._numbers[id_], one.purpose, one.usage, one.warning, one.precaution, one.interaction,
                one.side_effects, one.storage, _iso(one.revised), self._source(one.source),
            )  # fmt: skip

    def _recalls(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.recalls, start=1):
            product, ordered = self._numbers[one.product], _iso(one.ordered)
            yield number, product, one.reason, one.lots, ordered, self._source(one.source)

    def _pairs(self) -> None:
        rows, sides = [], []
        for number, one in enumerate(self._facts.pairs, start=1):
            source = self._source(one.source)
            rows.append(
                (
                    number,
                    one.first.code,
                    one.second.code,
                    one.reason,
                    one.condition,
                    _iso(one.notified),
                    source,
                )
            )
            for side, components in ((1, one.first), (2, one.second)):
                sides += [(number, side, code) for code in components.sort_key]
        self._fill("pair", rows)
        self._fill("pair_side", sides)

    def _product_pairs(self) -> Iterator[Row]:
        for one in self._facts.product_pairs:
            first, second = self._numbers[one.first], self._numbers[one.second]  # both run by id
            yield (
                first, second, "|".join(one.substances), one.reason, one.condition, _iso(one.notified),
                self._source(one.source),
            )  # fmt: skip

    def _effects(self) -> None:
        groups: list[Row] = []
        members: list[Row] = []
        codes: list[Row] = []
        for group, one in enumerate(self._facts.effects, start=1):
            groups.append((group, one.area, one.series, int(one.joint), one.note))
            for record in one.members:
                number = len(members) + 1
                members.append(
                    (
                        number, group, record.member.code, record.condition, _real(record.above_mg),
                        record.route, _iso(record.notified), self._source(record.source),
                    )
                )  # fmt: skip
                codes += [(number, code) for code in record.member.sort_key]
        self._fill("effect_group", groups)
        self._fill("effect_member", members)
        self._fill("effect_member_code", codes)

    def _cautions(self) -> None:
        self._fill("caution", (self._caution(n, one) for n, one in enumerate(self._facts.cautions, start=1)))
        coded = (
            (number, code)
            for number, one in enumerate(self._facts.cautions, start=1)
            if one.components
            for code in one.components.sort_key
        )
        self._fill("caution_code", coded)

    def _caution(self, number: int, one: CautionRecord) -> Row:
        code = one.components.code if one.components else None
        named = self._facts.substances.known.get(code, ("", ""))[0] if code else ""
        return (
            number, one.kind, self._numbers[one.product] if one.product else None, code,
            one.substance or named, one.reason, one.condition, "/".join(one.forms), "|".join(one.routes),
            one.grade, one.age, one.ages.from_years, one.ages.below_years, one.limit, one.limit_days,
            _real(one.limit_mg), _iso(one.notified), self._source(one.source),
        )  # fmt: skip

    def _rule_tables(self) -> list[Row]:
        """Return the tables that are here as a whole: only those tell something by what they do not name."""
        rows: dict[tuple[str, int | None], int] = {}
        facts = self._facts
        series = (group for group in facts.effects if not group.joint)
        told: list[tuple[Verdict | CautionKind, Source]] = [
            *((Verdict.CONTRAINDICATED, one.source) for one in facts.pairs),
            *((Verdict.CONTRAINDICATED, one.source) for one in facts.product_pairs),
            *((Verdict.DUPLICATE_EFFECT, one.source) for group in series for one in group.members),
            *((one.kind, one.source) for one in facts.cautions),
        ]
        for kind, source in told:
            if SampleRecord(kind, source) not in facts.samples:
                place = (kind.value, self._source(source))
                rows[place] = rows.get(place, 0) + 1
        return [(*place, count) for place, count in sorted(rows.items(), key=str)]

    def _search(self) -> None:
        rows = []
        for record in self._facts.products:
            rows.append(
                (
                    self._numbers[record.id], record.name, record.english, record.company,
                    self._ingredient_words(record.id), initials(record.name),
                )
            )  # fmt: skip
        insert = (
            "INSERT INTO search (rowid, name, english, company, ingredients, initials) VALUES (?,?,?,?,?,?)"
        )
        self._db.executemany(insert, rows)

    def _ingredient_words(self, id_: ProductId) -> str:
        """Return every name of a product's ingredients: as listed, as the rules name them, and in today's spelling."""
        composition, known = self._facts.compositions.get(id_), self._facts.substances.known
        names: dict[str, None] = {}
        for one in composition.ingredients if composition else ():
            named = (name for code in one.codes for name in known.get(code, ()))
            for name in (one.name, one.english, *named):
                names |= dict.fromkeys((name, respelled(name)))
        return " ".join(name for name in names if name)


def _side(side: Side, readings: tuple[str, ...]) -> Row:
    return side.imprint, int(side.has_mark), "|".join(readings), "|".join(side.colours), side.score_line


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _flag(value: bool | None, /) -> int | None:
    return None if value is None else int(value)


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _real(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
