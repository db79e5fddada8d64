"""A list over the real storage and the starter catalogue: what is ahead, and what the catalogue has lost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.doses.model import Action, DoseState, ReminderId
from bot.core.doses.retry_policy import Delivered, ReminderKind
from bot.core.interactions.check import InteractionCheck
from bot.core.medications.medications import Added, MedicationId, MedicationService
from bot.core.people.accounts import Account
from bot.core.schedules.plan_answers import PlanAnswers
from bot.core.schedules.plan_questions import PlanQuestion
from bot.core.schedules.schedule import AtMeal, Meal, Schedule, daily
from bot.storage.doses.ledger import StoredLedger
from knowledge.products import ProductId
from tests.bot.core.core_fixture import NOW, Shelf
from tests.schedules import scheduled


class Home:
    """One person and what can be done with their list."""

    library: InteractionCheck

    def __init__(
        self, medicines: MedicationService, account: Account, product: ProductId, ledger: StoredLedger
    ) -> None:
        self.medicines, self.account, self.product, self.ledger = medicines, account, product, ledger

    async def due(self, at: datetime) -> list[ReminderId]:
        """Claim what is due; return the reminders that are to be sent."""
        await self.ledger.claim(at)
        return [one.id for one in await self.ledger.to_send(at)]

    async def took(self, at: datetime, action: Action = Action.TAKEN) -> None:
        """Take what is due."""
        await self.ledger.extend(at + timedelta(days=1))
        for reminder in await self.due(at):
            await self.ledger.answer(reminder, self.account.chat_id, action, at)
            await self.ledger.attempted(reminder, Delivered(1), at)

    async def skipped(self, at: datetime) -> None:
        """Skip what is due."""
        await self.took(at, Action.SKIPPED)

    async def asked(self, at: datetime, until: datetime) -> list[datetime]:
        """Return the local times of the doses that are asked for from now on."""
        asked: list[datetime] = []
        while at <= until:
            await self.ledger.extend(at + timedelta(days=1))
            for id in await self.due(at):
                reminder = await self.ledger.reminder(id)
                assert reminder is not None
                if reminder.kind is not ReminderKind.MISSED:
                    asked += [dose.due_at.astimezone(self.account.zone) for dose in reminder.doses]
                await self.ledger.attempted(id, Delivered(1), at)
            at += timedelta(minutes=20)
        return list(dict.fromkeys(asked))  # what is not answered is asked for again

    async def next_after(self, id: MedicationId, plan: Schedule, at: datetime) -> datetime | None:
        """Set a plan; return when it is next taken."""
        await self.medicines.plan(self.account, id, plan, at)
        medication = await self.medicines.get(self.account, id, at)
        return medication.next_due if medication else None

    async def takes(self, plan: Schedule, tablets: float | None = None, at: datetime = NOW) -> MedicationId:
        (addition,) = await self.medicines.add(self.account, [self.product], "test", at)
        assert addition.id is not None
        await self.medicines.plan(self.account, addition.id, plan, at)
        await self.medicines.count(self.account, addition.id, tablets)
        return addition.id


@pytest.fixture
async def home(shelf: Shelf) -> Home:
    medicines = shelf.medicines
    home = Home(medicines, shelf.account, shelf.find("타이레놀"), StoredLedger(shelf.database))
    home.library = InteractionCheck(medicines, shelf.knowledge)
    return home


async def test_a_product_that_the_catalogue_has_lost_is_neither_added_nor_said_to_be_listed(home):
    gone, new = await home.medicines.add(home.account, [ProductId("lost"), home.product], "update:1", NOW)
    assert (gone.outcome, gone.id) == (Added.GONE, None)
    assert new.outcome is Added.NEW
    again = await home.medicines.add(home.account, [home.product, home.product], "update:2", NOW)
    assert [a.outcome for a in again] == [Added.LISTED]


async def test_a_list_tells_the_next_dose_and_how_long_the_stock_lasts(home):
    await home.takes(scheduled((time(8), time(20))), 21)
    (medication,) = (await home.medicines.overview(home.account, NOW)).medications
    assert medication.next_due == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert medication.lasts_until == date(2026, 12, 2)


async def test_a_dose_a_week_ahead_is_known(home):
    await home.takes(scheduled((time(8),), 7, date(2026, 11, 28), amount=0.5), 2)
    (medication,) = (await home.medicines.overview(home.account, NOW)).medications
    assert medication.next_due == datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert medication.lasts_until == date(2026, 12, 19)


async def test_a_pause_moves_the_end_of_a_course_and_an_interval_keeps_its_days(home):
    id = await home.takes(scheduled((time(8),), 3, date(2026, 11, 23), date(2026, 12, 2)))
    await home.medicines.pause(home.account, id, NOW)
    paused = await home.medicines.get(home.account, id, NOW)
    assert (paused.next_due, paused.lasts_until) == (None, None)
    later = NOW + timedelta(days=5)
    assert await home.medicines.resume(home.account, id, later)
    assert not await home.medicines.resume(home.account, id, later), "a second tap"
    resumed = await home.medicines.get(home.account, id, later)
    assert resumed.plan == scheduled((time(8),), 3, date(2026, 11, 23), date(2026, 12, 7))


async def test_answers_about_several_medicines_pass_over_those_that_are_gone(home):
    id = await home.takes(scheduled())
    await PlanAnswers(home.medicines).take(home.account, [id, MedicationId(99)], PlanQuestion.OFTEN, 2, NOW)
    await PlanAnswers(home.medicines).take(home.account, [id], PlanQuestion.DAYS, 30, NOW)
    medication = await home.medicines.get(home.account, id, NOW)
    assert (medication.plan, medication.stock) == (daily(AtMeal(Meal.BREAKFAST), AtMeal(Meal.DINNER)), 60)


async def test_a_weekly_medicine_is_not_asked_for_sooner_for_a_pause(home):
    id = await home.takes(scheduled((time(8),), 7, date(2026, 11, 22)))
    await home.medicines.pause(home.account, id, NOW + timedelta(days=1))
    await home.medicines.resume(home.account, id, NOW + timedelta(days=2))
    resumed = await home.medicines.get(home.account, id, NOW + timedelta(days=2))
    assert resumed.next_due == datetime(2026, 11, 28, 23, tzinfo=UTC), "a week after the last one"


@pytest.mark.parametrize(("every", "first_day"), [(1, None), (7, date(2026, 11, 22))])
async def test_what_was_taken_today_is_not_asked_for_again_today_at_another_time(home, every, first_day):
    id = await home.takes(scheduled((time(10),), every, first_day))
    ten = NOW + timedelta(hours=1)  # in Seoul
    await home.took(ten)
    at, evening = ten + timedelta(minutes=5), datetime(2026, 11, 22, 11, tzinfo=UTC)
    both = scheduled((time(10), time(20)), every, first_day)
    assert await home.next_after(id, both, at) == evening, "one of the two was taken"
    later = scheduled((time(20),), every, first_day)
    assert await home.next_after(id, later, at) == evening + timedelta(days=every)
    await home.ledger.extend(at + timedelta(days=1))
    assert await home.due(evening) == []
    assert await home.next_after(id, both, at) == evening, "a second dose a day after all"


@pytest.mark.parametrize(
    ("taken", "times", "asked"),
    [
        ((8,), (9, 18), (18,)),  # the morning's dose is over, at whatever time it would be now
        ((8,), (8, 9, 18), (9, 18)),  # one more dose a day
        ((8,), (18,), ()),  # once a day by now, and that was taken
        ((18,), (8, 20), ()),  # what lies before a dose that was taken is over too
        ((), (9, 20), (9, 20)),
        ((8, 18), (8, 18, 22), (22,)),
    ],
)
async def test_new_times_ask_for_as_many_doses_of_today_as_are_left_of_it(home, taken, times, asked):
    early = NOW - timedelta(hours=3)  # 06:00 in Seoul
    id = await home.takes(scheduled((time(8), time(18))), at=early)
    for hour in (8, 18)[: 1 + max((8, 18).index(hour) for hour in taken)] if taken else ():
        at = early + timedelta(hours=hour - 6)
        await (home.took(at) if hour in taken else home.skipped(at))
    at = early + timedelta(hours=(max(taken) if taken else 6) - 6, minutes=20)
    await home.medicines.plan(home.account, id, scheduled(tuple(map(time, times))), at)
    midnight = early + timedelta(hours=18)
    assert [due.hour for due in await home.asked(at, midnight)] == list(asked)
    due = (await home.medicines.get(home.account, id, at)).next_due
    first = early + timedelta(hours=(asked[0] if asked else times[0] + 24) - 6)
    assert due == first, "the screen says the same"


async def test_what_was_taken_today_is_not_asked_for_after_a_pause_in_which_its_time_was_changed(home):
    eight = NOW - timedelta(hours=1)
    id = await home.takes(scheduled((time(8),)), at=eight - timedelta(hours=1))
    await home.took(eight)
    await home.medicines.pause(home.account, id, NOW)
    await home.medicines.plan(home.account, id, scheduled((time(20),)), NOW)
    assert await home.medicines.resume(home.account, id, NOW + timedelta(hours=1))
    evening = eight + timedelta(hours=12)
    assert (await home.medicines.get(home.account, id, evening)).next_due == evening + timedelta(days=1)
    assert await home.asked(NOW + timedelta(hours=1), evening + timedelta(hours=1)) == []


@pytest.mark.parametrize(("taken", "late"), [(False, True), (True, False)])
async def test_whether_todays_dose_is_late_is_not_asked_where_it_was_taken(home, taken, late):
    eight = NOW - timedelta(hours=1)
    id = await home.takes(scheduled((time(8),)), at=eight - timedelta(hours=1))
    if taken:
        await home.took(eight)
    await home.medicines.plan(home.account, id, scheduled((time(8),), 2, date(2026, 11, 22)), NOW)
    assert await home.medicines.is_late_today(home.account, id, NOW) is late
    assert not await home.medicines.is_late_today(home.account, id, eight - timedelta(minutes=1))


async def test_a_course_that_is_over_begins_again_with_new_times(home):
    id = await home.takes(scheduled((time(8),), last_day=date(2026, 11, 22)))
    later = NOW + timedelta(days=9)
    again = scheduled(
        (time(20),), last_day=date(2026, 11, 22)
    )  # one answer was changed, and the end was not asked for
    assert await home.next_after(id, again, later) == later + timedelta(hours=11)


async def test_what_was_skipped_or_not_answered_today_is_asked_for_at_another_time(home):
    id = await home.takes(scheduled((time(10),)))
    at = NOW + timedelta(hours=1, minutes=5)
    assert await home.next_after(id, scheduled((time(20),)), at) == datetime(2026, 11, 22, 11, tzinfo=UTC)


EIGHT = NOW - timedelta(hours=1)  # 08:00 in Seoul
NINE_AND_EVENING = scheduled((time(9), time(20)))


async def asked_at_eight(home: Home, *times: time) -> tuple[MedicationId, ReminderId]:
    """Return a medicine, and its reminder of eight o'clock, which waits for an answer."""
    id = await home.takes(scheduled(times), at=EIGHT - timedelta(hours=1))
    await home.ledger.extend(EIGHT + timedelta(days=1))
    (reminder,) = await home.due(EIGHT)
    await home.ledger.attempted(reminder, Delivered(1), EIGHT)
    return id, reminder


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ((8, 18), (9, 20), (20,)),
        ((8,), (20,), ()),  # once a day, and that was taken
        ((8,), (9, 13, 19), (13, 19)),
        ((8, 18), (8, 19), (19,)),  # the morning's time is the same
        ((8, 18), (), ()),
    ],
)
@pytest.mark.parametrize("is_written", [True, False], ids=["written", "not-written-yet"])
async def test_a_dose_that_was_open_when_times_changed_and_is_taken_is_not_asked_for_again(
    home, before, after, asked, is_written
):
    id, reminder = await asked_at_eight(home, *map(time, before))
    at, chat = EIGHT + timedelta(minutes=5), home.account.chat_id
    await home.medicines.plan(home.account, id, scheduled(tuple(map(time, after))), at)
    if is_written:
        await home.ledger.extend(at + timedelta(days=1))
    assert await home.ledger.answer(reminder, chat, Action.TAKEN, at + timedelta(minutes=5))
    at, midnight = at + timedelta(minutes=10), EIGHT + timedelta(hours=15, minutes=59)
    assert [due.hour for due in await home.asked(at, midnight)] == list(asked)
    tomorrow = await home.asked(midnight, midnight + timedelta(days=1))
    assert [due.hour for due in tomorrow] == list(after)


@pytest.mark.parametrize("changed", ["before the answer", "after it"])
async def test_new_times_ask_after_all_where_it_is_taken_back_that_the_dose_of_the_old_ones_was_taken(
    home, changed
):
    id, reminder = await asked_at_eight(home, time(8), time(18))
    chat, later = home.account.chat_id, EIGHT + timedelta(minutes=50)
    if changed == "after it":
        await home.ledger.answer(reminder, chat, Action.TAKEN, later)
    await home.medicines.plan(home.account, id, NINE_AND_EVENING, later + timedelta(minutes=1))
    if changed == "before the answer":
        await home.ledger.answer(reminder, chat, Action.TAKEN, later + timedelta(minutes=2))
    await home.ledger.extend(later + timedelta(days=1))
    undone = later + timedelta(minutes=9)
    assert await home.ledger.undo(reminder, chat, undone)
    midnight = EIGHT + timedelta(hours=15, minutes=59)
    assert [due.hour for due in await home.asked(undone, midnight)] == [9, 20]


async def test_a_dose_that_was_put_off_is_not_asked_for_beside_one_of_the_new_times(home):
    id, reminder = await asked_at_eight(home, time(8))
    later = EIGHT + timedelta(minutes=55)
    await home.medicines.plan(home.account, id, scheduled((time(9),)), later)
    await home.ledger.answer(reminder, home.account.chat_id, Action.LATER, later)
    asked = await home.asked(NOW, EIGHT + timedelta(hours=6))
    assert [due.hour for due in asked] == [9]


async def test_after_a_pause_in_service_only_the_dose_of_the_new_times_is_open(home):
    id, reminder = await asked_at_eight(home, time(8))
    later = EIGHT + timedelta(minutes=55)
    await home.medicines.plan(home.account, id, scheduled((time(9),)), later)
    await home.ledger.answer(reminder, home.account.chat_id, Action.LATER, later)
    at = EIGHT + timedelta(hours=3)
    await home.ledger.extend(at)
    told = [await home.ledger.reminder(id) for id in await home.due(at)]
    doses = [(one.kind, dose.state, dose.due_at) for one in told if one for dose in one.doses]
    assert sorted(doses) == [
        (ReminderKind.DIGEST, DoseState.MISSED, EIGHT),
        (ReminderKind.LATE, DoseState.ASKED, NOW),
    ]


async def test_a_check_beside_the_list_says_what_of_it_could_not_be_checked(home):
    await home.takes(scheduled())
    known = (await home.library.look_up(home.account, "노바스크")).products[0].id
    checked = await home.library.check(home.account, [known, ProductId("lost")], NOW)
    assert checked.with_list is not None
    assert "lost" in [one.product for one in checked.with_list.report.unchecked]
