"""Product lists, leaflets, HIRA's tables, permits, recalls, the API's envelopes, and two other regions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Side, Source
from knowledge.sources.kr import hira, leaflets, permits, product_lists, recalls
from knowledge.sources.kr.api import Json, items_of, read_document, rows_of
from knowledge.sources.reading.amounts import amount, amounts_in
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import csv_rows, sheet_rows
from knowledge.sources.records import (
    AppearanceRecord,
    BenefitRecord,
    CompanyRecord,
    CompositionRecord,
    GenericRecord,
    IngredientRecord,
    LeafletRecord,
    PermitTextRecord,
    ProductRecord,
    RecallRecord,
    Route,
)
from knowledge.sources.tw import catalogue as taiwan_catalogue
from knowledge.sources.us import catalogue as us_catalogue
from tests.knowledge.official import BENEFIT, GENERIC, LEAFLET, PRODUCT, Row, quoted, sheet

SOURCE = Source("목록", date(2025, 1, 1))


def rows(*records: Row) -> list[Fields]:
    return [Fields(record, "a.xlsx", number) for number, record in enumerate(records, start=2)]


def names(*records: Row) -> list[tuple[str, ...]]:
    told = product_lists.read(rows(*records), SOURCE)
    return [
        tuple(one.name for one in record.ingredients)
        for record in told
        if isinstance(record, CompositionRecord)
    ]


def test_a_listed_product_has_its_ingredients_atc_and_benefit_code() -> None:
    product, told, company = product_lists.read(rows(PRODUCT), SOURCE)
    assert company == CompanyRecord("가나제약", "Gana")
    assert product == ProductRecord(
        id="200000001",
        name="가나정10밀리그램",
        company="가나제약",
        source=SOURCE,
        english="Gana Tab.",
        atc="C08CA01",
        prescription=True,
        withdrawn=False,
        benefit_codes=("645901100",),
        standard_codes=("8806459011008",),
    )
    expected = (IngredientRecord("암로디핀베실산염", "Amlodipine Besylate"),)
    assert told == CompositionRecord("200000001", expected, SOURCE)


def test_the_newer_vintage_parts_ingredients_by_a_slash_and_keeps_commas_within_names() -> None:
    assert names({**PRODUCT, "주성분": "메틸-N,S-디아세틸시스테인/암로디핀(가/나)"}) == [
        ("메틸-N,S-디아세틸시스테인", "암로디핀(가/나)")
    ]


def test_the_older_vintage_parts_ingredients_by_a_comma() -> None:
    assert names({**PRODUCT, "주성분": "염화칼륨,메틸-N,S-디아세틸시스테인,가(나,다)"}) == [
        ("염화칼륨", "메틸-N,S-디아세틸시스테인", "가(나,다)")
    ]


def test_one_sign_is_chosen_for_a_whole_list() -> None:
    other = {**PRODUCT, "품목기준코드": "200000002", "주성분": "메틸-N,S-디아세틸시스테인"}
    assert names({**PRODUCT, "주성분": "가/나"}, other)[1] == ("메틸-N,S-디아세틸시스테인",)


def test_english_names_are_left_out_where_their_number_differs() -> None:
    (_, told, _) = product_lists.read(rows({**PRODUCT, "주성분": "가/나", "주성분영문": "Only one"}), SOURCE)
    assert isinstance(told, CompositionRecord)
    assert [one.english for one in told.ingredients] == ["", ""]


@pytest.mark.parametrize("kind", ["원료의약품", "한약재", ""])
def test_what_is_no_finished_medicine_is_left_out(kind: str) -> None:
    assert list(product_lists.read(rows({**PRODUCT, "완제/원료": kind}), SOURCE)) == []


def test_the_older_vintage_without_english_columns_is_read() -> None:
    old = {name: text for name, text in PRODUCT.items() if "영문" not in name}
    product, told, *_ = product_lists.read(rows(old), SOURCE)
    assert isinstance(product, ProductRecord)
    assert product.english == ""
    assert isinstance(told, CompositionRecord)


@pytest.mark.parametrize(("state", "withdrawn"), [("정상", False), ("취하", True), ("유효기간만료", True)])
def test_a_product_whose_permit_ended_is_withdrawn(state: str, withdrawn: bool) -> None:
    product = next(iter(product_lists.read(rows({**PRODUCT, "취소/취하": state}), SOURCE)))
    assert isinstance(product, ProductRecord)
    assert product.withdrawn is withdrawn


@pytest.mark.parametrize(("field", "text"), [("취소/취하", "휴업"), ("완제/원료", "반제품"), ("새열", "x")])
def test_what_is_new_in_a_product_list_is_named(field: str, text: str) -> None:
    with pytest.raises(SourceChanged, match=f"row 2, field {field}"):
        list(product_lists.read(rows({**PRODUCT, field: text}), SOURCE))


def test_a_leaflet_is_read_with_its_own_day(tmp_path: Path) -> None:
    texts = {**LEAFLET, "이 약은 어떻게 사용합니까?": "하루\xa0한 번.\r\n\n\n\n식후에."}
    read = leaflets.read(sheet_rows(sheet(tmp_path / "a.xlsx", [texts])), leaflets.SHEET, SOURCE)
    product, told, leaflet = read
    assert isinstance(product, ProductRecord)
    assert isinstance(told, CompositionRecord)
    assert leaflet == LeafletRecord(
        "200000001",
        SOURCE,
        date(2024, 1, 16),
        purpose="혈압에 씁니다.",
        usage="하루 한 번.\n\n식후에.",
        precaution="조심.",
        side_effects="두통.",
        storage="서늘한 곳.",
    )


def test_the_question_that_the_officials_misspell_is_read_in_either_spelling() -> None:
    right = {name.replace("무엇입니가", "무엇입니까"): text for name, text in LEAFLET.items()}
    assert right != LEAFLET
    assert list(leaflets.read(rows(right), leaflets.SHEET, SOURCE)) == list(
        leaflets.read(rows(LEAFLET), leaflets.SHEET, SOURCE)
    )


def test_a_leaflet_of_the_api_has_other_names_for_the_same() -> None:
    item = {
        "entpName": "가나제약",
        "itemName": "가나액",
        "itemSeq": "200000001",
        "efcyQesitm": "소화에 씁니다.",
        "useMethodQesitm": "하루 한 병.",
        "atpnWarnQesitm": None,
        "atpnQesitm": "조심.",
        "intrcQesitm": None,
        "seQesitm": None,
        "depositMethodQesitm": "서늘한 곳.",
        "openDe": "2021-01-29 00:00:00",
        "updateDe": "2024-05-09",
        "itemImage": None,
        "bizrno": "1",
    }
    product, leaflet = leaflets.read(rows_of([item], "a.json"), leaflets.API, SOURCE)
    assert isinstance(product, ProductRecord)
    assert isinstance(leaflet, LeafletRecord)
    assert (leaflet.purpose, leaflet.revised) == ("소화에 씁니다.", date(2024, 5, 9))


def test_a_heading_of_the_benefit_list_describes_the_products_below_it() -> None:
    heading = {**BENEFIT, "제품코드": "amlodipine   10mg", "제품명": "", "업체명": ""}
    assert list(hira.benefits(rows(heading, BENEFIT), SOURCE)) == [
        BenefitRecord(
            "가나정10밀리그램(암로디핀베실산염)",
            "가나제약",
            "645901100",
            "100000ATB",
            "amlodipine   10mg",
            SOURCE,
            class_code="02140",
            prescription=True,
        )
    ]


def test_a_product_below_another_heading_is_refused() -> None:
    heading = {**BENEFIT, "제품코드": "other", "제품명": "", "주성분코드": "999999ATB"}
    with pytest.raises(SourceChanged, match="row 3, field 주성분코드: expected 999999ATB"):
        list(hira.benefits(rows(heading, BENEFIT), SOURCE))


def test_the_master_gives_every_ingredient_of_a_combination_with_its_strength(tmp_path: Path) -> None:
    other = {**GENERIC, "일반명": "valsartan", "함량": "160", "단위": "mg"}
    liquid = {**GENERIC, "일반명코드": "2", "단위": "mg(1mg/mL)", "투여경로": "외용"}
    path = quoted(tmp_path / "주성분.csv", [GENERIC, other, liquid])
    records = list(hira.generics(csv_rows(path, encoding="cp949", quoted=True), SOURCE))
    assert records == [
        GenericRecord(
            "100000ATB",
            (
                IngredientRecord("", "amlodipine besylate (as amlodipine)", Decimal(10), "mg"),
                IngredientRecord("", "valsartan", Decimal(160), "mg"),
            ),
            "정제,저작정",
            Route.ORAL,
            SOURCE,
        ),
        GenericRecord(
            "2",
            (IngredientRecord("", "amlodipine besylate (as amlodipine)"),),
            "정제,저작정",
            Route.EXTERNAL,
            SOURCE,
        ),
    ]


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("0.1", "g", (Decimal(100), "mg")),
        ("2,000", "mg", (Decimal(2000), "mg")),
        ("25", "㎍", (Decimal("0.025"), "mg")),
        ("25", "μg", (Decimal("0.025"), "mg")),
        ("25", "µg", (Decimal("0.025"), "mg")),
        ("1", "KI.U", (Decimal(1000), "IU")),
        ("5", "ml", (Decimal(5), "ml")),
        ("1", "mg(1mg/mL)", None),
        ("0", "mg", None),
        ("", "mg", None),
    ],
)
def test_amounts_of_mass_are_milligrams(number: str, unit: str, expected: object) -> None:
    assert amount(number, unit) == expected


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [
        ("가나정10밀리그램(암로디핀)", 1, [10]),
        ("가나정10밀리그람", 1, [10]),
        ("가나정 5mg", 1, [5]),
        ("가나정0.5그램", 1, [500]),
        ("가나정1,000밀리그램", 1, [1000]),
        ("가나정5/160밀리그램", 2, [5, 160]),
        ("가나정5/10/160밀리그램(가,나,다)", 3, [5, 10, 160]),
        ("가나정5/160밀리그램", 1, []),
        ("가나정10밀리그램", 2, []),
        ("가나정25밀리그램,50밀리그램", 1, []),
        ("가나액10밀리그램/밀리리터", 1, []),
        ("가나정(10밀리그램)", 1, []),
        ("가나크림1%", 1, []),
        ("가나정", 1, []),
    ],
)
def test_a_name_states_strengths_only_where_they_fit_the_ingredients(
    name: str, count: int, expected: list[int]
) -> None:
    assert [number for number, _ in amounts_in(name, count)] == expected


def stored(shared_data: Path, name: str) -> tuple[list[dict[str, Json]], str]:
    path = shared_data / f"korea/api/medi-meta_{name}.json"
    return items_of(read_document(path), path.name), path.name


def test_a_permit_in_detail_gives_ingredients_with_codes_and_amounts(shared_data: Path) -> None:
    details = rows_of(*stored(shared_data, "single-medi-product-details"))
    product, told, *texts = permits.read_details(details, SOURCE)
    assert {one.section for one in texts if isinstance(one, PermitTextRecord)} >= {"pregnancy"}
    assert isinstance(product, ProductRecord)
    assert (product.id, product.atc, product.withdrawn) == ("195500005", "B05BB02", False)
    assert isinstance(told, CompositionRecord)
    assert told.ingredients == (
        IngredientRecord("포도당", amount=Decimal(50_000), unit="mg", master_code="M040702"),
        IngredientRecord("염화나트륨", amount=Decimal(9_000), unit="mg", master_code="M040426"),
    )


def test_the_list_of_permits_gives_products(shared_data: Path) -> None:
    told = list(permits.read_list(rows_of(*stored(shared_data, "medi-products-list")), SOURCE))
    assert [record.id for record in told] == ["195500005", "195500006", "195600004"]
    assert told[0].drug_class == "혈액대용제"
    assert told[0].class_code == "03310"


def test_recalls_are_read_with_and_without_lots(shared_data: Path) -> None:
    detail = recalls.read(rows_of(*stored(shared_data, "retrieve-stop-sale-details-list")), SOURCE)
    short = recalls.read(rows_of(*stored(shared_data, "retrieve-stop-sale-list")), SOURCE)
    told = [record for record in (*detail, *short) if isinstance(record, RecallRecord)]
    assert [(one.product, one.ordered, bool(one.lots)) for one in told] == [
        ("201606121", date(2025, 6, 12), True),
        ("200906877", date(2025, 1, 23), False),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"header": {"resultCode": "00"}, "body": {"items": [{"a": "1"}]}},
        {"response": {"header": {"resultCode": "00"}, "body": {"items": [{"a": "1"}]}}},
        {"header": {"resultCode": "00"}, "body": {"items": [{"item": {"a": "1"}}]}},
        {"header": {"resultCode": "00"}, "body": {"items": {"a": "1"}}},
        {"header": {"resultCode": "00"}, "body": {"items": {"item": [{"a": "1"}]}}},
        [{"a": "1"}],
    ],
)
def test_every_known_envelope_of_the_api_is_opened(document: Json) -> None:
    assert items_of(document, "a.json") == [{"a": "1"}]


@pytest.mark.parametrize("items", [None, "", []])
def test_no_hit_is_no_items(items: Json) -> None:
    assert items_of({"header": {"resultCode": "00"}, "body": {"items": items}}, "a.json") == []
    assert items_of({"header": {"resultCode": "00"}, "body": {}}, "a.json") == []


def test_an_error_of_the_api_is_told_in_its_words(shared_data: Path) -> None:
    path = shared_data / "korea/api/medi-meta_default-error-response.json"
    with pytest.raises(SourceChanged, match="the API reported an error: 11 NO MANDATORY"):
        items_of(read_document(path), path.name)


def test_json_that_is_nested_without_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 200_000)
    with pytest.raises(SourceChanged, match=r"a\.json: .*lists within lists without end"):
        read_document(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html>오류</html>", "row 1: expected JSON, got a web page or XML"),
        ('{"a": [1,\n 2', "row 2: expected JSON"),
    ],
)
def test_what_is_no_json_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceChanged, match=f"a.json, {message}"):
        read_document(path)


US = {
    "ndc9": "000023227",
    "ndc11": "00002322730",
    "proprietary_name": "EXAMPLE 10MG",
    "generic_name": "EXAMPLINE",
    "labeler": "MAKER",
    "imprint": "Ex;3227;10;mg",
    "imprint_type": "PRINTED",
    "color": "WHITE|BLUE",
    "shape": "CAPSULE",
    "size_mm": "16",
    "score": "2",
    "c3pi_images": "30",
}


def test_an_american_product_has_its_whole_imprint_on_one_side() -> None:
    product, told, look = us_catalogue.read(rows(US), SOURCE)
    assert isinstance(product, ProductRecord)
    assert isinstance(told, CompositionRecord)
    assert (product.id, told.ingredients[0].name) == ("000023227", "EXAMPLINE")
    assert isinstance(look, AppearanceRecord)
    both = (Colour.WHITE, Colour.BLUE)
    assert look.appearance.front == Side("Ex 3227 10 mg", colours=both, score_line=ScoreLine.SINGLE)
    assert look.appearance.back == Side()
    assert (look.appearance.shape, look.appearance.long_mm) == (Shape.OBLONG, 16.0)


@pytest.mark.parametrize(("field", "text"), [("color", "PLAID"), ("shape", "STAR"), ("score", "9")])
def test_an_american_word_that_is_in_no_table_is_named(field: str, text: str) -> None:
    with pytest.raises(SourceChanged, match=f"row 2, field {field}: expected one of"):
        list(us_catalogue.read(rows({**US, field: text}), SOURCE))


TAIWAN: dict[str, Json] = {
    "id": "衛署藥製字第000001號",
    "zh": "例錠",
    "en": "EXAMPLE TABLETS",
    "color": ["白", "白"],
    "shape": ["圓形", "圓形"],
    "score_mark": ["直線"],
    "size": ["7.2", "7.0"],
    "mark1": "EX 1",
    "mark2": None,
    "imgs": [{"src": "https://example.invalid/2"}],
}


def taiwan(**changes: Json) -> list[ProductRecord | AppearanceRecord]:
    document: Json = {"meta": {"source_version": "2026-08-10"}, "items": [{**TAIWAN, **changes}]}
    source = taiwan_catalogue.source_of(document, "a.json")
    assert source.published == date(2026, 8, 10)
    return list(taiwan_catalogue.read(document, "a.json", source))


def test_a_taiwanese_product_has_one_look_whatever_the_number_of_its_photos() -> None:
    product, look = taiwan()
    assert isinstance(product, ProductRecord)
    assert (product.name, product.english) == ("例錠", "EXAMPLE TABLETS")
    assert isinstance(look, AppearanceRecord)
    assert look.appearance.front == Side("EX 1", colours=(Colour.WHITE,), score_line=ScoreLine.SINGLE)
    assert look.appearance.back == Side("")
    assert (look.appearance.shape, look.appearance.long_mm) == (Shape.ROUND, 7.2)


@pytest.mark.parametrize(
    ("mark", "side"),
    [
        ("無", Side("")),
        ("NCP  L18;;;NCP  L18", Side("NCP L18")),
        ("DS;;;DP", Side("DS DP")),
        ("頭CL;;;CL", Side("CL")),
        ("六邊形裡面有K", Side("K")),
        ("logo 2703;;;2703", Side("2703", has_mark=True)),
        ("Logo", Side("", has_mark=True)),
    ],
)
def test_what_describes_a_taiwanese_imprint_is_no_part_of_it(mark: str, side: Side) -> None:
    _, look = taiwan(mark2=mark)
    assert isinstance(look, AppearanceRecord)
    assert look.appearance.back == side


def test_a_liquid_has_no_look() -> None:
    assert len(taiwan(shape=["液劑(包含糖漿用粉劑)"])) == 1


@pytest.mark.parametrize(
    "changes", [{"color": ["虹"]}, {"shape": ["星形"]}, {"zh": "", "en": ""}, {"new": 1}]
)
def test_a_taiwanese_entry_that_is_odd_is_named_with_its_row(changes: dict[str, Json]) -> None:
    with pytest.raises(SourceChanged, match="a.json, row 1"):
        taiwan(**changes)
