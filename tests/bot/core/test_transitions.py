"""What answers and their undoing make of doses and stock: laws."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import (
    AT_LEAST_OPEN,
    HORIZON,
    UNDO_FOR,
    WINDOW,
    Action,
    Dose,
    DoseId,
    DoseState,
    Event,
    EventId,
    EventKind,
    MedicationId,
    PlanId,
    PlanRecord,
    ReminderId,
    Treatment,
)
from bot.core.doses.transitions import answer, take_now, undo
from bot.core.doses.treatment_changes import (
    count,
    expand,
    forget_open,
    move,
    pause,
    plan_anew,
    stop,
    undo_stop,
)
from bot.core.schedules.schedule import Schedule
from tests.schedules import any_schedule, scheduled

SEOUL = ZoneInfo("Asia/Seoul")
EIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul on the 22nd
DAY = date(2026, 11, 22)
AT = EIGHT + timedelta(minutes=1)
STATES = st.sampled_from([DoseState.ASKED, DoseState.WAITING, DoseState.MISSED])
AMOUNTS = st.sampled_from([0.25, 0.5, 1.0, 2.0])
STOCKS = st.none() | st.integers(0, 40).map(lambda quarters: quarters / 4)


def dose(number: int = 1, state: DoseState = DoseState.ASKED, amount: float = 1.0, **more: object) -> Dose:
    """Return a dose of eight o'clock that a reminder asked for."""
    next_at = {DoseState.ASKED: EIGHT + WINDOW, DoseState.WAITING: AT + timedelta(minutes=9)}.get(state)
    return replace(
        Dose(
            DoseId(number),
            MedicationId(1),
            EIGHT,
            DAY,
            amount,
            state,
            next_at,
            PlanId(1),
            number,
            ReminderId(1),
        ),
        **more,
    )


def treatment(*doses: Dose, stock: float | None = None, plan: Schedule | None = None) -> Treatment:
    record = PlanRecord(
        PlanId(1),
        plan or scheduled((time(8),)),
        EIGHT - timedelta(days=9),
        EIGHT - timedelta(days=9),
        EIGHT + HORIZON,
    )
    return Treatment(MedicationId(1), SEOUL, stock, plans=(record,), doses=doses)


def answers(events: Sequence[Event]) -> dict[DoseId, Event]:
    return {event.dose: event for event in events}


open_treatments = st.builds(
    lambda kinds, stock: treatment(*(dose(n, *kind) for n, kind in enumerate(kinds, 1)), stock=stock),
    st.lists(st.tuples(STATES, AMOUNTS), min_size=1, max_size=4),
    STOCKS,
)
actions = st.sampled_from([Action.TAKEN, Action.SKIPPED])


@given(open_treatments, actions, st.sampled_from(Action), st.integers(0, 600))
def test_the_first_answer_stands(before, first, second, seconds):
    ids = [one.id for one in before.doses]
    once = answer(before, ids, first, AT)
    again = answer(once.treatment, ids, second, AT + timedelta(seconds=seconds))
    assert once.events
    assert (again.treatment, again.events) == (once.treatment, ())


@given(open_treatments, actions, st.data())
def test_undoing_an_answer_gives_back_what_was_before(before, action, data):
    ids = [one.id for one in before.doses]
    which = data.draw(st.lists(st.sampled_from(ids), unique=True))
    answered = answer(before, which, action, AT)
    undone = undo(answered.treatment, which, answers(answered.events), AT + UNDO_FOR)
    assert undone.treatment == before
    assert [event.kind for event in undone.events] == [EventKind.UNDONE] * len(which)


@given(open_treatments, actions)
def test_answering_each_dose_comes_to_the_same_as_answering_all(before, action):
    ids = [one.id for one in before.doses]
    together = answer(before, ids, action, AT)
    apart = before
    for id in ids:
        apart = answer(apart, [id], action, AT).treatment
    assert apart == together.treatment


@given(open_treatments)
def test_the_stock_and_what_the_doses_took_off_it_come_to_the_same_as_before(before):
    after = answer(before, [one.id for one in before.doses], Action.TAKEN, AT).treatment
    if before.stock is not None:
        assert after.stock is not None
        assert after.stock >= 0
        assert after.stock + sum(one.deducted for one in after.doses) == before.stock
    else:
        assert (after.stock, sum(one.deducted for one in after.doses)) == (None, 0)


@given(open_treatments)
def test_an_event_says_what_its_dose_was(before):
    change = answer(before, [one.id for one in before.doses], Action.SKIPPED, AT)
    was = {one.id: (one.state, one.next_at) for one in before.doses}
    assert {event.dose: (event.was, event.was_next_at) for event in change.events} == was


def test_no_answer_is_undone_after_ten_minutes_nor_by_a_tap_for_another_dose():
    answered = answer(treatment(dose(1), dose(2)), [DoseId(1)], Action.TAKEN, AT).treatment
    assert undo(answered, [DoseId(1)], {}, AT + UNDO_FOR + timedelta(seconds=1)).events == ()
    assert undo(answered, [DoseId(2)], {}, AT).events == ()


def test_an_answer_undone_just_before_its_time_is_over_stays_open_for_half_an_hour():
    late = EIGHT + WINDOW - timedelta(minutes=1)
    answered = answer(treatment(dose()), [DoseId(1)], Action.TAKEN, late)
    undone = undo(answered.treatment, [DoseId(1)], answers(answered.events), late)
    assert [(one.state, one.next_at) for one in undone.treatment.doses] == [
        (DoseState.ASKED, late + AT_LEAST_OPEN)
    ]


@pytest.mark.parametrize("by", [pause, lambda one, at: stop(one, at, delete=False)])
def test_what_was_withdrawn_takes_no_answer_until_that_is_undone(by):
    withdrawn = by(treatment(dose()), AT)
    assert [event.kind for event in withdrawn.events] == [EventKind.WITHDRAWN]
    assert answer(withdrawn.treatment, [DoseId(1)], Action.TAKEN, AT).events == ()
    revived = undo_stop(withdrawn.treatment, AT)
    assert [one.state for one in revived.treatment.doses] == [DoseState.WAITING]
    assert answer(revived.treatment, [DoseId(1)], Action.TAKEN, AT).events


def test_a_dose_taken_when_needed_needs_the_last_one_seen_and_is_withdrawn_when_undone():
    needed = treatment(stock=3.0, plan=scheduled(amount=2.0))
    first = take_now(needed, DoseId(0), "update:1", AT)
    assert first is not None
    (added,) = first.treatment.doses
    known = first.treatment.with_doses([added]).without([added])
    known = replace(known, doses=(replace(added, id=DoseId(5)),))
    assert (added.slot, added.deducted, first.treatment.stock) == (None, 2.0, 1.0)
    assert take_now(known, DoseId(0), "update:2", AT) is None
    assert take_now(known, DoseId(5), "update:2", AT) is not None
    undone = undo(known, [DoseId(5)], {DoseId(5): Event(DoseId(5), EventKind.TAKEN, AT)}, AT).treatment
    assert ([one.state for one in undone.doses], undone.stock) == ([DoseState.WITHDRAWN], 3.0)


times = st.lists(st.integers(0, 47), min_size=1, max_size=4, unique=True).map(
    lambda halves: tuple(time(half // 2, 30 * (half % 2)) for half in sorted(halves))
)
hours = st.integers(0, 24 * 400)


def begun(plan: Schedule, at: datetime) -> Treatment:
    return replace(treatment(plan=plan), plans=(PlanRecord(PlanId(1), plan, at, at, at),))


def expected_doses(one: Treatment) -> list[tuple[date, int | None, datetime]]:
    return [(each.day, each.slot, each.due_at) for each in one.doses]


@given(
    any_schedule,
    st.sampled_from(["Asia/Seoul", "America/New_York", "Australia/Lord_Howe"]),
    hours,
    st.data(),
)
def test_splitting_a_window_anywhere_writes_the_same_doses(plan, zone, hour, data):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    before = replace(begun(plan, start), zone=ZoneInfo(zone))
    until = start + timedelta(days=data.draw(st.integers(1, 9)))
    between = start + (until - start) * data.draw(st.floats(0, 1))
    whole = expand(before, until).treatment
    parts = expand(expand(before, between).treatment, until).treatment
    assert expected_doses(parts) == expected_doses(whole)
    assert parts.plans == whole.plans


@given(open_treatments, any_schedule, st.integers(0, 48))
def test_no_change_of_a_plan_changes_what_was_answered(before, plan, hour):
    answered = answer(before, [one.id for one in before.doses], Action.TAKEN, AT).treatment
    at = AT + timedelta(hours=hour)
    for change in (
        plan_anew(answered, plan, at, at),
        pause(answered, at),
        stop(answered, at, delete=True),
        move(replace(answered, zone=ZoneInfo("America/New_York")), at),
        forget_open(answered, at),
        expand(answered, at + HORIZON),
    ):
        kept = {one.id: one for one in change.treatment.doses}
        assert all(kept[one.id] == one for one in answered.doses)
        assert change.events == ()


@given(open_treatments, STOCKS)
def test_what_is_counted_is_not_given_back_by_undoing_an_earlier_dose(before, tablets):
    ids = [one.id for one in before.doses]
    answered = answer(before, ids, Action.TAKEN, AT)
    events = [replace(event, id=EventId(n)) for n, event in enumerate(answered.events, 1)]
    counted = count(answered.treatment, tablets, EventId(len(events))).treatment
    assert undo(counted, ids, answers(events), AT).treatment.stock == tablets


@given(any_schedule, hours)
def test_pausing_and_undoing_that_asks_for_each_dose_once(plan, hour):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    before = expand(begun(plan, at - timedelta(days=2)), at + HORIZON).treatment
    before = replace(before, doses=tuple(replace(one, id=DoseId(n)) for n, one in enumerate(before.doses, 1)))
    again = undo_stop(pause(before, at).treatment, at).treatment
    after = expand(again, at + HORIZON).treatment
    slots = Counter((one.day, one.slot) for one in after.doses)
    assert set(slots.values()) <= {1}
    assert {one.due_at for one in before.doses if one.due_at > at} <= {one.due_at for one in after.doses}
