"""Reminders, over the real ledger."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.core.doses import Action, DoseState, ReminderId, ReminderKind, Reminders
from bot.core.medications import MedicationId
from bot.core.people import Account, ChatId, Language
from bot.storage.accounts import StoredAccounts
from bot.storage.database import Database
from bot.storage.ledger import StoredLedger
from bot.storage.medications import StoredMedications
from knowledge.products import ProductId
from tests.fakes import FakeClock, FakeNotifier

KEY = "cd" * 32
MORNING, EVENING = time(8), time(20)
EIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul on the 22nd
CHAT = ChatId(7)


@dataclass
class World:
    """One database, a clock that stands, and a notifier that remembers."""

    path: Path
    database: Database
    clock: FakeClock
    notifier: FakeNotifier

    @property
    def reminders(self) -> Reminders:
        return Reminders(StoredLedger(self.database), self.notifier, StoredAccounts(self.database))

    async def tick(self) -> datetime | None:
        return await self.reminders.tick(self.clock())

    async def person(self, chat: ChatId = CHAT) -> Account:
        return await StoredAccounts(self.database).open(chat, Language.KOREAN, "Asia/Seoul", self.clock())

    async def takes(self, name: str, *times: time, chat: ChatId = CHAT) -> MedicationId:
        """Put a medicine with daily times on a person's list."""
        account, store = await self.person(chat), StoredMedications(self.database)
        await store.add(account.person_id, ProductId(name), name, f"test:{chat}:{name}", self.clock())
        id = next(m.id for m in await store.active(account.person_id) if m.name == name)
        await store.plan(account.person_id, id, times, self.clock())
        return id

    async def answer(self, reminder: int, action: Action, chat: ChatId = CHAT) -> bool:
        _, changed = await self.reminders.answer(
            self.notifier.reminded[reminder].id, chat, action, self.clock()
        )
        return changed

    async def states(self) -> list[str]:
        return [
            row["state"]
            for row in await self.database.rows("SELECT state FROM doses ORDER BY due_at, plan_id")
        ]

    async def restart(self) -> None:
        await self.database.close()
        self.database = await Database.open(self.path, KEY)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "users.db"
    world = World(path, await Database.open(path, KEY), FakeClock(EIGHT - timedelta(hours=1)), FakeNotifier())
    yield world
    await world.database.close()


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
    assert len(world.notifier.reminded) == 1
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
    world.notifier.failures = 1
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
    world.notifier.failures = 1
    await world.tick()
    world.clock.advance(**away)
    await world.restart()
    await world.tick()
    assert [(r.kind, len(r.doses)) for r in world.notifier.reminded] == [(kind, 1)]


async def test_a_reminder_answered_on_a_copy_that_did_arrive_is_not_sent_again(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    world.notifier.failures = 1
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
    await StoredMedications(world.database).plan(account.person_id, id, [time(8, 30)], world.clock())
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
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT, EIGHT + timedelta(hours=3)]
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
    await StoredMedications(world.database).stop(account.person_id, id, world.clock())
    assert not await world.answer(0, Action.LATER)
    world.clock.advance(minutes=10)
    await world.tick()
    assert len(world.notifier.reminded) == 1


async def test_new_times_keep_the_dose_that_was_put_off(world):
    id = await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.LATER)
    account = await world.person()
    await StoredMedications(world.database).plan(account.person_id, id, [EVENING], world.clock())
    world.clock.advance(minutes=10)
    await world.tick()
    assert [r.doses[0].due_at for r in world.notifier.reminded] == [EIGHT, EIGHT]


async def test_who_moves_is_reminded_by_the_clock_of_the_new_place(world):
    await world.takes("가", MORNING)
    await world.tick()
    moved = replace(await world.person(), time_zone="Europe/Berlin")
    await StoredAccounts(world.database).move(moved, world.clock())
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
    moved = replace(await world.person(), time_zone="Europe/Berlin")
    await StoredAccounts(world.database).move(moved, world.clock())
    world.clock.advance(hours=8)
    await world.tick()
    assert len(world.notifier.reminded) == 1
    assert (await world.states())[0] == "taken"


async def test_a_stopped_medicine_is_not_asked_for(world):
    id = await world.takes("가", MORNING)
    await world.tick()
    account = await world.person()
    assert await StoredMedications(world.database).stop(account.person_id, id, world.clock())
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
