"""What could not be checked, and what a medicine is for, where there is little room."""

from dataclasses import replace
from datetime import date

from bot.core.medications import Medication, MedicationId, Overview
from bot.core.people import Account, ChatId, Language, PersonId
from bot.telegram.dressing import messages_of
from bot.telegram.screens import TEXT_LIMIT, Screen
from bot.telegram.texts import Texts
from bot.telegram.views import findings, words
from knowledge.interactions import Obstacle, Report, Unchecked
from knowledge.products import Ingredient, ProductId
from tests.knowledge.test_refills import OLD, look, product

SOMEONE = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 2, PersonId(1))
KO, EN = Texts(Language.KOREAN), Texts(Language.ENGLISH)


def test_each_of_two_hundred_medicines_that_cannot_be_checked_is_named_in_as_many_messages_as_it_takes() -> (
    None
):
    lost = tuple(
        Medication(MedicationId(n), ProductId(f"lost{n}"), f"아주 긴 이름을 가진 약 {n}") for n in range(200)
    )
    unchecked = tuple(Unchecked(Obstacle.UNKNOWN_PRODUCT, one.product_id) for one in lost)
    report = Report((), (), unchecked, (), (), date(2026, 1, 1))
    for t in (KO, EN):
        screen = Screen(tuple(findings.notes(t, Overview(lost, {}, report))))
        said = [message.text() for message in messages_of(screen, SOMEONE)]
        assert all(len(text) <= TEXT_LIMIT for text in said)
        assert all(f"약 {n} (" in "".join(said) for n in range(200))


def test_a_long_purpose_is_shortened_beside_others_and_an_unknown_look_leaves_no_empty_line() -> None:
    long = "이 약은 " + ", ".join(["감기로 인한 발열 및 통증"] * 8) + "에 사용합니다."
    offered = words.offered(KO, 1, replace(OLD, purpose=long))
    assert "이 약은" not in offered
    assert "감기로 인한 발열 및 통증" in offered
    assert "…" in offered
    assert words.purpose_in_short(KO, replace(OLD, purpose="이 약은 두통에 사용합니다.")) == "두통"
    bare = words.offered(KO, 1, replace(product("new", "D1", 5, look("")), appearances=(), purpose=""))
    assert "\n\n" not in bare


def test_a_name_that_is_korean_alone_comes_with_its_ingredient_on_an_english_screen() -> None:
    nameless = replace(
        OLD,
        name="이코나졸캡슐",
        english="",
        ingredients=(Ingredient("이트라코나졸", english="Itraconazole"),),
    )
    assert words.product_name(EN, nameless) == "이코나졸캡슐 [Itraconazole]"
    assert words.product_name(KO, nameless) == "이코나졸캡슐"
    assert words.product_name(EN, replace(nameless, english="Econazol Cap.")) == "Econazol Cap."
