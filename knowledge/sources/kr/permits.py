"""의약품 제품 허가정보 of the API: the list of permits, and a permit's detail with its ingredients."""

import re
from collections.abc import Iterable, Iterator

from knowledge.products import Source
from knowledge.sources.kr.permit_texts import sections
from knowledge.sources.kr.standard_codes import standard_codes
from knowledge.sources.reading.amounts import Amount, amount
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import CompositionRecord, IngredientRecord, PermitTextRecord, ProductRecord

NAME = "식품의약품안전처 의약품 허가정보"
PRESCRIPTION = {"전문의약품": True, "일반의약품": False, "전문의약품(희귀)": True}
MASTER = re.compile(r"\[([A-Z]\d+)\]([^\[]*)")
LIST_UNUSED = (
    "ENTP_ENG_NAME", "ENTP_SEQ", "ENTP_NO", "ITEM_PERMIT_DATE", "INDUTY", "PRDLST_STDR_CODE",
    "PRDUCT_PRMISN_NO", "ITEM_INGR_CNT", "BIG_PRDT_IMG_URL", "PERMIT_KIND_CODE", "CANCEL_DATE", "BIZRNO",
)  # fmt: skip
DETAIL_UNUSED = (
    "ITEM_PERMIT_DATE", "CNSGN_MANUF", "CHART", "EE_DOC_ID", "UD_DOC_ID", "NB_DOC_ID",
    "INSERT_FILE", "STORAGE_METHOD", "VALID_TERM", "REEXAM_TARGET", "REEXAM_DATE", "PACK_UNIT",
    "PERMIT_KIND_NAME", "ENTP_NO", "MAKE_MATERIAL_FLAG", "NEWDRUG_CLASS_NAME", "INDUTY_TYPE", "CANCEL_DATE",
    "CHANGE_DATE", "NARCOTIC_KIND_CODE", "GBN_NAME", "TOTAL_CONTENT", "EE_DOC_DATA", "UD_DOC_DATA",
    "PN_DOC_DATA", "INGR_NAME", "MAIN_INGR_ENG", "BIZRNO", "RARE_DRUG_YN", "ENTP_ENG_NAME",
    "ENTP_SEQ",
)  # fmt: skip


def read_list(rows: Iterable[Fields], source: Source) -> Iterator[ProductRecord]:
    """Yield the permitted products. Their English ingredients have no order to rely on and are left."""
    for row in rows:
        class_code, _, drug_class = row.take("PRDUCT_TYPE").lstrip("[").partition("]")
        yield ProductRecord(
            id=row.item_code("ITEM_SEQ"),
            name=" ".join(row.need("ITEM_NAME").split()),
            company=row.take("ENTP_NAME"),
            source=source,
            english=row.take("ITEM_ENG_NAME"),
            drug_class=drug_class.strip(),
            class_code=class_code.strip(),
            prescription=PRESCRIPTION.get(row.take("SPCLTY_PBLC")),
            withdrawn=row.take("CANCEL_NAME") != "정상",
            benefit_codes=_codes(row.take("EDI_CODE")),
        )
        row.skip((*LIST_UNUSED, "ITEM_INGR_NAME"))
        row.done()


def read_details(
    rows: Iterable[Fields], source: Source
) -> Iterator[ProductRecord | CompositionRecord | PermitTextRecord]:
    """Yield each product, its ingredients by 원료코드 with the strengths of its first variant, and its texts."""
    for row in rows:
        id_ = row.item_code("ITEM_SEQ")
        yield ProductRecord(
            id=id_,
            name=" ".join(row.need("ITEM_NAME").split()),
            company=row.take("ENTP_NAME"),
            source=source,
            english=row.take("ITEM_ENG_NAME"),
            atc=row.take("ATC_CODE").split(" ")[0],
            prescription=PRESCRIPTION.get(row.take("ETC_OTC_CODE")),
            withdrawn=row.take("CANCEL_NAME") != "정상",
            benefit_codes=_codes(row.take("EDI_CODE")),
            standard_codes=standard_codes(row.any_of("BAR_CODE")),
        )
        ingredients = ingredients_of(row.take("MAIN_ITEM_INGR"), row.take("MATERIAL_NAME"))
        if ingredients:
            yield CompositionRecord(id_, ingredients, source)
        for section, words in sections(row.any_of("NB_DOC_DATA")).items():
            yield PermitTextRecord(id_, section, words, source)
        row.skip(DETAIL_UNUSED)
        row.done()


def ingredients_of(coded: str, materials: str = "") -> tuple[IngredientRecord, ...]:
    """Read '[M040702]포도당|[M040426]염화나트륨', each once, with the amounts of MATERIAL_NAME by name.

    A product of several variants repeats its components, parted by '|' here and '/' in the DUR operations.
    """
    strengths = _strengths(materials)
    found: dict[str, IngredientRecord] = {}
    for master, text in MASTER.findall(coded):
        name = text.strip().rstrip("/|").strip()
        strength, unit = strengths.get(name) or (None, "")
        found.setdefault(master, IngredientRecord(name, amount=strength, unit=unit, master_code=master))
    return tuple(found.values())


def _strengths(materials: str) -> dict[str, Amount | None]:
    """Read '총량 : …|성분명 : 포도당|분량 : 50|단위 : 그램|…;…'; the first variant's amount counts."""
    found: dict[str, Amount | None] = {}
    for material in materials.split(";"):
        parts = dict(part.partition(" : ")[::2] for part in material.split("|"))
        name = parts.get("성분명", "").strip()
        if name:
            found.setdefault(name, amount(parts.get("분량", ""), parts.get("단위", "")))
    return found


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())
