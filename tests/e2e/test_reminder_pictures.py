"""A reminder comes under a picture of its pills, and never waits for one, nor is lost by one."""

from dataclasses import replace
from datetime import time

import pytest

from tests.e2e.conftest import has_button, says, text_of
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYLENOL = "202106092"  # of the starter catalogue, which knows its look


async def at_eight(day: Day, *people):
    """Let the clock run to eight; return the reminder of each."""
    for person in people:
        await day.takes(person, TYLENOL, times=(time(8),))
    await day.move(hours=1)
    return [await person.wait_for_bot(has_button("dose:")) for person in people]


@pytest.mark.parametrize(
    ("language", "asks", "taken"), [("ko", "약 드실", "드셨다고"), ("en", "Time for", "Taken")]
)
async def test_the_picture_stays_above_the_answer(day: Day, language, asks, taken):
    person = await day.person(language)
    (reminder,) = await at_eight(day, person)
    assert asks in reminder["caption"]
    picture = await day.house.client.file(reminder["photo"][-1]["file_id"])
    assert picture.startswith(b"\xff\xd8")
    answered = await tap(person, reminder, "dose:", says(taken))
    assert answered["message_id"] == reminder["message_id"]
    assert answered["photo"]


async def test_a_second_person_gets_the_picture_that_telegram_has(day: Day):
    first, second = await day.person(), await day.person()
    (one,) = await at_eight(day, first)
    await day.takes(second, TYLENOL, times=(time(8, 30),))
    await day.move(minutes=30)
    other = await second.wait_for_bot(has_button("dose:"))
    assert other["photo"] == one["photo"]


@pytest.mark.parametrize("change", [{"has_pictures": False}, {"is_discreet": True}])
async def test_nothing_is_drawn_for_who_wants_none(day: Day, change):
    person = await day.person()
    accounts = day.service.stores.accounts
    account = await accounts.find(person.chat_id)
    assert account
    await accounts.save(replace(account, **change))
    (reminder,) = await at_eight(day, person)
    assert "text" in reminder


async def test_where_telegram_takes_no_picture_the_reminder_comes_as_a_text(day: Day):
    person = await day.person()
    await day.house.client.order_fault("sendPhoto", "400-cant-parse", times=9)
    (reminder,) = await at_eight(day, person)
    assert "text" in reminder


async def test_what_has_no_look_comes_as_a_text(day: Day):
    person = await day.person()
    await day.takes(person, times=(time(8),))
    await day.move(hours=1)
    assert "text" in await person.wait_for_bot(has_button("dose:"))


async def test_a_repeat_takes_the_place_of_the_picture_before(day: Day):
    person = await day.person()
    (first,) = await at_eight(day, person)
    await day.move(minutes=10)
    again = await person.wait_for_bot(has_button("dose:"))
    assert again["photo"] == first["photo"]
    assert first["message_id"] in (await person.messages(0)).deleted


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_pictures_are_turned_off_by_a_tap(day: Day, language):
    person = await day.person(language)
    settings = await command(person, "/settings", has_button("reminders"))
    reminders = await tap(person, settings, "reminders", has_button("ownpills"))
    shown = await tap(person, reminders, "ownpills", has_button("pictures:no"))
    off = await tap(person, shown, "pictures:no", has_button("pictures:yes"))
    assert ("알약 그림: 꺼" if language == "ko" else "Pictures of the pills: off") in text_of(off)
