"""The buttons of /settings and of what a person tells of themselves."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.people.accounts import Language
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
