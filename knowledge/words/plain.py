"""The officials' words in plain Korean of our own (knowledge/words/plain.csv), to stand beside theirs.

A text is told in ours only where every clause of it is known, so that nothing is left out of it in silence.
"""

import re
from functools import cache
from pathlib import Path

from knowledge.sources.reading.tables import csv_rows
from knowledge.words.clauses import scopes, squeezed
from knowledge.words.plain_forms import kind_of, plain_form, plain_remark

__all__ = ["plain_form", "plain_series", "plainly"]

FILE = Path(__file__).parent / "plain.csv"
CLAUSE_ENDS = re.compile(r"[.;]+(?=\D|$)|(?:^|(?<=[가-힣)]))-(?=[가-힣])")
ANY = "*"  # in a phrase: the name of a substance
HOURS = re.compile(r"(?P<number>\d+)(?P<unit>시간|주)이내병용금기")
LEVEL = re.compile(
    r"(?P<name>[가-힣A-Za-z]+?)의(?:(?:혈중|혈장)농도|노출)[가를을]?(?P<way>감소|증가|상승)(?:시킬수있음)?"
)
WAYS = {"감소": "줄어요", "증가": "늘어요", "상승": "늘어요"}
GROUP = re.compile(r"(?P<area>[^:()]+): (?P<names>.+?)(?: \((?P<note>.*)\))?")
AMOUNT = re.compile(
    r"(?P<name>[가-힣A-Za-z-]+?)(?:으로서|로서|로)?(?P<amount>\d[\d,.]*)(?P<unit>mg|g|㎍)(?:/day|/일)?(?:\((?P<about>[가-힣,.·]+)\))?"
)
NEXT_AMOUNT = re.compile(r"(?<=mg|/g|\dg|\d㎍)[,/](?!day)(?=[가-힣A-Za-z])")
A_DAY = "1일최대용량:"


def plain_series(name: str) -> str:
    """Return a series of one effect, such as ARB, by what it is for; the list's own name where we have none."""
    return _phrase(squeezed(name)) or name


def plainly(reason: str) -> str | None:
    """Return a text in words without jargon; None where we have none for a part of it, and the official's stand alone."""
    bare = squeezed(reason)
    for tell in (_whole, _hours, _level, plain_remark, _amounts, _patterned):
        if told := tell(bare):
            return told
    return _clauses(reason) or _group(reason)


@cache
def _phrases(path: Path = FILE) -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Read the phrases: whole ones, and those that hold a substance. Raises SourceChanged for a damaged file."""
    whole: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        korean, plain = row.need("korean"), row.need("plain")
        row.done()
        bare = squeezed(korean)
        if ANY in bare:
            patterns.append(
                (re.compile("([가-힣A-Za-z0-9/-]{2,40}?)".join(map(re.escape, bare.split(ANY)))), plain)
            )
        elif whole.setdefault(bare, plain) != plain:
            row.fail("korean", f"{korean} stands twice")
    return whole, tuple(sorted(patterns, key=lambda form: -len(form[0].pattern)))  # the most telling first


def _phrase(bare: str) -> str | None:
    return _whole(bare) or _patterned(bare)


def _whole(bare: str) -> str | None:
    return _phrases()[0].get(bare)


def _patterned(bare: str) -> str | None:
    """Return a phrase that holds a substance; the particle behind its name stays out of it."""
    found = ((form.fullmatch(bare), plain) for form, plain in _phrases()[1])
    return next((plain.replace(ANY, match[1].removesuffix("의")) for match, plain in found if match), None)


def _hours(bare: str) -> str | None:
    """48시간이내병용금기: how far apart two medicines are to be taken."""
    found = HOURS.fullmatch(bare)
    return f"{found['number']}{found['unit']} 안에는 함께 드시면 안 돼요" if found else None


def _level(bare: str) -> str | None:
    """톨밥탄의혈중농도증가: what becomes of the amount of a medicine in the body."""
    found = LEVEL.fullmatch(bare)
    return f"몸속에 있는 {found['name']}의 양이 {WAYS[found['way']]}" if found else None


def _amounts(bare: str) -> str | None:
    """아세트아미노펜2,600mg,트라마돌염산염300mg: how much a day of each."""
    told = []
    about = ""
    for part in NEXT_AMOUNT.split(bare.removeprefix(A_DAY)):
        found = AMOUNT.fullmatch(part)
        if found is None:
            return None
        told.append(f"{found['name']} {found['amount']}{found['unit']}")
        if found["about"]:
            remark = _about(found["about"])
            if remark is None:
                return None
            about = f". {remark}"
    return f"하루에 {', '.join(told)}까지예요{about}"


def _about(text: str) -> str | None:
    """모든제형,단일제.복합제포함: what an amount is about."""
    if text == "모든제형,단일제.복합제포함":
        return "약의 모양이 어떻든, 그 성분만 든 약이든 다른 성분과 함께 든 약이든 마찬가지예요"
    return plain_remark(text)


def _clauses(text: str) -> str | None:
    """Return every clause in our words, under the forms that it is about; None where one of them has none."""
    found = scopes(text)
    if len(found) == 1 and not found[0].forms and len(found[0].clauses) < 2:
        return None
    told = []
    for forms, clauses in found:
        said = [_clause(clause) for clause in clauses]
        if not all(said):
            return None
        kinds = ", ".join(dict.fromkeys(filter(None, map(kind_of, forms))))
        told.append((f"{kinds}일 때는: " if kinds else "") + ". ".join(filter(None, said)))
    return ". ".join(told)


def _clause(bare: str) -> str | None:
    return _phrase(bare) or _level(bare)


def _group(text: str) -> str | None:
    """혈압강하작용의약품: 발사르탄, 로사르탄칼륨 (a note): what several substances do alike."""
    found = GROUP.fullmatch(text)
    areas = [_phrase(squeezed(area)) for area in found["area"].split(" · ")] if found else []
    notes = [_phrase(squeezed(note)) for note in (found["note"] or "").split(" · ") if note] if found else []
    if found is None or not all(areas) or not all(notes):
        return None
    said = f"둘 다 {' · '.join(filter(None, areas))}이에요: {found['names']}"
    return f"{said}. {'. '.join(dict.fromkeys(filter(None, notes)))}" if notes else said
