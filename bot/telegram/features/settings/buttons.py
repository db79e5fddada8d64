"""The buttons of /settings and of what a person tells of themselves."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal, Self

from bot.core.people.accounts import Language
from bot.core.people.habits import QuietHours
from bot.telegram.ui.callback_data import CallbackData, Matches, Page

Fact = Literal["born", "pregnant", "nursing"]


@dataclass(frozen=True, slots=True)
class SetLanguage(CallbackData):
    """Change the language."""

    verb = "speak"
    language: Language


@dataclass(frozen=True, slots=True)
class SetLarge(CallbackData):
    """Show large and simple screens, or the usual ones."""

    verb = "large"
    is_large: bool


@dataclass(frozen=True, slots=True)
class SetDiscreet(CallbackData):
    """Leave the names of medicines out of reminders, or put them in."""

    verb = "discreet"
    is_discreet: bool


@dataclass(frozen=True, slots=True)
class SetPictures(CallbackData):
    """Send reminders with a picture of the pills, or without."""

    verb = "pictures"
    has_pictures: bool


@dataclass(frozen=True, slots=True)
class ShowSettings(CallbackData):
    """Show the settings."""

    verb = "settings"


@dataclass(frozen=True, slots=True)
class ShowOtherSettings(CallbackData):
    """Show the settings that a large and simple screen leaves out."""

    verb = "othersettings"


@dataclass(frozen=True, slots=True)
class ShowReminderSettings(CallbackData):
    """Show how reminders come."""

    verb = "reminders"


@dataclass(frozen=True, slots=True)
class SetRepeats(CallbackData):
    """Repeat a reminder without an answer every so many minutes, so often."""

    verb = "repeat"
    minutes: Annotated[int, Matches("5|10|15|30")]
    repeats: Annotated[int, Matches("[0-5]")]


@dataclass(frozen=True, slots=True)
class SetQuiet(CallbackData):
    """Set the quiet hours; without times there are none."""

    verb = "quiet"
    begin: time | None = None
    end: time | None = None

    @classmethod
    def of(cls, hours: QuietHours | None) -> Self:
        """Return the button that sets these hours."""
        return cls(hours.begin, hours.end) if hours else cls()

    @property
    def hours(self) -> QuietHours | None:
        """The hours, None for none."""
        return QuietHours(self.begin, self.end) if self.begin is not None and self.end is not None else None


@dataclass(frozen=True, slots=True)
class ShowNotices(CallbackData):
    """Show what is told besides reminders."""

    verb = "notices"


@dataclass(frozen=True, slots=True)
class SetStockDays(CallbackData):
    """Tell so many days before the last tablet; 0 for never."""

    verb = "stockdays"
    days: Annotated[int, Matches("0|3|5|7|10|14")]


@dataclass(frozen=True, slots=True)
class SetWeekly(CallbackData):
    """Tell once a week how many doses were taken, or not."""

    verb = "weekly"
    is_weekly: bool


@dataclass(frozen=True, slots=True)
class ShowProfile(CallbackData):
    """Show what is known of a person: birth year, pregnancy, nursing."""

    verb = "profile"


@dataclass(frozen=True, slots=True)
class AskFact(CallbackData):
    """Ask for one fact."""

    verb = "tell"
    fact: Fact


@dataclass(frozen=True, slots=True)
class ShowDecades(CallbackData):
    """Show a page of decades."""

    verb = "decades"
    page: Page


@dataclass(frozen=True, slots=True)
class ShowYears(CallbackData):
    """Show a page of the years of a decade."""

    verb = "decade"
    decade: Annotated[int, Matches("(19|20)[0-9]0")]
    page: Page


@dataclass(frozen=True, slots=True)
class TellFact(CallbackData):
    """An answer: a year of birth, "yes", "no", or "none" where the person would rather not tell."""

    verb = "told"
    fact: Fact
    answer: Annotated[str, Matches("yes|no|none|[0-9]{4}")]


@dataclass(frozen=True, slots=True)
class ForgetFacts(CallbackData):
    """Forget all that was told."""

    verb = "untell"
