"""What corrections make of doses and stock: rules and laws; and the record of a day over the real ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.corrections import CORRECTABLE, FINAL, Correction, correct, instant_said
from bot.core.doses.dose_record import RecordedDose
from bot.core.doses.model import Action, DoseId, DoseState, Event, EventId, EventKind
from bot.storage.doses.dose_record import StoredDoseRecord
from bot.storage.medications.medications import StoredMedications
from tests.bot.core.core_fixture import CHAT, EIGHT, World
from tests.bot.core.test_transitions import AMOUNTS, AT, DAY, STOCKS, answers, dose, treatment

TAKEN, SKIPPED, MISSED, WAITING = DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED, DoseState.WAITING
ONE = DoseId(1)


@pytest.mark.parametrize(
    ("state", "by", "came", "taken_at"),
    [
        (MISSED, Correction(TAKEN), TAKEN, EIGHT),
        (DoseState.ASKED, Correction(TAKEN, taken_at=EIGHT - timedelta(minutes=9)), TAKEN, EIGHT - timedelta(minutes=9)),
        (TAKEN, Correction(MISSED), MISSED, None),
        (MISSED, Correction(SKIPPED), SKIPPED, AT),
        (MISSED, Correction(TAKEN, taken_at=AT + timedelta(minutes=1)), MISSED, None),
        (MISSED, Correction(WAITING), MISSED, None),
        (MISSED, Correction(TAKEN, amount=0), MISSED, None),
        (MISSED, Correction(TAKEN, amount=101), MISSED, None),
        (DoseState.WITHDRAWN, Correction(TAKEN), DoseState.WITHDRAWN, None),
    ],
)  # fmt: skip
def test_a_correction_comes_to(state, by, came, taken_at):
    before = treatment(dose(1, state))
    change = correct(before, ONE, by, {}, AT)
    (after,) = change.treatment.doses
    assert (after.state, after.answered_at) == (came, taken_at)
    assert len(change.events) == (came is not state)


def test_a_dose_of_tomorrow_and_one_of_long_ago_stay_as_they_are():
    tomorrow = dose(1, WAITING, day=DAY + timedelta(days=1), due_at=EIGHT + timedelta(days=1))
    assert correct(treatment(tomorrow), ONE, Correction(TAKEN), {}, AT).events == ()
    old = treatment(dose(1, MISSED))
    assert correct(old, ONE, Correction(TAKEN), {}, EIGHT + CORRECTABLE).events == ()
    assert correct(old, ONE, Correction(TAKEN), {}, EIGHT + CORRECTABLE - timedelta(seconds=1)).events


def test_only_a_dose_without_a_slot_moves_to_another_day():
    before = treatment(dose(1, TAKEN, slot=None, answered_at=AT), dose(2, TAKEN, answered_at=AT))
    yesterday = Correction(TAKEN, day=DAY - timedelta(days=1))
    moved = [correct(before, DoseId(n), yesterday, {}, AT).treatment.doses[n - 1].day for n in (1, 2)]
    assert moved == [date(2026, 11, 21), DAY]


corrections = st.builds(
    Correction, st.sampled_from(FINAL), st.none() | st.integers(-600, 0).map(lambda m: AT + timedelta(minutes=m)),
    st.none() | AMOUNTS,
)  # fmt: skip


@given(
    st.sampled_from([MISSED, DoseState.ASKED, WAITING]), AMOUNTS, STOCKS, st.lists(corrections, max_size=5)
)
def test_however_often_a_dose_is_corrected_the_stock_fits_what_stands(state, amount, stock, by):
    now = treatment(dose(1, state, amount), stock=stock)
    known: dict[DoseId, Event] = {}
    for number, one in enumerate(by, 1):
        change = correct(now, ONE, one, known, AT)
        now = change.treatment
        known |= {
            e.dose: replace(e, id=EventId(number)) for e in change.events if e.kind is not EventKind.MISSED
        }
    (after,) = now.doses
    if stock is None:
        assert now.stock is None
    else:
        assert now.stock is not None
        assert now.stock + after.deducted == stock
        assert after.deducted == (min(after.amount, stock) if after.state is TAKEN else 0)


@given(corrections)
def test_the_same_correction_again_changes_nothing(by):
    once = correct(treatment(dose(1, MISSED)), ONE, by, {}, AT)
    again = correct(once.treatment, ONE, by, answers(once.events), AT)
    assert (again.treatment, again.events) == (once.treatment, ())


def test_tablets_that_were_counted_since_stay_as_they_were_counted():
    taken = treatment(dose(1, TAKEN, answered_at=AT, deducted=1.0), stock=30.0)
    counted = replace(taken, counted_after=EventId(7))
    event = Event(ONE, EventKind.TAKEN, AT, id=EventId(5))
    assert correct(counted, ONE, Correction(MISSED), {ONE: event}, AT).treatment.stock == 30
    assert correct(taken, ONE, Correction(MISSED), {ONE: event}, AT).treatment.stock == 31


async def of_day(world: World, days: int = 0) -> list[RecordedDose]:
    person = (await world.person()).person_id
    return await StoredDoseRecord(world.database).of_day(person, DAY + timedelta(days=days))


async def test_a_day_holds_its_doses_and_what_is_open_from_the_day_before(world):
    await world.takes("가", time(8), time(23, 50))
    await world.takes("나", time(8))
    world.clock.at = EIGHT
    await world.tick()
    await world.answer(0, Action.TAKEN)
    assert [(one.name, one.state) for one in await of_day(world)] == [
        ("가", TAKEN),
        ("나", TAKEN),
        ("가", WAITING),
    ]
    world.clock.at = EIGHT + timedelta(hours=16)
    await world.tick()
    assert [one.name for one in await of_day(world, 1)] == ["가", "가", "나", "가"], (
        "00:00: the dose of 23:50 is open"
    )


async def test_a_correction_is_written_with_its_event_and_counted(world):
    id = await world.takes("가", time(8))
    person, store = (await world.person()).person_id, StoredMedications(world.database)
    await store.count(person, id, 10)
    world.clock.at = EIGHT
    await world.tick()
    world.clock.advance(hours=5)
    await world.tick()
    (one,) = await of_day(world)
    record = StoredDoseRecord(world.database)
    at = EIGHT + timedelta(minutes=20)
    assert await record.correct(person, one.id, Correction(TAKEN, at, 2.0), world.clock())
    assert not await record.correct(person, one.id, Correction(TAKEN, at, 2.0), world.clock())
    (after,) = await of_day(world)
    assert (after.state, after.answered_at, after.amount) == (TAKEN, at, 2.0)
    assert await world.stock(id) == 8
    assert await world.events() == ["asked", "missed", "taken"]


async def test_nobody_corrects_or_sees_the_dose_of_somebody_else(world):
    await world.takes("가", time(8))
    world.clock.at = EIGHT
    await world.tick()
    (one,) = await of_day(world)
    stranger = (await world.person(type(CHAT)(8))).person_id
    record = StoredDoseRecord(world.database)
    assert await record.get(stranger, one.id) is None
    assert not await record.correct(stranger, one.id, Correction(TAKEN), world.clock())
    assert await record.last(stranger, one.medication, world.clock(), 0) == []
    assert (await of_day(world))[0].state is DoseState.ASKED


async def test_a_dose_taken_before_its_reminder_is_not_asked_for(world):
    await world.takes("가", time(8))
    world.clock.at = EIGHT - timedelta(minutes=20)
    await world.tick()
    (one,) = await of_day(world)
    person = (await world.person()).person_id
    assert await StoredDoseRecord(world.database).correct(person, one.id, Correction(TAKEN), world.clock())
    world.clock.at = EIGHT
    await world.tick()
    assert world.notifier.reminded == []


SEOUL = ZoneInfo("Asia/Seoul")
AT_EIGHT_PM = datetime(2026, 11, 22, 11, tzinfo=UTC)  # in Seoul


@pytest.mark.parametrize(
    ("clock", "may_be_pm", "hours_later", "said"),
    [
        (time(8, 40), True, 1, AT_EIGHT_PM + timedelta(minutes=40)),
        (time(8, 40), False, 1, AT_EIGHT_PM - timedelta(hours=11, minutes=20)),
        (time(8, 40), True, 0, AT_EIGHT_PM - timedelta(hours=11, minutes=20)),  # 20:40 is still to come
        (time(0, 30), False, 6, AT_EIGHT_PM + timedelta(hours=4, minutes=30)),  # after midnight
        (time(19, 50), False, 1, AT_EIGHT_PM - timedelta(minutes=10)),
    ],
)
def test_a_time_of_day_means_the_past_instant_nearest_to_the_dose(clock, may_be_pm, hours_later, said):
    now = AT_EIGHT_PM + timedelta(hours=hours_later)
    assert instant_said(clock, AT_EIGHT_PM, SEOUL, now, may_be_pm=may_be_pm) == said


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.booleans(), st.integers(0, 200))
def test_what_is_said_is_never_in_the_future_and_shows_the_time_that_was_said(clock, may_be_pm, hours):
    now = AT_EIGHT_PM + timedelta(hours=hours)
    at = instant_said(clock, AT_EIGHT_PM, SEOUL, now, may_be_pm=may_be_pm)
    assert at
    assert at <= now
    local = at.astimezone(SEOUL).time()
    assert local == clock or (may_be_pm and local == clock.replace(hour=clock.hour + 12))
