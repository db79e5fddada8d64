"""By which city's clock a person takes their medicines."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.people.accounts import Account
from bot.telegram.features.people.buttons import ShowPeople
from bot.telegram.features.people.views import called
from bot.telegram.features.settings.buttons import ShowProfile
from bot.telegram.features.time_zones.buttons import ChangeZone, FirstZone
from bot.telegram.ui.cities import city
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

USUAL = ("Asia/Seoul", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Australia/Sydney")
Kind = type[FirstZone] | type[ChangeZone]  # of the buttons: among the first questions, or at any time after


def ask(t: Texts, account: Account, kind: Kind) -> Screen:
    """Ask for a city: the likely ones by a tap."""
    likely = tuple(dict.fromkeys((account.home_zone or account.time_zone, *USUAL)))[: len(USUAL)]
    asked = (
        t("In which city, or near which, do you live?")
        if account.is_owner
        else t("In which city, or near which, does <b>{name}</b> live?", name=called(t, account.name))
    )
    buttons = [Button(city(zone, t.language), kind("yes", zone)) for zone in likely]
    return Screen(
        (asked, t("Reminders come by the clock of that city.")),
        two_in_a_row([*buttons, Button(t("Another city"), kind("write"))]),
        is_personal=False,
    )


def write(t: Texts) -> Screen:
    """Let a city be written."""
    return Screen(
        (t("Write the name of a big city near there: for example Seoul, Berlin or New York."),),
        is_personal=False,
    )


def unknown(t: Texts) -> Screen:
    """A city that no time zone is known of."""
    return Screen(
        (t("I do not know that city. Try a bigger one whose clocks show the same time."),),
        is_personal=False,
    )


def first(t: Texts, zone: str, at: datetime) -> Screen:
    """Ask a newcomer whether the clock is right, since Telegram does not say where a person is."""
    asked = t(
        "For reminders I need your time. Is it <b>{clock}</b> where you are? ({city})",
        clock=clock(zone, at),
        city=city(zone, t.language),
    )
    return _is_right(t, asked, FirstZone, zone)


def sure(t: Texts, account: Account, zone: str, at: datetime) -> Screen:
    """Ask whether a typed city was understood."""
    where, now = city(zone, t.language), clock(zone, at)
    asked = (
        t("{city}: is it <b>{clock}</b> where you live?", city=where, clock=now)
        if account.is_owner
        else t(
            "{city}: is it <b>{clock}</b> where <b>{name}</b> lives?",
            city=where, clock=now, name=called(t, account.name),
        )
    )  # fmt: skip
    return _is_right(t, asked, ChangeZone, zone)


def _is_right(t: Texts, asked: Html, kind: Kind, zone: str) -> Screen:
    buttons = (Button(t("Yes, right"), kind("yes", zone)), Button(t("No, another"), kind("ask")))
    return Screen((asked,), (buttons,), is_personal=False)


def moved(t: Texts, account: Account, at: datetime, left: str | None = None) -> Screen:
    """Say by which clock reminders come from now on; `left` is where others of the account stay."""
    blocks = [
        lines(
            [
                t("✅ {line}", line=told(t, account, at)),
                t("Reminders come by this clock from now on, and no dose is asked for twice."),
            ]
        )
    ]
    buttons = [Button(t("🎂 Age and more"), ShowProfile())]
    if left:
        blocks.append(t("The others stay with the clock of {city}.", city=city(left, t.language)))
        buttons.append(Button(t("They moved too"), ChangeZone("join", left)))
    return Screen(tuple(blocks), two_in_a_row(buttons), is_personal=False)


def joined(t: Texts, account: Account, at: datetime) -> Screen:
    """Say that the others go by the same clock now."""
    said = t(
        "✅ The others go by this clock too: {city}, {clock} now.",
        city=_city(t, account),
        clock=clock(account.time_zone, at),
    )
    return Screen((said,), ((Button(t("◀ People"), ShowPeople(0)),),), is_personal=False)


def told(t: Texts, account: Account, at: datetime) -> Html:
    """Return the person's clock in one line, with their name where there are several people."""
    where, now = _city(t, account), clock(account.time_zone, at)
    if not account.is_shared:
        return t("Clock: {city}, {clock} now", city=where, clock=now)
    return t("Clock of {name}: {city}, {clock} now", name=called(t, account.name), city=where, clock=now)


def clock(zone: str, at: datetime) -> str:
    """Return the time of day in a zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def _city(t: Texts, account: Account) -> str:
    return city(account.time_zone, t.language)
