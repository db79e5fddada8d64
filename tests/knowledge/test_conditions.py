"""Which rules about one medicine hold for a product's form, and what of a remark is left open."""

from datetime import date

import pytest

from knowledge.interactions.conditions import Open, fits, left_open
from knowledge.interactions.rules import CautionRule
from knowledge.interactions.verdicts import CautionKind
from knowledge.products import Ingredient, IngredientCode, Product, ProductId, Source

DUR = Source("DUR", date(2026, 3, 12))
CODES = frozenset({IngredientCode("D000718")})


def product(form: str, *names: str, route: str = "oral") -> Product:
    return Product(
        ProductId("p1"),
        "p1",
        "maker",
        tuple(Ingredient(name) for name in names or ("one",)),
        form=form,
        route=route,
    )


def rule(
    *forms: str,
    kind: CautionKind = CautionKind.DOSE,
    condition: str = "",
    codes: frozenset[IngredientCode] = CODES,
) -> CautionRule:
    return CautionRule(kind, "메트포르민", "", DUR, codes, condition=condition, forms=forms)


@pytest.mark.parametrize(
    ("named", "form", "expected"),
    [
        ("정제", "필름코팅정", True),
        ("나정", "필름코팅정", True),  # both let the substance out at once
        ("정제", "정제, 미분류", True),
        ("서방정", "필름코팅정", False),
        ("서방정", "서방성필름코팅정", True),
        ("나정", "서방정", False),
        ("정제", "서방정", None),  # the tables use the word with and without the slow ones in mind
        ("정제", "경질캡슐제, 산제", None),
        ("경질캡슐제,정제", "경질캡슐제, 정제", True),
        ("캡슐", "스팬슐", None),  # a slow capsule
        ("액상시럽제", "나정", False),
        ("고형제", "연질캡슐제, 액상", True),
        ("정제", "구강붕해필름", None),
        ("정제", "", None),
    ],
)
def test_a_form_is_judged_where_it_is_known(named: str, form: str, expected: bool | None) -> None:
    assert fits(named, form) is expected


def test_a_limit_of_slow_tablets_is_none_of_plain_ones() -> None:
    slow, plain = rule("서방정", "서방성필름코팅정"), rule("나정", "필름코팅정")
    tablet = product("필름코팅정")
    assert left_open(slow, tablet) is None
    assert left_open(plain, tablet) == Open()
    assert left_open(slow, product("")) == Open(forms=("서방정", "서방성필름코팅정"))


def test_what_harms_a_child_to_be_born_is_dropped_for_no_other_form_but_plain_for_slow() -> None:
    syrup = rule("액상시럽제", kind=CautionKind.PREGNANCY)
    assert left_open(syrup, product("나정")) == Open(forms=("액상시럽제",))
    assert left_open(rule("서방정", kind=CautionKind.PREGNANCY), product("나정")) is None


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("단일제·복합제포함", Open()),  # tells what else the rule is about
        (
            "2013-07-12정제,주사제에만해당,2020-12-28좌제포함",
            Open("2013-07-12정제,주사제에만해당,2020-12-28좌제포함"),
        ),
        ("경구", Open()),
        ("주사제", None),
        ("단일제에한함", Open()),
        ("제2형당뇨병", Open("제2형당뇨병")),
    ],
)
def test_a_remark_is_shown_unless_the_product_settles_it(remark: str, expected: Open | None) -> None:
    assert left_open(rule(condition=remark), product("나정")) == expected


def test_a_rule_about_a_combination_holds_for_who_carries_all_of_it() -> None:
    both = CODES | {IngredientCode("D000392")}
    assert left_open(rule(condition="복합제", codes=both), product("나정")) == Open()
    assert left_open(rule(condition="복합제"), product("나정")) == Open("복합제")


def test_a_rule_about_single_substances_is_not_held_against_a_combination() -> None:
    assert left_open(rule(condition="단일제에한함"), product("나정", "one", "two")) is None


def test_a_rule_of_another_route_is_not_held_against_a_tablet_but_is_where_the_route_is_unknown() -> None:
    assert left_open(rule(condition="경구"), product("", route="external")) is None
    assert left_open(rule(condition="경구"), product("", route="")) == Open("경구")
