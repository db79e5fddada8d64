"""Records of several sources become one set of facts, every rule once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.merge import gather
from knowledge.build.purposes import Purposes
from knowledge.checksum import BLANK
from knowledge.products import Appearance, IngredientCode, ProductId, Side, Source
from knowledge.sources.records import (
    AppearanceRecord,
    CompanyRecord,
    Components,
    EffectRecord,
    LeafletRecord,
    PairRecord,
    ProductPairRecord,
    ProductRecord,
    Region,
    Route,
)

OLD, NEW = Source("목록", date(2023, 1, 1)), Source("목록", date(2026, 1, 1))
DUR = Source("DUR", None)
ID = ProductId("200000001")


def components(code: str, *others: str) -> Components:
    return Components(IngredientCode(code), tuple(map(IngredientCode, others)))


def pair(first: Components, second: Components, reason: str = "가", **more: object) -> PairRecord:
    return PairRecord(first, second, reason, DUR, **more)  # type: ignore[arg-type]


def pairs(*records: PairRecord) -> tuple[PairRecord, ...]:
    return gather(records, Region.KOREA).pairs


A, B = components("D1"), components("D2")


def test_both_directions_of_a_pair_and_its_repetitions_are_one() -> None:
    assert pairs(pair(A, B), pair(B, A), pair(A, B)) == (pair(A, B),)


def test_a_pair_under_another_condition_is_another_rule() -> None:
    assert len(pairs(pair(A, B), pair(A, B, condition="경구"))) == 2


def test_reasons_that_differ_are_all_kept_with_the_latest_day() -> None:
    (one,) = pairs(
        pair(A, B, "가", notified=date(2009, 3, 3)),
        pair(B, A, "나", notified=date(2020, 1, 1)),
        pair(A, B, ""),
    )
    assert (one.reason, one.notified) == ("가; 나", date(2020, 1, 1))


def test_a_combination_is_one_side_whichever_of_its_codes_names_it() -> None:
    assert len(pairs(pair(components("D3", "D4"), A), pair(A, components("D4", "D3")))) == 1
    assert len(pairs(pair(components("D3", "D4"), A), pair(components("D3"), A))) == 2


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("ABCD"), min_size=1), st.sets(st.sampled_from("ABCD"), min_size=1))
    )
)
def test_turning_pairs_round_never_changes_how_many_there_are(sides: list[tuple[set[str], set[str]]]) -> None:
    records = [pair(components(*sorted(one)), components(*sorted(other))) for one, other in sides]
    turned = [pair(record.second, record.first) for record in records]
    assert len(pairs(*records)) == len(pairs(*records, *turned)) == len(pairs(*turned))


def test_two_products_are_a_pair_whichever_comes_first_and_never_one_with_itself() -> None:
    one, two = ProductId("200000001"), ProductId("200000002")
    records = [
        ProductPairRecord(two, one, ("나", "가"), "이유", DUR),
        ProductPairRecord(one, two, ("가", "나"), "이유", DUR),
        ProductPairRecord(one, one, ("가", "가"), "이유", DUR),
    ]
    assert gather(records, Region.KOREA).product_pairs == (
        ProductPairRecord(one, two, ("가", "나"), "이유", DUR),
    )


def test_the_first_source_is_believed_and_later_ones_fill_in() -> None:
    first = ProductRecord(ID, "가나정", "가나제약", OLD, drug_class="혈압강하제")
    later = ProductRecord(ID, "다른이름", "다른회사", NEW, english="Gana", drug_class="x", withdrawn=True)
    (product,) = gather([first, later], Region.KOREA).products
    assert product == ProductRecord(
        ID,
        "가나정",
        "가나제약",
        OLD,
        english="Gana",
        drug_class="혈압강하제",
        withdrawn=True,
        route=Route.ORAL,  # its name says that it is a tablet
    )


def look(imprint: str, source: Source, picture: str = "") -> AppearanceRecord:
    return AppearanceRecord(ID, Appearance(Side(imprint), Side("")), source, picture)


def test_a_repeated_item_code_is_several_looks_of_one_product() -> None:
    facts = gather([look("5", OLD, "1"), look("10", OLD, "2"), look("5", OLD, "1")], Region.KOREA)
    assert [one.appearance.front.imprint for one in facts.appearances[ID]] == ["5", "10"]


def test_looks_of_the_newest_source_count_alone() -> None:
    facts = gather([look("NEW", NEW), look("5", OLD, "1"), look("10", OLD, "2")], Region.KOREA)
    assert [one.appearance.front.imprint for one in facts.appearances[ID]] == ["NEW"]


def test_of_two_leaflets_the_later_revised_one_counts() -> None:
    old = LeafletRecord(ID, OLD, date(2021, 1, 1), purpose="옛")
    new = LeafletRecord(ID, OLD, date(2024, 1, 1), purpose="새")
    assert gather([new, old], Region.KOREA).leaflets[ID].purpose == "새"


def member(code: str, area: str, series: str, **more: object) -> EffectRecord:
    return EffectRecord(components(code), area, series, DUR, **more)  # type: ignore[arg-type]


def groups(*records: EffectRecord) -> list[tuple[str, str, bool, list[str]]]:
    return [
        (group.area, group.series, group.joint, [one.member.code for one in group.members])
        for group in gather(records, Region.KOREA).effects
    ]


def test_a_series_is_a_group_and_a_member_counts_once_with_or_without_spaces() -> None:
    assert groups(
        member("D1", "혈압", "베타차단제"),
        member("D2", "혈압", "베타차단제"),
        member("D1", "혈압", "베타 차단제"),
    ) == [("혈압", "베타차단제", False, ["D1", "D2"])]


def test_series_that_a_note_counts_as_one_make_a_joint_group_too() -> None:
    found = groups(
        member("D1", "혈압", "ACE", joint="혈압"),
        member("D2", "혈압", "ARB", joint="혈압"),
        member("D3", "혈압", "ARB"),
    )
    assert found == [
        ("혈압", "ACE", False, ["D1"]),
        ("혈압", "ARB", False, ["D2", "D3"]),
        ("혈압", "ACE · ARB", True, ["D1", "D2"]),
    ]


def test_a_series_listed_in_two_areas_counts_as_one_but_the_others_do_not() -> None:
    found = groups(
        member("D1", "정신", "수면제"),
        member("D2", "최면", "수면제"),
        member("D3", "정신", "기타"),
        member("D4", "마약", "기타"),
    )
    assert [group for group in found if group[2]] == [("정신 · 최면", "수면제", True, ["D1", "D2"])]


def test_a_purpose_is_that_of_the_ingredients_or_else_of_the_class() -> None:
    purposes = Purposes.load()
    both = purposes.of("02190", ["로수바스타틴칼슘", "암로디핀베실산염"])
    assert both.korean == "나쁜 콜레스테롤을 낮추는 약; 높은 혈압을 낮추는 약"
    assert both.english == "Lowers bad cholesterol; Lowers high blood pressure"
    assert purposes.of("02140", ["모르는성분"]).english == "Lowers high blood pressure"
    assert purposes.of("02140", ["암로디핀"] * 4) == purposes.of("02140", [])
    assert purposes.of("99999", []).korean == ""
    acne = purposes.of("03110", ["이소트레티노인"])
    assert acne.korean == "심한 여드름에 쓰는 약", "its class is that of vitamin A, which it does not supply"


def test_a_blank_fingerprint_is_as_long_as_a_real_one() -> None:
    assert len(BLANK) == 64


def test_a_company_is_called_in_english_what_most_rows_call_it() -> None:
    names = [CompanyRecord("가나", english) for english in ("Gana Co", "Gana", "Gana")]
    assert gather(names, Region.KOREA).companies == {"가나": "Gana"}
