"""Reminders that fail, are not confirmed, or wait for a chat that is stuck, over the real ledger."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.doses.model import Action, DoseState, ReminderId
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_service import ReminderService
from bot.core.doses.retry_policy import (
    REPEAT_AFTER,
    Delivered,
    Failed,
    Outcome,
    Refused,
    ReminderKind,
    Unconfirmed,
)
from bot.core.doses.send_queue import AT_ONCE
from bot.core.people.accounts import ChatId
from bot.core.people.habits import Habits
from bot.storage.doses.ledger import StoredLedger
from bot.storage.people.accounts import StoredAccounts
from tests.bot.core.core_fixture import CHAT, EIGHT, World
from tests.bot.core.test_doses import EVENING, MORNING
from tests.fakes import FakeMeter, FakeNotifier


async def tick_for(world: World, hours: float) -> None:
    """Let the clock run, with a tick every half minute."""
    until = world.clock() + timedelta(hours=hours)
    while world.clock() < until:
        world.clock.advance(seconds=30)
        await world.tick()


class Always(FakeNotifier):
    """A `Notifier` for which every attempt comes to the same."""

    def __init__(self, outcome: Outcome, chat: int = CHAT) -> None:
        super().__init__()
        self.outcome, self.chat = outcome, chat
        self.tried: list[ReminderId] = []

    async def remind(self, reminder: Reminder) -> Outcome:
        if reminder.account.chat_id != self.chat:
            return await super().remind(reminder)
        self.tried.append(reminder.id)
        return self.outcome


async def set_habits(world: World, **habits: object) -> None:
    """Change how the person wants to be reminded."""
    accounts, account = StoredAccounts(world.database), await world.person()
    await accounts.save(replace(account, habits=Habits(**habits)))


async def test_a_reminder_that_is_never_confirmed_is_sent_twice_some_minutes_apart_besides_its_repeats(world):
    await world.takes("가", MORNING)
    await set_habits(world, repeats=0)
    world.notifier = Always(Unconfirmed())
    world.clock.at = EIGHT
    await world.tick()
    await world.restart()
    await tick_for(world, REPEAT_AFTER / timedelta(hours=1) - 0.01)
    assert len(world.notifier.tried) == 1
    await tick_for(world, 0.3)
    assert len(world.notifier.tried) == 2
    assert len(set(world.notifier.tried)) == 1, "both copies carry the same buttons"
    assert await world.reminders.get(world.notifier.tried[0])
    await tick_for(world, 1)
    assert world.meter.failed == 0
    assert (await world.states())[0] == "missed"


async def test_a_reminder_that_fails_is_tried_at_growing_pauses_until_its_time_is_over_and_then_told(world):
    await world.takes("가", MORNING, EVENING)
    world.notifier = Always(Failed())
    world.clock.at = EIGHT
    await world.tick()
    await tick_for(world, 2)
    await world.restart()
    await tick_for(world, 2.1)
    first = world.notifier.tried[0]
    tried = world.notifier.tried.count(first)
    assert 10 <= tried <= 30, "not at every tick"
    assert world.meter.failed == 1
    assert (await world.states())[0] == "missed"
    world.notifier.outcome = Delivered(1)
    await tick_for(world, 1)
    told = await world.reminders.get(world.notifier.tried[-1])
    assert (told.kind, [(dose.state, dose.is_unasked) for dose in told.doses]) == (
        ReminderKind.DIGEST,
        [(DoseState.MISSED, True)],
    )
    assert await world.events() == ["asked", "missed", "undelivered"]
    assert world.meter.failed == 1
    assert world.notifier.tried.count(first) == tried


async def test_a_reminder_that_telegram_will_never_take_is_given_up_at_once_and_told_when_it_is_over(world):
    await world.takes("가", MORNING)
    world.notifier.failing = [Refused()]
    world.clock.at = EIGHT
    await world.tick()
    await tick_for(world, 3.9)
    assert (world.notifier.reminded, world.meter.failed) == ([], 1)
    await tick_for(world, 0.2)
    (told,) = world.notifier.reminded
    assert (told.kind, [dose.is_unasked for dose in told.doses]) == (ReminderKind.DIGEST, [True])


async def test_a_list_that_telegram_refuses_is_not_told_again_and_again(world):
    await world.takes("가", MORNING)
    world.notifier = Always(Refused())
    world.clock.at = EIGHT
    await world.tick()
    await tick_for(world, 9)
    assert (len(world.notifier.tried), world.meter.failed) == (2, 2)


async def test_a_passing_failure_costs_half_a_minute(world):
    await world.takes("가", MORNING)
    world.notifier.failing = [Failed()]
    world.clock.at = EIGHT
    assert await world.tick() <= EIGHT + timedelta(hours=4)
    await tick_for(world, 0.01)
    assert [reminder.kind for reminder in world.notifier.reminded] == [ReminderKind.DUE]
    assert world.meter.lateness == [pytest.approx(30, abs=5)]


class Checking(FakeNotifier):
    """A `Notifier` that notes what the database holds when a message before is removed."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.kept: list[int] = []

    async def replace(self, reminder: Reminder) -> None:
        await super().replace(reminder)
        row = await self.world.database.row("SELECT message_id FROM reminders WHERE id = ?", reminder.id)
        assert row is not None
        self.kept.append(row["message_id"])


async def test_the_message_before_is_removed_once_the_new_one_is_noted(world):
    await world.takes("가", MORNING)
    notifier = world.notifier = Checking(world)
    world.clock.at = EIGHT
    await world.tick()
    await tick_for(world, 0.2)  # repeated after ten minutes
    assert notifier.replaced == [None, 1001]
    assert notifier.kept == [1001, 1002]


async def test_a_reminder_put_off_on_a_copy_that_did_arrive_is_not_sent_again(world):
    await world.takes("가", MORNING)
    world.notifier = Always(Unconfirmed())
    world.clock.at = EIGHT
    await world.tick()
    await world.reminders.answer(world.notifier.tried[0], CHAT, Action.LATER, world.clock())
    await tick_for(world, 0.15)
    assert len(world.notifier.tried) == 1
    await tick_for(world, 0.1)
    assert len(set(world.notifier.tried)) == 2, "asked again after ten minutes, by a reminder of its own"


@dataclass
class Stuck:
    """A `Notifier` to which the messages of one chat never leave, until they are let go."""

    chat: int
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    began: list[tuple[int, ReminderId]] = field(default_factory=list)
    sent: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    most: int = 0
    under_way: int = 0

    async def remind(self, reminder: Reminder) -> Outcome:
        chat = reminder.account.chat_id
        self.began.append((chat, reminder.id))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if chat == self.chat:
            await self.let_go.wait()
        else:
            await asyncio.sleep(0)
        self.under_way -= 1
        self.sent.put_nowait(chat)
        return Delivered(1)

    async def replace(self, reminder: Reminder) -> None:
        """Nothing stands before it."""


def service(world: World, notifier: Stuck) -> ReminderService:
    return ReminderService(
        StoredLedger(world.database), notifier, StoredAccounts(world.database), FakeMeter()
    )


async def test_a_stuck_chat_delays_neither_the_clock_nor_anybody_else_and_its_own_come_in_order(world):
    await world.takes("가", MORNING)
    await world.takes("나", MORNING, chat=ChatId(8))
    await world.takes("다", EVENING)
    await world.takes("라", EVENING, chat=ChatId(8))
    stuck = Stuck(CHAT)
    reminders = service(world, stuck)
    async with asyncio.timeout(5):
        for at in (EIGHT, EIGHT + timedelta(hours=12)):
            await reminders.tick(at)
            assert await stuck.sent.get() == 8
    assert [chat for chat, _ in stuck.began].count(CHAT) == 1, "the second waits for the first"
    stuck.let_go.set()
    await reminders.settled()
    mine = [id for chat, id in stuck.began if chat == CHAT]
    assert mine == sorted(set(mine))


async def test_only_so_many_are_on_their_way_at_once(world):
    for chat in range(1000, 1000 + AT_ONCE + 20):
        await world.takes("가", MORNING, chat=ChatId(chat))
    notifier = Stuck(0)
    reminders = service(world, notifier)
    await reminders.tick(EIGHT)
    await reminders.settled()
    assert len(notifier.began) == AT_ONCE + 20
    assert notifier.most <= AT_ONCE


async def test_one_dose_of_a_reminder_is_answered_and_undone_alone(world):
    for name in ("가", "나"):
        await world.takes(name, MORNING)
    world.clock.at = EIGHT
    await world.tick()
    first, second = (dose.id for dose in (await world.reminders.get(world.notifier.reminded[0].id)).doses)
    assert await world.answer(0, Action.TAKEN, dose=first)
    assert not await world.answer(0, Action.SKIPPED, dose=first), "the first answer stands"
    assert (await world.states())[:2] == ["taken", "asked"]
    assert await world.answer(0, Action.SKIPPED), "all the others"
    assert (await world.states())[:2] == ["taken", "skipped"]
    assert await world.undo(0, dose=second)
    assert (await world.states())[:2] == ["taken", "asked"]
    assert await world.events() == ["asked", "asked", "taken", "skipped", "undone"]


async def test_a_dose_of_another_reminder_or_of_somebody_else_is_not_answered(world):
    await world.takes("가", MORNING)
    await world.takes("나", MORNING, chat=ChatId(8))
    world.clock.at = EIGHT
    await world.tick()
    mine, theirs = sorted(world.notifier.reminded, key=lambda reminder: reminder.account.chat_id)
    for reminder, dose, chat in (
        (mine, theirs.doses[0].id, CHAT), (theirs, theirs.doses[0].id, CHAT), (theirs, mine.doses[0].id, CHAT),
    ):  # fmt: skip
        _, changed = await world.reminders.answer(reminder.id, chat, Action.TAKEN, world.clock(), dose)
        assert not changed
    assert (await world.states())[:2] == ["asked", "asked"]


async def test_two_devices_that_answer_the_same_dose_at_once_count_it_once(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    id = world.notifier.reminded[0].id
    answered = await asyncio.gather(
        *(
            world.reminders.answer(id, CHAT, action, world.clock())
            for action in (Action.TAKEN, Action.SKIPPED)
        )
    )
    assert [changed for _, changed in answered] == [True, False]
    assert (await world.states())[0] == "taken"


async def test_all_that_happened_to_a_dose_can_be_read_in_order(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.LATER)
    world.clock.advance(minutes=10)
    await world.tick()
    await world.answer(1, Action.TAKEN)
    await world.undo(1)
    await world.answer(1, Action.SKIPPED)
    assert await world.events() == ["asked", "snoozed", "asked", "taken", "undone", "skipped"]
    rows = await world.database.rows("SELECT happened_at FROM dose_events ORDER BY id")
    assert [row["happened_at"] - int(EIGHT.timestamp()) for row in rows] == [0, 0, 600, 600, 600, 600]
