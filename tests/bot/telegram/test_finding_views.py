"""What could not be checked, and what a medicine is for, where there is little room."""

from dataclasses import replace
from datetime import date

from bot.core.interactions.check import Checked
from bot.core.interactions.shown_findings import visible
from bot.core.medications.medications import Medication, MedicationId, Overview
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.telegram.features.check import views as check
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, product_lines, words
from bot.telegram.ui.personalization import messages_of
from bot.telegram.ui.screens import TEXT_LIMIT, Screen
from bot.telegram.ui.texts import Texts
from knowledge.interactions.cautions import KEEP_WHOLE
from knowledge.interactions.check import (
    Caution,
    CautionKind,
    Finding,
    Obstacle,
    Pair,
    Report,
    Unchecked,
    Verdict,
)
from knowledge.products import Ingredient, ProductId, Source
from tests.knowledge.test_substitution import OLD, look, product

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
        screen = Screen(tuple(findings.told(t, Overview(lost, {}, report))))
        said = [message.text() for message in messages_of(screen, SOMEONE)]
        assert all(len(text) <= TEXT_LIMIT for text in said)
        assert all(f"약 {n} (" in "".join(said) for n in range(200))
        assert all(text.count("<blockquote") == text.count("</blockquote>") for text in said)
        assert "200" in details.unknown(t, Overview(lost, {}, report))[0]


LISTED = Source("DUR 병용금기", date(2026, 3, 12))
TWO = (
    product("a", "D1", 5, look("A")),
    replace(product("b", "D2", 5, look("B")), ingredients_from=LISTED),
)


def found(
    verdict: Verdict, substances: tuple[str, ...], reason: str, *, source: Source = LISTED, amount: str = ""
) -> Finding:
    return Finding(verdict, TWO[0].id, TWO[1].id, substances, reason, source, amount=amount)


def told_of(*findings_: Finding, unchecked: tuple[Unchecked, ...] = ()) -> Overview:
    report = Report(findings_, (), unchecked, (), (LISTED,), date(2026, 11, 22))
    return Overview((), {one.id: one for one in TWO}, report)


def test_a_pair_that_rules_name_by_several_substances_is_one_warning_with_every_source() -> None:
    earlier = Source("DUR 병용금기", date(2025, 1, 1))
    overview = told_of(
        found(Verdict.CONTRAINDICATED, ("갑", "을"), "혈압강하"),
        found(Verdict.CONTRAINDICATED, ("갑", "을 + 병"), "혈압강하", source=earlier),
        found(Verdict.DUPLICATE_INGREDIENT, ("갑",), "동일성분 중복", amount="10 mg"),
        found(Verdict.DUPLICATE_INGREDIENT, ("정",), "동일성분 중복", amount="4 mg"),
    )
    for t in (KO, EN):
        red, orange, _ = findings.warnings(t, overview)
        (behind,) = details.folded_up(t, overview)
        assert red.startswith("🔴")
        assert "갑 + 을; 갑 + 을 + 병" in behind
        assert all(day in behind for day in ("2026-03-12", "2025-01-01"))
        assert "갑 10 mg, 정 4 mg" in orange
        assert "동일성분 중복\n" not in orange + behind, "the heading says it"


def test_each_kind_of_warning_about_a_pair_counts_once_towards_what_a_screen_shows() -> None:
    many = [found(Verdict.DUPLICATE_INGREDIENT, (f"성분{n}",), "동일성분 중복") for n in range(20)]
    overview = told_of(*many, found(Verdict.DUPLICATE_EFFECT, ("ARB",), "혈압강하작용의약품: 갑, 을"))
    first, second, last = findings.warnings(KO, overview)
    (behind,) = details.folded_up(KO, overview)
    assert first.startswith("🟠")
    assert second.startswith("🟠")
    assert all(f"성분{n}" in behind for n in range(20))
    assert "혈압약" in behind
    assert "끊지 마세요" in last


def test_what_could_not_be_looked_up_stands_before_what_was_found() -> None:
    unchecked = (
        Unchecked(Obstacle.NO_INGREDIENTS, TWO[1].id),
        Unchecked(Obstacle.NO_RULES, detail="nursing"),
    )
    overview = told_of(found(Verdict.CONTRAINDICATED, ("갑", "을"), "혈압강하"), unchecked=unchecked)
    screen = check.result(KO, Checked((TWO[0].id, TWO[1].id), overview, None))
    said = screen.text()
    assert said.index("같은 성분이 겹치는지도") < said.index("🔴")
    assert said.count("⚪") == 2
    assert "목록이 없어서 확인하지 못했어요: 수유 중 주의" in said


def test_words_that_nobody_put_plainly_are_marked_as_the_lists_own() -> None:
    overview = told_of(found(Verdict.CONTRAINDICATED, ("갑", "을"), "모르는말증가"))
    (said, _), (behind,) = findings.warnings(KO, overview), details.folded_up(KO, overview)
    assert said.endswith("모르는말증가")
    assert "모르는말증가 <i>(목록의 글 그대로예요)</i>" in behind


def test_words_that_are_plain_already_are_not_said_twice() -> None:
    assert "원문" not in words.spoken(KO, KEEP_WHOLE, {})


def test_a_long_purpose_is_shortened_beside_others_and_an_unknown_look_leaves_no_empty_line() -> None:
    long = "이 약은 " + ", ".join(["감기로 인한 발열 및 통증"] * 8) + "에 사용합니다."
    offered = product_lines.offered(KO, 1, replace(OLD, purpose=long))
    assert "이 약은" not in offered
    assert "감기로 인한 발열 및 통증" in offered
    assert "…" in offered
    assert words.purpose_in_short(KO, replace(OLD, purpose="이 약은 두통에 사용합니다.")) == "두통"
    bare = product_lines.offered(
        KO, 1, replace(product("new", "D1", 5, look("")), appearances=(), purpose="")
    )
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


def test_our_own_list_names_its_literature_and_our_other_words_are_only_ours() -> None:
    assert words.source(KO, Source("Yaksok: 문헌 (2015)", None)) == "저희가 쓴 설명, 근거: 문헌 (2015)"
    assert words.source(KO, Source("Yaksok (제형: 서방·장용)", None)) == "저희가 쓴 설명"


def test_where_a_red_finding_is_told_its_reason_is_seen_and_its_source_is_behind_a_tap() -> None:
    overview = told_of(found(Verdict.CONTRAINDICATED, ("갑", "을"), "혈압강하"))
    for t in (KO, EN, Texts(Language.KOREAN, is_large=True)):
        said = findings.told(t, overview)
        seen = "\n".join(block for block in said if "<blockquote" not in block)
        assert "🔴" in seen
        assert "2026-03-12" not in seen
        assert "2026-03-12" in said[-1]


def test_that_no_rule_is_listed_is_never_said_without_that_it_is_no_promise() -> None:
    pair = Pair(TWO[0].id, TWO[1].id, Verdict.NONE_LISTED)
    report = replace(told_of().report, pairs=(pair,))
    for t, promise in (
        (KO, "괜찮다는 뜻은 아니에요"),
        (EN, "not a promise"),
        (Texts(Language.ENGLISH, is_large=True), "not a promise"),
    ):
        said = findings.told(t, replace(told_of(), report=report))
        assert any(promise in block for block in said if "<blockquote" not in block)


def test_of_the_cautions_those_on_the_medicine_just_added_are_seen_and_the_others_counted() -> None:
    new, old = (
        Caution(CautionKind.DOSE, one.id, "갑", "", LISTED, limit=f"{n} mg") for n, one in enumerate(TWO, 1)
    )
    never = replace(old, kind=CautionKind.PREGNANCY, grade=1)
    report = replace(told_of().report, cautions=(never, new, old))
    overview = replace(told_of(), report=report, about=frozenset({TWO[0].id}))
    (said,) = findings.cautions(KO, overview)
    assert "1 mg" in said
    assert "🔴 임신" in said, "what must not be is never hidden"
    assert said.endswith("주의 1가지 더: 아래 단추를 눌러 보세요.")
    assert len(visible(report, overview.about).cautions) == 2, "what is not seen does not count as told"
