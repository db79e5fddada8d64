"""The settings on one screen."""

from datetime import datetime

from bot.core.medications.medications import Overview
from bot.core.people.accounts import Account, Language
from bot.telegram.features.people.buttons import ShowPeople
from bot.telegram.features.settings.buttons import (
    SetLanguage,
    SetLarge,
    ShowOtherSettings,
    ShowProfile,
    ShowReminderSettings,
)
from bot.telegram.features.time_zones import views as zones
from bot.telegram.features.time_zones.buttons import ChangeZone
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Texts
from knowledge.interactions.check import Obstacle


def settings(t: Texts, account: Account, at: datetime) -> Screen:
    """Show what is set, with a button to change each."""
    large = t("on") if account.is_large else t("off")
    blocks = [
        t("⚙️ <b>Settings</b>"),
        lines(
            [
                zones.told(t, account, at),
                t("Large and simple: {state}", state=large),
            ]
        ),
    ]
    if account.is_large:
        blocks.append(
            t("Telegram itself can make letters larger: Settings, Chat Settings, Message text size.")
        )
    blocks.append(t("What is kept and how to delete it: /privacy"))
    return Screen(
        tuple(blocks),
        two_in_a_row(_buttons(t, account)),
        is_personal=False,
    )


def more(t: Texts, account: Account) -> Screen:
    """Show what a large and simple screen of settings leaves out."""
    return Screen((t("⚙️ <b>Settings</b>"),), two_in_a_row(_others(t, account)), is_personal=False)


def _buttons(t: Texts, account: Account) -> tuple[Button, ...]:
    size = Button(
        t("Usual screens") if account.is_large else t("Large and simple"),
        SetLarge(is_large=not account.is_large),
    )
    reminders = Button(t("🔔 Reminders"), ShowReminderSettings())
    if account.is_large:
        return size, reminders, Button(t("Other settings"), ShowOtherSettings())
    language, city, *others = _others(t, account)
    return language, city, size, reminders, *others


def _others(t: Texts, account: Account) -> tuple[Button, ...]:
    is_korean = account.language is Language.KOREAN
    return (
        Button("English", SetLanguage(Language.ENGLISH))
        if is_korean
        else Button("한국어", SetLanguage(Language.KOREAN)),
        Button(t("City and clock"), ChangeZone("ask")),
        Button(t("People"), ShowPeople(0)),
        Button(t("Age and more"), ShowProfile()),
    )


def ask_facts(t: Texts, overview: Overview) -> tuple[Button, ...]:
    """Return a button to tell what some rules depend on, where that was not told."""
    is_untold = any(item.obstacle is Obstacle.NO_PROFILE for item in overview.report.unchecked)
    return (Button(t("🎂 Age and more"), ShowProfile()),) if is_untold else ()
