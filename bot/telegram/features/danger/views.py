"""The number to call, in the first line, and little else."""

from bot.core.understanding.answers import HelpNumbers
from bot.core.understanding.danger import SWALLOWED
from bot.core.understanding.intents import Danger, Intent
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Html, Texts


def danger(t: Texts, danger: Danger, numbers: HelpNumbers, here: HelpNumbers | None = None) -> Screen:
    """Return whom to call; `here` are the numbers where the reader is, if that is another country.

    A number that we do not know for sure is not told: “your local emergency number” is.
    """
    if danger.intent is Intent.CRISIS and numbers.crisis:
        blocks = _crisis(t, numbers, doubtful=danger.doubtful)
    else:
        blocks = _emergency(t, danger, numbers)
    if here and here.emergency != numbers.emergency:
        blocks.append(t("Where you are: <b>{number}</b>.", number=_emergency_number(t, here)))
    return Screen(tuple(blocks), is_personal=False)


def _crisis(t: Texts, numbers: HelpNumbers, *, doubtful: bool) -> list[Html]:
    if doubtful:
        return [
            t(
                "📞 If you think of ending your life, please call <b>{number}</b> first.",
                number=numbers.crisis,
            )
        ]
    return [
        t("📞 Please call <b>{number}</b> now, the suicide prevention line.", number=numbers.crisis),
        t("If a life is in danger at this moment: <b>{number}</b>.", number=_emergency_number(t, numbers)),
        t("You need not bear this alone. Tell somebody near you, too."),
    ]


def _emergency(t: Texts, danger: Danger, numbers: HelpNumbers) -> list[Html]:
    number = _emergency_number(t, numbers)
    if danger.doubtful:
        return [t("📞 If this is an emergency, call <b>{number}</b> first.", number=number)]
    blocks = [t("📞 Call <b>{number}</b> now.", number=number)]
    if danger.reason in SWALLOWED:
        blocks.append(t("Have the pack at hand, and say what was taken, how much and when."))
        if numbers.poison not in ("", numbers.emergency):
            blocks.append(t("Advice on poisoning: <b>{number}</b>.", number=numbers.poison))
    return [*blocks, t("I can not help in an emergency: do not wait for an answer of mine.")]


def _emergency_number(t: Texts, numbers: HelpNumbers) -> Html:
    return t("{number}", number=numbers.emergency) if numbers.emergency else t("your local emergency number")
