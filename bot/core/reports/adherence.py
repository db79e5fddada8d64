"""How many of the doses that were due were taken, over some days. Pure.

Only doses with a time count, and only once it is settled what came of them: those of a pause, those that are taken when
needed, those that still wait for an answer, and days before a medicine was there do not. Without any such dose the share
is not 0 but unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.doses.model import DoseState, MedicationId

PERIODS = (7, 30, 90)  # days
SETTLED = (DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED)


@dataclass(frozen=True, slots=True)
class DoseOutcome:
    """What came of a dose on a local day."""

    medication: MedicationId
    day: date
    state: DoseState
    has_slot: bool = True  # a time was set for it


@dataclass(frozen=True, slots=True)
class Adherence:
    """How many doses were due, and how many of them were taken."""

    due: int = 0
    taken: int = 0

    @property
    def percent(self) -> int | None:
        """The share that was taken, in whole percent, 100 only for all of them; None where none was due."""
        return self.taken * 100 // self.due if self.due else None

    def plus(self, state: DoseState) -> "Adherence":
        """Count one dose more."""
        return Adherence(self.due + 1, self.taken + (state is DoseState.TAKEN))


def counts(dose: DoseOutcome) -> bool:
    """Return whether a dose counts at all."""
    return dose.has_slot and dose.state in SETTLED


def adherence(doses: Iterable[DoseOutcome], days: int, today: date) -> Adherence:
    """Return the adherence over the last days, today among them."""
    found = Adherence()
    for dose in within(doses, days, today):
        found = found.plus(dose.state)
    return found


def by_period(doses: Iterable[DoseOutcome], today: date) -> dict[int, Adherence]:
    """Return the adherence over each of the usual periods, by its days."""
    listed = tuple(doses)
    return {days: adherence(listed, days, today) for days in PERIODS}


def by_medication(doses: Iterable[DoseOutcome], days: int, today: date) -> Mapping[MedicationId, Adherence]:
    """Return the adherence of each medicine over the last days; those without a dose that counts are left out."""
    found: dict[MedicationId, Adherence] = {}
    for dose in within(doses, days, today):
        found[dose.medication] = found.get(dose.medication, Adherence()).plus(dose.state)
    return found


def by_day(doses: Iterable[DoseOutcome], days: int, today: date) -> list[tuple[date, Adherence]]:
    """Return the adherence of each of the last days, the oldest first; a day without doses has nothing due."""
    found = {today - timedelta(days=back): Adherence() for back in reversed(range(days))}
    for dose in within(doses, days, today):
        found[dose.day] = found[dose.day].plus(dose.state)
    return list(found.items())


def within(doses: Iterable[DoseOutcome], days: int, today: date) -> Iterable[DoseOutcome]:
    """Return the doses of the last days that count."""
    first = today - timedelta(days=days - 1)
    return (dose for dose in doses if first <= dose.day <= today and counts(dose))
