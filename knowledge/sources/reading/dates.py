"""Days as the officials write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

FORMATS = ("%Y%m%d", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y.%m.%d")
ENGLISH = re.compile(r"(\d{4})([A-Z][a-z]+)(\d{1,2})(?:st|nd|rd|th)")  # 1971May6th, in the 분할주의 operation
IN_A_NAME = re.compile(r"(?<!\d)(20\d{2})[.\-]?(\d{1,2})[.\-]?(\d{1,2})(?!\d)")


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """Read a day; '' and '-' are not known. Raises ValueError for anything else that is no day."""
    if text in ("", "-"):
        return None
    if found := ENGLISH.fullmatch(text):
        return datetime.strptime("-".join(found.groups()), "%Y-%B-%d").date()  # noqa: DTZ007 (a day has no zone)
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"expected a day such as 20260312, got {text!r}")


def day_in_name(name: str) -> date | None:
    """Find the day that a file's name carries: …20230319.xls, …(2025.9.1.)…; None where there is none."""
    for found in IN_A_NAME.finditer(name):
        year, month, number = map(int, found.groups())
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return None


def latest(days: Iterable[date | None]) -> date | None:
    """The last of the days that are known."""
    return max((one for one in days if one is not None), default=None)
