"""A small set of facts, so that everything runs before anything is downloaded; see its README.md."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from inference.types import Colour, ScoreLine, Shape
from knowledge.build.builder import BuildSummary, build_records
from knowledge.interactions.verdicts import CautionKind
from knowledge.products import Appearance, IngredientCode, ProductId, Side, Source
from knowledge.sources.records import (
    AgeRange,
    AppearanceRecord,
    CautionRecord,
    CompanyRecord,
    Components,
    CompositionRecord,
    EffectRecord,
    IngredientRecord,
    PairRecord,
    ProductRecord,
    Record,
    Region,
    Route,
    SubstanceRecord,
)

FOLDER = Path(__file__).parent
PILLS = Source("식품의약품안전처 의약품 낱알식별에서 고른 기본 자료", date(2023, 3, 19))
DUR = "식품의약품안전처 DUR {} (기본 자료, 이유는 줄여 씀)"
DUR_DAY = date(2026, 3, 12)
CAUTIONS = {
    CautionKind.AGE: ("특정연령대금기", "이 나이에는 쓰지 않는 약"),
    CautionKind.PREGNANCY: ("임부금기", "임신 중 태아에게 해로울 수 있음"),
    CautionKind.ELDERLY: ("노인주의", "65세 이상은 어지럼, 졸림, 위출혈 등에 더 조심"),
    CautionKind.DOSE: ("용량주의", "하루에 먹을 수 있는 가장 많은 양이 정해져 있음"),
    CautionKind.DURATION: ("투여기간주의", "이어서 먹을 수 있는 가장 긴 기간이 정해져 있음"),
}
Row = dict[str, str]


def build_starter(out: Path) -> BuildSummary:
    """Build a knowledge file of the starter set at `out`; raise KnowledgeError where that cannot be."""
    return build_records(records(), out, Region.KOREA)


def records() -> Iterator[Record]:
    """Yield every fact of the starter set, as a source does."""
    yield from _products()
    yield from (CompanyRecord(row["name"], row["english"]) for row in _rows("companies"))
    for row in _rows("substances"):
        names = tuple(name for name in row["names"].split("|") if name)
        yield SubstanceRecord(IngredientCode(row["code"]), row["name"], row["english"], names)
    yield from map(_pair, _rows("pairs"))
    yield from map(_effect, _rows("effects"))
    yield from map(_caution, _rows("cautions"))


def _rows(name: str) -> Iterator[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _products() -> Iterator[Record]:
    purposes = {row["key"]: row for row in _rows("purposes")}
    for row in _rows("products"):
        purpose = purposes[row["purpose"]]
        yield ProductRecord(
            id=ProductId(row["id"]),
            name=row["name"],
            company=row["company"],
            source=PILLS,
            english=row["english"],
            drug_class=row["drug_class"],
            class_code=row["class_code"],
            form=row["form"],
            route=Route.ORAL,
            prescription=row["prescription"] == "1",
            purpose=purpose["korean"],
            purpose_english=purpose["english"],
        )
    yield from _compositions()
    yield from map(_look, _rows("looks"))


def _compositions() -> Iterator[CompositionRecord]:
    contents: dict[str, list[IngredientRecord]] = {}
    for row in _rows("ingredients"):
        amount = Decimal(row["amount"]) if row["amount"] else None
        contents.setdefault(row["product"], []).append(
            IngredientRecord(row["name"], row["english"], amount, row["unit"])
        )
    for product, ingredients in contents.items():
        yield CompositionRecord(ProductId(product), tuple(ingredients), PILLS)


def _look(row: Row) -> AppearanceRecord:
    sizes = (float(row[name]) if row[name] else None for name in ("long_mm", "short_mm", "thick_mm"))
    shape = Shape(row["shape"]) if row["shape"] else None
    return AppearanceRecord(
        ProductId(row["product"]),
        Appearance(_side(row, "front"), _side(row, "back"), shape, *sizes),
        PILLS,
        front_mark_readings=_many(row["front_mark_readings"]),
        back_mark_readings=_many(row["back_mark_readings"]),
    )


def _side(row: Row, face: str) -> Side:
    return Side(
        imprint=row[face] if row[f"{face}_known"] == "1" else None,
        has_mark=row[f"{face}_mark"] == "1",
        colours=tuple(map(Colour, _many(row[f"{face}_colours"]))),
        score_line=ScoreLine(row[f"{face}_score"]) if row[f"{face}_score"] else None,
    )


def _many(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _components(row: Row, code: str) -> Components:
    others = row["with" if code == "code" else f"{code}_with"].split()
    return Components(IngredientCode(row[code]), tuple(map(IngredientCode, others)))


def _dur(kind: str) -> Source:
    return Source(DUR.format(kind), DUR_DAY)


def _pair(row: Row) -> PairRecord:
    side = partial(_components, row)
    return PairRecord(side("first"), side("second"), row["reason"], _dur("병용금기"), row["condition"])


def _effect(row: Row) -> EffectRecord:
    return EffectRecord(
        member=_components(row, "code"),
        area=row["area"],
        series=row["series"],
        source=_dur("효능군중복"),
        joint=row["joint"],
        condition=row["condition"],
        above_mg=Decimal(row["above_mg"]) if row["above_mg"] else None,
    )


def _caution(row: Row) -> CautionRecord:
    kind = CautionKind(row["kind"])
    table, reason = CAUTIONS[kind]
    return CautionRecord(
        kind=kind,
        source=_dur(table),
        components=_components(row, "code"),
        reason=reason,
        condition=row["condition"],
        forms=tuple(form for form in row["forms"].split("/") if form),
        routes=(Route.ORAL,),
        grade=int(row["grade"]) if row["grade"] else None,
        age=row["age"],
        ages=AgeRange(*(float(row[name]) if row[name] else None for name in ("age_from", "age_below"))),
        limit=row["limit"],
        limit_days=int(row["limit_days"]) if row["limit_days"] else None,
        limit_mg=Decimal(row["limit_mg"]) if row["limit_mg"] else None,
    )
