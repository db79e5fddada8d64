"""The buttons of reports."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.people.accounts import Language
from bot.telegram.ui.callback_data import CallbackData, Matches


@dataclass(frozen=True, slots=True)
class SendPage(CallbackData):
    """Send the page for the doctor; in the language of the chat where none is given."""

    verb = "report"
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class SendChart(CallbackData):
    """Send the chart of so many days."""

    verb = "chart"
    days: Annotated[int, Matches("7|30|90")]


@dataclass(frozen=True, slots=True)
class SendFile(CallbackData):
    """Send the doses as a table, or the plan as a calendar."""

    verb = "reportfile"
    kind: Literal["table", "calendar"]
