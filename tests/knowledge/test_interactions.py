"""What a check says, over small rules that can be read at a glance; the real tables are tested elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue.dossier import dossier
from knowledge.catalogue.texts import ProductTexts
from knowledge.interactions.check import CautionKind, Obstacle, Profile, Report, Verdict, check
from knowledge.interactions.rules import (
    CautionRule,
    ClassRule,
    EffectRule,
    PairRule,
    ProductPairRule,
    Rules,
    Statement,
)
from knowledge.interactions.verdicts import OFFICIAL_CAUTIONS, NoteKind
from knowledge.products import Ingredient, IngredientCode, Leaflet, Membership, Product, ProductId, Source

TODAY = date(2026, 3, 12)
DUR = Source("DUR", date(2026, 3, 12))
LIST = Source("product list", date(2025, 9, 1))
KNOWN_OF = Profile(birth_year=1990, pregnant=False, nursing=False)


def codes(text: str) -> frozenset[IngredientCode]:
    return frozenset(IngredientCode(code) for code in text.split("+"))


def pair(first: str, second: str, condition: str = "") -> PairRule:
    return PairRule(codes(first), codes(second), (first, second), f"{first} x {second}", DUR, condition)


def effect(
    code: str, series: str, *, joint: bool = False, condition: str = "", above: int | None = None
) -> EffectRule:
    lead = IngredientCode(code.split("+")[0])
    above_mg = None if above is None else Decimal(above)
    return EffectRule(
        lead, codes(code), series, "area", DUR, joint=joint, condition=condition, above_mg=above_mg
    )


RULES = Rules(
    pairs=(pair("A", "B"), pair("C+D", "E"), pair("F", "B", "within 48 hours")),
    product_pairs=(ProductPairRule(ProductId("p9"), ProductId("p1"), ("nine", "one"), "by name", DUR),),
    effects=(
        effect("A", "nsaid"),
        effect("G", "nsaid", condition="over 325 mg", above=325),
        effect("H", "ace"),
        effect("I", "arb"),
        effect("J", "arb"),
        *(effect(code, "ace or arb", joint=True) for code in "HIJ"),
        effect("K+C", "ergot"),
        effect("D", "ergot"),
    ),
    cautions=(
        CautionRule(CautionKind.ELDERLY, "B", "falls", DUR, codes("B")),
        CautionRule(CautionKind.PREGNANCY, "A", "harms", DUR, codes("A"), grade=1),
        CautionRule(CautionKind.PREGNANCY, "B", "may harm", DUR, codes("B"), grade=2),
        CautionRule(CautionKind.AGE, "C", "too young", DUR, codes("C"), below_years=12),
        CautionRule(CautionKind.DOSE, "C+D", "4000 mg", DUR, codes("C+D")),
        CautionRule(CautionKind.DURATION, "E", "7 days", DUR, codes("E"), routes=("injection",)),
        CautionRule(CautionKind.SPLITTING, "", "never split", DUR, product=ProductId("p1")),
    ),
    tables=tuple(
        (kind, DUR) for kind in (Verdict.CONTRAINDICATED, Verdict.DUPLICATE_EFFECT, *OFFICIAL_CAUTIONS)
    ),
)


def product(
    id_: str, *ingredients: str, amount: int | None = None, unit: str = "mg", route: str = "oral"
) -> Product:
    """Make a product; an ingredient in lower case is known by name only, "A=Z" has two codes."""
    made = []
    for text in ingredients:
        code, _, also = text.partition("=")
        coded = IngredientCode(code) if code.isupper() else None
        further = tuple(IngredientCode(c) for c in also)
        strength = None if amount is None else Decimal(amount)
        made.append(Ingredient(f"name of {code}", "", coded, strength, unit if amount else "", further))
    return Product(ProductId(id_), id_, "maker", tuple(made), LIST if ingredients else None, route=route)


def report(*products: Product, profile: Profile | None = KNOWN_OF, rules: Rules = RULES) -> Report:
    return check(products, rules, profile, TODAY)


def verdict(*products: Product, rules: Rules = RULES) -> Verdict:
    (only,) = report(*products, rules=rules).pairs
    return only.verdict


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (["A"], ["B"], Verdict.CONTRAINDICATED),
        (["B"], ["A"], Verdict.CONTRAINDICATED),
        (["A", "E"], ["B", "A"], Verdict.CONTRAINDICATED),
        (["F"], ["B"], Verdict.CONTRAINDICATED),
        (["C", "D"], ["E"], Verdict.CONTRAINDICATED),
        (["C", "D", "x"], ["E"], Verdict.CONTRAINDICATED),
        (["C"], ["E"], Verdict.NONE_LISTED),
        (["D"], ["E"], Verdict.NONE_LISTED),
        (["A"], ["A"], Verdict.DUPLICATE_INGREDIENT),
        (["L", "B"], ["E", "L"], Verdict.DUPLICATE_INGREDIENT),
        (["x"], ["x"], Verdict.DUPLICATE_INGREDIENT),
        (["L=Z"], ["M=Z"], Verdict.DUPLICATE_INGREDIENT),
        (["L=B"], ["A"], Verdict.CONTRAINDICATED),
        (["I"], ["J"], Verdict.DUPLICATE_EFFECT),
        (["H"], ["I"], Verdict.DUPLICATE_EFFECT),
        (["K", "C"], ["D"], Verdict.DUPLICATE_EFFECT),
        (["K"], ["D"], Verdict.NONE_LISTED),
        (["A"], ["E"], Verdict.NONE_LISTED),
        (["A"], ["x"], Verdict.NOT_CHECKABLE),
        (["A", "x"], ["E"], Verdict.NOT_CHECKABLE),
        (["A", "x"], ["B"], Verdict.CONTRAINDICATED),
        (["A"], [], Verdict.NOT_CHECKABLE),
        ([], [], Verdict.NOT_CHECKABLE),
    ],
)
def test_a_pair_has_the_worst_verdict_that_its_ingredients_give(
    one: list[str], two: list[str], expected: Verdict
) -> None:
    assert verdict(product("p2", *one), product("p3", *two)) is expected
    assert verdict(product("p3", *one), product("p2", *two)) is expected


@pytest.mark.parametrize(
    ("amount", "unit", "expected", "condition"),
    [
        (100, "mg", Verdict.NONE_LISTED, None),
        (325, "mg", Verdict.NONE_LISTED, None),
        (500, "mg", Verdict.DUPLICATE_EFFECT, ""),
        (1, "g", Verdict.DUPLICATE_EFFECT, ""),
        (None, "", Verdict.DUPLICATE_EFFECT, "over 325 mg"),
        (5, "IU", Verdict.DUPLICATE_EFFECT, "over 325 mg"),
    ],
)
def test_a_strength_settles_a_condition_and_an_unknown_one_leaves_it_standing(
    amount: int | None, unit: str, expected: Verdict, condition: str | None
) -> None:
    found = report(product("p2", "A"), product("p3", "G", amount=amount, unit=unit))
    assert found.pairs[0].verdict is expected
    assert [f.condition for f in found.findings] == ([] if condition is None else [condition])


def test_a_rule_with_a_condition_is_shown_as_depending_on_it() -> None:
    (finding,) = report(product("p2", "F"), product("p3", "B")).findings
    assert (finding.verdict, finding.condition) == (Verdict.CONTRAINDICATED, "within 48 hours")


def test_the_sides_of_a_finding_stand_in_the_order_of_the_products() -> None:
    (finding,) = report(product("p2", "B"), product("p3", "A")).findings
    assert (finding.first, finding.second, finding.substances) == ("p2", "p3", ("B", "A"))


def test_a_rule_that_names_two_products_holds_whatever_is_known_of_their_ingredients() -> None:
    (finding,) = report(product("p9"), product("p1")).findings
    assert (finding.first, finding.second, finding.substances) == ("p1", "p9", ("one", "nine"))


def test_strengths_of_a_doubled_ingredient_are_summed_where_both_are_known() -> None:
    def amounts(*products: Product) -> list[str]:
        return [finding.amount for finding in report(*products).findings]

    assert amounts(product("p2", "L", amount=500), product("p3", "L", amount=325)) == ["825 mg"]
    assert amounts(product("p2", "L", amount=500), product("p3", "L")) == [""]
    assert amounts(product("p2", "L", amount=1, unit="g"), product("p3", "L", amount=1)) == [""]


def test_one_substance_twice_is_a_duplicate_ingredient_and_not_also_a_duplicate_effect() -> None:
    found = report(product("p2", "I"), product("p3", "I"))
    assert [f.verdict for f in found.findings] == [Verdict.DUPLICATE_INGREDIENT]


def test_two_of_one_series_are_not_told_again_by_the_joint_series() -> None:
    found = report(product("p2", "I"), product("p3", "J"))
    assert [f.substances for f in found.findings] == [("arb",)]


def test_the_same_product_twice_doubles_its_ingredients_even_if_they_are_unknown() -> None:
    for one in (product("p2", "A"), product("p2")):
        found = report(one, one)
        assert [f.verdict for f in found.findings] == [Verdict.DUPLICATE_INGREDIENT]
        assert [(p.first, p.second) for p in found.pairs] == [("p2", "p2")]


def test_what_was_found_never_hides_what_was_not_checked() -> None:
    found = report(product("p2", "A", "x"), product("p3", "B"), product("p4"))
    assert found.findings[0].verdict is Verdict.CONTRAINDICATED
    assert [(u.obstacle, u.product, u.detail) for u in found.unchecked] == [
        (Obstacle.NO_CODE, "p2", "name of x"),
        (Obstacle.NO_INGREDIENTS, "p4", ""),
    ]


def test_ingredients_without_a_source_are_not_known() -> None:
    one = Product(ProductId("p2"), "p2", "maker", (Ingredient("A", code=IngredientCode("A")),))
    assert report(one).unchecked[0].obstacle is Obstacle.NO_INGREDIENTS


def test_a_code_that_no_product_has_is_named_and_its_pairs_are_not_checkable() -> None:
    found = check([product("p2", "A")], RULES, KNOWN_OF, TODAY, unknown=[ProductId("p1")])
    assert [(p.first, p.second, p.verdict) for p in found.pairs] == [("p1", "p2", Verdict.NOT_CHECKABLE)]
    assert [(u.obstacle, u.product) for u in found.unchecked] == [(Obstacle.UNKNOWN_PRODUCT, "p1")]


def test_a_table_that_was_not_loaded_leaves_no_pair_clear() -> None:
    bare = Rules(tables=((Verdict.CONTRAINDICATED, DUR),))
    found = report(product("p2", "A"), product("p3", "E"), rules=bare)
    assert found.pairs[0].verdict is Verdict.NOT_CHECKABLE
    assert {u.detail for u in found.unchecked if u.obstacle is Obstacle.NO_RULES} == {
        "duplicate-effect", "age", "elderly", "dose", "duration", "splitting",
    }  # fmt: skip


def test_what_a_person_did_not_tell_is_named_as_not_checked() -> None:
    found = report(product("p2", "A"), profile=None)
    assert [u.detail for u in found.unchecked if u.obstacle is Obstacle.NO_PROFILE] == [
        "age", "pregnancy", "nursing",
    ]  # fmt: skip
    assert found.cautions == ()


@pytest.mark.parametrize(("born", "asked"), [(1952, []), (2025, []), (1990, ["pregnancy", "nursing"])])
def test_who_is_too_old_or_too_young_is_not_said_to_have_left_pregnancy_untold(born, asked) -> None:
    found = report(product("p2", "A"), profile=Profile(birth_year=born))
    assert [u.detail for u in found.unchecked if u.obstacle is Obstacle.NO_PROFILE] == asked
    told = report(product("p2", "A"), profile=Profile(birth_year=born, pregnant=True))
    assert "pregnancy" not in [u.detail for u in told.unchecked]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(1990, pregnant=False, nursing=False), []),
        (Profile(1990, pregnant=True, nursing=False), [("pregnancy", "A", 1), ("pregnancy", "B", 2)]),
        (Profile(1960, pregnant=False, nursing=False), [("elderly", "B", None)]),
        (Profile(1961, pregnant=False, nursing=False), [("elderly", "B", None)]),
        (Profile(1962, pregnant=False, nursing=False), []),
        (Profile(2016, pregnant=False, nursing=False), [("age", "C", None)]),
        (Profile(2014, pregnant=False, nursing=False), [("age", "C", None)]),
        (Profile(2013, pregnant=False, nursing=False), []),
    ],
)
def test_cautions_are_those_of_this_person_and_doubt_about_the_birthday_counts_as_yes(
    profile: Profile, expected: list[tuple[str, str, int | None]]
) -> None:
    found = report(product("p2", "A", "B", "C"), profile=profile)
    assert [(c.kind.value, c.substance, c.grade) for c in found.cautions] == expected


def test_a_rule_on_dose_needs_all_codes_and_a_rule_by_name_only_the_product() -> None:
    assert report(product("p2", "C")).cautions == ()
    assert [c.substance for c in report(product("p2", "C", "D")).cautions] == ["C+D"]
    assert [c.kind for c in report(product("p1")).cautions] == [CautionKind.SPLITTING]


def test_a_rule_on_injections_is_not_held_against_a_tablet_but_is_where_the_route_is_unknown() -> None:
    assert report(product("p2", "E")).cautions == ()
    assert [c.kind for c in report(product("p2", "E", route="")).cautions] == [CautionKind.DURATION]


LETTERS = st.lists(st.sampled_from([*"ABCDEFGHIJKL", "x", "y", "L=B"]), max_size=4, unique=True)
LISTS = st.lists(
    st.builds(lambda n, letters: product(f"p{n}", *letters), st.integers(0, 9), LETTERS),
    max_size=7,
    unique_by=lambda p: p.id,
)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_never_matters(products: Sequence[Product], random: object) -> None:
    shuffled = list(products)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert report(*shuffled) == report(*products)


@given(LISTS, LETTERS)
def test_one_more_product_never_takes_a_finding_away(products: Sequence[Product], letters: list[str]) -> None:
    before, after = report(*products), report(*products, product("p5+", *letters))
    assert set(before.findings) <= set(after.findings)
    assert set(before.cautions) <= set(after.cautions)
    assert set(before.unchecked) <= set(after.unchecked)
    assert set(before.pairs) <= set(after.pairs)


@given(LISTS)
def test_every_two_products_have_one_verdict_and_unknown_ingredients_are_never_clear(
    products: Sequence[Product],
) -> None:
    found = report(*products)
    ids = sorted(p.id for p in products)
    assert [(p.first, p.second) for p in found.pairs] == [
        (one, two) for index, one in enumerate(ids) for two in ids[index + 1 :]
    ]
    unknown = {p.id for p in products if not p.ingredients or any(i.code is None for i in p.ingredients)}
    clear = {id_ for p in found.pairs if p.verdict is Verdict.NONE_LISTED for id_ in (p.first, p.second)}
    assert not unknown & clear


@given(LISTS)
def test_findings_stand_worst_first_and_each_is_the_verdict_of_its_pair_or_less(
    products: Sequence[Product],
) -> None:
    found = report(*products)
    order = list(Verdict)
    ranks = [order.index(f.verdict) for f in found.findings]
    assert ranks == sorted(ranks)
    worst = {(p.first, p.second): order.index(p.verdict) for p in found.pairs}
    assert all(worst[f.first, f.second] <= order.index(f.verdict) for f in found.findings)


def test_a_medicine_of_high_alert_is_pointed_out_beside_what_no_rule_names() -> None:
    warfarin = Product(
        ProductId("w"), "w", "maker", (Ingredient("와르파린나트륨", code=IngredientCode("E")),), LIST
    )
    assert [(c.product, c.substance) for c in report(warfarin, product("p2", "C")).care] == [
        ("w", "와르파린나트륨")
    ]
    assert report(warfarin).care == ()
    assert report(product("p2", "C"), product("p3", "D")).care == ()


@pytest.mark.parametrize(("id_", "beside"), [("p1", ("nine",)), ("p9", ("one",)), ("p5", ())])
def test_all_that_is_known_of_a_product_tells_the_rules_that_name_it_itself(id_, beside):
    told = dossier(product(id_, "Z"), ProductTexts(), (), RULES)
    assert told.partners == beside


@pytest.mark.parametrize(("name", "is_listed"), [("와파린나트륨", True), ("아세트아미노펜", False)])
def test_a_medicine_that_goes_with_care_says_so_by_itself(name: str, is_listed: bool) -> None:
    alone = Product(ProductId("w"), "약", "회사", ingredients=(Ingredient(name),))
    assert bool(dossier(alone, ProductTexts(), (), RULES).care_from) is is_listed


def test_a_product_with_a_part_of_a_combination_is_told_of_the_rule_without_a_finding() -> None:
    found = report(product("p2", "C"), product("p3", "E"))
    assert found.pairs[0].verdict is Verdict.NONE_LISTED
    (note,) = found.notes
    assert (note.kind, note.product, note.substances) == (NoteKind.PART, "p2", ("C+D", "E"))
    assert not report(product("p2", "C", "D"), product("p3", "E")).notes


def test_what_acts_where_it_is_put_has_a_note_in_place_of_a_finding() -> None:
    found = report(product("p2", "A", route="topical"), product("p3", "B"))
    assert (found.findings, found.pairs[0].verdict) == ((), Verdict.NONE_LISTED)
    assert [(note.kind, note.product) for note in found.notes] == [(NoteKind.TOPICAL, "p2")]
    assert verdict(product("p2", "A", route="external"), product("p3", "B")) is Verdict.CONTRAINDICATED
    assert verdict(product("p2", "A", route="topical"), product("p3", "A")) is Verdict.DUPLICATE_INGREDIENT


@pytest.mark.parametrize(
    ("recognised", "expected"), [(True, Verdict.NOT_COVERED), (False, Verdict.NOT_CHECKABLE)]
)
def test_a_substance_without_rules_is_told_apart_from_a_name_that_may_be_misspelt(
    recognised: bool, expected: Verdict
) -> None:
    uncoded = Ingredient("new", recognised=recognised)
    other = Product(ProductId("p9"), "p9", "maker", (uncoded,), LIST, route="oral")
    found = check([product("p2", "A"), other], RULES, KNOWN_OF, TODAY)
    assert found.pairs[0].verdict is expected
    assert [one.obstacle for one in found.unchecked] == [
        Obstacle.NOT_COVERED if recognised else Obstacle.NO_CODE
    ]


def test_nothing_is_called_uncovered_where_no_rules_are_loaded() -> None:
    other = Product(ProductId("p9"), "p9", "maker", (Ingredient("new", recognised=True),), LIST, route="oral")
    found = check([product("p2", "A"), other], Rules(), KNOWN_OF, TODAY)
    assert found.pairs[0].verdict is Verdict.NOT_CHECKABLE
    assert Obstacle.NOT_COVERED not in {one.obstacle for one in found.unchecked}


GROUPED = replace(
    RULES,
    statements={
        7: (
            Statement(Verdict.LEAFLET_ASK, "x", "words of x", "ask about x"),
            Statement(Verdict.LEAFLET_DO_NOT, "y", "words of y", "never y"),
        )
    },
    classes=(
        ClassRule("x", "y", "ours", "ours in English", "a paper"),
        ClassRule("z", "z", "two of z", "two of z", "a paper"),
    ),
)
LEAFLET = Leaflet(7, ProductId("p2"), "two", LIST)


def grouped(id_: str, code: str, *groups: str, leaflet: bool = False) -> Product:
    """Make a product that belongs to groups, by its ingredient."""
    plain = product(id_, code)
    memberships = tuple(Membership(group, plain.ingredients[0].name) for group in groups)
    return replace(plain, groups=memberships, leaflets=(LEAFLET,) if leaflet else ())


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (grouped("p2", "A", leaflet=True), grouped("p3", "E", "x"), [Verdict.LEAFLET_ASK]),
        (grouped("p2", "A", leaflet=True), grouped("p3", "E", "x", "y"), [Verdict.LEAFLET_DO_NOT]),
        (grouped("p2", "A", leaflet=True), grouped("p3", "B", "y"), [Verdict.CONTRAINDICATED]),
        (grouped("p2", "A", "y", leaflet=True), grouped("p3", "A", "y"), [Verdict.DUPLICATE_INGREDIENT]),
        (
            grouped("p2", "A", leaflet=True),
            grouped("p3", "A", "y"),
            [Verdict.LEAFLET_DO_NOT, Verdict.DUPLICATE_INGREDIENT],
        ),
        (grouped("p2", "A", "y"), grouped("p3", "E", "x"), [Verdict.CLASS_DUPLICATE]),
        (grouped("p2", "A", "z"), grouped("p3", "E", "z"), [Verdict.CLASS_DUPLICATE]),
        (grouped("p2", "A", "z"), grouped("p3", "A", "z"), [Verdict.DUPLICATE_INGREDIENT]),
        (grouped("p2", "A", "x"), grouped("p3", "B", "y"), [Verdict.CONTRAINDICATED]),
        (grouped("p2", "A"), grouped("p3", "E", "x", "y"), []),
    ],
)
def test_leaflets_and_classes_say_what_the_official_rules_do_not(
    one: Product, two: Product, expected: list[Verdict]
) -> None:
    found = report(one, two, rules=GROUPED)
    assert [finding.verdict for finding in found.findings] == expected
    assert found.pairs[0].verdict is (expected[0] if expected else Verdict.NONE_LISTED)


def test_a_sentence_of_a_leaflet_is_quoted_with_whose_it_is() -> None:
    other = replace(grouped("p4", "A"), leaflets=(LEAFLET,))  # of the same ingredients as p2
    for subject, is_own in ((grouped("p2", "A", leaflet=True), True), (other, False)):
        (found,) = report(subject, grouped("p3", "E", "x"), rules=GROUPED).findings
        assert (found.reason, found.leaflet, found.quotes_own_leaflet) == ("ask about x", LEAFLET, is_own)
        assert (found.source, found.substances) == (LIST, ("words of x", "name of E"))


def test_a_dossier_tells_what_the_rules_leave_out_and_what_the_leaflet_says() -> None:
    uncoded = Ingredient("new", recognised=True)
    plain = Product(ProductId("p2"), "two", "maker", (uncoded,), LIST, route="oral", leaflets=(LEAFLET,))
    told = dossier(plain, ProductTexts(), (), GROUPED)
    assert told.uncovered == ("new",)
    assert [one.group for one in told.statements] == ["x", "y"]
    assert told.leaflet == LEAFLET


@pytest.mark.parametrize(
    ("born", "ages", "limit"),
    [
        (1990, None, "3,200 mg"),
        (None, None, "3,200 mg"),
        (2024, None, ""),
        (2015, None, ""),
        (2013, None, "3,200 mg"),
        (2024, 0.0, "3,200 mg"),
    ],
)
def test_no_child_is_told_the_most_a_day_of_adults(born: int | None, ages: float | None, limit: str) -> None:
    rule = CautionRule(CautionKind.DOSE, "I", "much", DUR, codes("I"), from_years=ages, limit="3,200 mg")
    rules = Rules(cautions=(rule,))
    (told,) = report(product("p2", "I"), profile=Profile(birth_year=born), rules=rules).cautions
    assert (told.limit, told.reason) == (limit, "much")
