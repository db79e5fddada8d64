"""Killed at any step of handling a typed answer, the bot ends up where it would be unharmed, and says the same."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

import pytest

from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.core.photos.model import Pill
from bot.core.understanding.dialogues import Dialogue
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.telegram.features.dose_times.handlers import MOST_TIMES
from inference.types import Box, SeenPill
from knowledge.identify.certainty import Certainty
from knowledge.starter import build_starter
from tests.bot.telegram.mortal import MORNING, Stores, life, until_handled_or_dead
from tests.e2e.conftest import button, buttons_of, has_button, text_of
from tests.schedules import scheduled

STATE = (
    "SELECT step, data, person_id FROM dialogues",
    "SELECT product_id, stock, stopped_at FROM medications ORDER BY id",
    "SELECT medication_id, schedule FROM plans WHERE ended_at IS NULL",
    "SELECT name, birth_year FROM people ORDER BY id",
    "SELECT language, time_zone, consent_version, about_id FROM accounts",
    "SELECT number, certainty, candidates, decision FROM pills",
    "SELECT update_id FROM updates WHERE handled_at IS NULL OR body <> '' OR asked IS NOT NULL",
)


@dataclass
class Chat:
    """A person who has consented, and what they did last."""

    person: PersonClient
    stores: Stores
    database: Database
    updates: int = 0

    async def write(self, text: str, then: str = "") -> dict:
        """Write, and return the bot's answer with a button whose data starts so."""
        self.updates += 1
        await self.person.send_text(text)
        return await self.person.wait_for_bot(has_button(then) if then else lambda _: True)

    async def tap(self, message: dict, starts: str, then: str = "") -> dict:
        """Tap a button, and return the bot's answer with a button whose data starts so."""
        self.updates += 1
        await self.person.tap(message["message_id"], button(message, starts))
        return await self.person.wait_for_bot(has_button(then) if then else lambda _: True)


async def added(chat: Chat) -> dict:
    found = await chat.write("/add 타이레놀", "take:")
    return await chat.tap(found, "take:", "say:often")


async def asked_how_often(chat: Chat) -> None:
    await added(chat)


async def asked_every(chat: Chat) -> None:
    message = await added(chat)
    other = next(data for data in buttons_of(message) if data.endswith(":other"))
    message = await chat.tap(message, other, "say:other")
    every = next(data for data in buttons_of(message) if data.endswith(":every"))
    await chat.tap(message, every, "say:every")


async def asked_first(chat: Chat) -> None:
    await asked_every(chat)
    when = await chat.write("3", "say:when")
    await chat.tap(when, "say:when", "say:first")


async def asked_amount(chat: Chat) -> dict:
    when = await chat.tap(await added(chat), "say:often", "say:when")
    return await chat.tap(when, "say:when", "say:amount")


async def asked_tablets(chat: Chat) -> None:
    await chat.tap(await asked_amount(chat), "say:amount", "say:days")


async def asked_clock(chat: Chat) -> None:
    await added(chat)
    overview = await chat.write("/mymeds", "med:")
    one = await chat.tap(overview, "med:", "edit:often")
    often = await chat.tap(one, "edit:often", "times:")
    times = await chat.tap(often, "times:", "clock:")
    await chat.tap(times, "clock:")


async def asked_last_clock(chat: Chat) -> None:
    """One more time may be written, and then there are as many as a day may have."""
    await asked_clock(chat)
    account = await chat.stores.accounts.find(ChatId(chat.person.chat_id))
    assert account is not None
    (medication,) = await chat.stores.medications.active(account.person_id)
    plan = scheduled(tuple(time(hour) for hour in range(MOST_TIMES - 1)))
    await chat.stores.medications.plan(account.person_id, medication.id, plan, MORNING)


async def asked_new_person(chat: Chat) -> None:
    people = await chat.write("/people", "newperson")
    await chat.tap(people, "newperson")


async def asked_other_name(chat: Chat) -> None:
    people = await chat.write("/people", "person")
    one = await chat.tap(people, "person", "rename")
    await chat.tap(one, "rename")


async def asked_born(chat: Chat) -> None:
    settings = await chat.write("/settings", "profile")
    profile = await chat.tap(settings, "profile", "tell:born")
    await chat.tap(profile, "tell:born")


async def asked_to_check(chat: Chat) -> None:
    await chat.write("/check")


async def asked_for_info(chat: Chat) -> None:
    await chat.write("/info")


async def asked_for_name(chat: Chat) -> None:
    await chat.write("/add")


async def asked_for_city(chat: Chat) -> None:
    settings = await chat.write("/settings", "live:")
    await chat.tap(settings, "live:", "live:write")


async def asked_for_imprint(chat: Chat) -> None:
    account = await chat.stores.accounts.find(ChatId(chat.person.chat_id))
    assert account is not None
    seen = SeenPill(1, Box(0, 0, 90, 90), 0.9)
    pill = Pill(1, seen, Certainty.UNKNOWN, ())
    question = await chat.stores.questions.ask(account.person_id, "update:0", [pill], MORNING)
    await chat.stores.questions.note_message(question, 1)
    data = {"question": question, "number": 1}
    await chat.stores.dialogues.ask(account.chat_id, Dialogue("imprint", data, account.person_id, MORNING))


ANSWERS = [
    (asked_how_often, "2"), (asked_every, "3"), (asked_first, "1"), (asked_amount, "2"), (asked_tablets, "30"),
    (asked_clock, "오후 3시"), (asked_last_clock, "오후 3시"),
    (asked_new_person, "어머니"), (asked_other_name, "딸"), (asked_born, "1950"),
    (asked_to_check, "타이레놀, 노바스크"), (asked_for_info, "타이레놀"), (asked_for_name, "타이레놀"),
    (asked_for_city, "뉴욕"), (asked_for_imprint, "YH"),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    knowledge = LiveKnowledge(path)
    yield knowledge
    knowledge.close()


Ask = Callable[[Chat], Awaitable[object]]


@dataclass(frozen=True)
class End:
    """Where a bot ended up, and what it said last."""

    state: list[list[tuple]]
    said: str


async def answer_and_die(
    folder: Path, knowledge: LiveKnowledge, ask: Ask, text: str, dies_at: int | None
) -> tuple[End, int]:
    """Let a person answer a question; the bot dies at a step, if at all, and lives again.

    Return where that ends, and how many steps the answer took.
    """
    async with Sandbox() as sandbox, sandbox.client() as client:
        person = await client.person("영희", "ko")
        async with life(folder, sandbox, knowledge) as (database, stores):
            account = await stores.accounts.open(
                ChatId(person.chat_id), Language.KOREAN, "Asia/Seoul", MORNING
            )
            await stores.accounts.save(replace(account, consent_version=CONSENT_VERSION))
            await ask(chat := Chat(person, stores, database))
            await until_handled_or_dead(database, chat.updates)
            before, database.left = database.steps, dies_at
            await person.send_text(text)
            await until_handled_or_dead(database, chat.updates + 1)
            steps = database.steps - before
        async with life(folder, sandbox, knowledge) as (database, _):
            await until_handled_or_dead(database, chat.updates + 1)
            state = [[tuple(row) for row in await database.rows(sql)] for sql in STATE]
        messages = (await person.messages()).messages
        return End(state, text_of([m for m in messages if m["from"]["is_bot"]][-1])), steps


@pytest.mark.parametrize(("ask", "text"), ANSWERS, ids=[ask.__name__ for ask, _ in ANSWERS])
async def test_a_typed_answer_is_taken_once_and_for_the_question_it_answered(tmp_path, catalogue, ask, text):
    unharmed, steps = await answer_and_die(tmp_path / "unharmed", catalogue, ask, text, None)
    assert steps >= 6, "it is stored, begun and marked"
    ends = await asyncio.gather(
        *(
            answer_and_die(tmp_path / str(number), catalogue, ask, text, number)
            for number in range(1, steps + 1)
        )
    )
    assert [end for end, _ in ends] == [unharmed] * steps
