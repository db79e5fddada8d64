"""How reminders come: how often they are repeated, quiet hours, names."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import TypeVar

from bot.core.medications.stock import STOCK_DAYS
from bot.core.people.accounts import Account
from bot.core.people.habits import EVERY, MOST_REPEATS, Habits, QuietHours
from bot.telegram.features.own_pills.buttons import ShowOwnPills
from bot.telegram.features.settings.buttons import (
    SetDiscreet,
    SetPictures,
    SetQuiet,
    SetRepeats,
    SetStockDays,
    SetWeekly,
    ShowNotices,
    ShowReminderSettings,
    ShowSettings,
)
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

Choice = TypeVar("Choice")
QUIET = (
    None, QuietHours(time(21), time(7)), QuietHours(time(22), time(7)), QuietHours(time(23), time(7)),
    QuietHours(time(0), time(6)),
)  # fmt: skip


def reminders(t: Texts, account: Account) -> Screen:
    """Show how reminders come; each button shows what it would change to."""
    habits, names = account.habits, t("hidden") if account.is_discreet else t("shown")
    said = [
        _repeated(t, habits),
        _quiet(t, habits.quiet),
        t("Names of medicines in reminders: {state}", state=names),
        t("Pictures of the pills: {state}", state=t("on") if account.has_pictures else t("off")),
    ]
    minutes, repeats = _next(EVERY, _minutes(habits)), _next(range(MOST_REPEATS + 1), habits.repeats)
    quiet = _next(QUIET, habits.quiet)
    keys = [
        Button(t("Every {n} minutes", n=minutes), SetRepeats(minutes, habits.repeats)),
        Button(
            t.count("Repeat {n} time", "Repeat {n} times", repeats), SetRepeats(_minutes(habits), repeats)
        ),
        Button(_hours(t, quiet), SetQuiet.of(quiet)),
        Button(
            t("Show names") if account.is_discreet else t("Hide names"),
            SetDiscreet(is_discreet=not account.is_discreet),
        ),
        Button(t("📷 Pictures of the pills"), ShowOwnPills())
        if account.has_pictures
        else Button(t("With pictures"), SetPictures(has_pictures=True)),
        Button(t("📦 Other notices"), ShowNotices()),
        Button(t("◀ Back"), ShowSettings()),
    ]
    return Screen(
        (
            t("🔔 <b>Reminders</b>"),
            lines(said),
            t("In quiet hours nothing is repeated, and nothing makes a sound."),
        ),
        two_in_a_row(keys),
        is_personal=False,
    )


def notices(t: Texts, account: Account) -> Screen:
    """Show what is told besides reminders; each button shows what it would change to."""
    said = [
        _stock(t, account.stock_days),
        t("A line a week on what was taken: on")
        if account.is_weekly
        else t("A line a week on what was taken: off"),
    ]
    keys = [
        _stock_button(t, _next(STOCK_DAYS, account.stock_days)),
        Button(
            t("📊 No weekly line") if account.is_weekly else t("📊 A line a week"),
            SetWeekly(is_weekly=not account.is_weekly),
        ),
        Button(t("◀ Back"), ShowReminderSettings()),
    ]
    return Screen((t("📦 <b>Other notices</b>"), lines(said)), two_in_a_row(keys), is_personal=False)


def _repeated(t: Texts, habits: Habits) -> Html:
    if not habits.repeats:
        return t("Without an answer: not repeated")
    return t.count(
        "Without an answer: every {minutes} minutes, {n} more time",
        "Without an answer: every {minutes} minutes, {n} more times",
        habits.repeats,
        minutes=_minutes(habits),
    )


def _quiet(t: Texts, quiet: QuietHours | None) -> Html:
    if quiet is None:
        return t("Quiet hours: none")
    return t("Quiet hours: {begin} to {end}", begin=f"{quiet.begin:%H:%M}", end=f"{quiet.end:%H:%M}")


def _stock(t: Texts, days: int) -> Html:
    if not days:
        return t("Before a medicine runs out: not told")
    return t("Before a medicine runs out: {n} days before, once", n=days)


def _stock_button(t: Texts, days: int) -> Button:
    label = t("📦 {n} days before", n=days) if days else t("📦 Not told")
    return Button(label, SetStockDays(days))


def _hours(t: Texts, quiet: QuietHours | None) -> str:
    if quiet is None:
        return t("No quiet hours")
    return t("Quiet {begin}–{end}", begin=f"{quiet.begin:%H:%M}", end=f"{quiet.end:%H:%M}")


def _minutes(habits: Habits) -> int:
    return int(habits.every / timedelta(minutes=1))


def _next(choices: Sequence[Choice], now: Choice) -> Choice:
    """Return the choice after the one that is set, the first after the last."""
    place = choices.index(now) + 1 if now in choices else 0
    return choices[place % len(choices)]
