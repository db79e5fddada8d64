"""Our own English for what the officials publish in Korean (knowledge/words/english.csv): phrase by phrase, or not at all.

A phrase may hold '*' for a substance. A text is translated only where every clause of it is known, so that nothing is
left out of it in silence.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.sources.reading.tables import csv_rows
from knowledge.words.clauses import scopes, squeezed

FILE = Path(__file__).parent / "english.csv"
ANY, HANGUL = "*", re.compile("[가-힣]")
MASS = (("마이크로그램", " µg"), ("밀리그램", " mg"), ("그램", " g"), ("아이.유", " IU"), ("방울", " drops"))
AGE = re.compile(r"(?P<number>\d+)\s*(?P<unit>세|개월|주)\s*(?P<side>미만|이하|이상|초과)")
UNITS = {"세": "years", "개월": "months", "주": "weeks"}
SIDES = {"미만": "under", "이하": "up to and with", "이상": "from", "초과": "over"}
AMOUNT = re.compile(r"(?P<name>\D*)(?P<amount>\d[\d,.]*\s*\S+)")
GROUP = re.compile(r"(?P<areas>[^:()]+): (?P<names>.+?)(?: \((?P<note>.*)\))?")
BETWEEN = re.compile(r"/|,(?!\d{3})")
DAYS = re.compile(r"(\d+)\s*일")


@cache
def _phrases(path: Path = FILE) -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Read the phrases: whole ones, and those that hold a substance. Raises SourceChanged for a damaged file."""
    whole: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        korean, english = squeezed(row.need("korean")), row.need("english")
        row.done()
        if ANY in korean:
            patterns.append((re.compile("(.{2,60}?)".join(map(re.escape, korean.split(ANY)))), english))
        elif whole.setdefault(korean, english) != english:
            row.fail("korean", f"{korean} stands twice")
    return whole, tuple(sorted(patterns, key=lambda form: -len(form[0].pattern)))  # the most telling first


def in_english(text: str, substances: Mapping[str, str]) -> str | None:
    """Return a text in our English; None where a part of it is not known. `substances` are names in English."""
    if not HANGUL.search(text):
        return _phrases()[0].get(squeezed(text), text)
    if (whole := _clause(text, substances)) is not None:
        return whole
    told = []
    for forms, clauses in scopes(text):
        said = [_clause(part, substances) for part in (*forms, *clauses)]
        if not all(said):
            return None
        kinds, holds = (
            ", ".join(filter(None, said[: len(forms)])),
            "; ".join(filter(None, said[len(forms) :])),
        )
        told.append(f"{kinds}: {holds}" if kinds else holds)
    return "; ".join(told) or None


def _clause(text: str, substances: Mapping[str, str]) -> str | None:
    bare = squeezed(text)
    whole, patterns = _phrases()
    if bare in whole:
        return whole[bare]
    return (
        next((said for form, english in patterns if (said := _filled(form, english, bare, substances))), None)
        or _limits(text, substances)
        or _listed(text, substances)
        or substances.get(text.strip())
    )


def _filled(form: re.Pattern[str], english: str, text: str, substances: Mapping[str, str]) -> str | None:
    """Put the substance into a phrase, in English or as it is written where that is no Hangul."""
    found = form.fullmatch(text)
    if found is None:
        return None
    name = substances.get(found[1], found[1])
    return None if HANGUL.search(name) else english.replace(ANY, name)


def _limits(text: str, substances: Mapping[str, str]) -> str | None:
    """Put 12세미만, 7일, 4,000밀리그램, or amounts of several substances into English."""
    if found := AGE.fullmatch(text):
        return f"{SIDES[found['side']]} {found['number']} {UNITS[found['unit']]}"
    if found := DAYS.fullmatch(text):
        return f"{found[1]} days"
    told = [_amount(part.strip(), substances) for part in BETWEEN.split(text)]
    return ", ".join(one for one in told if one) if all(told) else None


def _listed(text: str, substances: Mapping[str, str]) -> str | None:
    """Put '혈압강하작용의약품: 발사르탄, 로사르탄 (a note)' into English: a group, those of it, and the note."""
    found = GROUP.fullmatch(text)
    if found is None:
        return None
    areas = [in_english(area, substances) for area in found["areas"].split(" · ")]
    names = [substances.get(name, name) for name in found["names"].split(", ")]
    notes = [in_english(note, substances) for note in (found["note"] or "").split(" · ") if note]
    if not (all(areas) and all(notes)) or HANGUL.search("".join(names)):
        return None
    said = f"{' and '.join(filter(None, areas))}: {', '.join(names)}"
    return f"{said} ({'; '.join(dict.fromkeys(filter(None, notes)))})" if notes else said


def _amount(text: str, substances: Mapping[str, str]) -> str | None:
    found = AMOUNT.fullmatch(text)
    if found is None:
        return None
    name, amount = found["name"].strip(), found["amount"]
    for korean, english in MASS:
        amount = amount.replace(korean, english)
    said = substances.get(name, name) if name else ""
    return None if HANGUL.search(said + amount) else f"{said} {amount}".strip()
