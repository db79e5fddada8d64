"""A medicine without times: “I took one now”, when that was last, and how much a day at most."""

from datetime import datetime

from bot.core.doses.model import DoseId
from bot.core.medications.as_needed import Outcome, Telling
from bot.core.medications.dose_limits import Allowance
from bot.core.medications.medications import Medication
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import one_amount
from bot.telegram.features.as_needed.buttons import TakeNow, UndoIntake
from bot.telegram.features.medications.buttons import ShowMedicine
from bot.telegram.features.plan_questions.buttons import EditPlan
from bot.telegram.ui import findings, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.catalogue.dossier import Dossier
from knowledge.interactions.check import CautionKind


def took(t: Texts, medication: Medication) -> Button:
    """Return the button that tells of a dose; it knows the last one, so that two devices tell of it once."""
    last = medication.taken.last if medication.taken else DoseId(0)
    return Button(t("✅ I took one now"), TakeNow(medication.id, last))


def most_a_day(t: Texts, dossier: Dossier | None) -> list[Html]:
    """Return what the rules say about the amount a day, or that they say nothing."""
    rules = [one for one in dossier.cautions if one.kind is CautionKind.DOSE] if dossier else []
    if dossier is None or not rules:
        return [t("⚪ How much a day at most is not in my lists. Read the box, or ask your pharmacist.")]
    name = words.product_name(t, dossier.product)
    return [findings.caution_in_short(t, rule, name, dossier.english) for rule in rules]


def noted(t: Texts, one: Screen, medication: Medication, intake: DoseId) -> Screen:
    """Say that a dose is written down, and replace the buttons by Undo."""
    amount = plans.amount(t, one_amount(medication.plan) or 1, medication.unit)
    undo = Button(t("↩ Undo"), UndoIntake(medication.id, intake))
    said = t("✅ Written down: {amount}, just now.", amount=amount)
    return Screen((said, *one.blocks), ((undo, one.rows[-1][-1]),))


def allowed(t: Texts, allowance: Allowance, account: Account, now: datetime) -> list[Html]:
    """Say before a dose whether it may be taken, and whether it is the last one within 24 hours."""
    if allowance.from_at:
        at = plans.moment(t, allowance.from_at, account, now)
        return [t("⏳ Not yet: the next one may be taken {moment} at the earliest.", moment=at)]
    if allowance.is_last:
        return [t("⚠️ The next one is the last that may be taken within 24 hours.")]
    if allowance.left is not None:
        return [t("{n} more may be taken within 24 hours.", n=allowance.left)]
    return []


def not_noted(t: Texts, one: Screen, told: Telling, account: Account, now: datetime) -> Screen:
    """Say why a dose is not written down."""
    at = plans.moment(t, told.allowance.from_at, account, now) if told.allowance.from_at else t("later")
    said = {
        Outcome.TOO_SOON: t(
            "🛑 Please wait: it is too soon after the last one. The next one may be taken {moment}. If you have taken it"
            " already, ask your pharmacist.",
            moment=at,
        ),
        Outcome.TOO_MUCH: t(
            "🛑 Please take no more now: that would be too much in 24 hours, other medicines with the same substance"
            " counted. The next one may be taken {moment}. If you have taken it already, ask your pharmacist or doctor.",
            moment=at,
        ),
        Outcome.OLD_SCREEN: t(
            "⚪ Not written down twice: that button was older than the last dose below. If you took another one after"
            " it, tap “I took one now” once more."
        ),
        Outcome.NOT_FREE: t("⚪ Not written down: it is paused, or has times by now."),
    }[told.outcome]
    return one.headed(said)


def too_late(t: Texts, one: Screen) -> Screen:
    """It can't be taken back any more."""
    return one.headed(t("That can not be undone any more: ten minutes are over."))


def change(t: Texts, medication: Medication, name: str, summary: list[Html]) -> Screen:
    """Offer what can be changed of a medicine without times."""
    id = medication.id
    return Screen(
        (t("✏️ What is different about <b>{name}</b>?", name=name), lines(summary)),
        two_in_a_row(
            (
                Button(t("⏰ How often"), EditPlan("often", id)),
                Button(t("💊 How many"), EditPlan("amount", id)),
                Button(t("◀ Back"), ShowMedicine(id)),
            )
        ),
    )
