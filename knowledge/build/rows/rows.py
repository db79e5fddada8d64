"""Rows on their way into a knowledge file, and the numbers by which they point at one another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from knowledge.products import ProductId, Source

Row = dict[str, object]  # by column
Table = tuple[str, Iterable[Row]]


class Numbers:
    """The keys of products and sources inside one file. A source gets its number when it is first asked for."""

    def __init__(self, products: Iterable[ProductId]) -> None:
        self.products = {id_: number for number, id_ in enumerate(products, start=1)}
        self._sources: dict[Source, int] = {}

    def source(self, source: Source | None) -> int | None:
        """Return the number of a source; None for none."""
        return None if source is None else self._sources.setdefault(source, len(self._sources) + 1)

    def sources(self) -> list[Row]:
        """Return the rows of all sources that have a number."""
        return [
            {"id": number, "name": source.name, "published": iso(source.published)}
            for source, number in self._sources.items()
        ]


def iso(day: date | None) -> str | None:
    """Return a day as text."""
    return day.isoformat() if day else None


def flag(value: bool | None, /) -> int | None:
    """Return 0 or 1; None stays."""
    return None if value is None else int(value)


def digits(number: Decimal | None) -> str | None:
    """Return an exact number as text."""
    return None if number is None else f"{number:f}"


def real(number: Decimal | None) -> float | None:
    """Return a number that is only compared."""
    return None if number is None else float(number)
