"""What a person means by what they type: other spellings and brands, a strength, a kind of medicine."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from knowledge.sources.reading.tables import csv_rows

ALIASES = Path(__file__).parent / "aliases.csv"
GROUPS = Path(__file__).parent / "spoken_groups.csv"
NAME, SUBSTANCE, ABSENT = "name", "substance", "absent"
WORD = re.compile(r"\w+")
STRENGTH = re.compile(
    r"(?<![\dA-Za-z])(\d+(?:\.\d+)?)\s*(?:mg|밀리그[램람]|미리|밀리|g|그램|mcg|㎍|마이크로그[램람])?\s*(?:정|알)?$",
    re.IGNORECASE,
)
LETTERS: Mapping[str, str] = {
    "a": "에이", "b": "비", "c": "씨", "d": "디", "e": "이", "f": "에프", "g": "지", "h": "에이치", "i": "아이",
    "k": "케이", "l": "엘", "m": "엠", "n": "엔", "o": "오", "p": "피", "q": "큐", "r": "알", "s": "에스", "t": "티",
    "x": "엑스", "z": "제트",
}  # fmt: skip
LATIN_AFTER_HANGUL = re.compile(r"(?<=[가-힣])[a-z](?![a-z])")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text as it is searched for."""

    text: str
    strength: Decimal | None = None
    listed: bool = True  # False: no list has the name, and only its substance is looked for
    alike: bool = True  # False: where no list has the name, nothing that is merely like it is meant
    group: str = ""  # a kind of medicine, such as 혈압약, and no name


def plain(text: str) -> str:
    """Return the letters and digits of a text, in lower case and composed."""
    return "".join(WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def read_typed(text: str) -> Typed:
    """Return what is meant by a text."""
    asked = plain(text)
    if group := _groups().get(asked):
        return Typed(text, group=group)
    if alias := _aliases().get(asked):
        return Typed(alias[0] or text, listed=alias[1] != SUBSTANCE, alike=alias[1] != ABSENT)
    bare, strength = _without_strength(text)
    means, kind = _aliases().get(plain(bare), (bare, NAME))
    return Typed(means or bare, strength, listed=kind != SUBSTANCE, alike=kind != ABSENT)


def spelled_out(text: str) -> str:
    """Return a name with a single Latin letter behind Hangul as it is spoken: 판콜S -> 판콜에스."""
    return LATIN_AFTER_HANGUL.sub(lambda found: LETTERS.get(found[0], found[0]), text)


def _without_strength(text: str) -> tuple[str, Decimal | None]:
    found = STRENGTH.search(text.strip())
    if found is None or not text[: found.start()].strip():
        return text, None
    return text.strip()[: found.start()].strip(), Decimal(found[1])


@cache
def _aliases(path: Path = ALIASES) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        typed, means, kind = plain(row.need("typed")), row.take("means"), row.need("kind")
        row.done()
        if kind not in (NAME, SUBSTANCE, ABSENT) or bool(means) == (kind == ABSENT):
            row.fail("kind", f"expected {NAME}, {SUBSTANCE} or {ABSENT}, and a meaning only of the first two")
        if found.setdefault(typed, (means, kind)) != (means, kind):
            row.fail("typed", f"{typed} stands twice")
    return found


@cache
def _groups(path: Path = GROUPS) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        typed, group = plain(row.need("typed")), row.need("group")
        row.done()
        if found.setdefault(typed, group) != group:
            row.fail("typed", f"{typed} stands twice")
    return found
