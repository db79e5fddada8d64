"""The fields of one record: taken out one by one, and an error if any field is left over."""

import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from knowledge.products import ProductId
from knowledge.sources.reading.errors import SourceChanged

ITEM_CODE = re.compile(r"[0-9]{9}")


class Fields:
    """One record on its way to becoming a value. Every error names the file, the row and the field."""

    __slots__ = ("_values", "file", "row")

    def __init__(self, values: Mapping[str, str], file: str, row: int) -> None:
        self._values = dict(values)
        self.file = file
        self.row = row

    def take(self, name: str) -> str:
        """Take the text of a field that must be there and may be empty."""
        try:
            return self._values.pop(name)
        except KeyError:
            self.fail(name, f"is missing; the record has {sorted(self._values)}")

    def need(self, name: str) -> str:
        """Take the text of a field that must not be empty."""
        text = self.take(name)
        if not text:
            self.fail(name, "is empty")
        return text

    def item_code(self, name: str) -> ProductId:
        """Take a 품목기준코드: nine digits."""
        text = self.need(name)
        if not ITEM_CODE.fullmatch(text):
            self.fail(name, f"expected an item code of nine digits, got {text!r}")
        return ProductId(text)

    def any_of(self, *names: str) -> str:
        """Take the text of a field that has gone by several names; '' where the record has none of them."""
        found = [self._values.pop(name) for name in names if name in self._values]
        return found[0] if found else ""

    def has(self, name: str) -> bool:
        """Return whether the record has a field, empty or not."""
        return name in self._values

    def peek(self, name: str) -> str:
        """Read a field and leave it; '' where the record has none."""
        return self._values.get(name, "")

    def put(self, name: str, text: str) -> None:
        """Put another text in the place of a field's."""
        self._values[name] = text

    def skip(self, names: Iterable[str]) -> None:
        """Let go of fields that are known and not used, whether they are there or not."""
        for name in names:
            self._values.pop(name, None)

    def done(self) -> None:
        """Object to every field that nobody took."""
        if self._values:
            first = next(iter(self._values))
            self.fail(first, f"is new: {sorted(self._values)}")

    def fail(self, field: str, problem: str) -> NoReturn:
        raise SourceChanged(self.file, problem, row=self.row, field=field)
