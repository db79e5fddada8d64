"""DUR성분: the rules by ingredient, one CSV a kind, A (병용금기) to G (효능군중복) and I (첨가제주의).

The officials' export removes every space and writes '|' for a comma within a text; the commas are put back.
A 복합 row is about a combination: it holds for what contains its own code AND all of 복합제's. Its 관계성분
lists the salts of every component under the first one's code, so only 단일 rows tell what a name means.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from knowledge.interactions.verdicts import CautionKind
from knowledge.products import IngredientCode, Source
from knowledge.sources.kr.dur_amounts import ages, days, milligrams
from knowledge.sources.kr.forms import route_of
from knowledge.sources.reading.dates import day
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import (
    CautionRecord,
    Components,
    EffectRecord,
    PairRecord,
    Route,
    SubstanceRecord,
)

NAME = "식품의약품안전처 DUR"
KINDS = {
    "A": "병용금기",
    "B": "특정연령대금기",
    "C": "임부금기",
    "D": "용량주의",
    "E": "투여기간주의",
    "F": "노인주의",
    "G": "효능군중복",
    "I": "첨가제주의",
}
CAUTIONS = {
    "특정연령대금기": CautionKind.AGE,
    "임부금기": CautionKind.PREGNANCY,
    "용량주의": CautionKind.DOSE,
    "투여기간주의": CautionKind.DURATION,
    "노인주의": CautionKind.ELDERLY,
}
SINGLE, COMBINED = "단일", "복합"
NOTHING = "_"
MASTER = re.compile(r"(?:^|/)\[([A-Z]\d+)\]")
CODE = re.compile(r"D\d{6}")
PARTNER = ("병용금기단일복합구분코드", "병용금기DUR성분코드", "병용금기DUR성분영문명", "병용금기DUR성분명",
           "병용금기복합제", "병용금기관계성분")  # fmt: skip
OWN = ("단일복합구분코드", "DUR성분코드", "DUR성분명영문", "DUR성분명", "복합제", "관계성분")
UNUSED = ("DUR일련번호", "약효분류코드", "병용금기약효분류", "")
ABOVE = re.compile(r"용량[A-Za-z]+>(\d+)mg")
SEVERAL_SERIES = "2개이상인경우에도효능군중복"  # two of these series, not only of one, are a duplicate
NOT_EXTERNAL = "외용제는제외"

OF_SOME_KINDS = ("효능군", "계열명", "제형", "연령기준", "최대투여기간", "1일최대용량", "등급")
GRADES = {"1등급": 1, "2등급": 2, "3등급": 3}

T = TypeVar("T")
Rule = PairRecord | EffectRecord | CautionRecord


class CommonFields(NamedTuple):
    """The fields that rows of every kind have."""

    substance: str
    reason: str
    condition: str
    notified: date | None
    source: Source


def read(rows: Iterable[Fields], kind: str, source: Source) -> Iterator[SubstanceRecord | Rule]:
    """Yield the substances that one kind's rows name, and their rules. Raises SourceChanged.

    `kind` is the 유형 that the file is expected to hold. 첨가제주의 is only checked for its form: excipients
    of products are not loaded, and its names ('이부프로펜아르기닌' for arginine) would pass for medicines.
    """
    for row in rows:
        if (found := row.need("DUR유형")) != kind:
            row.fail("DUR유형", f"expected {kind}, got {found}")
        if row.need("상태") != "정상":
            row.fail("상태", "expected 정상: a rule in another state must not be taken for one in force")
        own, substances = _side(row, OWN)
        partner, others = _side(row, PARTNER) if row.peek(PARTNER[1]) else (None, ())
        if own is None:
            row.fail(OWN[1], "is empty")
        if kind != "첨가제주의":
            yield from (*substances, *others)
        notified = row.take("고시일자")
        common = CommonFields(
            substances[0].name,
            _commas(row.take("금기내용")),
            _commas(row.take("비고")).strip('"'),
            _parsed(row, notified, "고시일자", day),
            source,
        )
        rule = _rule(row, kind, own, partner, common)
        row.skip((*UNUSED, *PARTNER, *OF_SOME_KINDS))
        row.done()
        if rule is not None:
            yield rule


def _side(row: Fields, columns: tuple[str, ...]) -> tuple[Components, tuple[SubstanceRecord, ...]]:
    kind, code, english, name, others, related = columns
    single = row.need(kind)
    if single not in (SINGLE, COMBINED):
        row.fail(kind, f"expected {SINGLE} or {COMBINED}, got {single}")
    own = _code(row, code, row.need(code))
    spelled, english_name, salts = row.need(name), row.take(english), row.take(related)
    named = _related(row, related, salts) if single == SINGLE else ()
    substance = SubstanceRecord(
        own, spelled, english_name, tuple(salt for _, salt in named), tuple(master for master, _ in named)
    )
    rest = tuple(
        _component(row, others, master, text) for master, text in _related(row, others, row.take(others))
    )
    if bool(rest) != (single == COMBINED):
        row.fail(others, f"expected components in a {COMBINED} row and none in a {SINGLE} one")
    return Components(own, tuple(one.code for one in rest)), (substance, *rest)


def _related(row: Fields, field: str, text: str) -> tuple[tuple[str, str], ...]:
    """Split '[M1]name/[M2]name'; names may hold slashes of their own."""
    parts = MASTER.split(text)
    if parts[0]:
        row.fail(field, f"expected a code in brackets first, got {text[:40]!r}")
    return tuple((parts[i], _commas(parts[i + 1])) for i in range(1, len(parts), 2))


def _component(row: Fields, field: str, code: str, text: str) -> SubstanceRecord:
    """Read 'Caffeine(카페인)': the last bracket that closes holds the Korean name."""
    depth, start = 0, len(text)
    for start in range(len(text) - 1, -1, -1):
        depth += (text[start] == ")") - (text[start] == "(")
        if depth == 0:
            break
    if not text.endswith(")") or depth or not start:
        row.fail(field, f"expected English(한글), got {text[:60]!r}")
    return SubstanceRecord(_code(row, field, code), text[start + 1 : -1], text[:start])


def _code(row: Fields, field: str, text: str) -> IngredientCode:
    if not CODE.fullmatch(text):
        row.fail(field, f"expected a code such as D000056, got {text!r}")
    return IngredientCode(text)


def _rule(
    row: Fields, kind: str, own: Components, partner: Components | None, common: CommonFields
) -> Rule | None:
    if kind == "병용금기":
        if partner is None:
            row.fail(PARTNER[1], "is empty")
        return PairRecord(own, partner, common.reason, common.source, common.condition, common.notified)
    if kind == "효능군중복":
        return _effect(row, own, common)
    return _caution(row, CAUTIONS[kind], own, common) if kind in CAUTIONS else None


def _effect(row: Fields, own: Components, common: CommonFields) -> EffectRecord:
    area, series = row.need("효능군"), _commas(row.need("계열명"))
    above = ABOVE.fullmatch(common.condition)
    return EffectRecord(
        own,
        area,
        series,
        common.source,
        note=common.reason,
        joint=area if SEVERAL_SERIES in common.reason else "",
        condition=common.condition,
        above_mg=Decimal(above[1]) if above else None,
        route=Route.ORAL if common.condition == NOT_EXTERNAL else None,
        notified=common.notified,
    )


def _caution(row: Fields, kind: CautionKind, own: Components, common: CommonFields) -> CautionRecord:
    forms = tuple(form for form in row.take("제형").split("/") if form)
    age, time, dose = row.take("연령기준"), row.take("최대투여기간"), _commas(row.take("1일최대용량"))
    grade = row.take("등급")
    if grade and grade not in GRADES:
        row.fail("등급", f"expected one of {sorted(GRADES)}, got {grade!r}")
    return CautionRecord(
        kind,
        common.source,
        components=own,
        substance=common.substance,
        reason=common.reason,
        condition=common.condition,
        forms=tuple(_commas(form) for form in forms),
        routes=tuple(dict.fromkeys(map(route_of, forms))),
        grade=GRADES.get(grade),
        age=age,
        ages=_parsed(row, age, "연령기준", ages),
        limit=time or dose,
        limit_days=days(time),
        limit_mg=milligrams(dose),
        notified=common.notified,
    )


def _parsed(row: Fields, text: str, field: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    except ValueError as error:
        row.fail(field, str(error))


def _commas(text: str) -> str:
    """Put back the commas that the export turned into bars; a mere "_" says nothing."""
    return "" if text == NOTHING else text.replace("|", ",")
