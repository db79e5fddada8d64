"""A list by name, what interacts on it, and reminders that come on time, also after a restart."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def add(person, name: str, number: int = 0):
    """Add the medicine that a name finds; return the message that says so."""
    await person.send_text(f"/add {name}")
    found = await person.wait_for(has_button("take:"))
    choices = [data for data in buttons_of(found) if data.startswith("take:")]
    await person.tap(found["message_id"], choices[number])
    return await person.wait_for(says("약 목록에"))


async def test_a_contraindicated_pair_is_told_at_once_and_on_the_list(house: BotHarness):
    person = await house.person()
    await add(person, "스포라녹스")
    added = await add(person, "심바스타틴")
    assert "함께 먹으면 안 되는 약" in text_of(added)
    assert "임의로 끊지 마세요" in text_of(added)
    await person.send_text("/mymeds")
    listed = await person.wait_for(says("약 2가지"))
    assert "함께 먹으면 안 되는 약" in text_of(listed)
    assert "출처" in text_of(listed)
    assert text_of(listed).index("🔴") < text_of(listed).index("1. ")


async def test_what_no_list_names_is_never_called_safe(house: BotHarness):
    person = await house.person()
    await add(person, "타이레놀")
    added = await add(person, "노바스크")
    assert "괜찮다는 뜻은 아니에요" in text_of(added)
    assert "찾아본 목록" in text_of(added)
    assert "확인하지 못했어요" in text_of(added), "age, pregnancy and nursing were not told"


async def test_a_name_with_typing_errors_and_one_by_initial_consonants_are_found(house: BotHarness):
    person = await house.person()
    for typed in ("타이래놀", "ㅌㅇㄹㄴ"):
        await person.send_text(f"/add {typed}")
        found = await person.wait_for(has_button("take:"))
        assert "타이레놀" in text_of(found)


async def test_nothing_is_kept_before_consent(house: BotHarness):
    person = await house.person(ready=False)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    await person.wait_for(has_button("consent:yes"))
    await person.send_text("/mymeds")
    await person.wait_for(says("아직 목록에 약이 없어요"))


async def remind_soon(person) -> datetime:
    """Set a daily time by writing it: the first minute far enough ahead to restart before it; return the instant."""
    at = (datetime.now(UTC) + timedelta(seconds=90)).replace(second=0, microsecond=0)
    local = at.astimezone(ZoneInfo("Asia/Seoul"))
    await person.send_text("/mymeds")
    listed = await person.wait_for(has_button("med:"))
    await person.tap(listed["message_id"], button(listed, "med:"))
    one = await person.wait_for(has_button("edit:often"))
    await person.tap(one["message_id"], button(one, "edit:often"))
    often = await person.wait_for(has_button("times:"))
    await person.tap(often["message_id"], button(often, "times:"))
    times = await person.wait_for(has_button("clock:"))
    await person.tap(times["message_id"], button(times, "clock:"))
    await person.wait_for(says("7:30"))
    await person.send_text(f"{local:%H:%M}")
    await person.wait_for(says(f"알림: {local:%H:%M}"))
    return at


@pytest.mark.slow
@pytest.mark.timeout(200)
async def test_a_reminder_comes_at_its_minute_also_after_a_restart_and_takes_one_answer(house: BotHarness):
    person = await house.person()
    await add(person, "타이레놀")
    due = await remind_soon(person)
    await house.stop()
    await house.start()
    reminder = await person.wait_for(has_button("dose:"), timeout=90)
    late = datetime.now(UTC) - due
    assert timedelta(0) <= late < timedelta(seconds=3), f"it came {late} after its time"
    labels = [b["text"] for row in reminder["reply_markup"]["inline_keyboard"] for b in row]
    assert labels == ["✅ 먹었어요", "🕐 10분 뒤", "➖ 건너뛸게요"]
    await person.tap(reminder["message_id"], "✅ 먹었어요")
    done = await person.wait_for(says("드셨다고"))
    assert done["message_id"] == reminder["message_id"]
    assert [b for b in buttons_of(done) if b.startswith("dose:")] == []
    await person.tap(done["message_id"], button(done, "undose:"))
    again = await person.wait_for(has_button("dose:"))
    await person.tap(again["message_id"], "➖ 건너뛸게요")
    await person.wait_for(says("건너뛰었다고"))
