"""What is kept of a photo, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.core.photos.model import Decision, Pill, QuestionId
from bot.storage.chats.questions import StoredQuestions
from bot.storage.people.accounts import StoredAccounts
from inference.types import Box, Colour, Flaw, Guess, SeenPill, Shape
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import Advice, Ranking
from knowledge.products import ProductId

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SEEN = SeenPill(
    1, Box(1, 2, 3.5, 4), 0.9, colours=(Guess((Colour.WHITE, Colour.BLUE), 0.7),), shapes=(Guess(Shape.OVAL, 0.6),),
    readings=(Guess("A 1", 0.4),), flaws=(Flaw.BLURRED,), elongation=1.5,
)  # fmt: skip
PILL = Pill(1, SEEN, Certainty.CHOOSE, (ProductId("1"), ProductId("2")), advice=(Advice.CLOSER,))


async def someone(database, *, consents: bool = True):
    accounts = StoredAccounts(database)
    account = await accounts.open(ChatId(7), Language.KOREAN, "Asia/Seoul", NOW)
    await accounts.save(replace(account, consent_version=CONSENT_VERSION if consents else 0))
    return account


async def test_a_question_comes_back_as_it_was_asked(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [PILL], NOW)
    found = await store.get(person, id)
    assert found is not None
    assert found.pills == (PILL,)
    assert found.identities == ()


async def test_the_same_update_again_replaces_its_question_until_it_is_answered(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    await store.ask(person, "update:1", [PILL], NOW)
    assert not await store.answered("update:1")
    id = await store.ask(person, "update:1", [PILL, replace(PILL, number=2)], NOW)
    await store.note_message(id, 5)
    assert await store.answered("update:1")
    assert len(await database.rows("SELECT * FROM questions")) == 1
    assert len(await database.rows("SELECT * FROM pills")) == 2


async def test_a_decision_stands_until_the_pill_is_ranked_again(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [PILL], NOW)
    await store.decide(id, 1, Decision.CHOSEN, ProductId("2"))
    assert (await store.get(person, id)).identities == ("2",)
    await store.rerank(id, 1, Ranking(Certainty.UNKNOWN))
    pill = (await store.get(person, id)).pill(1)
    assert (pill.decision, pill.candidates, pill.identity) == (Decision.OPEN, (), None)
    assert pill.seen == SEEN


async def test_nobody_sees_the_question_of_somebody_else(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    other = await StoredAccounts(database).open(ChatId(8), Language.ENGLISH, "Asia/Seoul", NOW)
    id = await store.ask(person, "update:1", [PILL], NOW)
    assert await store.get(other.person_id, id) is None
    assert await store.get(person, QuestionId(id + 1)) is None


@pytest.mark.parametrize(
    ("consents", "age", "kept"),
    [(True, timedelta(days=29), True), (True, timedelta(days=31), False),
     (False, timedelta(hours=23), True), (False, timedelta(hours=25), False)],
)  # fmt: skip
async def test_what_was_found_in_a_photo_is_forgotten_in_time(database, consents, age, kept):
    person, store = (await someone(database, consents=consents)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [PILL], NOW)
    await store.forget_old(NOW + age)
    assert (await store.get(person, id) is not None) is kept


async def test_deleting_the_account_deletes_its_questions(database):
    account, store = await someone(database), StoredQuestions(database)
    await store.ask(account.person_id, "update:1", [PILL], NOW)
    await StoredAccounts(database).delete(account.chat_id, NOW)
    for table in ("accounts", "people", "questions", "pills"):
        assert await database.rows(f"SELECT * FROM {table}") == []


async def test_the_other_side_of_a_pill_is_kept_with_what_it_may_be_by_now(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [PILL, replace(PILL, number=2)], NOW)
    await store.decide(id, 1, Decision.NONE, None)
    back = replace(SEEN, readings=(Guess("B 2", 0.8),))
    turned = replace(PILL, certainty=Certainty.SURE, candidates=(ProductId("2"),), advice=(), other_side=back)
    await store.turn(id, [turned])
    assert (await store.get(person, id)).pills == (turned, replace(PILL, number=2))


async def test_what_a_person_chose_stays_when_the_pill_is_turned_over(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [PILL], NOW)
    await store.decide(id, 1, Decision.CHOSEN, ProductId("2"))
    await store.turn(id, [replace(PILL, candidates=(), other_side=SEEN)])
    pill = (await store.get(person, id)).pill(1)
    assert (pill.identity, pill.candidates) == ("2", ("1", "2"))


async def test_pills_that_were_other_sides_are_gone_once_they_are_joined(database):
    person, store = (await someone(database)).person_id, StoredQuestions(database)
    id = await store.ask(person, "update:1", [replace(PILL, number=n) for n in (1, 2)], NOW)
    joined = replace(PILL, other_side=SEEN)
    await store.turn(id, [joined], without=[2])
    assert (await store.get(person, id)).pills == (joined,)
