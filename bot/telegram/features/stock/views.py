"""What is left of a medicine, a new pack, and until when it may be taken."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.core.medications.medications import Medication
from bot.core.medications.model import RefillId
from bot.core.people.accounts import Account
from bot.core.schedules.answered_schedule import needed_for
from bot.core.schedules.plan_answers import clock_for
from bot.telegram.features.medications.buttons import ShowMedicine
from bot.telegram.features.plan_questions.buttons import EditPlan
from bot.telegram.features.stock.buttons import (
    AskExpiry,
    AskRefill,
    Refill,
    SetExpiry,
    ShowStock,
    TakeRefillBack,
)
from bot.telegram.ui import plans
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.products import Product

DAYS_GOT = (28, 30, 60, 90)  # that prescriptions are for
UNITS_GOT = (10, 20, 30, 60)
MONTHS = (6, 12, 24, 36)


def stock(
    t: Texts, medication: Medication, product: Product | None, account: Account, now: datetime
) -> Screen:
    """Show what is left of a medicine and for how long; a new pack is one tap away."""
    today = now.astimezone(account.zone).date()
    id = medication.id
    left = plans.stock(t, medication, today) or t("I do not know how much is left.")
    blocks = [
        t("📦 <b>{name}</b>", name=plans.title(t, medication, product)),
        left,
        *expiry(t, medication, today),
    ]
    keys = [
        *([refill_button(t, medication)] if medication.pack else []),
        Button(t("➕ Got another amount") if medication.pack else t("➕ Got a new pack"), AskRefill(id)),
        Button(t("🔢 Count what is left"), EditPlan("days", id)),
        Button(t("📅 Expiry date"), AskExpiry(id)),
        Button(t("◀ Back"), ShowMedicine(id)),
    ]
    return Screen(tuple(blocks), two_in_a_row(keys))


def refill_button(t: Texts, medication: Medication, name: str | None = None) -> Button:
    """Return the button that adds a pack as large as the last one; with the name of the medicine among several."""
    pack = medication.pack or 0.0
    label = (
        t("📦 {name}", name=plans.label(name))
        if name
        else t("📦 Got {amount}", amount=plans.amount(t, pack, medication.unit))
    )
    return Button(label, Refill(medication.id, f"{pack:g}", medication.last_refill), style="success")


def expiry(t: Texts, medication: Medication, today: date) -> list[Html]:
    """Return until when a pack may be taken, where that is known."""
    on = medication.expires_on
    if on is None:
        return []
    if on < today:
        return [t("⚠️ The pack expired on {day}. Do not take it; bring it to a pharmacy.", day=_dated(t, on))]
    return [t("📅 The pack is good until {day}.", day=_dated(t, on))]


def _dated(t: Texts, day: date) -> str:
    """Return a day with its year."""
    return plans.day(t, day, date.min)


def refilled(t: Texts, one: Screen, medication: Medication, refill: RefillId | None, amount: float) -> Screen:
    """Say that a pack was added, and how to take it back; or that it was added before."""
    if refill is None:
        return one.headed(t("⚪ This pack was added already. Nothing was added twice."))
    said = t("✅ Added: {amount}.", amount=plans.amount(t, amount, medication.unit))
    id = medication.id
    keys = (
        Button(t("↩ Undo"), TakeRefillBack(id, refill)),
        Button(t("➕ Another amount"), AskRefill(id)),
        Button(t("📅 Expiry date"), AskExpiry(id)),
        Button(t("◀ Back"), ShowStock(id)),
    )
    return Screen((said, *one.blocks), two_in_a_row(keys))


def not_taken_back(t: Texts, one: Screen) -> Screen:
    """It is too late, or another pack was added since."""
    return one.headed(t("That can not be undone any more. “Count what is left” puts it right."))


def ask_amount(
    t: Texts, medication: Medication, product: Product | None, account: Account, now: datetime
) -> Screen:
    """Ask how much was got: for how many days, or how many units where the medicine has no times."""
    asked = t(
        "📦 How much of <b>{name}</b> did you get? Tap, or write the number.",
        name=plans.title(t, medication, product),
    )
    return Screen(
        (asked,),
        two_in_a_row(
            [
                *(
                    Button(label, Refill(medication.id, f"{amount:g}", medication.last_refill))
                    for label, amount in amounts(t, medication, account, now)
                ),
                Button(t("◀ Back"), ShowStock(medication.id)),
            ]
        ),
    )


def amounts(t: Texts, medication: Medication, account: Account, now: datetime) -> Sequence[tuple[str, float]]:
    """Return usual amounts of a pack, in units, each with its label."""
    if not medication.has_times:
        return [(plans.amount(t, n, medication.unit), n) for n in UNITS_GOT]
    clock = clock_for(account, now)
    needed = [(days, needed_for(medication.plan, days, clock, now)) for days in DAYS_GOT]
    return [(t("{n} days", n=days), amount) for days, amount in needed if 0 < amount <= MOST]


MOST = 2000  # units in a pack


def wrong_amount(t: Texts, asked: Screen) -> Screen:
    """What was written is no amount that a pack can have."""
    return asked.headed(t("That number does not fit. Please write how many you got, such as 30."))


def ask_expiry(t: Texts, medication: Medication, product: Product | None) -> Screen:
    """Ask until when the pack may be taken."""
    id = medication.id
    labels = (t("6 months"), t("1 year"), t("2 years"), t("3 years"))
    return Screen(
        (
            t(
                "📅 Until when is <b>{name}</b> good? It is on the box. Write it, such as “2027-03”, or tap about how long.",
                name=plans.title(t, medication, product),
            ),
        ),
        two_in_a_row(
            [
                *(Button(label, SetExpiry(id, months)) for label, months in zip(labels, MONTHS, strict=True)),
                Button(t("I do not know"), SetExpiry(id, 0)),
                Button(t("◀ Back"), ShowStock(id)),
            ]
        ),
    )


def wrong_date(t: Texts, asked: Screen) -> Screen:
    """What was written is no day that a pack can expire on."""
    return asked.headed(t("I did not understand that as a date to come. Please write it like 2027-03."))
