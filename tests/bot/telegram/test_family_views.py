"""Who sees what, on screens: nobody is out of reach, and each side is offered what is theirs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.people.caregivers import (
    MOST_CARED_FOR,
    MOST_CAREGIVERS,
    Caregiver,
    CaregiverId,
    LinkProblem,
    Refills,
    Sees,
)
from bot.telegram.features.caregivers import views
from bot.telegram.ui.texts import Texts

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOTHER, SON = ChatId(7), ChatId(8)
ACCOUNT = Account(MOTHER, Language.KOREAN, "Asia/Seoul", 2, PersonId(1))
CARE = Caregiver(
    CaregiverId(1), PersonId(1), MOTHER, "영희", Sees.MISSES, 30, "token-one", NOW, SON, "철수", NOW
)
LINK = f"https://t.me/yaksok_bot?start=care_{'a' * 16}"
KO, EN = Texts(Language.KOREAN), Texts(Language.ENGLISH)


def data(screen) -> list[str]:
    return [button.data for row in screen.rows for button in row]


def test_everybody_who_sees_or_is_seen_can_be_reached():
    mine = [replace(CARE, id=CaregiverId(n)) for n in range(MOST_CAREGIVERS)]
    others = [
        replace(CARE, id=CaregiverId(100 + n), person_chat=SON, chat_id=MOTHER) for n in range(MOST_CARED_FOR)
    ]
    reached, page, more = set(), 0, True
    while more:
        shown = data(views.family(KO, [*mine, *others], ACCOUNT, page))
        assert len(shown) <= 8
        reached |= {one for one in shown if one.startswith("care:")}
        page, more = page + 1, f"family:{page + 1}" in shown
    assert len(reached) == MOST_CAREGIVERS + MOST_CARED_FOR


def test_the_person_changes_the_terms_and_the_caregiver_only_ends():
    assert [one for one in data(views.detail(KO, CARE, ACCOUNT, "link")) if one.startswith("caresee")]
    caregiver = data(views.detail(KO, CARE, replace(ACCOUNT, chat_id=SON), "link"))
    assert caregiver == ["carend:1", "family"]
    sees_list = replace(CARE, sees=Sees.LIST)
    assert data(views.detail(KO, sees_list, replace(ACCOUNT, chat_id=SON), "link"))[0] == "careday:1"


@pytest.mark.parametrize("t", [KO, EN])
@pytest.mark.parametrize("problem", LinkProblem)
def test_a_link_that_leads_nowhere_is_answered_in_short(t, problem):
    assert 10 < len(views.refused(t, problem).text()) <= 120


@pytest.mark.parametrize("t", [KO, EN])
def test_screens_are_short(t):
    open_one = replace(CARE, chat_id=None, name="", confirmed_at=None)
    for screen in (
        views.family(t, [CARE, open_one], ACCOUNT), views.detail(t, open_one, ACCOUNT, LINK),
        views.invitation(t, CARE), views.accepted(t, replace(CARE, confirmed_at=None)), views.begins(t, CARE),
    ):  # fmt: skip
        assert len(screen.text()) <= 350


@pytest.mark.parametrize(
    ("refills", "person", "caregiver"),
    [
        (Refills.NO, ["carepacks:1:asked"], []),
        (Refills.ASKED, ["carepacks:1:no"], ["carepacks:1:agreed", "carepacks:1:no"]),
        (Refills.AGREED, ["carepacks:1:no"], ["carepacks:1:no"]),
    ],
)
def test_each_side_can_do_about_new_packs_what_is_theirs_and_sees_what_was_agreed(refills, person, caregiver):
    care = replace(CARE, refills=refills)
    for account, expected in ((ACCOUNT, person), (replace(ACCOUNT, chat_id=SON), caregiver)):
        screen = views.detail(KO, care, account, "link")
        assert [one for one in data(screen) if one.startswith("carepacks")] == expected
        assert ("새 약 받기:" in screen.text()) is (refills is not Refills.NO)
    assert ("📦" in views.family(KO, [care], ACCOUNT).text()) is (refills is Refills.AGREED)
