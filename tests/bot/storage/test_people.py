"""Several people in an account: each their own list, one of them chosen, none of another account."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest

from bot.core.errors import GoneError
from bot.core.people.accounts import Account, AccountService, ChatId, Language
from bot.core.people.household import MOST_PEOPLE, NameProblem, NameRefused, PeopleService
from bot.core.understanding.dialogues import PATIENCE, Dialogue, Dialogues
from bot.storage.chats.dialogues import StoredDialogues
from bot.storage.chats.questions import StoredQuestions
from bot.storage.doses.ledger import StoredLedger
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.people import StoredPeople
from knowledge.interactions.check import Allergen, Profile
from knowledge.products import IngredientCode, ProductId
from tests.schedules import scheduled

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CHAT = ChatId(7)
NUMBERS = count(1)
CODES = (IngredientCode("D000147"),)


@pytest.fixture
async def me(database) -> Account:
    return await StoredAccounts(database).open(CHAT, Language.KOREAN, "Asia/Seoul", NOW)


@pytest.fixture
def household(database) -> PeopleService:
    return PeopleService(StoredPeople(database))


@pytest.fixture
def stored(database) -> StoredPeople:
    return StoredPeople(database)


@pytest.fixture
def reception(database) -> AccountService:
    return AccountService(StoredAccounts(database), "Asia/Seoul")


def a_message() -> str:
    """Return the name of one more message."""
    return f"update:{next(NUMBERS)}"


async def now_about(database) -> Account:
    return await StoredAccounts(database).open(CHAT, Language.KOREAN, "Asia/Seoul", NOW)


async def test_an_account_of_one_is_about_its_owner(me):
    assert me.is_owner
    assert not me.is_shared


async def test_who_is_added_is_chosen_and_everybody_knows_that_there_are_others(
    database, me, household, reception
):
    mother = await household.add(CHAT, "어머니", a_message())
    about = await now_about(database)
    assert (about.person_id, about.name, about.is_owner, about.is_shared) == (mother, "어머니", False, True)
    owner = await reception.about(about, None)
    assert (owner.person_id, owner.is_owner, owner.is_shared) == (me.person_id, True, True)


async def test_each_has_a_profile_of_their_own(database, me, household, reception):
    await household.add(CHAT, "어머니", a_message())
    told = Profile(1950, pregnant=False, allergies=(Allergen("타이레놀", "아세트아미노펜", "", CODES),))
    mother = await reception.describe(await now_about(database), told)
    assert (await now_about(database)).profile == mother.profile == told
    assert (await reception.about(mother, None)).profile == Profile()


async def test_the_same_name_twice_is_refused_also_at_the_same_time(me, household):
    await household.add(CHAT, "Mum", a_message())
    for double in ("Mum", "mum", " Mum\N{RIGHT-TO-LEFT MARK}", "나", "me"):
        with pytest.raises(NameRefused) as refused:
            await household.add(CHAT, double, a_message())
        assert refused.value.problem is NameProblem.DOUBLE
    both = await asyncio.gather(
        *(household.add(CHAT, "아들", a_message()) for _ in range(2)), return_exceptions=True
    )
    assert sorted(isinstance(one, NameRefused) for one in both) == [False, True]


async def test_a_message_handled_again_after_a_crash_finds_whom_it_added(database, me, household, stored):
    mother = await household.add(CHAT, "어머니", "update:1")
    assert await household.add(CHAT, "어머니", "update:1") == mother
    assert (await now_about(database)).person_id == mother
    assert [one.name for one in await stored.of(CHAT)] == ["", "어머니"]
    with pytest.raises(NameRefused):
        await household.add(CHAT, "어머니", "update:2")


async def test_there_is_a_limit_to_people(me, household):
    for number in range(MOST_PEOPLE - 1):
        await household.add(CHAT, f"사람 {number}", a_message())
    with pytest.raises(NameRefused) as refused:
        await household.add(CHAT, "한 사람 더", a_message())
    assert refused.value.problem is NameProblem.TOO_MANY


async def test_a_name_can_be_changed_also_the_owners_and_also_to_itself(database, me, household, stored):
    mother = await household.add(CHAT, "어머니", a_message())
    assert await household.rename(CHAT, mother, "어머니")
    assert await household.rename(CHAT, me.person_id, "딸")
    with pytest.raises(NameRefused):
        await household.rename(CHAT, mother, "딸")
    await StoredAccounts(database).block(CHAT, NOW)
    await now_about(database)
    assert [one.name for one in await stored.of(CHAT)] == ["딸", "어머니"], "nobody is made anew"


async def test_who_is_removed_takes_all_of_theirs_along_and_the_chat_is_about_the_owner_again(
    database, me, household, reception, stored
):
    mother = await household.add(CHAT, "어머니", a_message())
    medications, dialogues = StoredMedications(database), Dialogues(StoredDialogues(database))
    for person, origin in ((mother, "update:1"), (me.person_id, "update:2")):
        await medications.add(person, ProductId("1"), "약", origin, NOW, most=9)
        (medication,) = await medications.active(person)
        await medications.plan(person, medication.id, scheduled((time(8),)), NOW)
    await dialogues.ask(CHAT, Dialogue("clock", {}, mother, NOW))
    assert await stored.remove(CHAT, mother, NOW)
    assert not await stored.remove(CHAT, mother, NOW)
    assert (await now_about(database)).person_id == me.person_id
    assert await dialogues.asked(CHAT, 1, NOW) is None
    assert len(await database.rows("SELECT * FROM medications")) == 1
    assert len(await database.rows("SELECT * FROM plans")) == 1
    with pytest.raises(GoneError):
        await reception.about(me, mother)
    with pytest.raises(GoneError):
        await StoredQuestions(database).ask(mother, "update:3", [], NOW)


async def test_the_owner_can_not_be_removed(me, household, stored):
    await household.add(CHAT, "어머니", a_message())
    assert not await stored.remove(CHAT, me.person_id, NOW)


async def test_nobody_of_another_account_is_chosen_renamed_removed_or_seen(database, me, household, stored):
    other = await StoredAccounts(database).open(ChatId(8), Language.KOREAN, "Asia/Seoul", NOW)
    theirs = await household.add(other.chat_id, "아버지", a_message())
    assert not await stored.choose(CHAT, theirs)
    assert not await household.rename(CHAT, theirs, "남")
    assert not await stored.remove(CHAT, theirs, NOW)
    assert await StoredAccounts(database).about(CHAT, theirs) is None
    assert [one.id for one in await stored.of(CHAT)] == [me.person_id]


async def test_reminders_of_each_come_whoever_is_chosen_and_say_whose_they_are(
    database, me, household, stored
):
    mother = await household.add(CHAT, "어머니", a_message())
    await stored.choose(CHAT, me.person_id)
    medications, ledger = StoredMedications(database), StoredLedger(database)
    for person, origin in ((mother, "update:1"), (me.person_id, "update:2")):
        await medications.add(person, ProductId("1"), "약", origin, NOW, most=9)
        (medication,) = await medications.active(person)
        await medications.plan(person, medication.id, scheduled((time(12),)), NOW)
    await ledger.extend(NOW + timedelta(days=1))
    await ledger.claim(NOW + timedelta(hours=3))
    due = await ledger.to_send(NOW + timedelta(hours=3))
    asked = {(await ledger.reminder(one.id)).account for one in due}
    assert {account.name for account in asked} == {"", "어머니"}
    assert all(account.is_shared for account in asked)


async def test_the_next_text_is_about_whom_the_question_was_and_for_a_day_only(database, me, household):
    mother, dialogues = await household.add(CHAT, "어머니", a_message()), Dialogues(StoredDialogues(database))
    asked = Dialogue("imprint", {"question": 1}, mother, NOW)
    await dialogues.ask(CHAT, asked)
    just_in_time, late = NOW + PATIENCE - timedelta(seconds=1), NOW + PATIENCE
    assert await dialogues.asked(CHAT, 1, just_in_time) == asked
    assert await dialogues.asked(CHAT, 1, late) is None


async def test_how_a_chat_wants_to_be_spoken_to_is_kept(database, me, reception):
    large = await reception.enlarge(me, is_large=True)
    await reception.hush(large, is_discreet=True)
    await reception.greeted(me, NOW)
    kept = await now_about(database)
    assert (kept.is_large, kept.is_discreet, kept.was_greeted) == (True, True, True)
    assert not me.was_greeted
    await StoredAccounts(database).save(replace(kept, is_large=False))
    assert not (await now_about(database)).is_large
