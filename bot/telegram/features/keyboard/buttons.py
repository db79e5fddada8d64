"""The buttons that bring the four words and take them away."""

from dataclasses import dataclass
from typing import Literal

from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class Keyboard(CallbackData):
    """Ask whether the four words are to stay, bring them, or take them away."""

    verb = "words"
    wish: Literal["ask", "show", "hide"]
