"""Reminders as a person sees them in the chat, by a clock that is moved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app.service import Service, opened
from bot.core.doses.model import Action, ReminderId
from bot.core.people.habits import Habits
from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from bot.telegram.features.reminders.buttons import AnswerReminder
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Html
from knowledge.products import ProductId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, settings_for_tests, text_of
from tests.e2e.test_people import command, tap
from tests.fakes import FakeClock
from tests.schedules import scheduled

pytestmark = pytest.mark.asyncio(loop_scope="session")

MORNING = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul on the 22nd
TWICE = (time(8), time(20))


class Day:
    """A bot whose clock stands until it is moved, and one person who writes to it."""

    def __init__(self, house: BotHarness, clock: FakeClock) -> None:
        self.house = house
        self.clock = clock
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        self.service: Service = await self._stack.enter_async_context(opened(self.house.settings, self.clock))
        self.house.service = self.service
        await self._stack.enter_async_context(self.service.running())

    async def stop(self) -> None:
        await self._stack.aclose()

    async def person(self, language: str = "ko") -> PersonClient:
        """Return a person who has begun to write: a bot can't write first."""
        person = await self.house.person(language)
        await command(person, "/mymeds", says("아직 목록에" if language == "ko" else "The list is empty"))
        return person

    async def move(self, **by: float) -> None:
        """Move the clock, and let the bot do what is due by then."""
        self.clock.advance(**by)
        await self.service.services.tick(self.clock())
        await self.service.services.settled()

    async def takes(self, person: PersonClient, name: str = "타이레놀", **plan: Any) -> None:
        """Put a medicine on the list of the person whom the chat is about, with a plan."""
        account = await self.service.stores.accounts.find(person.chat_id)
        assert account is not None
        store = self.service.stores.medications
        added = await store.add(
            account.person_id, ProductId(name), name, f"test:{person.chat_id}:{name}", self.clock(), most=60
        )
        assert added.id is not None
        await store.plan(account.person_id, added.id, scheduled(**{"times": TWICE, **plan}), self.clock())


@pytest_asyncio.fixture(loop_scope="session")
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    async with Sandbox() as sandbox:
        house = BotHarness(sandbox, sandbox.client(), settings_for_tests(sandbox, tmp_path))
        day = Day(house, FakeClock(MORNING - timedelta(hours=1)))
        await day.start()
        yield day
        await day.stop()
        await house.client.close()


async def reminders(person: PersonClient) -> list[int]:
    """Return the ids of the messages that asked for a dose, each once, also those that newer ones replaced."""
    shown = (await person.messages(0)).messages
    return sorted({m["message_id"] for m in shown if "⏰" in text_of(m)})


async def test_a_dose_that_is_put_off_comes_again_after_ten_minutes_and_is_taken_once(day: Day):
    person = await day.person()
    await day.takes(person)
    await day.move(minutes=59)
    assert await reminders(person) == []
    await day.move(minutes=1)
    first = await person.wait_for_bot(has_button("dose:"))
    assert "08:00" in text_of(first)
    await tap(person, first, button(first, "dose:")[:-5] + "later", says("다시 알려"))
    await day.move(minutes=9)
    assert len(await reminders(person)) == 1
    await day.move(minutes=1)
    again = await person.wait_for_bot(has_button("dose:"))
    await tap(person, again, "dose:", says("드셨다고"))
    await day.move(hours=1)
    assert len(await reminders(person)) == 2


@pytest.mark.parametrize("answers", ["the message that was put off", "the next one"])
async def test_what_was_put_off_promises_nothing_any_more_once_it_is_taken(day: Day, answers: str):
    person = await day.person()
    await day.takes(person)
    await day.move(hours=1)
    first = await person.wait_for_bot(has_button("dose:"))
    await person.tap(first["message_id"], button(first, "dose:")[:-5] + "later")
    put_off = await person.wait_for(says("다시 알려"))
    assert put_off["message_id"] == first["message_id"]
    assert has_button("dose:")(put_off)  # it can be answered before it comes again
    if answers == "the next one":
        await day.move(minutes=10)
        put_off = await person.wait_for_bot(has_button("dose:"))
    await tap(person, put_off, "dose:", says("드셨다고"))
    shown = {m["message_id"]: m for m in (await person.messages(0)).messages}
    gone = (await person.messages(0)).deleted
    left = [m for m in shown.values() if m["message_id"] not in gone]
    assert not any("다시 알려" in text_of(m) for m in left)
    assert any(has_button("undose:")(m) for m in left)


async def test_a_dose_that_nobody_answers_is_missed_and_its_old_button_says_so(day: Day):
    person = await day.person()
    await day.takes(person)
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    await day.move(hours=12)
    missed = await person.wait_for_bot(says("답이 없었어요"))
    assert "한꺼번에 두 번 드시지는 마세요" in text_of(missed)
    evening = await person.wait_for_bot(says("20:00"))
    assert "08:00" not in text_of(evening), "two doses are never asked for at once"
    assert asked["message_id"] in (await person.messages(0)).deleted, "the newer message took its place"
    said = await tap(person, missed, "dose:", lambda m: m["message_id"] == missed["message_id"])
    assert "드셨다고" in text_of(said), "it can still be said that it was taken after all"
    assert await reminders(person) == [asked["message_id"], evening["message_id"]]


@pytest.mark.parametrize(
    ("language", "due", "missed", "taken"),
    [
        ("ko", "드실 시간", "답이 없었어요", "08:41에 드셨다고"),
        ("en", "Time for medicine", "No answer", "Taken at 08:41"),
    ],
)
async def test_a_reminder_is_repeated_in_its_own_place_until_it_is_told_as_missed_once(
    day: Day, language, due, missed, taken
):
    person = await day.person(language)
    await day.takes(person)
    await day.move(hours=1)
    for minutes in range(0, 40, 10):
        asked = await person.wait_for_bot(says(due))
        shown = await person.messages(0)
        left = {m["message_id"] for m in shown.messages if due in text_of(m)} - set(shown.deleted)
        assert left == {asked["message_id"]}, minutes
        await day.move(minutes=10)
    told = await person.wait_for_bot(says(missed))
    await day.move(minutes=1)
    await tap(person, told, "dose:", says(taken))
    for _ in range(12):
        await day.move(minutes=10)
    assert sum(missed in text_of(m) for m in (await person.messages(0)).messages) == 1


async def test_the_medicines_of_one_time_are_picked_postponed_and_skipped_one_by_one(day: Day):
    person = await day.person()
    for name in ("타이레놀", "노바스크", "와파린"):
        await day.takes(person, name)
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("pickdose:"))
    picking = await tap(person, asked, "pickdose:", says("하나씩"))
    left = await tap(person, picking, "dose:1:taken:", says("✅ 08:00"))
    later = await tap(person, left, "dose:1:later", says("08:10에 다시"))
    hour = await tap(person, later, "later:1:60:these", says("09:00에 다시"))
    assert "✅ 08:00 타이레놀" in text_of(hour)
    await day.move(minutes=59)
    assert len(await reminders(person)) == 1
    await day.move(minutes=1)
    again = await person.wait_for_bot(has_button("pickdose:"))
    assert "✅ 08:00 타이레놀" in text_of(again)
    done = await tap(person, again, "dose:1:skipped", says("적어 두었어요"))
    assert text_of(done).count("➖") == 2


async def test_the_rest_of_the_day_is_postponed_and_comes_at_its_times_again_by_a_tap(day: Day):
    person = await day.person()
    await day.takes(person, times=(time(8),))
    await day.takes(person, "노바스크", times=(time(12),))
    await day.takes(person, "와파린", times=(time(13),))
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    later = await tap(person, asked, "dose:1:later", says("08:10에 다시"))
    whole = await tap(person, later, "later:1:60:day", says("1시간씩 늦게"))
    assert "09:00에 다시" in text_of(whole)
    await day.move(hours=1)
    again = await person.wait_for_bot(has_button("dose:"))
    await tap(person, again, "dose:", says("드셨다고"))
    await day.move(hours=3, minutes=59)
    assert len(await reminders(person)) == 2, "noon has passed"
    await day.move(minutes=1)
    noon = await person.wait_for_bot(says("노바스크"))
    later = await tap(person, noon, "dose:2:later", says("다시 알려"))
    await tap(person, later, "later:2:60:day", has_button("later:2:0:day"))


async def test_after_three_hours_without_the_bot_each_dose_is_told_once_and_late_ones_say_so(day: Day):
    people = [await day.person() for _ in range(3)]
    for person, hour in zip(people, (8, 9, 10), strict=True):
        await day.takes(person, times=(time(hour),))
    await day.move(minutes=30)
    await day.stop()
    day.clock.advance(hours=3)  # 10:30
    await day.start()
    for person, hour in zip(people, (8, 9, 10), strict=True):
        late = await person.wait_for_bot(has_button("dose:"), timeout=30)
        assert "늦은 알림" in text_of(late)
        assert f"{hour:02}:00" in text_of(late)
    for _ in range(3):
        await day.move(minutes=1)
    assert [len(await reminders(person)) for person in people] == [1, 1, 1]


async def test_two_phones_that_say_taken_at_once_take_one_dose(day: Day):
    person = await day.person()
    await day.takes(person)
    account = await day.service.stores.accounts.find(person.chat_id)
    assert account
    (listed,) = await day.service.stores.medications.active(account.person_id)
    await day.service.stores.medications.count(account.person_id, listed.id, 10)
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    taken = button(asked, "dose:")
    taps = await asyncio.gather(*(person.tap(asked["message_id"], taken, wait=20.0) for _ in range(2)))
    assert all(tap.answered for tap in taps)
    await person.wait_for_bot(says("드셨다고"))
    (listed,) = await day.service.stores.medications.active(account.person_id)
    assert listed.stock == 9


async def test_a_treatment_ends_on_its_last_day_and_who_runs_short_of_tablets_is_told(day: Day):
    person = await day.person()
    await day.takes(person, times=(time(8),), last_day=date(2026, 11, 23))
    account = await day.service.stores.accounts.find(person.chat_id)
    assert account
    (listed,) = await day.service.stores.medications.active(account.person_id)
    await day.service.stores.medications.count(account.person_id, listed.id, 1)
    short = await command(person, "/mymeds", says("1가지"))
    assert "새로 준비하세요" in text_of(short)
    await day.move(hours=1)
    first = await person.wait_for_bot(has_button("dose:"))
    assert "남은 약이 없어요" in text_of(first)
    assert "마지막 약" not in text_of(first)
    taken = await tap(person, first, "dose:", says("드셨다고"))
    assert "남은 약이 없어요" in text_of(taken)
    await day.move(hours=24)
    last = await person.wait_for_bot(has_button("dose:"))
    assert "마지막 약" in text_of(last)
    assert "새로 준비하세요" not in text_of(last), "nothing is to be taken after it"
    await day.move(hours=24)
    await day.move(hours=24)
    assert len(await reminders(person)) == 2, "on the 22nd and on the 23rd"


async def test_a_mothers_dose_is_asked_for_by_her_clock_and_says_the_readers_time_too(day: Day):
    person = await day.person()
    stores = day.service.stores
    son = await stores.accounts.find(person.chat_id)
    assert son
    mother = await stores.people.add(person.chat_id, "어머니", "test:mother")
    assert mother is not None
    await stores.accounts.move(son, "America/New_York", day.clock())
    await stores.people.choose(person.chat_id, mother)
    await day.takes(person, times=(time(8),))
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    assert text_of(asked).split("\n")[0] == "👤 어머니 · 🕐 서울 시각"
    assert "08:00 (계신 곳은 18:00)" in text_of(asked)
    assert all(data.endswith(f"@{mother}") for data in buttons_of(asked)[1::2])
    await tap(person, asked, "dose:", says("드셨다고"))


async def test_a_reminder_whose_answer_is_cut_off_comes_twice_at_most_with_buttons_that_work(day: Day):
    person = await day.person()
    await day.takes(person)
    accounts = day.service.stores.accounts
    account = await accounts.find(person.chat_id)
    assert account
    await accounts.save(replace(account, habits=Habits(repeats=0)))
    await day.house.client.order_fault("sendMessage", "drop-after", times=50)
    await day.move(hours=1)
    for _ in range(20):
        await day.move(minutes=1)
    assert len(await reminders(person)) == 2
    await day.house.client.ask("DELETE", "/sandbox/faults")
    await day.move(minutes=30)
    asked = await reminders(person)
    assert len(asked) == 2
    first = next(m for m in (await person.messages(0)).messages if m["message_id"] == asked[0])
    await tap(person, first, "dose:", says("드셨다고"))


async def test_one_medicine_of_a_reminder_is_answered_by_a_button_that_names_its_dose(day: Day):
    person = await day.person()
    for name in ("타이레놀", "노바스크"):
        await day.takes(person, name)
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    id = ReminderId(int(button(asked, "dose:").split(":")[1]))
    shown = await day.service.services.reminders.get(id)
    assert shown
    first, second = shown.doses
    one_by_one = Screen(
        (Html("하나씩"),), ((Button(Html("하나"), AnswerReminder(id, Action.TAKEN, first.id)),),)
    )
    bot = day.service.telegram.application.bot
    await bot.send_message(person.chat_id, one_by_one.text(), reply_markup=one_by_one.keyboard)
    one = await person.wait_for_bot(says("하나씩"))
    left = await tap(person, one, "dose:", has_button(f"dose:{id}:taken"))
    assert "노바스크" in text_of(left)
    await tap(person, left, f"dose:{id}:skipped", says("드셨다고"))
    after = await day.service.services.reminders.get(id)
    assert after
    assert [(dose.id, dose.state) for dose in after.doses] == [(first.id, "taken"), (second.id, "skipped")]
