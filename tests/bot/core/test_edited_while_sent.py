"""A plan is edited while its reminder is on its way, or two devices answer at once: nothing is lost, nothing counts twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time, timedelta

import pytest

from bot.core.doses.model import Action
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import Outcome
from bot.storage.medications.medications import StoredMedications
from tests.bot.core.core_fixture import EIGHT, World
from tests.fakes import FakeNotifier
from tests.schedules import scheduled


class Meanwhile(FakeNotifier):
    """Does something once, while the first reminder is being sent."""

    def __init__(self, do: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self._do: Callable[[], Awaitable[object]] | None = do

    async def remind(self, reminder: Reminder) -> Outcome:
        if do := self._do:
            self._do = None
            await do()
        return await super().remind(reminder)


@pytest.mark.parametrize(("new", "next_hours"), [(time(9), 25), (time(20), 36), (time(7), 23)])
async def test_the_dose_that_was_asked_for_counts_and_the_new_time_holds_from_the_next_day(
    world: World, new: time, next_hours: int
):
    id = await world.takes("가", time(8))
    account, store = await world.person(), StoredMedications(world.database)
    world.notifier = Meanwhile(lambda: store.plan(account.person_id, id, scheduled((new,)), world.clock()))
    world.clock.at = EIGHT
    await world.tick()
    assert [reminder.doses[0].due_at for reminder in world.notifier.reminded] == [EIGHT]
    assert await world.answer(0, Action.TAKEN)
    for _ in range(40 * 2):
        world.clock.advance(minutes=30)
        await world.tick()
    assert [one.doses[0].due_at for one in world.first_asked] == [EIGHT, EIGHT + timedelta(hours=next_hours)]


async def test_a_pause_meanwhile_closes_the_dose_and_asks_for_nothing_more(world: World):
    id = await world.takes("가", time(8))
    account, store = await world.person(), StoredMedications(world.database)
    world.notifier = Meanwhile(lambda: store.pause(account.person_id, id, world.clock()))
    world.clock.at = EIGHT
    for _ in range(60):
        await world.tick()
        world.clock.advance(minutes=30)
    assert len(world.notifier.reminded) == 1, "it was on its way already"
    assert not await world.answer(0, Action.TAKEN)
    assert await world.states() == ["withdrawn"]


@pytest.mark.parametrize("second", [Action.TAKEN, Action.SKIPPED, Action.LATER])
async def test_two_devices_that_answer_at_the_same_moment_count_once(world: World, second: Action):
    id = await world.takes("가", time(8))
    await StoredMedications(world.database).count((await world.person()).person_id, id, 10)
    world.clock.at = EIGHT
    await world.tick()
    changed = await asyncio.gather(world.answer(0, Action.TAKEN), world.answer(0, second))
    assert changed == [True, False]
    assert (await world.states())[0] == "taken"
    assert await world.stock(id) == 9
    assert (await world.events()).count("taken") == 1
