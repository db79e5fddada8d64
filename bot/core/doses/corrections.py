"""Decides how the record of a dose is corrected: taken after all, at another time, another amount, not taken. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.core.doses.model import Change, Dose, DoseId, DoseState, Event, EventKind, Treatment
from bot.core.doses.replaced_plans import ask_less, replaced_by_now
from bot.core.doses.since_taken import laid_anew
from bot.core.schedules.schedule import MOST_AMOUNT

CORRECTABLE = timedelta(days=8)  # for so long after it was due
FINAL = (DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be written down of a dose: one of the FINAL states, and what differs from before."""

    state: DoseState
    taken_at: datetime | None = None  # None: as before, or when it was due
    amount: float | None = None  # None: as before
    day: date | None = None  # None: as before; only of a dose without a slot


def correct(
    treatment: Treatment, id: DoseId, by: Correction, answers: Mapping[DoseId, Event], at: datetime
) -> Change:
    """Correct one dose; what can't be is left as it is. `answers` are the events by which doses were answered.

    A dose of the future, one of more than a week ago, and one that was withdrawn stay as they are, and nothing is
    taken in the future. What it took off the stock is given back and counted anew, unless tablets were counted since.
    """
    dose = next((one for one in treatment.doses if one.id == id), None)
    if dose is None or not is_correctable(dose, treatment, at) or by.state not in FINAL:
        return Change(treatment)
    changed = _corrected(dose, by, at)
    if changed is None or changed == dose:
        return Change(treatment)
    after = _restocked(treatment, dose, changed, answers.get(id))
    if changed.state is DoseState.TAKEN and dose.state is not DoseState.TAKEN:
        for plan, _ in replaced_by_now(after, [changed]):
            after = ask_less(after, plan, at)
    return Change(laid_anew(after), (Event.of(dose, EventKind(by.state), at),))


def instant_said(
    clock: time, due_at: datetime, zone: tzinfo, now: datetime, *, may_be_pm: bool
) -> datetime | None:
    """Return the past instant nearest to when a dose was due that shows a time of day; None where all are to come.

    With `may_be_pm` a time before noon may mean the afternoon's: “8:40” of a dose of the evening.
    """
    half_day = timedelta(hours=12)
    due = due_at.astimezone(zone).date()
    mornings = [datetime.combine(due + timedelta(days=further), clock, zone) for further in (-1, 0, 1)]
    said = [
        *mornings,
        *(at + half_day for at in mornings if may_be_pm and clock.hour < half_day.seconds // 3600),
    ]
    past = [at.astimezone(UTC) for at in said if at.astimezone(UTC) <= now]
    return min(past, key=lambda at: abs(at - due_at), default=None)


def is_correctable(dose: Dose, treatment: Treatment, at: datetime) -> bool:
    """Return whether a dose can be corrected: it is of today or of the last days, and was not withdrawn."""
    today = at.astimezone(treatment.zone).date()
    return dose.state is not DoseState.WITHDRAWN and dose.day <= today and dose.due_at > at - CORRECTABLE


def _corrected(dose: Dose, by: Correction, at: datetime) -> Dose | None:
    """Return a dose as it is to be; None where that makes no sense."""
    amount = dose.amount if by.amount is None else by.amount
    day = dose.day if by.day is None or dose.slot is not None else by.day
    if not 0 < amount <= MOST_AMOUNT or abs(day - dose.due_at.date()) > timedelta(days=2):
        return None
    closed = replace(dose.closed(by.state), amount=amount, day=day)
    if by.state is DoseState.MISSED:
        return replace(closed, answered_at=None)
    if by.state is DoseState.SKIPPED:
        return replace(closed, answered_at=dose.answered_at if dose.state is DoseState.SKIPPED else at)
    before = dose.answered_at if dose.state is DoseState.TAKEN else None
    taken_at = by.taken_at or before or min(dose.due_at, at)
    return replace(closed, answered_at=taken_at) if taken_at <= at else None


def _restocked(treatment: Treatment, before: Dose, after: Dose, answered: Event | None) -> Treatment:
    """Put a corrected dose into a treatment, and count the stock by it."""
    was_counted = before.state is DoseState.TAKEN and (
        answered is None or (answered.id or 0) <= (treatment.counted_after or 0)
    )
    if treatment.stock is None or was_counted:
        return treatment.with_doses([after])
    stock = treatment.stock + before.deducted
    deducted = min(after.amount, stock) if after.state is DoseState.TAKEN else 0.0
    return replace(treatment.with_doses([replace(after, deducted=deducted)]), stock=stock - deducted)
