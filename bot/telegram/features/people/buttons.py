"""The buttons of /people. Most act for the person whom the button is bound to."""

from dataclasses import dataclass
from typing import Literal

from bot.telegram.ui.callback_data import CallbackData, Page


@dataclass(frozen=True, slots=True)
class ShowPeople(CallbackData):
    """Show the people of the account, at a page."""

    verb = "people"
    page: Page


@dataclass(frozen=True, slots=True)
class ShowPerson(CallbackData):
    """Show this person."""

    verb = "person"


@dataclass(frozen=True, slots=True)
class ChoosePerson(CallbackData):
    """Write about this person from now on."""

    verb = "choose"


@dataclass(frozen=True, slots=True)
class AddPerson(CallbackData):
    """Add a person."""

    verb = "newperson"


@dataclass(frozen=True, slots=True)
class RenamePerson(CallbackData):
    """Give this person another name."""

    verb = "rename"


@dataclass(frozen=True, slots=True)
class RemovePerson(CallbackData):
    """Remove this person, after they were asked."""

    verb = "remove"
    answer: Literal["ask", "yes"]
