"""What could not be checked, and what a medicine is for, where there is little room."""

from dataclasses import replace
from datetime import date

from bot.core.medications import Medication, MedicationId, Overview
from bot.core.people import Language
from bot.telegram.texts import Texts
from bot.telegram.views import findings, words
from knowledge.interactions import Obstacle, Report, Unchecked
from knowledge.products import ProductId
from tests.knowledge.test_refills import OLD, look, product

KO, EN = Texts(Language.KOREAN), Texts(Language.ENGLISH)


def test_two_hundred_medicines_that_cannot_be_checked_are_said_in_one_short_block() -> None:
    lost = tuple(
        Medication(MedicationId(n), ProductId(f"lost{n}"), f"아주 긴 이름을 가진 약 {n}") for n in range(200)
    )
    unchecked = tuple(Unchecked(Obstacle.UNKNOWN_PRODUCT, one.product_id) for one in lost)
    report = Report((), (), unchecked, (), (), date(2026, 1, 1))
    (korean,) = findings.notes(KO, Overview(lost, {}, report))
    (english,) = findings.notes(EN, Overview(lost, {}, report))
    assert korean.startswith("⚪ 확인하지 못")
    assert "약 0" in korean
    assert korean.endswith("외 192개")
    assert english.endswith("and 192 more")
    assert len(korean) < 500


def test_a_long_purpose_is_shortened_beside_others_and_an_unknown_look_leaves_no_empty_line() -> None:
    long = "이 약은 " + ", ".join(["감기로 인한 발열 및 통증"] * 8) + "에 사용합니다."
    offered = words.offered(KO, 1, replace(OLD, purpose=long))
    assert "이 약은" not in offered
    assert "감기로 인한 발열 및 통증" in offered
    assert "…" in offered
    assert words.purpose_in_short(KO, replace(OLD, purpose="이 약은 두통에 사용합니다.")) == "두통"
    bare = words.offered(KO, 1, replace(product("new", "D1", 5, look("")), appearances=(), purpose=""))
    assert "\n\n" not in bare
