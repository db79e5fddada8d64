"""How the bot speaks to a person, and what is kept of whom: one screen."""

from datetime import datetime

from bot.core.people.accounts import Account, Language
from bot.telegram.features.time_zones import views as zones
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Texts


def settings(t: Texts, account: Account, at: datetime) -> Screen:
    """Show what is set, with a button to change each."""
    other = Language.ENGLISH if account.language is Language.KOREAN else Language.KOREAN
    large = t("on") if account.is_large else t("off")
    names = t("hidden") if account.is_discreet else t("shown")
    blocks = [
        t("⚙️ <b>Settings</b>"),
        lines(
            [
                zones.told(t, account, at),
                t("Large and simple: {state}", state=large),
                t("Names of medicines in reminders: {state}", state=names),
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
        two_in_a_row(
            (
                Button("English" if other is Language.ENGLISH else "한국어", "speak", (other,)),
                Button(t("City and clock"), "live", ("ask",)),
                Button(
                    t("Usual screens") if account.is_large else t("Large and simple"),
                    "large",
                    ("no" if account.is_large else "yes",),
                ),
                Button(
                    t("Show names") if account.is_discreet else t("Hide names"),
                    "discreet",
                    ("no" if account.is_discreet else "yes",),
                ),
                Button(t("People"), "people", (0,)),
                Button(t("Age and more"), "profile"),
            )
        ),
        is_personal=False,
    )
