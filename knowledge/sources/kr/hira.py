"""건강보험심사평가원: which products are paid for, and what each 주성분코드 contains, with strengths."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from knowledge.products import Source
from knowledge.sources.reading.amounts import amount
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import BenefitRecord, GenericRecord, IngredientRecord, Route

BENEFITS = "건강보험심사평가원 약제급여목록"
GENERICS = "건강보험심사평가원 약가마스터 의약품주성분"
ROUTES = {"내복": Route.ORAL, "주사": Route.INJECTION, "외용": Route.EXTERNAL, "기타": None}
PRESCRIPTION = {"전문": True, "일반": False}
PACK = re.compile(r"_\([^_]*\)$")  # …정50밀리그램(…)_(50mg/1정)


def benefits(rows: Iterable[Fields], source: Source) -> Iterator[BenefitRecord]:
    """Yield the products of the 급여목록. A row without 제품명 heads those of one 주성분코드."""
    heading, description = "", ""
    for row in rows:
        code, text, name = row.need("주성분코드"), row.need("제품코드"), row.take("제품명")
        if not name:
            heading, description = code, text
            continue
        if code != heading:
            row.fail("주성분코드", f"expected {heading} as in the heading above, got {code}")
        yield BenefitRecord(
            PACK.sub("", name),
            row.need("업체명"),
            text,
            code,
            description,
            source,
            class_code=f"0{row.take('분류')}0",
            prescription=PRESCRIPTION.get(row.take("전일")),
        )
        row.skip(("연번", "투여", "목록정비전코드", "규격", "단위", "상한금액", "비고"))
        row.done()


def generics(rows: Iterable[Fields], source: Source) -> Iterator[GenericRecord]:
    """Yield what each 주성분코드 of the master contains; a combination has one row an ingredient."""
    for code, same in groupby(rows, key=lambda row: row.need("일반명코드")):
        ingredients: dict[str, IngredientRecord] = {}
        form, route = "", None
        for row in same:
            ingredient = _ingredient(row)
            ingredients.setdefault(ingredient.english, ingredient)
            form, told = row.take("제형"), row.take("투여경로")
            if told not in ROUTES:
                row.fail("투여경로", f"expected one of {sorted(ROUTES)}, got {told!r}")
            route = ROUTES[told]
            row.skip(("제형구분코드", "분류번호"))
            row.done()
        yield GenericRecord(code, tuple(ingredients.values()), form, route, source)


def _ingredient(row: Fields) -> IngredientRecord:
    known = amount(row.take("함량"), row.take("단위"))
    strength, unit = known or (None, "")
    return IngredientRecord(name="", english=row.need("일반명"), amount=strength, unit=unit)
