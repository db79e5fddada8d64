"""What somebody is allergic to is found in every medicine that holds it, by any route and in any mixture."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Allergen, CautionKind, Obstacle, Profile, Rules, check
from knowledge.products import Ingredient, IngredientCode, Membership, Product, ProductId
from knowledge.starter import build_starter

TODAY = date(2026, 3, 12)
RULES = Rules(members={"penicillin": frozenset({"아목시실린수화물", "암피실린"})})
PENICILLIN = Allergen("페니실린", "페니실린계 항생제", "penicillins", group="penicillin")
AMOXICILLIN = Allergen("아목시실린", "아목시실린", "amoxicillin")
CODED = Allergen("타이레놀", "아세트아미노펜", "acetaminophen", (IngredientCode("D1"),))


def product(*names: str, code: str = "", group: str = "", route: str = "oral") -> Product:
    found = tuple(Ingredient(name, code=IngredientCode(code) if code else None) for name in names)
    groups = (Membership(group, ""),) if group else ()
    return Product(ProductId("p"), "p", "maker", found, groups=groups, route=route)


def held(one: Product, *allergies: Allergen) -> list[tuple[str, str]]:
    report = check([one], RULES, Profile(allergies=allergies), TODAY)
    return [(c.substance, c.reason) for c in report.cautions if c.kind is CautionKind.ALLERGY]


@pytest.mark.parametrize(
    ("one", "allergen", "substances"),
    [
        (product(), PENICILLIN, []),
        (product("아스피린"), PENICILLIN, []),
        (product("아목시실린"), AMOXICILLIN, ["아목시실린"]),
        (product("아목시실린수화물", "클라불란산칼륨"), AMOXICILLIN, ["아목시실린수화물"]),
        (product("아목시실린나트륨·클라불란산칼륨"), PENICILLIN, ["아목시실린나트륨·클라불란산칼륨"]),
        (product("암피실린나트륨", route="topical"), PENICILLIN, ["암피실린나트륨"]),
        (product("새 물질", group="penicillin"), PENICILLIN, ["페니실린계 항생제"]),
        (product("파라세타몰", code="D1"), CODED, ["파라세타몰"]),
        (product("수산화마그네슘"), Allergen("", "수산화알루미늄"), []),
        (product("아목시실린"), Allergen("새우"), []),
    ],
)
def test_a_medicine_is_known_to_hold_it(one, allergen, substances):
    assert held(one, allergen) == [(name, allergen.name) for name in substances]


def test_it_stands_before_all_other_cautions_and_one_more_allergy_takes_none_away():
    one = product("아목시실린", "아세트아미노펜")
    paracetamol = replace(CODED, codes=())
    assert len(held(one, PENICILLIN, paracetamol)) == 2
    assert set(held(one, PENICILLIN)) < set(held(one, PENICILLIN, paracetamol))


def test_what_no_list_has_is_told_as_not_checked():
    report = check([product("아스피린")], RULES, Profile(allergies=(Allergen("새우"),)), TODAY)
    unchecked = [one.detail for one in report.unchecked if one.obstacle is Obstacle.UNKNOWN_ALLERGEN]
    assert unchecked == ["새우"]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("starter") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ("아세트아미노펜", "아세트아미노펜"),
        ("acetaminophen", "아세트아미노펜"),
        ("아세트아미노팬", "아세트아미노펜"),
        ("타이레놀", "아세트아미노펜"),
        ("오구멘틴", "아목시실린수화물"),
        ("와파린", "와르파린나트륨"),
    ],
)
def test_what_is_written_leads_to_the_substance(catalogue, told, first):
    assert [(one.told, one.name) for one in catalogue.allergens(told)][0] == (told, first)


@pytest.mark.parametrize("told", ["", "땅콩", "x", "조영제", "🤧"])
def test_what_no_list_has_leads_nowhere(catalogue, told):
    assert not catalogue.allergens(told)


@pytest.mark.parametrize(
    ("told", "group"),
    [
        ("페니실린", "penicillin"),
        ("penicillin", "penicillin"),
        ("세팔로스포린", "cephalosporin"),
        ("소염제", "nsaid"),
    ],
)
def test_a_class_is_meant_where_its_name_is_written(korean_knowledge, told, group):
    with Catalogue.open(korean_knowledge) as real:
        assert real.allergens(told)[0].group == group


def test_a_class_is_found_in_combinations_and_eye_drops(korean_knowledge):
    with Catalogue.open(korean_knowledge) as real:
        for told, name in (("페니실린", "오구멘틴정"), ("설파제", "셉트린정"), ("설파제", "아이케어점안액")):
            allergen, *_ = real.allergens(told)
            report = real.check([real.search(name)[0].product.id], Profile(allergies=(allergen,)), TODAY)
            assert report.cautions[0].kind is CautionKind.ALLERGY, name
