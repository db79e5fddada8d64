"""The clock is set back after a dose was asked for: it is not asked for again, and the next one comes in its time."""

from datetime import timedelta

from tests.bot.core.test_sending import EIGHT, MORNING, tick_for


async def test_no_dose_is_asked_for_twice_when_the_clock_is_set_back(world):
    await world.takes("가", MORNING)
    world.clock.at = EIGHT
    await world.tick()
    assert len(world.notifier.reminded) == 1
    world.clock.at = EIGHT - timedelta(hours=2)
    await world.tick()
    await tick_for(world, 2.05)
    assert len({reminder.id for reminder in world.notifier.reminded}) == 1
    assert len(world.notifier.reminded) == 1
    world.clock.at = EIGHT + timedelta(days=1)
    await world.tick()
    assert len({reminder.id for reminder in world.notifier.reminded}) == 2
