"""The buttons of /privacy, /export and /delete."""

from dataclasses import dataclass
from typing import Literal

from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ExportData(CallbackData):
    """Send everything that is kept."""

    verb = "export"


@dataclass(frozen=True, slots=True)
class DeleteData(CallbackData):
    """Delete everything, after the person was asked."""

    verb = "forget"
    answer: Literal["ask", "yes", "no"]
