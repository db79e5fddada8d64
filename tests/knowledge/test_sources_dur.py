"""The DUR tables by ingredient and by product."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.interactions.verdicts import CautionKind
from knowledge.products import Source
from knowledge.sources.kr import dur_ingredients, dur_items
from knowledge.sources.kr.api import items_of, read_document, rows_of
from knowledge.sources.kr.dur_amounts import ages, days, milligrams
from knowledge.sources.kr.forms import route_of
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import csv_rows
from knowledge.sources.records import (
    AgeRange,
    CautionRecord,
    Components,
    CompositionRecord,
    EffectRecord,
    IngredientRecord,
    PairRecord,
    ProductPairRecord,
    ProductRecord,
    Record,
    Route,
    SubstanceRecord,
)
from tests.knowledge.official import DUR, PARTNER, dur

SOURCE = Source("DUR", date(2026, 3, 12))


def read(kind: str = "병용금기", **changes: str) -> list[Record]:
    texts = {**DUR, "DUR유형": kind, **(PARTNER if kind == "병용금기" else {}), **changes}
    row = Fields({name: "" if text == "-" else text for name, text in texts.items()}, "a.csv", 2)
    return list(dur_ingredients.read([row], kind, SOURCE))


def of(kind: type, records: Iterable[Record]) -> list[Record]:
    return [record for record in records if isinstance(record, kind)]


def test_a_pair_of_two_substances_is_read_with_commas_put_back() -> None:
    (rule,) = of(PairRecord, read(비고="48시간이내병용금기"))
    assert rule == PairRecord(
        Components("D900001"),
        Components("D900002"),
        reason="나쁜효과,또하나",
        source=SOURCE,
        condition="48시간이내병용금기",
        notified=date(2020, 1, 2),
    )


def test_a_reason_that_is_a_mere_line_is_no_reason() -> None:
    (rule,) = of(CautionRecord, read("임부금기", 금기내용="_"))
    assert rule.reason == ""


def test_only_a_single_row_tells_what_names_mean_a_substance() -> None:
    combined = read(
        단일복합구분코드="복합",
        복합제="[D900003]Gamma(131I)(감마(131I))/[D900004]Delta(델타)",
        관계성분="[M1]알파드럭염산염/[M2]감마나트륨",
    )
    assert SubstanceRecord("D900001", "알파드럭", "Alphadrug") in combined
    assert SubstanceRecord("D900003", "감마(131I)", "Gamma(131I)") in combined
    assert SubstanceRecord("D900004", "델타", "Delta") in combined
    (rule,) = of(PairRecord, combined)
    assert isinstance(rule, PairRecord)
    assert rule.first == Components("D900001", ("D900003", "D900004"))
    assert rule.first.codes == {"D900001", "D900003", "D900004"}
    single = SubstanceRecord("D900001", "알파드럭", "Alphadrug", ("알파드럭염산염",), ("M900001",))
    assert single in read()


def test_names_of_related_substances_may_hold_slashes_and_commas() -> None:
    records = read(관계성분="[M1]가/나염산염/[I000002]다|라/[A3]마(2:1)")
    assert (
        SubstanceRecord(
            "D900001", "알파드럭", "Alphadrug", ("가/나염산염", "다,라", "마(2:1)"), ("M1", "I000002", "A3")
        )
        in records
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DUR유형": "새유형"}, "field DUR유형: expected 병용금기, got 새유형"),
        ({"상태": "삭제"}, "field 상태: expected 정상"),
        ({"DUR성분코드": "X1"}, "field DUR성분코드: expected a code such as D000056, got 'X1'"),
        ({"단일복합구분코드": "삼중"}, "field 단일복합구분코드: expected 단일 or 복합"),
        ({"단일복합구분코드": "복합"}, "field 복합제: expected components"),
        ({"복합제": "[D900003]Gamma(감마)"}, "field 복합제: expected components"),
        ({"단일복합구분코드": "복합", "복합제": "[D900003]감마"}, r"field 복합제: expected English\(한글\)"),
        ({"관계성분": "코드없는이름"}, "field 관계성분: expected a code in brackets first"),
        ({"고시일자": "어제"}, "field 고시일자: expected a day"),
        ({"병용금기DUR성분코드": "-"}, "field 병용금기DUR성분코드: is empty"),
        ({"새열": "x"}, "field 새열: is new"),
    ],
)
def test_what_is_new_or_wrong_in_a_rule_is_named(changes: dict[str, str], message: str) -> None:
    with pytest.raises(SourceChanged, match=r"^a\.csv, row 2, " + message):
        read(**changes)


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    row = {("성분코드" if name == "DUR성분코드" else name): text for name, text in {**DUR, **PARTNER}.items()}
    path = dur(tmp_path / "a.csv", [row])
    with pytest.raises(SourceChanged, match=r"a\.csv, row 2, field DUR성분코드: is missing"):
        list(
            dur_ingredients.read(
                csv_rows(path, encoding="utf-8-sig", quoted=False, empty="-"), "병용금기", SOURCE
            )
        )


def test_an_age_rule_keeps_its_forms_and_their_routes() -> None:
    (rule,) = of(
        CautionRecord, read("특정연령대금기", 연령기준="12세이하", 제형="정제/용액주사제/경질캡슐제|산제")
    )
    assert rule == CautionRecord(
        CautionKind.AGE,
        SOURCE,
        components=Components("D900001"),
        substance="알파드럭",
        reason="나쁜효과,또하나",
        forms=("정제", "용액주사제", "경질캡슐제,산제"),
        routes=(Route.ORAL, Route.INJECTION),
        age="12세이하",
        ages=AgeRange(below_years=13.0),
        notified=date(2020, 1, 2),
    )


def test_pregnancy_grades_are_numbers_and_unknown_ones_refused() -> None:
    (rule,) = of(CautionRecord, read("임부금기", 등급="1등급"))
    assert isinstance(rule, CautionRecord)
    assert rule.grade == 1
    with pytest.raises(SourceChanged, match="field 등급: expected one of"):
        read("임부금기", 등급="9등급")


def test_a_dose_and_a_time_are_kept_as_published_and_read_where_they_can_be() -> None:
    (dose,) = of(CautionRecord, read("용량주의", **{"1일최대용량": "알파드럭4|000밀리그램"}))
    (time,) = of(CautionRecord, read("투여기간주의", 최대투여기간="28일"))
    assert isinstance(dose, CautionRecord)
    assert isinstance(time, CautionRecord)
    assert (dose.limit, dose.limit_mg) == ("알파드럭4,000밀리그램", Decimal(4000))
    assert (time.limit, time.limit_days) == ("28일", 28)


@pytest.mark.parametrize(
    ("condition", "above", "route"),
    [
        ("-", None, None),
        ("용량Aspirin>325mg", Decimal(325), None),
        ("외용제는제외", None, Route.ORAL),
        ("새조건", None, None),
    ],
)
def test_a_condition_of_a_series_is_kept_and_judged_where_it_can_be(
    condition: str, above: Decimal | None, route: Route | None
) -> None:
    (rule,) = of(EffectRecord, read("효능군중복", 효능군="혈압", 계열명="ARB", 금기내용="-", 비고=condition))
    assert isinstance(rule, EffectRecord)
    assert (rule.area, rule.series, rule.above_mg, rule.route) == ("혈압", "ARB", above, route)
    assert rule.condition == ("" if condition == "-" else condition)
    assert rule.joint == ""


def test_a_note_that_counts_several_series_as_one_is_recognised() -> None:
    note = "가와나에해당하는성분이2개이상인경우에도효능군중복에해당"
    (rule,) = of(EffectRecord, read("효능군중복", 효능군="혈압", 계열명="ARB", 금기내용=note))
    assert isinstance(rule, EffectRecord)
    assert rule.joint == "혈압"


def test_a_member_of_a_series_without_a_series_is_refused() -> None:
    with pytest.raises(SourceChanged, match="field 계열명: is empty"):
        read("효능군중복", 효능군="혈압")


def test_excipients_are_checked_for_their_form_but_name_no_medicine() -> None:
    assert read("첨가제주의") == []
    with pytest.raises(SourceChanged, match="field 상태"):
        read("첨가제주의", 상태="삭제")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12세미만", AgeRange(below_years=12)),
        ("12세이하", AgeRange(below_years=13)),
        ("65세이상", AgeRange(from_years=65)),
        ("65세초과", AgeRange(from_years=66)),
        ("24개월미만", AgeRange(below_years=2)),
        ("4주미만", AgeRange(below_years=28 / 365.25)),
        ("", AgeRange()),
    ],
)
def test_ages_are_years(text: str, expected: AgeRange) -> None:
    assert ages(text) == expected


def test_an_age_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(SourceChanged, match="field 연령기준: expected an age"):
        read("특정연령대금기", 연령기준="어린이")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,000밀리그램", 4000),
        ("아세트아미노펜4,000밀리그램", 4000),
        ("0.6밀리그램", Decimal("0.6")),
        ("3그램", 3000),
        ("300마이크로그램", Decimal("0.3")),
        ("가20밀리그램/나10밀리그램", None),
        ("1방울", None),
        ("450아이.유", None),
        ("", None),
    ],
)
def test_one_amount_in_a_unit_of_mass_is_milligrams(text: str, expected: Decimal | None) -> None:
    assert milligrams(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("7일", 7), ("무배란증:12일,다른:20일", None), ("", None)])
def test_one_time_is_days(text: str, expected: int | None) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("form", "route"),
    [
        ("정제", Route.ORAL),
        ("경질캡슐제, 산제", Route.ORAL),
        ("경구용겔제", Route.ORAL),
        ("구강붕해필름", Route.ORAL),
        ("시럽", Route.ORAL),
        ("용액용동결건조분말주사제", Route.INJECTION),
        ("점안용액제", Route.TOPICAL),
        ("점안주사제", Route.TOPICAL),
        ("피부크림제", Route.TOPICAL),
        ("질정", Route.EXTERNAL),
        ("정량흡입제, 분말제", Route.EXTERNAL),
        ("구강용겔제", Route.EXTERNAL),
        ("경피흡수제", Route.EXTERNAL),
        ("항문용좌제,지용성", Route.EXTERNAL),
    ],
)
def test_a_form_tells_the_route(form: str, route: Route) -> None:
    assert route_of(form) is route


def operation(shared_data: Path, name: str) -> list[Record]:
    path = shared_data / f"korea/api/medi-meta_dur-{name}-response.json"
    return list(dur_items.read(rows_of(items_of(read_document(path), path.name), path.name), SOURCE))


def test_the_api_names_two_products_that_must_not_meet(shared_data: Path) -> None:
    records = operation(shared_data, "concomittant-use-contrainedication")
    assert [record.id for record in records if isinstance(record, ProductRecord)] == [
        "200704461",
        "200302561",
    ]
    (rule,) = of(ProductPairRecord, records)
    assert isinstance(rule, ProductPairRecord)
    assert (rule.first, rule.second, rule.notified) == ("200704461", "200302561", date(2009, 3, 3))
    (first, second) = of(CompositionRecord, records)
    assert isinstance(first, CompositionRecord)
    assert isinstance(second, CompositionRecord)
    assert first.ingredients[0].code == "D000256"
    assert second.ingredients == (IngredientRecord("염산린코마이신", master_code="M020043"),)


@pytest.mark.parametrize(
    ("name", "kind", "product"),
    [
        ("elderly-precautions", CautionKind.ELDERLY, "196000010"),
        ("pregnancy-contrainedication", CautionKind.PREGNANCY, "196300064"),
        ("dos-precaution", CautionKind.DOSE, "196000011"),
        ("duation-of-use-precautions", CautionKind.DURATION, "197200484"),
        ("splitting-precaution", CautionKind.SPLITTING, "197100081"),
    ],
)
def test_the_api_names_cautions_by_product(
    shared_data: Path, name: str, kind: CautionKind, product: str
) -> None:
    (rule,) = of(CautionRecord, operation(shared_data, name))
    assert isinstance(rule, CautionRecord)
    assert (rule.kind, rule.product, rule.components) == (kind, product, None)


def test_components_that_the_api_repeats_for_variants_count_once(shared_data: Path) -> None:
    (told,) = of(CompositionRecord, operation(shared_data, "splitting-precaution"))
    assert isinstance(told, CompositionRecord)
    assert [one.name for one in told.ingredients] == ["결정트립신", "브로멜라인"]


def test_the_api_tells_a_series_with_its_spaces(shared_data: Path) -> None:
    (rule,) = of(EffectRecord, operation(shared_data, "therapeutic-duplication"))
    assert isinstance(rule, EffectRecord)
    assert (rule.member.code, rule.series) == ("D000086", "비스테로이드성 소염제")


def test_a_new_type_of_the_api_is_named(shared_data: Path) -> None:
    path = shared_data / "korea/api/medi-meta_dur-dos-precaution-response.json"
    items = items_of(read_document(path), path.name)
    items[0]["TYPE_NAME"] = "새로운주의"
    with pytest.raises(SourceChanged, match="row 1, field TYPE_NAME: expected one of"):
        list(dur_items.read(rows_of(items, path.name), SOURCE))
