"""Every kind of schedule through the real storage: however the ledger is written ahead, and whatever changes meanwhile."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.medications.medications import MedicationId
from bot.core.people.accounts import ChatId, Language, PersonId
from bot.core.schedules.occurrences import USUAL_MEALS
from bot.core.schedules.schedule import (
    AtMeal,
    Cycle,
    Interval,
    Meal,
    MealTimes,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    Schedule,
    Step,
    Taper,
    TimedAmount,
    daily,
)
from bot.core.schedules.timetable import Timetable
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from knowledge.products import ProductId
from tests.schedules import scheduled

BEGIN = datetime(2026, 11, 22, 3, tzinfo=UTC)  # noon in Seoul
DAYS = timedelta(days=12)
BREAKFAST, DINNER = AtMeal(Meal.BREAKFAST, 30), AtMeal(Meal.DINNER, -30)
TWO_AND_HALF = (TimedAmount(BREAKFAST, 2), TimedAmount(DINNER, 0.5))
KINDS = {
    "daily": daily(BREAKFAST, DINNER),
    "weekdays": Regular((Rule(TWO_AND_HALF, OnWeekdays(frozenset({0, 2, 4}))),)),
    "two rules": Regular((
        Rule((TimedAmount(time(8)),), OnWeekdays(frozenset({0, 1, 2}))),
        Rule((TimedAmount(time(9), 2),), OnWeekdays(frozenset({5, 6}))),
    )),
    "every 3 days": scheduled((time(8),), 3, date(2026, 11, 23)),
    "days of the month": Regular((Rule((TimedAmount(time(8)),), OnMonthDays(frozenset({1, 25, 31}))),)),
    "cycle": Regular((Rule((TimedAmount(time(21)),), Cycle(3, 2, date(2026, 11, 22))),)),
    "a number of doses": Regular((Rule(TWO_AND_HALF),), doses=7),
    "taper": Taper(
        (Step(TWO_AND_HALF, 3), Step((TimedAmount(time(8), 0.25),), 4)), date(2026, 11, 23)
    ),
    "interval": Interval(7, time(9)),
    "in the daytime": Interval(3, time(9), time(21)),
}  # fmt: skip


async def takes(database: Database, schedule: Schedule) -> tuple[PersonId, MedicationId]:
    account = await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "Asia/Seoul", BEGIN)
    store = StoredMedications(database)
    added = await store.add(account.person_id, ProductId("가"), "가", "test", BEGIN, most=60)
    assert added.id
    await store.plan(account.person_id, added.id, schedule, BEGIN)
    return account.person_id, added.id


async def ledger(database: Database) -> list[tuple[object, ...]]:
    rows = await database.rows("SELECT day, slot, due_at, amount FROM doses ORDER BY due_at, slot")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("schedule", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("hours", [7, 400])
async def test_however_far_ahead_it_is_written_the_ledger_holds_what_the_schedule_says(
    database, schedule, hours
):
    await takes(database, schedule)
    until = BEGIN
    while until < BEGIN + DAYS:
        until = min(until + timedelta(hours=hours), BEGIN + DAYS)
        await StoredLedger(database).extend(until + timedelta(hours=1))  # it is written hourly
        await StoredLedger(database).extend(until + timedelta(hours=1))
    seoul = (await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "", BEGIN)).zone
    due = Timetable(schedule, seoul, BEGIN).between(BEGIN, BEGIN + DAYS + timedelta(hours=1))
    expected = [(f"{one.day}", one.slot, int(one.at.timestamp()), one.amount) for one in due]
    assert expected
    assert await ledger(database) == expected


@pytest.mark.parametrize("schedule", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("after", [timedelta(hours=20), timedelta(days=3, hours=5)])
async def test_a_plan_that_is_edited_never_changes_what_was_due_before(database, schedule, after):
    person, id = await takes(database, schedule)
    await StoredLedger(database).extend(BEGIN + DAYS)
    at = BEGIN + after
    before = [dose for dose in await ledger(database) if dose[2] <= at.timestamp()]
    store, accounts = StoredMedications(database), StoredAccounts(database)
    await store.plan(person, id, daily(AtMeal(Meal.LUNCH), amount=3), at)
    await StoredLedger(database).extend(at + DAYS)
    account = await accounts.open(ChatId(7), Language.KOREAN, "", BEGIN)
    await accounts.eat(account, MealTimes(lunch=time(13)), at)
    await accounts.move(account, "America/New_York", at)
    assert [dose for dose in await ledger(database) if dose[2] <= at.timestamp()] == before


async def test_new_meal_times_move_what_is_tied_to_a_meal_and_nothing_else(database):
    await takes(database, daily(AtMeal(Meal.DINNER, 30), time(21)))
    await StoredLedger(database).extend(BEGIN + timedelta(hours=20))
    account = await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "Asia/Seoul", BEGIN)
    assert account.meals == USUAL_MEALS
    await StoredAccounts(database).eat(account, MealTimes(dinner=time(19)), BEGIN)
    again = await StoredAccounts(database).find(ChatId(7))
    assert again
    assert again.meals == MealTimes(dinner=time(19))
    due = [datetime.fromtimestamp(int(str(row[2])), account.zone) for row in await ledger(database)]
    assert [f"{at:%d %H:%M}" for at in due] == ["22 19:30", "22 21:00"]
