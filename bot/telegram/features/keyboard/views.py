"""The four words, what each wants, and the question whether they are to stay."""

from telegram import ReplyKeyboardMarkup

from bot.core.people.accounts import Language
from bot.core.understanding.intents import Intent
from bot.telegram.features.keyboard.buttons import Keyboard
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts


def four_words(t: Texts) -> dict[str, Intent]:
    """Return the words in a language, and what is wanted by each."""
    return {
        t("My medicines"): Intent.LIST,
        t("For today"): Intent.TODAY,
        t("Check together"): Intent.CHECK,
        t("Help"): Intent.HELP,
    }


def wish_of(text: str) -> Intent | None:
    """Return what one of the words wants, in whatever language it was left under the chat."""
    return next((wish for lang in Language if (wish := four_words(Texts(lang)).get(text.strip()))), None)


def keyboard(t: Texts) -> ReplyKeyboardMarkup:
    """Return the words as Telegram takes them, two in a row; they stay until they are taken away."""
    words = list(four_words(t))
    return ReplyKeyboardMarkup([words[:2], words[2:]], resize_keyboard=True, is_persistent=True)


def ask(t: Texts) -> Screen:
    """Ask whether the words are to stay under the chat."""
    return Screen(
        (t("Shall four words stay below, to be tapped: {words}?", words=", ".join(four_words(t))),),
        ((Button(t("Yes, keep them"), Keyboard("show")), Button(t("No, without"), Keyboard("hide"))),),
        is_personal=False,
    )
