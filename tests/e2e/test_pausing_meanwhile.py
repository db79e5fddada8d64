"""A reminder that is answered after one of its medicines was paused: the answer is about the others alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.people.accounts import ChatId
from tests.e2e.conftest import BotHarness, button, has_button, says, text_of
from tests.e2e.test_people import tap
from tests.schedules import scheduled

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAMES = ("타이레놀", "노바스크")


async def reminded(house: BotHarness, person):
    """Let two medicines of a person be due a minute ago; return the reminder."""
    assert house.service is not None
    store, now = house.service.stores.medications, datetime.now(UTC)
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    at = (
        (now - timedelta(minutes=1))
        .astimezone(ZoneInfo("Asia/Seoul"))
        .time()
        .replace(second=0, microsecond=0)
    )
    for medication in await store.active(account.person_id):
        await store.plan(account.person_id, medication.id, scheduled((at,)), now - timedelta(minutes=10))
    house.service.reminder_scheduler.wake()
    return await person.wait_for(has_button("dose:"), timeout=30)


@pytest.mark.parametrize(
    ("language", "paused", "taken", "off"),
    [("ko", "잠시 쉴게요", "드셨다고", "적지 않았어요"), ("en", "Paused", "Taken", "not counted")],
)
async def test_i_took_it_says_of_which_it_was_written_down(house: BotHarness, language, paused, taken, off):
    person = await house.person(language)
    for name in NAMES:
        await person.send_text(f"/add {name}")
        found = await person.wait_for(has_button("take:"))
        await person.tap(found["message_id"], button(found, "take:"))
        await person.wait_for(has_button("say:often"))
    reminder = await reminded(house, person)
    await person.send_text("/mymeds")
    listed = await person.wait_for(has_button("med:"))
    one = await tap(person, listed, "med:", has_button("drop:"))
    sure = await tap(person, one, "drop:", has_button("pause:"))
    await tap(person, sure, "pause:", says(paused))
    await person.tap(reminder["message_id"], button(reminder, "dose:"))
    done = await person.wait_for(says(taken))
    assert done["message_id"] == reminder["message_id"]
    lines = [line for line in text_of(done).split("\n")[1:] if line.startswith(("✅", "•"))]
    assert [off in line for line in lines] == [True, False]
