"""의약품 낱알식별: what every pill looks like, from the bulk .xls (an XLSX inside) or the API's JSON."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from knowledge.products import Appearance, ProductId, Source
from knowledge.sources.kr.forms import route_of
from knowledge.sources.kr.looks import SHAPES, millimetres, side
from knowledge.sources.kr.standard_codes import standard_codes
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import AppearanceRecord, ProductRecord

T = TypeVar("T")

NAME = "식품의약품안전처 의약품 낱알식별"


class Columns(NamedTuple):
    """How one edition of the list calls its fields; front and back in one tuple."""

    id: str
    name: str
    company: str
    picture: str
    shape: str
    printed: tuple[str, str]
    colour: tuple[str, str]
    line: tuple[str, str]
    mark: tuple[str, str]
    mark_readings: tuple[str, str]
    sizes: tuple[str, str, str]
    class_code: str
    drug_class: str
    prescription: str
    form: str
    optional: tuple[str, str, str]  # English name, 보험코드, 표준코드
    unused: tuple[str, ...]


SHEET = Columns(
    id="품목일련번호",
    name="품목명",
    company="업소명",
    picture="큰제품이미지",
    shape="의약품제형",
    printed=("표시앞", "표시뒤"),
    colour=("색상앞", "색상뒤"),
    line=("분할선앞", "분할선뒤"),
    mark=("표기코드앞", "표기코드뒤"),
    mark_readings=("표기내용앞", "표기내용뒤"),
    sizes=("크기장축", "크기단축", "크기두께"),
    class_code="분류번호",
    drug_class="분류명",
    prescription="전문일반구분",
    form="제형코드명",
    optional=("제품영문명", "보험코드", "표준코드"),
    unused=(
        "업소일련번호",
        "성상",
        "이미지생성일자(약학정보원)",
        "품목허가일자",
        "표기이미지앞",
        "표기이미지뒤",
        "변경일자",
    ),
)
API = Columns(
    id="ITEM_SEQ",
    name="ITEM_NAME",
    company="ENTP_NAME",
    picture="ITEM_IMAGE",
    shape="DRUG_SHAPE",
    printed=("PRINT_FRONT", "PRINT_BACK"),
    colour=("COLOR_CLASS1", "COLOR_CLASS2"),
    line=("LINE_FRONT", "LINE_BACK"),
    mark=("MARK_CODE_FRONT", "MARK_CODE_BACK"),
    mark_readings=("MARK_CODE_FRONT_ANAL", "MARK_CODE_BACK_ANAL"),
    sizes=("LENG_LONG", "LENG_SHORT", "THICK"),
    class_code="CLASS_NO",
    drug_class="CLASS_NAME",
    prescription="ETC_OTC_NAME",
    form="FORM_CODE_NAME",
    optional=("ITEM_ENG_NAME", "EDI_CODE", "STD_CD"),
    unused=(
        "ENTP_SEQ", "CHART", "IMG_REGIST_TS", "ITEM_PERMIT_DATE", "MARK_CODE_FRONT_IMG", "MARK_CODE_BACK_IMG",
        "CHANGE_DATE", "BIZRNO",
    ),
)  # fmt: skip
PRESCRIPTION = {"전문의약품": True, "전문,희귀": True, "일반의약품": False, "일반(안전상비)": False, "": None}


def read(
    rows: Iterable[Fields], columns: Columns, source: Source
) -> Iterator[ProductRecord | AppearanceRecord]:
    """Yield each product and each of its looks. A product with several looks has as many rows."""
    for row in rows:
        product = _product(row, columns, source)
        yield product
        yield _appearance(row, columns, product.id, source)
        row.skip(columns.unused)
        row.done()


def _product(row: Fields, columns: Columns, source: Source) -> ProductRecord:
    form = row.take(columns.form)
    benefit = row.any_of(columns.optional[1])
    return ProductRecord(
        id=row.item_code(columns.id),
        name=" ".join(row.need(columns.name).split()),
        company=row.take(columns.company),
        source=source,
        english=row.any_of(columns.optional[0]),
        drug_class=row.take(columns.drug_class),
        class_code=row.take(columns.class_code).strip(),
        form=form,
        route=route_of(form) if form else None,
        prescription=_one_of(PRESCRIPTION, row, columns.prescription),
        benefit_codes=tuple(code.strip() for code in benefit.split(",") if code.strip()),
        standard_codes=standard_codes(row.any_of(columns.optional[2])),
    )


def _appearance(row: Fields, columns: Columns, product: ProductId, source: Source) -> AppearanceRecord:
    sides = []
    for face in (0, 1):
        printed, line, colour = (
            row.take(names[face]) for names in (columns.printed, columns.line, columns.colour)
        )
        try:
            sides.append(side(printed, line, colour, marked=bool(row.take(columns.mark[face]))))
        except KeyError as error:
            row.fail(columns.colour[face], f"has a word that is not in the table: {error.args[0]!r}")
    long, short, thick = (millimetres(row.take(name)) for name in columns.sizes)
    shape = _one_of(SHAPES, row, columns.shape)
    readings = [_readings(row.take(name)) for name in columns.mark_readings]
    looks = Appearance(sides[0], sides[1], shape, long, short, thick)
    return AppearanceRecord(product, looks, source, row.take(columns.picture), *readings)


def _readings(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _one_of(table: Mapping[str, T], row: Fields, field: str) -> T:
    text = row.take(field)
    if text not in table:
        row.fail(field, f"expected one of {sorted(table)}, got {text!r}")
    return table[text]
