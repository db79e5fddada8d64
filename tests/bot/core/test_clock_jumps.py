"""Whatever the clock does, every dose is asked for or told as missed, and no dose twice: over the real ledger."""

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.doses.retry_policy import ReminderKind
from bot.core.schedules.timetable import Timetable
from bot.storage.people.accounts import StoredAccounts
from tests.bot.core.core_fixture import EIGHT, World
from tests.schedules import scheduled

TIMES = (time(0, 30), time(2, 30), time(8), time(20))
JUMPS = (
    *[timedelta(minutes=7)] * 8, timedelta(hours=-1), timedelta(minutes=-90), timedelta(hours=3), timedelta(hours=30),
)  # fmt: skip


async def told(world: World) -> Counter[datetime]:
    """Return how often each dose was asked for, or told as missed without that."""
    rows = await world.database.rows(
        "SELECT due_at, group_concat(kind) AS kinds FROM doses JOIN dose_events ON dose_id = doses.id GROUP BY doses.id"
    )
    return Counter(
        {
            datetime.fromtimestamp(row["due_at"], UTC): max(
                row["kinds"].count("asked"), row["kinds"].count("missed")
            )
            for row in rows
        }
    )


@pytest.mark.parametrize("seed", range(8))
async def test_a_clock_that_jumps_loses_no_dose_and_asks_for_none_twice(world: World, seed: int):
    luck = random.Random(seed)
    await world.takes("가", *TIMES)
    latest = world.clock()
    for _ in range(60):
        latest = max(latest, world.clock())
        await world.tick()
        if luck.random() < 0.1:
            await world.restart()
        world.clock.advance(seconds=luck.choice(JUMPS).total_seconds())
    world.clock.at = latest
    await world.tick()
    due = list(
        Timetable(scheduled(TIMES), ZoneInfo("Asia/Seoul"), EIGHT - timedelta(days=1)).between(
            EIGHT - timedelta(hours=1), latest
        )
    )
    assert len(due) >= 8
    assert await told(world) == Counter({one.at: 1 for one in due})


@pytest.mark.parametrize(
    ("zone", "around"),
    [("America/New_York", datetime(2026, 10, 30, tzinfo=UTC)), ("America/New_York", datetime(2027, 3, 12, tzinfo=UTC)),
     ("Australia/Lord_Howe", datetime(2027, 4, 2, tzinfo=UTC)), ("Africa/Casablanca", datetime(2027, 2, 5, tzinfo=UTC))],
)  # fmt: skip
async def test_when_the_clocks_change_each_day_has_each_of_its_doses_once(
    world: World, zone: str, around: datetime
):
    world.clock.at = around
    await StoredAccounts(world.database).move(await world.person(), zone, world.clock())
    await world.takes("가", *TIMES)
    for _ in range(5 * 24 * 2):
        world.clock.advance(minutes=30)
        await world.tick()
    asked = [one for one in world.notifier.reminded if one.kind is ReminderKind.DUE and not one.is_repeat]
    days = Counter(one.doses[0].due_at.astimezone(ZoneInfo(zone)).date() for one in asked)
    whole = [days[day] for day in sorted(days)[1:-1]]
    assert whole == [len(TIMES)] * len(whole)
    assert len(whole) >= 3
    assert {(at.hour, at.minute) for one in asked if (at := one.doses[0].due_at.astimezone(ZoneInfo(zone)))} >= {
        (0, 30), (8, 0), (20, 0),
    }  # fmt: skip
