"""What a photo's answer says of a medicine that calls one on the list to mind."""

from dataclasses import replace
from datetime import date

from bot.core.medications.medications import Medication, MedicationId, Overview
from bot.core.people.accounts import Language
from bot.telegram.features.substitution import views as refills
from bot.telegram.ui.texts import Texts
from knowledge.interactions.check import Report
from tests.knowledge.test_substitution import OLD, look, product

REPORT = Report((), (), (), (), (), date(2026, 1, 1))
LISTED = Overview((Medication(MedicationId(1), OLD.id, "old"),), {OLD.id: OLD}, REPORT)


def told(new: object, language: Language = Language.KOREAN) -> str:
    return "\n".join(refills.compared(Texts(language), [new.id], {new.id: new}, LISTED))


def test_another_look_is_told_with_both_descriptions() -> None:
    text = told(product("new", "D1", 5, look("AML")))
    assert "모양만 다른 약" in text
    assert "“NV 5”" in text
    assert "“AML”" in text
    assert "하나만" in text


def test_another_medicine_of_the_same_look_is_a_stop_sign() -> None:
    text = told(product("new", "D2", 5, look("NV 5")))
    assert "✋" in text
    assert "모양이 비슷하지만 다른 약" in text
    assert "약사" in text


def test_a_medicine_like_none_on_the_list_adds_nothing() -> None:
    assert told(product("new", "D9", 5, look("QQ"))) == ""


def test_a_medicine_that_the_catalogue_has_lost_is_compared_with_nothing() -> None:
    lost = replace(LISTED, products={})
    new = product("new", "D1", 5, look("AML"))
    assert refills.compared(Texts(Language.ENGLISH), [new.id], {new.id: new}, lost) == []


def test_a_slow_tablet_in_the_place_of_a_plain_one_is_a_stop_sign() -> None:
    text = told(replace(product("new", "D1", 5, look("AML")), form="서방정"))
    assert text.startswith("✋")
    assert "천천히" in text
    assert "모양만 다른" not in text
