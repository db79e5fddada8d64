"""Hours counted from the last dose taken, through the real storage."""

from datetime import time, timedelta

from bot.core.doses.model import Action
from bot.core.schedules.schedule import Interval
from bot.storage.medications.medications import StoredMedications
from knowledge.products import ProductId
from tests.bot.core.core_fixture import EIGHT, World


async def every_six_hours(world: World, until: time | None = None) -> None:
    """Let a person take one every six hours after the last, from eight in the morning on."""
    world.clock.at = EIGHT - timedelta(hours=1)
    account, store = await world.person(), StoredMedications(world.database)
    added = await store.add(account.person_id, ProductId("가"), "가", "test:가", world.clock(), most=60)
    assert added.id
    plan = Interval(6, time(8), until, since_taken=True)
    await store.plan(account.person_id, added.id, plan, world.clock())
    await world.tick()
    world.clock.at = EIGHT
    await world.tick()


async def open_doses(world: World) -> list[float]:
    """Return in how many hours after eight the next doses are due."""
    rows = await world.database.rows("SELECT due_at FROM doses WHERE state = 'waiting' ORDER BY due_at")
    return [(row["due_at"] - EIGHT.timestamp()) / 3600 for row in rows]


async def test_a_dose_that_was_taken_late_moves_those_that_follow_and_undone_brings_them_back(world):
    await every_six_hours(world)
    assert (await open_doses(world))[:2] == [6, 12]
    world.clock.advance(hours=2)
    await world.answer(0, Action.TAKEN)
    assert (await open_doses(world))[:2] == [8, 14]
    world.clock.advance(minutes=5)
    await world.undo(0)
    assert (await open_doses(world))[:2] == [6, 12]


async def test_a_dose_that_was_skipped_moves_nothing(world):
    await every_six_hours(world)
    world.clock.advance(hours=2)
    await world.answer(0, Action.SKIPPED)
    assert (await open_doses(world))[:2] == [6, 12]


async def test_in_a_window_of_the_day_the_next_dose_waits_for_the_morning(world):
    await every_six_hours(world, time(20))
    world.clock.advance(hours=2)
    await world.answer(0, Action.TAKEN)
    assert (await open_doses(world))[:2] == [8, 24]  # 16:00, and 22:00 is too late


async def test_each_dose_is_asked_for_once_however_often_the_ledger_is_written_ahead(world):
    await every_six_hours(world)
    for _ in range(30):
        world.clock.advance(hours=1)
        await world.tick()
    asked = [dose.due_at for reminder in world.notifier.reminded for dose in reminder.doses]
    assert list(dict.fromkeys(asked)) == [EIGHT + timedelta(hours=6 * step) for step in range(6)]
