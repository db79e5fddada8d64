"""Products, their ingredients, appearances, leaflets and codes, as rows."""

from collections.abc import Iterator

from knowledge.build.merge import Facts
from knowledge.build.purposes import Purposes
from knowledge.build.rows.rows import Numbers, Row, Table, digits, flag, iso
from knowledge.names.hangul import initials
from knowledge.names.substance_names import respelled
from knowledge.products import ProductId, Side, Source
from knowledge.sources.kr.standard_codes import representative
from knowledge.sources.records import ProductRecord

OURS = "Yaksok (분류와 성분에 따른 설명)"


class ProductRows:
    """The tables about products."""

    def __init__(self, facts: Facts, numbers: Numbers) -> None:
        self._facts, self._numbers = facts, numbers
        self._purposes = Purposes.load()

    def tables(self) -> Iterator[Table]:
        """Yield each table with its rows, those first that others point to."""
        yield "product", map(self._product, self._facts.products)
        yield "product_code", self._product_codes()
        yield "ingredient", self._ingredients()
        yield "ingredient_code", self._codes()
        yield "appearance", self._appearances()
        yield "leaflet", self._leaflets()
        yield "permit_text", self._permit_texts()
        yield "recall", self._recalls()
        yield "search", map(self._words, self._facts.products)

    def _product(self, record: ProductRecord) -> Row:
        composition = self._facts.compositions.get(record.id)
        names = [one.name for one in composition.ingredients] if composition else []
        ours = self._purposes.of(record.class_code, names)
        purpose, english, told_by = self._purpose(record, ours.korean, ours.english)
        return {
            "number": self._numbers.products[record.id],
            "id": record.id,
            "name": record.name,
            "english": record.english,
            "company": record.company,
            "drug_class": record.drug_class,
            "class_code": record.class_code,
            "form": record.form,
            "route": record.route,
            "atc": record.atc,
            "prescription": flag(record.prescription),
            "withdrawn": flag(record.withdrawn),
            "purpose": purpose,
            "purpose_english": english,
            "purpose_from": self._numbers.source(told_by),
            "ingredients_from": self._numbers.source(composition.source if composition else None),
            "source": self._numbers.source(record.source),
        }

    def _purpose(self, record: ProductRecord, ours: str, english: str) -> tuple[str, str, Source | None]:
        """The product's own phrase, else the officials' text, else ours by class and ingredients."""
        if record.purpose:
            return record.purpose, record.purpose_english, record.source
        leaflet = self._facts.leaflets.get(record.id)
        if leaflet and leaflet.purpose:
            return leaflet.purpose, english, leaflet.source
        return ours, english, Source(OURS, record.source.published) if ours else None

    def _product_codes(self) -> Iterator[Row]:
        for record in self._facts.products:
            listed = (*record.benefit_codes, *record.standard_codes)
            codes = {
                **dict.fromkeys(record.benefit_codes, "benefit"),
                **dict.fromkeys(record.standard_codes, "standard"),
                **dict.fromkeys(filter(None, map(representative, listed)), "representative"),
            }
            for code, kind in codes.items():
                yield {"code": code, "product": self._numbers.products[record.id], "kind": kind}

    def _ingredients(self) -> Iterator[Row]:
        for id_, composition in self._facts.compositions.items():
            for position, one in enumerate(composition.ingredients, start=1):
                yield {
                    "product": self._numbers.products[id_],
                    "position": position,
                    "name": one.name,
                    "english": one.english,
                    "amount": digits(one.amount),
                    "unit": one.unit if one.amount is not None else "",
                    "recognised": int(one.recognised),
                }

    def _codes(self) -> Iterator[Row]:
        for id_, composition in self._facts.compositions.items():
            for position, one in enumerate(composition.ingredients, start=1):
                for rank, code in enumerate(one.codes, start=1):
                    yield {
                        "product": self._numbers.products[id_],
                        "position": position,
                        "rank": rank,
                        "code": code,
                    }

    def _appearances(self) -> Iterator[Row]:
        for id_, looks in self._facts.appearances.items():
            for position, one in enumerate(looks, start=1):
                look = one.appearance
                yield {
                    "product": self._numbers.products[id_],
                    "position": position,
                    **_side("front", look.front, one.front_mark_readings),
                    **_side("back", look.back, one.back_mark_readings),
                    "shape": look.shape,
                    "long_mm": look.long_mm,
                    "short_mm": look.short_mm,
                    "thick_mm": look.thick_mm,
                    "picture": one.picture,
                    "source": self._numbers.source(one.source),
                }

    def _leaflets(self) -> Iterator[Row]:
        for id_, one in self._facts.leaflets.items():
            yield {
                "product": self._numbers.products[id_],
                "purpose": one.purpose,
                "usage": one.usage,
                "warning": one.warning,
                "precaution": one.precaution,
                "interaction": one.interaction,
                "side_effects": one.side_effects,
                "storage": one.storage,
                "revised": iso(one.revised),
                "source": self._numbers.source(one.source),
            }

    def _permit_texts(self) -> Iterator[Row]:
        for one in self._facts.permit_texts:
            yield {
                "product": self._numbers.products[one.product],
                "section": one.section,
                "words": one.words,
                "source": self._numbers.source(one.source),
            }

    def _recalls(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.recalls, start=1):
            yield {
                "id": number,
                "product": self._numbers.products[one.product],
                "reason": one.reason,
                "lots": one.lots,
                "ordered": iso(one.ordered),
                "source": self._numbers.source(one.source),
            }

    def _words(self, record: ProductRecord) -> Row:
        return {
            "rowid": self._numbers.products[record.id],
            "name": record.name,
            "english": record.english,
            "company": record.company,
            "ingredients": self._ingredient_words(record.id),
            "initials": initials(record.name),
        }

    def _ingredient_words(self, id_: ProductId) -> str:
        """Return every name of a product's ingredients: as listed, as the rules name them, and in today's spelling."""
        composition, known = self._facts.compositions.get(id_), self._facts.substances.known
        names: dict[str, None] = {}
        for one in composition.ingredients if composition else ():
            named = (name for code in one.codes for name in known.get(code, ()))
            for name in (one.name, one.english, *named):
                names |= dict.fromkeys((name, respelled(name)))
        return " ".join(name for name in names if name)


def _side(face: str, side: Side, readings: tuple[str, ...]) -> Row:
    return {
        f"{face}_imprint": side.imprint,
        f"{face}_mark": int(side.has_mark),
        f"{face}_mark_readings": "|".join(readings),
        f"{face}_colours": "|".join(side.colours),
        f"{face}_score": side.score_line,
    }
