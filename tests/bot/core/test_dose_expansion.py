"""The doses of somebody whose clock changes: by a clock change of the place, or because they live elsewhere."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import Action
from bot.core.doses.retry_policy import ReminderKind
from bot.core.people.accounts import PersonId
from bot.core.schedules.occurrences import Occurrence
from bot.core.schedules.timetable import Timetable, kept, least_apart
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.people import StoredPeople
from knowledge.products import ProductId
from tests.bot.core.core_fixture import CHAT, World
from tests.schedules import scheduled

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
PLACES = ("Asia/Seoul", "America/New_York", "Europe/Berlin", "Pacific/Honolulu", "Pacific/Auckland")
TWICE = (time(8), time(20))


async def run(world: World, until: datetime, minutes: int = 30) -> None:
    """Let the clock run, with a tick every so many minutes."""
    while world.clock() < until:
        world.clock.advance(minutes=minutes)
        await world.tick()


async def moves(world: World, zone: str) -> None:
    await StoredAccounts(world.database).move(await world.person(), zone, world.clock())


def asked(world: World, zone: ZoneInfo) -> list[str]:
    """Return when doses were asked for, on a clock."""
    return [f"{dose.due_at.astimezone(zone):%d %H:%M}" for r in world.first_asked for dose in r.doses]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 14), {"01:30", "03:30", "08:00"}),  # 02:30 does not exist: an hour later
        (date(2026, 11, 1), {"01:30", "02:30", "08:00"}),  # 01:30 comes twice: the first one
    ],
    ids=["spring", "autumn"],
)
async def test_a_night_in_which_the_clocks_of_new_york_change_loses_no_dose_and_doubles_none(
    world, day, expected
):
    world.clock.at = datetime.combine(day - timedelta(days=2), time(12), NEW_YORK).astimezone(UTC)
    await world.person()
    await moves(world, "America/New_York")
    await world.takes("가", time(1, 30), time(2, 30), time(8))
    await run(world, datetime.combine(day + timedelta(days=2), time(12), NEW_YORK).astimezone(UTC))
    told = asked(world, NEW_YORK)
    assert [at for at in told if at.startswith(f"{day:%d}")] == sorted(f"{day:%d} {at}" for at in expected)
    assert len(told) == len(set(told)) == 4 * 3
    assert {r.kind for r in world.first_asked} == {ReminderKind.DUE}


async def test_who_flies_east_is_asked_for_the_doses_of_the_day_that_the_clock_leaps_over(world):
    world.clock.at = datetime(2026, 11, 20, 17, tzinfo=UTC)
    await world.person()
    await moves(world, "America/New_York")
    await world.takes("가", *TWICE)
    await run(world, datetime(2026, 11, 22, 12, tzinfo=UTC))  # 07:00 in New York, 21:00 in Seoul
    await moves(world, "Asia/Seoul")
    await run(world, datetime(2026, 11, 24, 12, tzinfo=UTC))
    told = asked(world, UTC)
    assert told == [
        "21 01:00",
        "21 13:00",
        "22 01:00",
        "22 13:00",
        "22 23:00",
        "23 11:00",
        "23 23:00",
        "24 11:00",
    ]


async def test_who_flies_west_is_not_asked_twice_for_the_same_dose_of_the_same_day(world):
    await world.takes("가", *TWICE)
    await run(world, datetime(2026, 11, 22, tzinfo=UTC))  # 09:00; in New York 19:00 of the day before
    await world.answer(0, Action.TAKEN)
    await moves(world, "America/New_York")
    await run(world, datetime(2026, 11, 24, 2, tzinfo=UTC))
    slots = Counter((row["day"], row["slot"]) for row in await world.database.rows("SELECT * FROM doses"))
    assert set(slots.values()) == {1}
    assert asked(world, UTC)[1:] == ["23 01:00", "23 13:00", "24 01:00"]


async def test_a_clock_that_was_set_wrong_and_put_right_at_once_changes_nothing(world):
    await world.takes("가", *TWICE)
    await world.tick()
    before = await world.database.rows("SELECT plan_id, day, slot, due_at FROM doses ORDER BY due_at")
    for zone in (*PLACES, "Asia/Seoul"):
        await moves(world, zone)
    await world.tick()
    after = await world.database.rows("SELECT plan_id, day, slot, due_at FROM doses ORDER BY due_at")
    assert [tuple(row) for row in after] == [tuple(row) for row in before]


@pytest.mark.parametrize("second", [time(8, 30), time(12)])
async def test_a_dose_that_the_plan_itself_has_soon_after_another_is_not_lost_by_a_change_of_clock(
    world, second
):
    await world.takes("가", time(8), second)
    eight = datetime.combine(date(2026, 11, 22), time(8), SEOUL).astimezone(UTC)
    await run(world, eight, minutes=10)
    await moves(world, "Asia/Tokyo")  # whose clocks show the same
    await run(world, eight + timedelta(hours=5), minutes=10)
    assert asked(world, SEOUL) == ["22 08:00", f"22 {second:%H:%M}"]


@pytest.mark.parametrize(
    ("plan", "least"),
    [
        (scheduled((time(8),)), timedelta(hours=8)),
        (scheduled((time(8), time(20))), timedelta(hours=4)),
        (scheduled((time(8), time(8, 30))), timedelta(minutes=30)),
        (scheduled((time(0, 10), time(23, 50))), timedelta(minutes=20)),
        (scheduled((time(0, 10), time(23, 50)), 2, date(2026, 11, 22)), timedelta(hours=8)),
        (scheduled(), timedelta(hours=8)),
    ],
)
def test_two_doses_lie_as_far_apart_as_a_third_of_the_usual_time_or_as_the_plan_has_them(plan, least):
    apart = least_apart(Timetable(plan, SEOUL, datetime(2026, 11, 21, 15, tzinfo=UTC)))
    assert abs(apart - least) < timedelta(minutes=1)


async def test_a_medicine_begun_today_is_not_asked_for_twice_within_hours_after_a_flight_to_the_west(world):
    await world.takes("가", *TWICE)
    await run(world, datetime(2026, 11, 22, tzinfo=UTC))  # 19:00 in New York: 20:00 comes again in an hour
    await moves(world, "America/New_York")
    await run(world, datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert asked(world, UTC) == ["21 23:00", "23 01:00"]


async def test_a_mother_in_korea_and_a_son_in_new_york_are_each_asked_at_eight_by_their_own_clock(world):
    son = await world.person()
    await moves(world, "America/New_York")
    mother = await StoredPeople(world.database).add(CHAT, "어머니", "update:1")
    assert mother is not None
    accounts, store = StoredAccounts(world.database), StoredMedications(world.database)
    about_her = await accounts.about(CHAT, mother)
    assert about_her is not None
    assert about_her.time_zone == "America/New_York", (
        "nothing was told: she lives where the first person does"
    )
    await accounts.move(about_her, "Asia/Seoul", world.clock())
    for person in (son.person_id, mother):
        added = await store.add(person, ProductId("가"), "가", f"test:{person}", world.clock(), most=60)
        assert added.id is not None
        await store.plan(person, added.id, scheduled((time(8),)), world.clock())
    await run(world, datetime(2026, 11, 22, 14, tzinfo=UTC))
    told = {r.account.person_id: (r.doses[0].due_at, r.account.time_zone) for r in world.first_asked}
    assert told == {
        mother: (datetime(2026, 11, 21, 23, tzinfo=UTC), "Asia/Seoul"),
        son.person_id: (datetime(2026, 11, 22, 13, tzinfo=UTC), "America/New_York"),
    }


async def test_when_the_first_person_moves_the_others_stay_until_they_are_said_to_have_moved_too(world):
    first = await world.person()
    people, accounts = StoredPeople(world.database), StoredAccounts(world.database)
    mother, son = [await people.add(CHAT, name, f"test:{name}") for name in ("어머니", "아들")]
    await people.choose(CHAT, first.person_id)

    async def zones() -> list[str]:
        found = [await accounts.about(CHAT, person) for person in (None, mother, son)]
        return [account.time_zone for account in found if account]

    about_son = await accounts.about(CHAT, PersonId(son or 0))
    assert about_son
    await accounts.move(about_son, "Europe/Berlin", world.clock())
    await moves(world, "America/New_York")
    assert await zones() == ["America/New_York", "Asia/Seoul", "Europe/Berlin"]
    await accounts.join(await world.person(), "Asia/Seoul", world.clock())
    assert await zones() == ["America/New_York", "America/New_York", "Europe/Berlin"]


times = st.lists(st.integers(0, 47), min_size=1, max_size=4, unique=True).map(
    lambda halves: tuple(time(half // 2, 30 * (half % 2)) for half in sorted(halves))
)
instants = st.integers(0, 48 * 700).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * n)
)
zones = st.sampled_from(PLACES).map(ZoneInfo)


@given(times.map(scheduled), zones, zones, instants)
def test_no_dose_of_a_day_is_lost_by_a_change_of_clock_unless_the_next_one_follows_closely(
    plan, old, new, at
):
    set_at = at - timedelta(days=9)
    here, there = Timetable(plan, old, set_at), Timetable(plan, new, set_at)
    before = {(due.day, due.slot) for due in here.between(at - timedelta(days=3), at)}
    promised = list(here.between(at, at + timedelta(hours=26)))
    staying = kept(there, promised, at)
    anew = [due for due in there.between(at, at + timedelta(days=4)) if (due.day, due.slot) not in before]
    assert not {(due.day, due.slot) for due in staying} & {(due.day, due.slot) for due in anew}, (
        "none is doubled"
    )
    close = least_apart(there)
    for due in promised:
        comes = due in staying or any((due.day, due.slot) == (one.day, one.slot) for one in anew)
        is_merged = due.slot not in {one.slot for one in there.on(due.day)}
        assert comes or is_merged or anew[0].at < due.at + close
    for earlier, later in pairwise(sorted([*staying, *anew], key=lambda due: due.at)):
        if earlier in staying and later in anew:
            assert later.at - earlier.at >= close


def test_a_last_dose_is_asked_for_although_the_clock_leaps_over_it():
    plan = scheduled((time(8),), last_day=date(2026, 11, 22))
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    due = Occurrence(date(2026, 11, 22), 0, datetime(2026, 11, 22, 13, tzinfo=UTC), 1)
    assert kept(Timetable(plan, SEOUL, at - timedelta(days=1)), [due], at) == [due]


async def test_a_dose_taken_today_before_its_times_were_changed_is_not_asked_for_after_a_move(world):
    id = await world.takes("가", time(8))
    world.clock.at = datetime.combine(date(2026, 11, 22), time(8), SEOUL).astimezone(UTC)
    await world.tick()
    await world.answer(0, Action.TAKEN)
    evening = datetime.combine(date(2026, 11, 22), time(20), SEOUL).astimezone(UTC)
    person, store = (await world.person()).person_id, StoredMedications(world.database)
    await store.plan(person, id, scheduled((time(20),)), world.clock(), evening)
    await moves(world, "Asia/Tokyo")  # whose clocks show the same
    await run(world, evening + timedelta(days=1))
    assert asked(world, SEOUL) == ["22 08:00", "23 20:00"]
