"""What a person writes of their allergies, and how it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people.allergies import (
    LONGEST,
    MOST_ALLERGIES,
    from_json,
    is_full,
    to_json,
    told_in,
    with_allergen,
    without_allergen,
)
from knowledge.interactions.check import Allergen, Profile
from knowledge.products import IngredientCode

ALLERGENS = st.builds(
    Allergen, st.text(), st.text(), st.text(), st.lists(st.text().map(IngredientCode)).map(tuple), st.text()
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ()),
        ("페니실린", ("페니실린",)),
        ("페니실린, 아스피린 알레르기 있어요", ("페니실린", "아스피린")),
        ("저는 페니실린에 알레르기가 있어요", ("페니실린",)),
        ("설파제는 알러지가 심해요!", ("설파제",)),
        ("아스피린이랑 이부프로펜이요", ("아스피린", "이부프로펜")),
        ("I'm allergic to penicillin and aspirin.", ("penicillin", "aspirin")),
        ("아스피린\n아스피린", ("아스피린",)),
        ("없어요", ()),
        ("None", ()),
        ("모르겠어요", ()),
        ("새우\N{RIGHT-TO-LEFT OVERRIDE}", ("새우",)),
    ],
)
def test_a_text_names_what_it_is_about(text, told):
    assert told_in(text) == told


@given(st.text(max_size=5000))
def test_whatever_is_written_is_few_and_short(text):
    told = told_in(text)
    assert len(told) <= MOST_ALLERGIES
    assert all(0 < len(one) <= LONGEST for one in told)


@given(st.lists(ALLERGENS).map(tuple))
def test_what_is_kept_comes_back_as_it_was(allergens):
    assert from_json(to_json(allergens)) == allergens


def test_each_is_kept_once_and_goes_by_its_name():
    one, same, other = (
        Allergen("타이레놀", "아세트아미노펜"),
        Allergen("x", "아세트아미노펜"),
        Allergen("새우"),
    )
    profile = with_allergen(with_allergen(with_allergen(Profile(1950), one), same), other)
    assert profile.allergies == (one, other)
    assert without_allergen(profile, "새우") == Profile(1950, allergies=(one,))


def test_no_more_are_kept_than_a_page_shows():
    profile = Profile()
    for number in range(MOST_ALLERGIES + 3):
        profile = with_allergen(profile, Allergen(str(number)))
    assert is_full(profile)
    assert len(profile.allergies) == MOST_ALLERGIES
