"""Reminders that nobody answers: repeated as the person set, then told once as missed; quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import Action, ReminderId
from bot.core.doses.retry_policy import Delivered, Delivery, Failed, Refused, ReminderKind, after
from bot.core.people.habits import EVERY, MOST_REPEATS, Habits, QuietHours
from bot.storage.people.accounts import StoredAccounts
from tests.bot.core.core_fixture import EIGHT, World

MORNING, SEOUL = time(8), ZoneInfo("Asia/Seoul")
DUE, MISSED, DIGEST = ReminderKind.DUE, ReminderKind.MISSED, ReminderKind.DIGEST


async def heard(world: World, minutes: int) -> list[tuple[int, ReminderKind]]:
    """Let the clock run to so many minutes after eight; return at which minutes which messages came meanwhile."""
    came: list[tuple[int, ReminderKind]] = []
    world.clock.at = max(world.clock(), EIGHT)
    while world.clock() <= EIGHT + timedelta(minutes=minutes):
        before = len(world.notifier.reminded)
        await world.tick()
        minute = int((world.clock() - EIGHT) / timedelta(minutes=1))
        came += [(minute, one.kind) for one in world.notifier.reminded[before:]]
        world.clock.advance(minutes=1)
    return came


async def set_habits(world: World, habits: Habits) -> None:
    await StoredAccounts(world.database).save(replace(await world.person(), habits=habits))


async def test_a_reminder_is_repeated_three_times_and_then_told_as_missed_once(world):
    await world.takes("가", MORNING)
    assert await heard(world, 300) == [(0, DUE), (10, DUE), (20, DUE), (30, DUE), (40, MISSED)]
    assert {one.id for one in world.notifier.reminded} == {ReminderId(1)}, "all carry the same buttons"
    assert [one.is_repeat for one in world.notifier.reminded] == [False, True, True, True, True]
    assert [one.message_id for one in world.notifier.reminded] == [None, 1001, 1002, 1003, 1004]
    assert await world.events() == ["asked", "missed"]


@pytest.mark.parametrize(
    ("minutes", "repeats", "came"),
    [
        (15, 1, [(0, DUE), (15, DUE), (30, MISSED)]), (5, 0, [(0, DUE), (30, MISSED)]),
        (30, 2, [(0, DUE), (30, DUE), (60, DUE), (90, MISSED)]),
    ],
)  # fmt: skip
async def test_how_often_is_as_the_person_set_it(world, minutes, repeats, came):
    await world.takes("가", MORNING)
    await set_habits(world, Habits(timedelta(minutes=minutes), repeats))
    assert await heard(world, 200) == came


async def test_what_is_answered_is_not_repeated_and_what_is_not_is_missed_alone(world):
    for name in ("가", "나"):
        await world.takes(name, MORNING)
    await heard(world, 5)
    first, _ = world.notifier.reminded[0].doses
    assert await world.answer(0, Action.TAKEN, dose=first.id)
    assert await heard(world, 60) == [(10, DUE), (20, DUE), (30, DUE), (40, MISSED)]
    assert (await world.states())[:2] == ["taken", "missed"]


async def test_an_answer_ends_the_repeats_and_undoing_it_goes_on_with_them(world):
    await world.takes("가", MORNING)
    await heard(world, 11)
    await world.answer(0, Action.TAKEN)
    await world.undo(0)
    assert await heard(world, 60) == [(20, DUE), (30, DUE), (42, MISSED)], "open for half an hour at least"
    assert await world.answer(-1, Action.SKIPPED)
    assert await heard(world, 300) == []


async def test_in_quiet_hours_nothing_is_repeated(world):
    await world.takes("가", MORNING)
    await set_habits(world, Habits(quiet=QuietHours(time(8, 5), time(8, 25))))
    assert await heard(world, 60) == [(0, DUE), (30, DUE), (40, MISSED)]


async def test_a_message_in_quiet_hours_makes_no_sound(world):
    await world.takes("가", MORNING)
    await set_habits(world, Habits(repeats=0, quiet=QuietHours(time(7), time(8, 25))))
    await heard(world, 40)
    assert [(one.kind, one.is_silent) for one in world.notifier.reminded] == [(DUE, True), (MISSED, False)]


async def test_a_repeat_that_fails_is_tried_again_and_one_that_is_refused_loses_nothing(world):
    await world.takes("가", MORNING)
    await heard(world, 5)
    world.notifier.failing = [Failed(), Refused()]
    await heard(world, 60)
    assert [one.kind for one in world.notifier.reminded] == [DUE, MISSED]
    assert world.meter.failed == 0, "the person has the first one"


async def test_a_postponed_dose_is_asked_for_in_the_place_of_the_same_message_with_all_its_repeats(world):
    await world.takes("가", MORNING)
    await heard(world, 12)
    assert await world.answer(0, Action.LATER)
    await heard(world, 100)
    kinds = [(one.id, one.kind, one.message_id) for one in world.notifier.reminded[2:]]
    assert [kind for _, kind, _ in kinds] == [DUE] * 4 + [MISSED]
    assert {id for id, _, _ in kinds} == {ReminderId(1)}
    assert [message for _, _, message in kinds] == [1002, 1003, 1004, 1005, 1006]


async def test_what_was_postponed_to_the_time_of_other_doses_is_asked_for_with_them(world):
    await world.takes("가", MORNING)
    await world.takes("나", time(8, 11))
    await heard(world, 0)
    await world.answer(0, Action.LATER)
    await heard(world, 11)
    assert [dose.medicine for dose in world.notifier.reminded[-1].doses] == ["가", "나"]
    assert world.notifier.reminded[-1].message_id == 1001


async def test_a_missed_dose_is_told_before_the_next_one_is_asked_for(world):
    await world.takes("가", MORNING, time(8, 15))
    assert await heard(world, 15) == [(0, DUE), (10, DUE), (15, MISSED), (15, DUE)]


async def test_after_a_night_without_the_bot_what_was_asked_for_is_told_as_missed_once(world):
    await world.takes("가", MORNING)
    await heard(world, 0)
    world.clock.advance(hours=9)
    await world.restart()
    for _ in range(3):
        await world.tick()
    assert [one.kind for one in world.notifier.reminded] == [DUE, MISSED]


async def test_what_is_told_as_missed_can_be_taken_until_the_buttons_are_over(world):
    await world.takes("가", MORNING)
    await heard(world, 50)
    assert await world.answer(-1, Action.TAKEN)
    assert (await world.states())[0] == "taken"


@given(
    st.sampled_from(EVERY), st.integers(0, MOST_REPEATS),
    st.none() | st.tuples(st.integers(0, 95), st.integers(0, 95)),
)  # fmt: skip
def test_repeats_keep_their_distance_stay_out_of_quiet_hours_and_end(minutes, repeats, quiet):
    hours = quiet and QuietHours(*(time(quarter // 4, quarter % 4 * 15) for quarter in quiet))
    habits = Habits(timedelta(minutes=minutes), repeats, hours or None)
    new = Delivery(ReminderId(1), DUE, EIGHT, next_try_at=EIGHT)
    delivery, sent = new.again(DUE, EIGHT, habits), []
    while delivery.next_try_at is not None:
        sent.append(at := delivery.next_try_at)
        delivery = after(delivery, Delivered(len(sent)), at, lambda one: habits.is_quiet(one, SEOUL))
    planned = [EIGHT + number * habits.every for number in range(repeats + 1)]
    assert sent == [at for at in planned if at == EIGHT or not habits.is_quiet(at, SEOUL)]


@pytest.mark.parametrize(
    ("begin", "end", "local", "is_quiet"),
    [
        ("22:00", "07:00", "23:00", True), ("22:00", "07:00", "06:59", True), ("22:00", "07:00", "07:00", False),
        ("22:00", "07:00", "12:00", False), ("13:00", "14:00", "13:00", True), ("13:00", "14:00", "14:00", False),
        ("08:00", "08:00", "08:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_may_pass_midnight(begin, end, local, is_quiet):
    hours = QuietHours(time.fromisoformat(begin), time.fromisoformat(end))
    at = datetime.combine(EIGHT.date(), time.fromisoformat(local), SEOUL).astimezone(UTC)
    assert hours.include(at, SEOUL) is is_quiet
