"""DUR품목: the rules by product, from the eight operations of the API (DurPrdlstInfoService)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from knowledge.interactions.verdicts import CautionKind
from knowledge.products import IngredientCode, ProductId, Source
from knowledge.sources.kr.dur_amounts import age_within
from knowledge.sources.kr.forms import route_of
from knowledge.sources.kr.permits import ingredients_of
from knowledge.sources.reading.dates import day
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import (
    AgeRange,
    CautionRecord,
    Components,
    CompositionRecord,
    EffectRecord,
    IngredientRecord,
    ProductPairRecord,
    ProductRecord,
)

NAME = "식품의약품안전처 DUR 품목정보"
PAIRS, EFFECTS = "병용금기", "효능군중복"
CAUTIONS = {
    "특정연령대금기": CautionKind.AGE,
    "임부금기": CautionKind.PREGNANCY,
    "수유부주의": CautionKind.NURSING,
    "노인주의": CautionKind.ELDERLY,
    "용량주의": CautionKind.DOSE,
    "투여기간주의": CautionKind.DURATION,
    "분할주의": CautionKind.SPLITTING,
}
PRESCRIPTION = {"전문의약품": True, "일반의약품": False}
UNUSED = (
    "DUR_SEQ", "TYPE_CODE", "MIX", "MIX_TYPE", "MIX_INGR", "INGR_ENG_NAME", "INGR_ENG_NAME_FULL", "CHART",
    "FORM_CODE", "ETC_OTC_CODE", "ITEM_PERMIT_DATE", "CHANGE_DATE", "BIZRNO", "MIXTURE_DUR_SEQ",
    "MIXTURE_MIX", "MIXTURE_INGR_CODE", "MIXTURE_INGR_ENG_NAME", "MIXTURE_FORM_CODE",
    "MIXTURE_ETC_OTC_CODE", "MIXTURE_CLASS_CODE", "MIXTURE_CHART", "MIXTURE_ITEM_PERMIT_DATE",
    "MIXTURE_CHANGE_DATE",
)  # fmt: skip
SINGLE = "단일"

Rule = ProductPairRecord | CautionRecord | EffectRecord


class CommonFields(NamedTuple):
    """The fields that rows of every kind have."""

    product: ProductId
    code: IngredientCode | None
    substance: str
    content: str
    remark: str
    notified: date | None
    source: Source


def read(rows: Iterable[Fields], source: Source) -> Iterator[ProductRecord | CompositionRecord | Rule]:
    """Yield the products that the rows name, what they contain, and the rule. Raises SourceChanged."""
    for row in rows:
        kind, single = row.need("TYPE_NAME"), SINGLE in (row.peek("MIX"), row.peek("MIX_TYPE"))
        common = _common(row, source)
        yield from _product(row, "", common.product, common.code if single else None, source)
        if kind == PAIRS:
            partner = row.item_code("MIXTURE_ITEM_SEQ")
            yield from _product(row, "MIXTURE_", partner, None, source)
            yield _pair(row, partner, common)
        elif kind in CAUTIONS:
            yield _caution(CAUTIONS[kind], common)
        elif kind == EFFECTS:
            area, series = row.need("EFFECT_NAME"), row.need("SERS_NAME")
            if single and common.code:
                yield EffectRecord(Components(common.code), area, series, source, notified=common.notified)
        else:
            row.fail("TYPE_NAME", f"expected one of {sorted((PAIRS, EFFECTS, *CAUTIONS))}, got {kind!r}")
        row.skip(UNUSED)
        row.done()


def _common(row: Fields, source: Source) -> CommonFields:
    notified = row.any_of("NOTIFICATION_DATE")
    try:
        notified_on = day(notified)
    except ValueError as error:
        row.fail("NOTIFICATION_DATE", str(error))
    code = row.any_of("INGR_CODE")
    return CommonFields(
        row.item_code("ITEM_SEQ"),
        IngredientCode(code) if code else None,
        row.any_of("INGR_NAME", "INGR_KOR_NAME"),
        " ".join(row.take("PROHBT_CONTENT").strip('"').split()),
        " ".join(row.take("REMARK").split()),
        notified_on,
        source,
    )


def _product(
    row: Fields, prefix: str, id_: ProductId, code: IngredientCode | None, source: Source
) -> Iterator[ProductRecord | CompositionRecord]:
    """Yield one of the products of a row; `code` is that of its only ingredient, where it has only one."""
    form = row.any_of(f"{prefix}FORM_NAME", f"{prefix}FORM_CODE_NAME")
    row.skip((f"{prefix}FORM_NAME", f"{prefix}FORM_CODE_NAME"))
    yield ProductRecord(
        id=id_,
        name=" ".join(row.need(f"{prefix}ITEM_NAME").split()),
        company=row.take(f"{prefix}ENTP_NAME"),
        source=source,
        drug_class=row.take(f"{prefix}CLASS_NAME"),
        class_code=row.any_of(f"{prefix}CLASS_CODE").strip(),
        form=form,
        route=route_of(form) if form else None,
        prescription=PRESCRIPTION.get(row.take(f"{prefix}ETC_OTC_NAME")),
    )
    ingredients = ingredients_of(row.take(f"{prefix}MAIN_INGR"))
    if code and len(ingredients) == 1:
        only = ingredients[0]
        ingredients = (IngredientRecord(only.name, code=code, master_code=only.master_code),)
    if ingredients:
        yield CompositionRecord(id_, ingredients, source)


def _pair(row: Fields, partner: ProductId, common: CommonFields) -> ProductPairRecord:
    substances = (common.substance, row.take("MIXTURE_INGR_KOR_NAME"))
    return ProductPairRecord(
        common.product, partner, substances, common.content, common.source, common.remark, common.notified
    )


def _caution(kind: CautionKind, common: CommonFields) -> CautionRecord:
    return CautionRecord(
        kind,
        common.source,
        product=common.product,
        substance=common.substance,
        reason=common.content,
        condition=common.remark,
        ages=age_within(common.content) if kind is CautionKind.AGE else AgeRange(),
        limit=common.content if kind in (CautionKind.DOSE, CautionKind.DURATION) else "",
        notified=common.notified,
    )
