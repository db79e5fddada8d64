"""The buttons of the first minutes."""

from dataclasses import dataclass

from bot.core.people.accounts import Language
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class Begin(CallbackData):
    """Begin, as /start does."""

    verb = "begin"


@dataclass(frozen=True, slots=True)
class ChooseLanguage(CallbackData):
    """Choose the language."""

    verb = "language"
    language: Language


@dataclass(frozen=True, slots=True)
class Consent(CallbackData):
    """Agree to what is kept, or not."""

    verb = "consent"
    agrees: bool
