"""The buttons that turn the pages of a long screen."""

from collections.abc import Callable

from bot.telegram.ui.callback_data import CallbackData
from bot.telegram.ui.screens import Button
from bot.telegram.ui.texts import Texts


def turning(t: Texts, page: int, last: int, to: Callable[[int], CallbackData]) -> tuple[Button, ...]:
    """Return the buttons to the page before and to the next, counted from 0; `to` makes what one of them sends."""
    back = (Button(t("◀ Back"), to(page - 1)),) if page else ()
    more = (Button(t("More ▶"), to(page + 1)),) if page < last else ()
    return (*back, *more)
