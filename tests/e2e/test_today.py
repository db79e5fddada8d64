"""/today: what was taken, what is open, missed and to come, corrected by taps; and the history of a medicine."""

from datetime import time

import pytest

from tests.e2e.conftest import button, has_button, says, text_of
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("language", "question", "today", "taken", "history"),
    [
        ("ko", "오늘 약 먹었나?", "오늘 11월 22일 (일)", "07:50에 드심", "11월 22일 (일): ✅ 07:50"),
        ("en", "Did I take my pills today?", "Today, Sun, Nov 22", "taken at 07:50", "Sun, Nov 22: ✅ 07:50"),
    ],
)  # fmt: skip
async def test_a_missed_dose_is_corrected_by_taps(day: Day, language, question, today, taken, history):
    person = await day.person(language)
    await day.takes(person, times=(time(8), time(20)))
    await day.takes(person, "노바스크", times=(time(8),))
    await day.move(hours=2)
    await day.move(hours=1)
    shown = await command(person, question, says(today))
    assert "⚠️ 08:00 타이레놀, 노바스크" in text_of(shown)
    assert "▫️ 20:00 타이레놀" in text_of(shown)
    choose = await tap(person, shown, "dayfix:", has_button("dosefix:"))
    one = await tap(person, choose, "dosefix:", has_button("fix:"))
    one = await tap(person, one, button(one, "fix:"), says("08:00"))
    times = await tap(person, one, "fixtime:", has_button("fixtime:"))
    earlier = next(
        key["callback_data"]
        for row in times["reply_markup"]["inline_keyboard"]
        for key in row
        if key["text"].startswith("−10")
    )
    changed = await tap(person, times, earlier, says(taken))
    one = await tap(person, changed, "dosefix:", has_button("history:"))
    listed = await tap(person, one, "history:", says(history))
    assert "▫️" not in text_of(listed)
    again = await command(person, "/today", says(today))
    assert "✅ 08:00 타이레놀" in text_of(again)
    assert "(07:50)" in text_of(again)
    assert "⚠️ 08:00 노바스크" in text_of(again)


async def test_amounts_days_and_buttons_of_old_messages(day: Day):
    person = await day.person()
    await day.takes(person, times=(time(8),))
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    assert "/today" in text_of(asked)
    await tap(person, asked, "dose:", says("드셨다고"))
    shown = await command(person, "/today", says("오늘"))
    yesterday = await tap(person, shown, "day:2026-11-21", says("어제"))
    assert "정해진 약이 없어요" in text_of(yesterday)
    shown = await tap(person, yesterday, "day:2026-11-22", says("오늘"))
    tomorrow = await tap(person, shown, "day:2026-11-23", says("11월 23일"))
    assert "▫️ 08:00 타이레놀" in text_of(tomorrow)
    assert not has_button("dayfix:")(tomorrow), "what is to come can't be corrected"
    today = await tap(person, tomorrow, "day:2026-11-22", has_button("dayfix:"))
    choose = await tap(person, today, "dayfix:", has_button("dosefix:"))
    one = await tap(person, choose, "dosefix:", has_button("fixmany:"))
    amounts = await tap(person, one, "fixmany:", has_button("fixmany:1:0.5"))
    await tap(person, amounts, "fixmany:1:0.5", says("반 알"))
    again = await command(person, "/today", says("반 알"))
    assert "✅" in text_of(again)


@pytest.mark.parametrize(
    ("language", "said", "shown"),
    [("ko", "7시 40분에 먹었어요", "07:40"), ("en", "I took it at 7:40", "07:40")],
)
async def test_when_a_dose_was_taken_may_be_written(day: Day, language, said, shown):
    person = await day.person(language)
    await day.takes(person, times=(time(8),))
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    await tap(person, asked, "dose:", lambda m: not has_button("dose:")(m))
    day_shown = await command(person, "/today", has_button("dayfix:"))
    choose = await tap(person, day_shown, "dayfix:", has_button("dosefix:"))
    one = await tap(person, choose, "dosefix:", has_button("fixtime:"))
    await tap(person, one, "fixtime:", has_button("fixtime:1:"))
    changed = await command(person, said, has_button("history:"))
    assert shown in text_of(changed)
