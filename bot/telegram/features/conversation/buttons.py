"""The buttons under several names."""

from dataclasses import dataclass

from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class CheckNames(CallbackData):
    """Check the medicines that were named."""

    verb = "chknames"


@dataclass(frozen=True, slots=True)
class AddNames(CallbackData):
    """Put the medicines that were named on the list."""

    verb = "addnames"
