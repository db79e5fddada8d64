"""의약품등제품정보목록: the web export of nedrug's product search, with 주성분 and ATC.

The export's vintages differ: the older parts the ingredients by ',', the newer by '/', with English names. A
name may hold the other sign ('메틸-N,S-디아세틸시스테인'), so one sign is chosen for a whole file.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge.products import Source
from knowledge.sources.kr.standard_codes import benefit_codes, standard_codes
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import CompanyRecord, CompositionRecord, IngredientRecord, ProductRecord

NAME = "식품의약품안전처 의약품등제품정보목록"
FINISHED = {"완제의약품": True, "원료의약품": False, "한약재": False, "": False}
PRESCRIPTION = {"전문의약품": True, "전문의약품(희귀)": True, "일반의약품": False, "": None, "한약재": None}
IN_FORCE = {"정상": False, "취하": True, "취소": True, "유효기간만료": True, "폐업": True, "행정(취소)": True}
UNUSED = (
    "허가일", "품목구분", "허가번호", "취소/취하일자", "첨가제", "품목분류", "허가/신고",
    "제조/수입", "마약구분", "모양", "색상", "제형", "장축", "단축", "신약구분", "묶음의약품정보",
    "e은약요", "수입제조국",
)  # fmt: skip
Listed = ProductRecord | CompositionRecord | CompanyRecord
SEPARATORS = {"/": re.compile(r"/(?![^()]*\))"), ",": re.compile(r",(?!S-)(?![^()]*\))")}


def read(rows: Iterable[Fields], source: Source) -> Iterator[Listed]:
    """Yield the finished products, and their ingredients where the list gives them."""
    table = list(rows)
    slashed = any("/" in row.peek("주성분") for row in table)
    separator = SEPARATORS["/" if slashed else ","]
    for row in table:
        finished = row.take("완제/원료")
        if finished not in FINISHED:
            row.fail("완제/원료", f"expected one of {sorted(FINISHED)}, got {finished!r}")
        if FINISHED[finished]:
            yield from _product(row, separator, source)
            row.done()


def _product(row: Fields, separator: re.Pattern[str], source: Source) -> Iterator[Listed]:
    id_ = row.item_code("품목기준코드")
    prescription, state = row.take("전문의약품"), row.take("취소/취하")
    if state not in IN_FORCE:
        row.fail("취소/취하", f"expected one of {sorted(IN_FORCE)}, got {state!r}")
    company, english = row.take("업체명"), " ".join(row.any_of("업체영문명").split())
    yield ProductRecord(
        id=id_,
        name=" ".join(row.need("제품명").split()),
        company=company,
        source=source,
        english=" ".join(row.any_of("제품영문명").split()),
        atc=row.take("ATC코드").split(" ")[0].strip(","),
        prescription=PRESCRIPTION.get(prescription),
        withdrawn=IN_FORCE[state],
        benefit_codes=benefit_codes(codes := row.take("표준코드명")),
        standard_codes=standard_codes(codes),
    )
    ingredients = ingredients_of(row.take("주성분"), row.any_of("주성분영문"), separator)
    if ingredients:
        yield CompositionRecord(id_, ingredients, source)
    if company and english:
        yield CompanyRecord(company, english)
    row.skip(UNUSED)


def ingredients_of(korean: str, english: str, separator: re.Pattern[str]) -> tuple[IngredientRecord, ...]:
    """Pair the names of both languages; the English ones are left out where their number differs."""
    names = [name.strip() for name in separator.split(korean) if name.strip()]
    foreign = [name.strip() for name in english.split("/") if name.strip()]
    if len(foreign) != len(names):
        foreign = [""] * len(names)
    return tuple(IngredientRecord(name, other) for name, other in zip(names, foreign, strict=True))
