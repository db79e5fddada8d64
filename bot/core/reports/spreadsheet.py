"""Tables that a person opens with Excel: told to be UTF-8, and no text of anybody's is a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # what a spreadsheet would calculate


def spreadsheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file with a heading."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(value: object) -> object:
    """Return a value that no spreadsheet calculates: a text that begins like a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value
