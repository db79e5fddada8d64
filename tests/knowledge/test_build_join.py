"""From a product to its ingredients, from an ingredient to its rule codes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.composition import Benefits, Composer, with_strengths
from knowledge.build.name_labels import bare_name, brackets, ingredients_in
from knowledge.build.substances import Substances
from knowledge.names.substance_names import key, keys
from knowledge.products import Ingredient, ProductId, Source
from knowledge.sources.records import (
    BenefitRecord,
    CompositionRecord,
    GenericRecord,
    IngredientRecord,
    ProductRecord,
    Route,
    SubstanceRecord,
)

SOURCE = Source("목록", date(2025, 1, 1))
HIRA = Source("급여목록", date(2025, 9, 1))
KNOWN = Substances(
    [
        SubstanceRecord("D1", "라니티딘", "Ranitidine", ("라니티딘염산염",), ("M1",)),
        SubstanceRecord("D2", "와파린", "Warfarin", ("와파린나트륨",)),
        SubstanceRecord("D3", "에스암로디핀", "S-Amlodipine", ("에스암로디핀베실산염",)),
        SubstanceRecord("D4", "암로디핀", "Amlodipine", ("암로디핀베실산염",)),
        SubstanceRecord("D5", "카페인", "Caffeine"),
        SubstanceRecord("D6", "카페인무수물", "AnhydrousCaffeine"),
        SubstanceRecord("D7", "솔리페나신", "Solifenacin", ("솔리페나신",)),
        SubstanceRecord("D8", "솔리페나신숙신산염", "SolifenacinSuccinate", ("솔리페나신숙신산염",)),
        SubstanceRecord("D9", "올메사르탄", "Olmesartan", ("올메사르탄메독소밀",)),
        SubstanceRecord("D10", "올메사르탄메독소밀", "OlmesartanMedoxomil", ("올메사르탄메독소밀",)),
        SubstanceRecord("D11", "시트르산", "CitricAcid", ("시트르산수화물",)),
        SubstanceRecord("D12", "탄산칼슘", "CalciumCarbonate", ("탄산칼슘",)),
        SubstanceRecord("D13", "메틸-N,S-디아세틸시스테인", "x", ()),
        SubstanceRecord("D14", "발사르탄", "Valsartan", ("발사르탄",)),
        SubstanceRecord("D15", "메틸에페드린", "Methylephedrine", ("dl-메틸에페드린염산염",)),
        SubstanceRecord("D16", "클라불란산칼륨", "PotassiumClavulanate"),
        SubstanceRecord("D17", "니코틴산", "NicotinicAcid", ("니코틴산",)),
    ]
)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("라니티딘염산염", ["D1"]),
        ("염산라니티딘", ["D1"]),
        ("라니티딘 염산염", ["D1"]),
        ("라니티딘", ["D1"]),
        ("라니티딘브롬화수소산염수화물", ["D1"]),
        ("라니티딘(미분화)", ["D1"]),
        ("ranitidine hydrochloride (as ranitidine)", ["D1"]),
        ("Ranitidine HCl", ["D1"]),
        ("와르파린나트륨", ["D2"]),
        ("warfarin sodium", ["D2"]),
        ("S-암로디핀베실산염2.5수화물", ["D3"]),
        ("에스암로디핀", ["D3"]),
        ("암로디핀말레산염", ["D4"]),
        ("amlodipine besylate (as amlodipine)", ["D4"]),
        ("카페인무수물", ["D6", "D5"]),
        ("무수카페인", ["D5"]),
        ("카페인", ["D5"]),
        ("솔리페나신숙신산염", ["D8", "D7"]),
        ("솔리페나신", ["D7"]),
        ("올메사탄메독소밀", ["D10", "D9"]),
        ("시트르산칼슘수화물", []),
        ("모사프리드시트르산염", []),
        ("탄산칼슘 95%과립", ["D12"]),
        ("침강탄산칼슘", ["D12"]),
        ("DL-메틸에페드린염산염", ["D15"]),
        ("묽은클라불란산칼륨", ["D16"]),
        ("니코틴산아미드", []),
        ("에페드린", []),
        ("모르는것", []),
    ],
)
def test_a_name_leads_to_every_code_it_may_be_listed_under(name: str, codes: list[str]) -> None:
    assert sorted(KNOWN.codes(IngredientRecord(name))) == sorted(codes)


def test_the_code_of_the_very_name_comes_first() -> None:
    assert KNOWN.codes(IngredientRecord("카페인무수물")) == ("D6", "D5")
    assert KNOWN.codes(IngredientRecord("솔리페나신숙신산염")) == ("D8", "D7")


def test_a_stated_code_and_an_origin_code_lead_on_without_a_known_name() -> None:
    assert KNOWN.codes(IngredientRecord("낯선염", code="D2")) == ("D2",)
    assert KNOWN.codes(IngredientRecord("낯선염", master_code="M1")) == ("D1",)


def test_an_english_name_counts_only_where_there_is_no_korean_one() -> None:
    assert KNOWN.codes(IngredientRecord("모르는것", "Warfarin")) == ()
    assert KNOWN.codes(IngredientRecord("", "Warfarin")) == ("D2",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("염산메트포르민", "메트포르민염산염"),
        ("초산토코페롤", "토코페롤아세트산염"),
        ("Amlodipine Besylate", "amlodipine  besylate"),
        ("엘-카르니틴", "L-카르니틴"),
        ("플루복사민말레이트", "플루복사민말레산염"),
        ("메칠에페드린", "메틸에페드린"),
        ("가ㆍ나", "가·나"),
    ],
)
def test_two_spellings_of_one_salt_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@given(st.text(max_size=40))
def test_the_most_exact_key_of_any_text_comes_first_and_none_twice(text: str) -> None:
    found = keys(text)
    assert len(set(found)) == len(found)
    assert not found or found[0] == key(text) or len(key(text)) <= 1


def known(name: str) -> bool:
    return bool(KNOWN.codes(IngredientRecord(name)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("가나정10밀리그램(암로디핀베실산염)", ["암로디핀베실산염"]),
        ("가나정(암로디핀베실산염)(수출명:GANA Tab.)", ["암로디핀베실산염"]),
        ("가나정(수출용)", []),
        ("가나정", []),
        ("가나정(암로디핀, 발사르탄)", ["암로디핀", "발사르탄"]),
        ("가나정(암로디핀/발사르탄)", ["암로디핀", "발사르탄"]),
        ("가나정(암로디핀·클라불란산칼륨(2:1))", ["암로디핀", "클라불란산칼륨"]),
        ("가나정(메틸-N,S-디아세틸시스테인)", ["메틸-N,S-디아세틸시스테인"]),
        ("가나정(새로운성분)", ["새로운성분"]),
        ("가나정(새로운성분,또다른것)", ["새로운성분,또다른것"]),
        ("가나정(2:1)", []),
        ("가나정(20→1)", []),
        ("가나(시메티딘정)", []),
        ("가나정(GANA TABLET)", []),
        ("가나정(암로디핀10밀리그램)", ["암로디핀"]),
        ("가나정(암로디핀", []),
    ],
)
def test_the_last_bracket_of_a_name_holds_the_ingredients(name: str, expected: list[str]) -> None:
    assert [one.name for one in ingredients_in(name, known)] == expected


def test_a_name_that_states_strengths_gives_them_in_order() -> None:
    both = ingredients_in("가나정5/160밀리그램(암로디핀,발사르탄)", known)
    assert [(one.name, one.amount, one.unit) for one in both] == [
        ("암로디핀", Decimal(5), "mg"),
        ("발사르탄", Decimal(160), "mg"),
    ]


def test_brackets_within_brackets_belong_to_the_outer_one() -> None:
    assert brackets("가(나(다)라)마(바)사)(아") == ["나(다)라", "바"]


def test_two_lists_share_a_name_without_brackets_and_with_the_unit_spelt_one_way() -> None:
    assert bare_name("가나정 5밀리그람(암로디핀)") == bare_name("가나정5mg") == "가나정5mg"


def product(name: str, company: str = "가나제약", *benefit_codes: str) -> ProductRecord:
    return ProductRecord(ProductId("200000001"), name, company, SOURCE, benefit_codes=benefit_codes)


def benefit(name: str, code: str, company: str = "가나제약", item: str = "1") -> BenefitRecord:
    return BenefitRecord(name, company, item, code, "", HIRA)


def generic(code: str, *ingredients: tuple[str, int]) -> GenericRecord:
    records = tuple(IngredientRecord("", english, Decimal(mg), "mg") for english, mg in ingredients)
    return GenericRecord(code, records, "정제", Route.ORAL, HIRA)


GENERICS = [
    generic("A", ("amlodipine besylate (as amlodipine)", 5)),
    generic("B", ("amlodipine", 5), ("valsartan", 160)),
    generic("C", ("warfarin sodium", 2)),
]


def composer(*compositions: CompositionRecord, benefits: list[BenefitRecord] | None = None) -> Composer:
    return Composer(compositions, Benefits(benefits or [], GENERICS), KNOWN, by_name=True)


def listed(*names: str) -> CompositionRecord:
    return CompositionRecord(ProductId("200000001"), tuple(map(IngredientRecord, names)), SOURCE)


def test_what_a_list_says_is_believed_before_the_name_and_the_name_before_hira() -> None:
    benefits = [benefit("가나정(암로디핀)", "C"), benefit("가나정", "C")]
    one = composer(listed("발사르탄"), benefits=benefits).of(product("가나정(암로디핀)"))
    two = composer(benefits=benefits).of(product("가나정(암로디핀)"))
    three = composer(benefits=benefits).of(product("가나정"))
    assert one is not None
    assert two is not None
    assert three is not None
    assert [(one.ingredients[0].name, one.source.name) for one in (one, two, three)] == [
        ("발사르탄", "목록"),
        ("암로디핀", "품목명의 성분 표시"),
        ("warfarin sodium", "급여목록"),
    ]
    assert three.ingredients[0].code == "D2"


def test_an_ingredient_is_called_in_english_what_the_rules_call_it_where_its_list_has_only_korean() -> None:
    made = composer(listed("라니티딘", "라니티딘염산염", "모르는성분")).of(product("가나정"))
    assert made is not None
    assert [one.english for one in made.ingredients] == ["Ranitidine", "", ""], "a salt is another name"


def test_of_two_lists_the_first_is_believed() -> None:
    told = composer(listed("발사르탄"), listed("암로디핀")).of(product("가나정"))
    assert told is not None
    assert [one.name for one in told.ingredients] == ["발사르탄"]


def test_a_product_of_which_no_source_tells_has_no_composition() -> None:
    assert composer().of(product("가나정")) is None


def test_strengths_come_from_hira_by_the_exact_name() -> None:
    told = composer(listed("암로디핀베실산염"), benefits=[benefit("가나정", "A")]).of(product("가나정"))
    assert told is not None
    assert (told.ingredients[0].amount, told.ingredients[0].unit) == (Decimal(5), "mg")


def test_strengths_of_a_combination_go_to_the_ingredients_that_share_a_code() -> None:
    told = composer(listed("발사르탄", "암로디핀말레산염"), benefits=[benefit("가나정", "B")]).of(
        product("가나정")
    )
    assert told is not None
    assert [(one.name, one.amount) for one in told.ingredients] == [
        ("발사르탄", Decimal(160)),
        ("암로디핀말레산염", Decimal(5)),
    ]


def test_the_last_ingredient_without_a_strength_takes_the_last_strength() -> None:
    known_ones = [
        Ingredient("가", code="D1", amount=Decimal(1), unit="mg"),
        Ingredient("x", amount=Decimal(2), unit="mg"),
    ]
    given = [Ingredient("나"), Ingredient("가", code="D1")]
    assert [one.amount for one in with_strengths(given, known_ones)] == [Decimal(2), Decimal(1)]


def test_two_ingredients_that_cannot_be_told_apart_get_no_strength() -> None:
    known_ones = [
        Ingredient("x", amount=Decimal(1), unit="mg"),
        Ingredient("y", amount=Decimal(2), unit="mg"),
    ]
    assert [one.amount for one in with_strengths([Ingredient("가"), Ingredient("나")], known_ones)] == [
        None,
        None,
    ]


def test_a_name_states_the_strength_where_hira_does_not() -> None:
    told = composer(listed("암로디핀")).of(product("가나정10밀리그램"))
    assert told is not None
    assert told.ingredients[0].amount == Decimal(10)


def test_the_name_in_the_benefit_list_may_differ_in_brackets_and_unit_for_the_same_company() -> None:
    benefits = [benefit("가나정5mg(암로디핀,발사르탄)", "B"), benefit("다라정5mg", "C", "다라제약")]
    same = composer(benefits=benefits).of(product("가나정5밀리그람"))
    other = composer(benefits=benefits).of(product("다라정5밀리그램"))
    assert same is not None
    assert [one.code for one in same.ingredients] == ["D4", "D14"]
    assert other is None


def test_one_name_of_two_companies_is_told_apart_by_the_company_and_else_not_used() -> None:
    benefits = [benefit("가나정", "A"), benefit("가나정", "C", "다라제약")]
    own = composer(benefits=benefits).of(product("가나정"))
    strange = composer(benefits=benefits).of(product("가나정", "마바제약"))
    assert own is not None
    assert own.ingredients[0].code == "D4"
    assert strange is None


def test_a_benefit_code_is_believed_before_the_name() -> None:
    benefits = [benefit("가나정", "A", item="111"), benefit("다른이름", "C", item="222")]
    told = composer(benefits=benefits).of(product("가나정", "가나제약", "222"))
    assert told is not None
    assert told.ingredients[0].code == "D2"


def test_a_mixture_listed_as_one_is_parted_into_what_the_rules_know() -> None:
    told = composer(listed("암로디핀·클라불란산칼륨(2:1)"), listed("발사르탄")).of(product("가나정"))
    assert told is not None
    assert [one.code for one in told.ingredients] == ["D4", "D16"]


def test_a_spelling_is_learnt_from_products_of_one_ingredient_that_both_sides_know() -> None:
    """A Korean name that no rule spells is known by the English name that HIRA gives the same products."""
    products = [product("가정(별난이름)"), product("나정(별난이름)")]
    learning = composer(benefits=[benefit("가정(별난이름)", "C")])
    before = learning.of(products[1])
    learning.learn(products)
    after = learning.of(products[1])
    assert before is not None
    assert after is not None
    assert before.ingredients[0].code is None
    assert after.ingredients[0].code == "D2"
    assert after.ingredients[0].name == "별난이름"


def test_names_tell_nothing_outside_korea() -> None:
    foreign = Composer([], Benefits([], []), KNOWN, by_name=False)
    assert foreign.of(product("EXAMPLE TABLETS (AMLODIPINE)")) is None


def test_a_liquid_of_the_master_gives_no_strength_of_a_tablet() -> None:
    liquid = GenericRecord(
        "L", (IngredientRecord("", "amlodipine", Decimal(9), "mg"),), "주사", Route.INJECTION, HIRA
    )
    told = Composer(
        [listed("암로디핀")], Benefits([benefit("가나주", "L")], [liquid]), KNOWN, by_name=True
    ).of(product("가나주"))
    assert told is not None
    assert told.ingredients[0].amount is None
