"""The buttons of /today. A day is a local date of the person."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from bot.core.doses.model import DoseId, MedicationId
from bot.telegram.ui.callback_data import CallbackData, Matches, Page

Day = Annotated[str, Matches("20[0-9]{2}-[01][0-9]-[0-3][0-9]")]


def parsed(day: str) -> date | None:
    """Return the date of a button; None for one that no calendar has."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ShowDay(CallbackData):
    """Show the doses of a day; today where none is given."""

    verb = "day"
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class EditDay(CallbackData):
    """Choose a dose of a day, at a page."""

    verb = "dayfix"
    day: Day
    page: Page


@dataclass(frozen=True, slots=True)
class ShowDose(CallbackData):
    """Show one dose and what can be corrected."""

    verb = "dosefix"
    dose: DoseId


@dataclass(frozen=True, slots=True)
class CorrectDose(CallbackData):
    """Write down what came of a dose."""

    verb = "fix"
    dose: DoseId
    state: Literal["taken", "skipped", "missed"]


@dataclass(frozen=True, slots=True)
class TakenAt(CallbackData):
    """Show the choice of the time at which a dose was taken, or set it, in minutes since 1970."""

    verb = "fixtime"
    dose: DoseId
    minute: Annotated[int, Matches("[0-9]{6,9}")] | None = None

    @classmethod
    def of(cls, dose: DoseId, at: datetime) -> "TakenAt":
        """Return the button that sets a time."""
        return cls(dose, int(at.timestamp() // 60))

    @property
    def at(self) -> datetime | None:
        """The time, None for none."""
        return None if self.minute is None else datetime.fromtimestamp(self.minute * 60, UTC)


@dataclass(frozen=True, slots=True)
class TakenAmount(CallbackData):
    """Show the choice of how many were taken, or set it."""

    verb = "fixmany"
    dose: DoseId
    amount: Annotated[str, Matches(r"[0-9]{1,3}(\.[0-9]{1,3})?")] | None = None


@dataclass(frozen=True, slots=True)
class MoveDose(CallbackData):
    """A dose without a time of its own, taken after midnight, belongs to another day."""

    verb = "fixday"
    dose: DoseId
    day: Day


@dataclass(frozen=True, slots=True)
class ShowHistory(CallbackData):
    """Show what came of the doses of a medicine, at a page."""

    verb = "history"
    medication: MedicationId
    page: Page
