"""What is left of a medicine: told once before it runs out, filled up by one tap, and until when it may be taken."""

import asyncio
from datetime import time

import pytest

from tests.e2e.conftest import button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import assert_it_can_be_read
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {
        "time": "📦 새로 받을 약이 있어요", "left": "5알 남았어요. 11월 28일까지", "got": "📦 새로 받음 30알",
        "added": "새로 받은 30알을 더했어요", "both": "35일", "again": "이미 더해 두었어요", "undone": "5일치(5알) 남음",
        "old": "유통기한이 다 되어", "until": "12월 12일까지", "expiry": "유통기한이 언제까지", "wrong": "알아듣지 못했어요",
        "kept": "유통기한: 2027년 3월 31일까지",
    },
    "en": {
        "time": "📦 Time for a new pack", "left": "5 tablets left, until Nov 28", "got": "📦 Got 30 tablets",
        "added": "Added: 30 tablets", "both": "35 days left", "again": "added already", "undone": "5 days left",
        "old": "soon be too old", "until": "good until Dec 12", "expiry": "Until when", "wrong": "did not understand",
        "kept": "good until Mar 31, 2027",
    },
}  # fmt: skip


async def counted(day: Day, person, name: str, pack: float, left: float) -> int:
    """Give a person a medicine of which a pack was counted, and so much is left."""
    await day.takes(person, name, times=(time(8),))
    account = await day.service.stores.accounts.find(person.chat_id)
    listed = await day.service.stores.medications.active(account.person_id)
    (id,) = (one.id for one in listed if one.name == name)
    for amount in (pack, left):
        await day.service.stores.medications.count(account.person_id, id, amount)
    return id


async def live(day: Day, days: int) -> None:
    """Let days go by, two hours at a time."""
    for _ in range(days * 12):
        await day.move(hours=2)


@pytest.mark.parametrize("language", list(WORDS))
async def test_a_new_pack_is_one_tap_away_when_it_is_time_and_is_added_once(day: Day, language):
    words = WORDS[language]
    person = await day.person(language)
    await counted(day, person, "타이레놀", 30, 5)
    await live(day, 2)
    told = await person.wait_for_bot(has_button("refill:"))
    assert text_of(told).startswith(words["time"])
    assert words["left"] in text_of(told)
    assert words["got"] in buttons_of(told)
    assert_it_can_be_read(told)
    await live(day, 4)
    every = (await person.messages(0)).messages
    assert sum(text_of(message).startswith(words["time"]) for message in every) == 1, "it is said once"
    pack = button(told, "refill:")
    taps = await asyncio.gather(*(person.tap(told["message_id"], pack, wait=20.0) for _ in range(2)))
    assert all(tap.answered for tap in taps), "from two devices at once"
    added = await person.wait_for_bot(says(words["again"]))
    assert words["both"] in text_of(added)
    assert_it_can_be_read(added)
    listed = await command(person, "/mymeds", has_button("med:"))
    one = await tap(person, listed, "med:", has_button("stock:"))
    stock = await tap(person, one, "stock:", has_button("refill:"))
    added = await tap(person, stock, "refill:", says(words["added"]))
    assert "65" in text_of(added)
    undone = await tap(person, added, "unrefill:", says(words["both"]))
    assert has_button("refill:")(undone)


@pytest.mark.parametrize("language", list(WORDS))
async def test_an_expiry_date_is_written_kept_and_told_a_month_before(day: Day, language):
    words = WORDS[language]
    person = await day.person(language)
    id = await counted(day, person, "타이레놀", 90, 90)
    listed = await command(person, "/mymeds", has_button("med:"))
    one = await tap(person, listed, "med:", has_button("stock:"))
    stock = await tap(person, one, "stock:", has_button("expiry:"))
    assert_it_can_be_read(stock)
    asked = await tap(person, stock, "expiry:", says(words["expiry"]))
    assert_it_can_be_read(asked)
    await command(person, "2020-01", says(words["wrong"]))
    kept = await command(person, "2027-03", says(words["kept"]))
    assert_it_can_be_read(kept)
    asked = await tap(person, kept, "expiry:", says(words["expiry"]))
    await command(person, "2026.12.12", says("2026"))
    await live(day, 2)
    told = await person.wait_for_bot(says(words["old"]))
    assert words["until"] in text_of(told)
    asked = await tap(person, told, f"stock:{id}", has_button("expiry:"))
    asked = await tap(person, asked, "expiry:", has_button("expires:"))
    later = await tap(person, asked, f"expires:{id}:24", says("2028"))
    assert "2028" in text_of(later)


async def test_several_medicines_are_told_in_one_message_and_each_has_its_button(day: Day):
    person = await day.person()
    for name in ("타이레놀", "노바스크", "리피토"):
        await counted(day, person, name, 30, 3)
    await live(day, 2)
    told = await person.wait_for_bot(has_button("refill:"))
    assert sum(data.startswith("refill:") for data in buttons_of(told)) == 3
    assert_it_can_be_read(told)
    await person.tap(told["message_id"], "📦 노바스크")
    added = await person.wait_for_bot(says("더했어요"))
    assert "노바스크" in text_of(added)


async def test_how_much_was_got_can_be_written_as_days_or_units(day: Day):
    person = await day.person()
    id = await counted(day, person, "타이레놀", 30, 5)
    await day.takes(person, "노바스크", times=(time(8), time(20)))
    listed = await command(person, "/mymeds", has_button("med:"))
    one = await tap(person, listed, f"med:{id}", has_button("stock:"))
    stock = await tap(person, one, "stock:", has_button("refills:"))
    amounts = await tap(person, stock, "refills:", says("얼마나 받으셨어요"))
    assert_it_can_be_read(amounts)
    wrong = await command(person, "0", says("쓸 수 없어요"))
    assert has_button("refill:")(wrong)
    await command(person, "28알", says("새로 받은 28알을 더했어요"))
    again = await command(person, "노바스크 새로 받았어요", has_button("refills:"))
    assert "노바스크" in text_of(again)
    await tap(person, again, "refills:", says("얼마나 받으셨어요"))
    await command(person, "2주치", says("새로 받은 28알을 더했어요"))


async def test_names_stay_hidden_from_who_wants_none_on_a_screen(day: Day):
    person = await day.person()
    await counted(day, person, "타이레놀", 30, 2)
    settings = await command(person, "/settings", has_button("reminders"))
    reminders = await tap(person, settings, "reminders", has_button("discreet:"))
    hidden = await tap(person, reminders, "discreet:", says("숨김"))
    assert_it_can_be_read(hidden)
    notices = await tap(person, hidden, "notices", says("7일 전에 한 번"))
    changed = await tap(person, notices, "stockdays:3", says("3일 전에 한 번"))
    assert_it_can_be_read(changed)
    await live(day, 4)
    told = await person.wait_for_bot(says("곧 떨어지는 약이 1가지"))
    assert "타이레놀" not in str(told)
