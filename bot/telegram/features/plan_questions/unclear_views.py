"""What is missing in a sentence, or can not be: one plain sentence each."""

from bot.core.understanding.schedule_sentences.draft import Why
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Html, Texts


def unclear(t: Texts, why: Why) -> Screen:
    """Ask for what is unclear; nothing was changed."""
    return Screen((_said(t, why), t("Nothing was changed.")))


def _said(t: Texts, why: Why) -> Html:
    match why:
        case Why.TIME:
            return t("There is no such time or date. Write it like “8 in the morning” or “until December 5”.")
        case Why.TWICE:
            return t("The same time is in it twice. If one is in the evening, write “8 am and 8 pm”.")
        case Why.ENDS_BEFORE:
            return t("That ends before it begins. Please write both days once more.")
        case Why.AMOUNT:
            return t(
                "That amount can not be right. Please write how much is taken at a time, such as “half a tablet”."
            )
        case Why.TOO_OFTEN:
            return t("From once to 12 times a day is possible. Please look at the envelope once more.")
        case Why.ENDLESS:
            return t(
                "I did not find where that ends. Write how much it is at first, and after how many days it becomes less."
            )
        case Why.INCOMPLETE:
            return t(
                "I did not find the days or the times in it. Write them, such as “Monday and Thursday at 8 am”."
            )
        case Why.LEFT_OVER:
            return t(
                "I understood only a part of that. Please write it shorter, such as “twice a day after meals”."
            )
        case Why.NOTHING:
            return t("I did not find in it when it is taken.")
        case Why.IMPOSSIBLE:
            return t("That can not be. Please write it once more in other words.")
