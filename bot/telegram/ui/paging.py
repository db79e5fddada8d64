"""The buttons that turn the pages of a long screen."""

from bot.telegram.ui.screens import Button
from bot.telegram.ui.texts import Texts

Values = tuple[int | str, ...]


def turning(
    t: Texts, verb: str, page: int, last: int, before: Values = (), after: Values = ()
) -> tuple[Button, ...]:
    """Return the buttons to the page before, and to the next; the number of the page comes back between the values."""
    back = (Button(t("◀ Back"), verb, (*before, page - 1, *after)),) if page else ()
    more = (Button(t("More ▶"), verb, (*before, page + 1, *after)),) if page < last else ()
    return (*back, *more)
