"""New packs that a caregiver got: the buttons of their notice, what is said to them, and to the person."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.medications.caregiver_refills import CaredPack
from bot.core.medications.model import RefillId
from bot.core.medications.stock import OF_STOCK
from bot.core.medications.stock_lines import StockLine
from bot.core.people.caregivers import Caregiver
from bot.telegram.features.caregivers.buttons import AddCaredPack, AskCaredPack, ShowFamily
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.stock import views as stock
from bot.telegram.features.stock.buttons import ShowStock, TakeRefillBack
from bot.telegram.ui import plans
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts

MOST_BUTTONS = 5


def buttons(t: Texts, care: Caregiver, lines: Sequence[StockLine]) -> list[Button]:
    """Return a button for each medicine that runs out, which asks how much was got."""
    running_out = [line for line in lines if line.news in OF_STOCK][:MOST_BUTTONS]
    if len(running_out) == 1:
        return [Button(t("➕ Got a new pack"), AskCaredPack(care.id, running_out[0].medication.id))]
    return [
        Button(
            t("📦 {name}", name=plans.label(plans.title(t, line.medication, line.product))),
            AskCaredPack(care.id, line.medication.id),
        )
        for line in running_out
    ]


def choose(t: Texts, packs: Sequence[CaredPack], *, may_be_own: bool) -> Screen:
    """Ask a caregiver which medicine they got, of all that they were told run out."""
    if not packs:
        said = t("📦 Nothing that you get runs out now. I tell you its name before it does.")
        return Screen((said,), ((Button(t("◀ Who sees what"), ShowFamily()),),), is_personal=False)
    keys = [
        Button(
            t(
                "📦 {who}: {name}",
                who=one.care.inviter or t("your family member"),
                name=plans.label(plans.title(t, one.medication, one.product)),
            ),
            AskCaredPack(one.care.id, one.medication.id),
        )
        for one in packs
    ]
    own = [Button(t("💊 My own medicine"), ShowList(0))] if may_be_own else []
    return Screen(
        (t("📦 Which medicine did you get?"),), tuple((key,) for key in (*keys, *own)), is_personal=False
    )


def ask_amount(t: Texts, pack: CaredPack, now: datetime) -> Screen:
    """Ask a caregiver how much they got: as much as last time, or how many."""
    one, care = pack.medication, pack.care
    asked = t(
        "📦 <b>{who}</b>: how much of <b>{name}</b> did you get?",
        who=care.inviter or t("your family member"),
        name=plans.title(t, one, pack.product),
    )
    last = [(t("📦 Got {amount}", amount=plans.amount(t, one.pack, one.unit)), one.pack)] if one.pack else []
    keys = [
        Button(label, AddCaredPack(care.id, one.id, f"{amount:g}", one.last_refill))
        for label, amount in (*last, *stock.amounts(t, one, pack.whose, now))
    ]
    return Screen((asked,), two_in_a_row(keys), is_personal=False)


def added(t: Texts, pack: CaredPack, refill: RefillId | None, amount: float) -> Screen:
    """Say to the caregiver that a pack was added, and that the person is told; or that it was added before."""
    if refill is None:
        said = t("⚪ This pack was added already. Nothing was added twice.")
    else:
        said = t(
            "✅ Thank you. {amount} of <b>{name}</b> were added, and I have told {who}.",
            amount=plans.amount(t, amount, pack.medication.unit),
            name=plans.title(t, pack.medication, pack.product),
            who=pack.care.inviter or t("your family member"),
        )
    return Screen((said,), ((Button(t("◀ Who sees what"), ShowFamily()),),), is_personal=False)


def told(t: Texts, pack: CaredPack, amount: float, refill: RefillId) -> Screen:
    """Tell the person what their caregiver added, without names in discreet mode; it can be taken back."""
    id, who = pack.medication.id, pack.care.name or t("your family member")
    if pack.whose.is_discreet:
        said = t("📦 <b>{who}</b> got a new pack for you. I added it to what is left.", who=who)
        see = Button(t("👁 Which ones"), ShowStock(id))
    else:
        said = t(
            "📦 <b>{who}</b> got a new pack for you: <b>{name}</b>, {amount}. I added it to what is left.",
            who=who,
            name=plans.title(t, pack.medication, pack.product),
            amount=plans.amount(t, amount, pack.medication.unit),
        )
        see = Button(t("📦 What is left"), ShowStock(id))
    return Screen((said,), ((see, Button(t("↩ Undo"), TakeRefillBack(id, refill))),))
