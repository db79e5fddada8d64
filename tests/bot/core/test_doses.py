"""Reminders, over the real ledger."""

from datetime import date, time, timedelta

import pytest

from bot.core.doses.model import Action, DoseState, ReminderId
from bot.core.doses.retry_policy import Failed, ReminderKind
from bot.core.people.accounts import ChatId
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from tests.bot.core.core_fixture import CHAT, EIGHT
from tests.schedules import scheduled

MORNING, EVENING = time(8), time(20)


async def test_nothing_is_sent_before_it_is_due(world):
    await world.takes("가", MORNING)
    assert await world.tick() == EIGHT
    assert world.notifier.reminded == []


async def test_a_dose_is_asked_for_once_at_its_time(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.tick()
    assert [(r.kind, [d.medicine for d in r.doses], r.doses[0].due_at) for r in world.notifier.reminded] == [
        (ReminderKind.DUE, ["가"], EIGHT)
    ]


async def test_all_medicines_of_one_time_come_in_one_message(world):
    for name in ("가", "나", "다"):
        await world.takes(name, MORNING)
    world.clock.at = EIGHT
    await world.tick()
    assert [[d.medicine for d in r.doses] for r in world.notifier.reminded] == [["가", "나", "다"]]


async def test_people_are_reminded_apart(world):
    await world.takes("가", MORNING)
    await world.takes("나", MORNING, chat=ChatId(8))
    world.clock.at = EIGHT
    await world.tick()
    assert {r.account.chat_id: [d.medicine for d in r.doses] for r in world.notifier.reminded} == {
        7: ["가"],
        8: ["나"],
    }


async def test_a_dose_due_while_the_bot_was_down_comes_late_and_says_so(world):
    await world.takes("가", MORNING)
    await world.tick()
    world.clock.at = EIGHT + timedelta(hours=2)
    await world.restart()
    await world.tick()
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.LATE]


async def test_doses_older_than_the_window_come_as_one_digest_and_are_missed(world):
    await world.takes("가", MORNING, EVENING)
    await world.tick()
    world.clock.at = EIGHT + timedelta(days=2, hours=6)
    await world.restart()
    await world.tick()
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.DIGEST]
    assert len(world.notifier.reminded[0].doses) == 5
    assert set((await world.states())[:5]) == {"missed"}


@pytest.mark.parametrize(
    ("action", "state"), [(Action.TAKEN, DoseState.TAKEN), (Action.SKIPPED, DoseState.SKIPPED)]
)
async def test_the_first_answer_stands_whatever_is_tapped_after_it(world, action, state):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    assert await world.answer(0, action)
    for later in Action:
        assert not await world.answer(0, later)
    assert (await world.states())[0] == state


async def test_later_asks_again_in_ten_minutes_and_not_before(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    assert await world.answer(0, Action.LATER)
    world.clock.advance(minutes=9)
    await world.tick()
    assert len(world.notifier.reminded) == 1
    world.clock.advance(minutes=1)
    await world.tick()
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.DUE, ReminderKind.DUE]
    assert await world.answer(1, Action.TAKEN)
    assert not await world.answer(0, Action.SKIPPED), "the first message is no longer about this dose"
    assert (await world.states())[0] == "taken"


async def test_a_dose_nobody_answers_is_missed_and_can_still_be_noted_as_taken(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    world.clock.advance(hours=4, seconds=1)
    await world.tick()
    assert (await world.states())[0] == "missed"
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.DUE, ReminderKind.MISSED]
    assert await world.answer(0, Action.TAKEN)
    assert (await world.states())[0] == "taken"


async def test_never_two_doses_of_one_plan_wait_at_once(world):
    await world.takes("가", time(8), time(9))
    for hours in (0, 1):
        world.clock.at = EIGHT + timedelta(hours=hours)
        await world.tick()
    assert (await world.states())[:2] == ["missed", "asked"]


async def test_a_crash_between_claiming_and_sending_sends_again_with_the_same_reminder(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    world.notifier.failing = [Failed()]
    await world.tick()
    assert world.notifier.reminded == []
    await world.restart()
    world.clock.advance(seconds=30)
    await world.tick()
    await world.tick()
    assert [[d.medicine for d in r.doses] for r in world.notifier.reminded] == [["가"]]


@pytest.mark.parametrize(
    ("away", "kind"), [({"minutes": 30}, ReminderKind.LATE), ({"hours": 5}, ReminderKind.DIGEST)]
)
async def test_a_reminder_left_unsent_by_a_crash_says_when_it_has_become_late(world, away, kind):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    world.notifier.failing = [Failed()]
    await world.tick()
    world.clock.advance(**away)
    await world.restart()
    await world.tick()
    assert [(r.kind, len(r.doses)) for r in world.notifier.reminded] == [(kind, 1)]


async def test_a_reminder_answered_on_a_copy_that_did_arrive_is_not_sent_again(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    world.notifier.failing = [Failed()]
    await world.tick()
    (row,) = await world.database.rows("SELECT id FROM reminders")
    _, changed = await world.reminders.answer(ReminderId(row["id"]), CHAT, Action.TAKEN, world.clock())
    await world.tick()
    assert changed
    assert world.notifier.reminded == []


async def test_one_person_who_cannot_be_reached_keeps_nobody_else(world):
    await world.takes("가", MORNING)
    await world.takes("나", MORNING, chat=ChatId(8))
    world.notifier.unreachable = {7}
    world.clock.at = EIGHT
    await world.tick()
    assert [r.account.chat_id for r in world.notifier.reminded] == [8]


async def test_who_blocked_the_bot_is_left_alone_until_they_are_back(world):
    await world.takes("가", MORNING)
    world.notifier.unreachable = {7}
    world.clock.at = EIGHT
    await world.tick()
    world.notifier.unreachable = set()
    world.clock.at = EIGHT + timedelta(days=1)
    next_at = await world.tick()
    assert world.notifier.reminded == []
    assert next_at is None or next_at > world.clock(), "what can't be sent must not keep the clock awake"
    await world.person()
    world.clock.at = EIGHT + timedelta(days=2)
    await world.tick()
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.DUE]


async def test_changed_times_withdraw_what_was_planned(world):
    id = await world.takes("가", MORNING)
    await world.tick()
    account = await world.person()
    await StoredMedications(world.database).plan(
        account.person_id, id, scheduled((time(8, 30),)), world.clock()
    )
    world.clock.at = EIGHT
    await world.tick()
    assert world.notifier.reminded == []
    world.clock.advance(minutes=30)
    await world.tick()
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT + timedelta(minutes=30)]


async def test_after_a_pause_only_the_latest_dose_of_a_medicine_is_asked_for(world):
    await world.takes("가", time(8), time(11))
    await world.tick()
    world.clock.at = EIGHT + timedelta(hours=3, minutes=30)
    await world.restart()
    await world.tick()
    assert {(r.kind, len(r.doses)) for r in world.notifier.reminded} == {
        (ReminderKind.DIGEST, 1),
        (ReminderKind.LATE, 1),
    }
    late = next(n for n, r in enumerate(world.notifier.reminded) if r.kind is ReminderKind.LATE)
    await world.answer(late, Action.TAKEN)
    assert (await world.states())[:2] == ["missed", "taken"]


async def test_a_dose_put_off_is_not_asked_for_beside_the_next_one(world):
    await world.takes("가", time(8), time(11))
    world.clock.at = EIGHT
    await world.tick()
    world.clock.at = EIGHT + timedelta(hours=2, minutes=55)
    await world.answer(0, Action.LATER)
    for minutes in (5, 10):
        world.clock.advance(minutes=minutes)
        await world.tick()
    assert list(dict.fromkeys(r.doses[0].due_at for r in world.asked)) == [EIGHT, EIGHT + timedelta(hours=3)]
    assert (await world.states())[:2] == ["missed", "asked"]


async def test_a_dose_put_off_past_its_window_is_still_asked_for(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    world.clock.at = EIGHT + timedelta(hours=3, minutes=55)
    assert await world.answer(0, Action.LATER)
    world.clock.advance(minutes=10)
    await world.tick()
    assert [r.kind for r in world.notifier.reminded] == [ReminderKind.DUE, ReminderKind.DUE]
    assert await world.answer(1, Action.TAKEN)


async def test_a_medicine_taken_off_the_list_is_not_asked_for_again_by_later(world):
    id = await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    account = await world.person()
    await StoredMedications(world.database).stop(account.person_id, id, world.clock(), delete=False)
    assert not await world.answer(0, Action.LATER)
    world.clock.advance(minutes=10)
    await world.tick()
    assert len(world.notifier.reminded) == 1


@pytest.mark.parametrize("by", ["pause", "stop", "delete"])
async def test_taken_for_a_group_is_not_about_a_medicine_that_was_paused_or_stopped_since(world, by):
    kept, gone = await world.takes("가", MORNING), await world.takes("나", MORNING)
    account, store = await world.person(), StoredMedications(world.database)
    for id in (kept, gone):
        await store.count(account.person_id, id, 10)
    world.clock.at = EIGHT
    await world.tick()
    if by == "pause":
        await store.pause(account.person_id, gone, world.clock())
    else:
        await store.stop(account.person_id, gone, world.clock(), delete=by == "delete")
    assert await world.answer(0, Action.TAKEN)
    reminder = await world.reminders.get(world.notifier.reminded[0].id)
    assert [(dose.medicine, dose.state, dose.is_off) for dose in reminder.doses] == [
        ("가", DoseState.TAKEN, False),
        ("나", DoseState.WITHDRAWN, True),
    ]
    rows = await world.database.rows("SELECT stock FROM medications ORDER BY id")
    assert [row["stock"] for row in rows] == [9, 10]


async def test_a_group_of_which_all_were_stopped_takes_no_answer(world):
    id = await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    account, store = await world.person(), StoredMedications(world.database)
    await store.stop(account.person_id, id, world.clock(), delete=False)
    assert not await world.answer(0, Action.TAKEN)
    assert not await world.answer(0, Action.SKIPPED)
    assert await store.undo(account.person_id, id, world.clock())
    assert await world.answer(0, Action.TAKEN), "it is on the list again"


async def test_new_times_keep_the_dose_that_was_put_off(world):
    id = await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.LATER)
    account = await world.person()
    await StoredMedications(world.database).plan(account.person_id, id, scheduled((EVENING,)), world.clock())
    world.clock.advance(minutes=10)
    await world.tick()
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT, EIGHT]


async def test_who_moves_is_reminded_by_the_clock_of_the_new_place(world):
    await world.takes("가", MORNING)
    await world.tick()
    await StoredAccounts(world.database).move(await world.person(), "Europe/Berlin", world.clock())
    world.clock.at = EIGHT
    await world.tick()
    assert world.notifier.reminded == [], "it is midnight in Berlin"
    world.clock.advance(hours=8)
    await world.tick()
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT + timedelta(hours=8)]


async def test_a_dose_taken_today_is_not_due_again_in_another_time_zone(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    await StoredAccounts(world.database).move(await world.person(), "Europe/Berlin", world.clock())
    world.clock.advance(hours=8)
    await world.tick()
    assert len(world.notifier.reminded) == 1
    assert (await world.states())[0] == "taken"


async def test_a_stopped_medicine_is_not_asked_for(world):
    id = await world.takes("가", MORNING)
    await world.tick()
    account = await world.person()
    assert await StoredMedications(world.database).stop(account.person_id, id, world.clock(), delete=False)
    world.clock.at = EIGHT
    await world.tick()
    assert world.notifier.reminded == []


async def test_nobody_answers_for_somebody_else(world):
    await world.takes("가", MORNING)
    await world.person(ChatId(8))
    world.clock.at = EIGHT
    await world.tick()
    assert not await world.answer(0, Action.TAKEN, chat=ChatId(8))
    assert (await world.states())[0] == "asked"


async def test_a_reminder_that_is_gone_changes_nothing(world):
    reminder, changed = await world.reminders.answer(ReminderId(99), CHAT, Action.TAKEN, world.clock())
    assert (reminder, changed) == (None, False)


async def test_a_medicine_for_every_third_day_is_asked_for_on_every_third_day(world):
    await world.takes("가", MORNING, every_days=3, first_day=date(2026, 11, 23))
    for day in range(8):
        world.clock.at = EIGHT + timedelta(days=day)
        await world.tick()
    assert [(r.doses[0].due_at - EIGHT).days for r in world.asked] == [1, 4, 7]


async def test_a_course_ends_on_its_last_day(world):
    await world.takes("가", MORNING, last_day=date(2026, 11, 23))
    for day in range(4):
        world.clock.at = EIGHT + timedelta(days=day)
        await world.tick()
    assert len(world.asked) == 2


async def test_a_medicine_for_when_it_is_needed_is_never_asked_for(world):
    await world.takes("가")
    await world.tick()
    world.clock.advance(days=3)
    await world.tick()
    assert world.notifier.reminded == []


async def test_a_paused_medicine_is_not_asked_for_and_goes_on_from_now_when_resumed(world):
    id = await world.takes("가", MORNING)
    account, store = await world.person(), StoredMedications(world.database)
    await world.tick()
    await store.pause(account.person_id, id, world.clock())
    for day in (0, 1, 2):
        world.clock.at = EIGHT + timedelta(days=day)
        await world.tick()
    assert world.notifier.reminded == []
    world.clock.advance(hours=1)
    now = world.clock()
    await store.resume(account.person_id, id, scheduled((MORNING,)), now, now)
    await world.tick()
    assert world.notifier.reminded == [], "what was left out in the pause is not asked for"
    world.clock.at = EIGHT + timedelta(days=3)
    await world.tick()
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT + timedelta(days=3)]


@pytest.mark.parametrize("delete", [False, True])
async def test_a_dose_due_between_stopping_and_undoing_is_asked_for_once(world, delete):
    id = await world.takes("가", MORNING)
    account, store = await world.person(), StoredMedications(world.database)
    await world.tick()
    world.clock.at = EIGHT - timedelta(minutes=2)
    stopped_at = world.clock()
    await store.stop(account.person_id, id, stopped_at, delete=delete)
    world.clock.at = EIGHT + timedelta(minutes=1)
    await world.tick()
    assert world.notifier.reminded == []
    assert await store.undo(account.person_id, id, stopped_at)
    await world.tick()
    await world.tick()
    assert [(r.kind, r.doses[0].due_at) for r in world.notifier.reminded] == [(ReminderKind.DUE, EIGHT)]


@pytest.mark.parametrize("by", ["pause", "stop"])
@pytest.mark.parametrize("put_off", [False, True])
async def test_a_dose_that_was_open_is_asked_for_again_when_a_pause_or_stop_is_undone(world, by, put_off):
    id = await world.takes("가", MORNING, EVENING)
    account, store = await world.person(), StoredMedications(world.database)
    world.clock.at = EIGHT
    await world.tick()
    if put_off:
        await world.answer(0, Action.LATER)
    world.clock.advance(minutes=2)
    mistake = world.clock()
    if by == "pause":
        await store.pause(account.person_id, id, mistake)
    else:
        await store.stop(account.person_id, id, mistake, delete=False)
    world.clock.advance(minutes=1)
    assert await store.undo(account.person_id, id, mistake)
    await world.tick()
    await world.tick()
    assert [(r.kind, r.doses[0].due_at) for r in world.notifier.reminded] == [(ReminderKind.DUE, EIGHT)] * 2
    assert await world.answer(1, Action.TAKEN)
    assert (await world.states())[0] == "taken"


async def test_a_dose_that_was_answered_or_long_over_is_not_asked_for_when_a_pause_is_undone(world):
    id = await world.takes("가", MORNING, time(9))
    account, store = await world.person(), StoredMedications(world.database)
    for hours in (0, 1):
        world.clock.at = EIGHT + timedelta(hours=hours)
        await world.tick()
    await world.answer(-1, Action.TAKEN)
    await store.pause(account.person_id, id, world.clock())
    assert await store.undo(account.person_id, id, world.clock())
    await world.tick()
    assert len(world.asked) == 2
    assert (await world.states())[:2] == ["missed", "taken"]


async def test_taken_doses_count_the_stock_down_and_skipped_ones_do_not(world):
    id = await world.takes("가", MORNING, EVENING, amount=1.5)
    account = await world.person()
    await StoredMedications(world.database).count(account.person_id, id, 4)
    left = []
    for day, hour, action in (
        (0, 0, Action.TAKEN),
        (0, 12, Action.SKIPPED),
        (1, 0, Action.TAKEN),
        (1, 12, Action.TAKEN),
    ):
        world.clock.at = EIGHT + timedelta(days=day, hours=hour)
        await world.tick()
        await world.answer(-1, action)
        await world.answer(-1, Action.TAKEN)
        left.append(await world.stock(id))
    assert left == [2.5, 2.5, 1.0, 0.0], "never below nothing"


@pytest.mark.parametrize("action", [Action.TAKEN, Action.SKIPPED])
async def test_a_mistaken_answer_is_taken_back_with_its_tablets_for_ten_minutes(world, action):
    id = await world.takes("가", MORNING)
    account = await world.person()
    await StoredMedications(world.database).count(account.person_id, id, 1)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, action)
    world.clock.advance(minutes=10)
    assert await world.undo(0)
    assert not await world.undo(0), "the same tap again"
    assert ((await world.states())[0], await world.stock(id)) == ("asked", 1)
    assert await world.answer(0, Action.TAKEN)
    assert ((await world.states())[0], await world.stock(id)) == ("taken", 0)
    world.clock.advance(minutes=10, seconds=1)
    assert not await world.undo(0)
    assert ((await world.states())[0], await world.stock(id)) == ("taken", 0)


async def test_an_answer_taken_back_waits_for_another_and_is_missed_without_one(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    await world.undo(0)
    world.clock.advance(hours=4)
    await world.tick()
    assert (await world.states())[0] == "missed"


async def test_tablets_counted_after_a_dose_are_not_given_back_with_it(world):
    id = await world.takes("가", MORNING)
    account, store = await world.person(), StoredMedications(world.database)
    await store.count(account.person_id, id, 10)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    await store.count(account.person_id, id, 30)
    await world.undo(0)
    assert await world.stock(id) == 30


async def test_an_answer_taken_back_after_a_later_dose_was_asked_for_leaves_one_dose_open(world):
    await world.takes("가", time(8), time(8, 5))
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    world.clock.advance(minutes=5)
    await world.tick()
    assert await world.undo(0)
    assert (await world.states())[:2] == ["missed", "asked"]


async def test_nobody_takes_back_the_answer_of_somebody_else(world):
    await world.takes("가", MORNING)
    await world.person(ChatId(8))
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    _, changed = await world.reminders.undo(world.notifier.reminded[0].id, ChatId(8), world.clock())
    assert not changed
    assert (await world.states())[0] == "taken"


async def test_a_reminder_tells_how_many_to_take(world):
    await world.takes("가", MORNING, amount=0.5)
    world.clock.at = EIGHT
    await world.tick()
    assert [d.amount for d in world.notifier.reminded[0].doses] == [0.5]
