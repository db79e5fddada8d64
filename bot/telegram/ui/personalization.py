"""Apply a person's header, bound buttons and the large layout to a screen."""

import re

from bot.core.people.accounts import Account, PersonId
from bot.telegram.ui.cities import city
from bot.telegram.ui.screens import TEXT_LIMIT, Screen
from bot.telegram.ui.texts import Html, Texts

A_NAME = 200  # characters of the line that says whose a screen is, at most
BOUND = re.compile(r"(?P<tapped>.*?)(?:@(?P<person>\d{1,18}))?", re.DOTALL)


def texts_for(account: Account) -> Texts:
    """Return the words to speak to an account in."""
    return Texts(account.language, is_large=account.is_large)


def dressed(screen: Screen, account: Account) -> Screen:
    """Return a screen with the name of the person it is about, where there are several, and buttons bound to them."""
    if account.is_shared and screen.is_personal:
        screen = screen.headed(heading(texts_for(account), account))
    if not account.is_owner:
        screen = screen.acting_for(account.person_id)
    return screen.full_width() if account.is_large else screen


def messages_of(screen: Screen, account: Account) -> tuple[Screen, ...]:
    """Return a screen as an account is to see it, in as many messages as it takes: nothing of it is cut off."""
    return tuple(dressed(part, account) for part in screen.parts(TEXT_LIMIT - A_NAME))


def heading(t: Texts, account: Account) -> Html:
    """Return the line that says whose a screen is, and whose clock it goes by where that is not the reader's."""
    name = account.name or t("Me")
    if not account.is_elsewhere:
        return t("👤 <b>{name}</b>", name=name)
    return t("👤 <b>{name}</b> · 🕐 time of {city}", name=name, city=city(account.time_zone, t.language))


def unbound(data: str) -> tuple[str, PersonId | None]:
    """Return what was tapped and the person that it acts for; None is the account's first person."""
    found = BOUND.fullmatch(data)
    if found is None:
        raise ValueError(f"expected what is behind a button, got {data!r}")
    return found["tapped"], PersonId(int(found["person"])) if found["person"] else None
