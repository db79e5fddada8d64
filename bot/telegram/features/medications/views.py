"""A person's list, and one medicine of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.medications.dose_limits import Allowance
from bot.core.medications.medications import Added, Addition, Medication, MedicationId, Overview
from bot.core.people.accounts import Account
from bot.core.photos.model import Correction
from bot.telegram.features.as_needed import views as as_needed
from bot.telegram.features.as_needed.buttons import ChangeAsNeeded
from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.features.medications import caution_views as cautions
from bot.telegram.features.medications import day_views as days
from bot.telegram.features.medications.buttons import (
    Acknowledge,
    AddByName,
    AskRemoval,
    DeleteMedicine,
    PauseMedicine,
    ResumeMedicine,
    ShowList,
    ShowMedicine,
    StopMedicine,
    UndoRemoval,
)
from bot.telegram.features.plan_questions.buttons import EditPlan
from bot.telegram.features.reports.buttons import SendPage
from bot.telegram.features.settings import views as settings
from bot.telegram.features.stock.buttons import ShowStock
from bot.telegram.features.stock.views import expiry
from bot.telegram.features.today.buttons import ShowHistory
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, paging, plans, words
from bot.telegram.ui.personalization import A_NAME
from bot.telegram.ui.screens import TEXT_LIMIT, Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.catalogue.dossier import Dossier
from knowledge.products import Product, ProductId

A_PAGE = 4  # medicines with a button
A_LARGE_PAGE = 2  # of these where one is picked on a large and simple screen


def overview(
    t: Texts, overview: Overview, account: Account, now: datetime, page: int = 0, said: Screen | None = None
) -> Screen:
    """Return the list by times of day, what interacts, and what each medicine is behind a tap and a button.

    `said` is what has just been done, with the buttons that belong to it. A page past the end is the last one.
    """
    blocks, rows = (said.blocks, said.rows) if said else ((), ())
    if not overview.medications:
        empty = t("The list is empty. Send a photo of your pills, or write a medicine's name.")
        return Screen((*blocks, empty), (*rows, (_add(t),)))
    shown, keys = _page(t, overview, page)
    found = findings.warnings(t, overview, is_brief=True)
    minded = [*findings.cautions(t, overview), *([] if found else details.looked_up(t, overview))]
    listed = [days.in_full(t, overview, n, one, account, now) for n, one in shown]
    whole = (
        *blocks,
        _heading(t, overview),
        *details.unknown(t, overview),
        *found,
        days.by_time(t, overview, account),
        *days.running_out(t, overview, now, account),
        *([lines(minded)] if minded else []),
        *details.folded_up(t, overview, before=listed),
    )
    return Screen(whole, (*rows, *keys))


def turned(t: Texts, together: Overview, account: Account, now: datetime, page: int) -> Screen:
    """Return another page of the list, for the message whose button was tapped.

    Where all that is known of a long list takes several messages, they stand above; the page points to them.
    """
    whole = overview(t, together, account, now, page)
    if not together.medications or whole.fits(TEXT_LIMIT - A_NAME):
        return whole
    shown, keys = _page(t, together, page)
    pointing = t(
        "⚠️ What must not be taken together, and what could not be checked, is in /mymeds. It is too long here."
    )
    listed = (days.in_full(t, together, n, one, account, now) for n, one in shown)
    return Screen((_heading(t, together), pointing, *listed), keys)


def picking(t: Texts, overview: Overview, page: int) -> Screen:
    """Offer the medicines of a list one after the other, two at a time; after the last comes the first."""
    pages = (len(overview.medications) + A_LARGE_PAGE - 1) // A_LARGE_PAGE
    page = page if page < pages else 0
    buttons = _buttons_of(t, overview, page * A_LARGE_PAGE, A_LARGE_PAGE)
    more = [Button(t("More ▶"), ShowList((page + 1) % pages, "pick"))] if pages > 1 else []
    return Screen((t("Which medicine?"),), two_in_a_row([*buttons, *more]))


def _heading(t: Texts, overview: Overview) -> Html:
    count = len(overview.medications)
    return t.count("💊 <b>{n} medicine on the list</b>", "💊 <b>{n} medicines on the list</b>", count)


def _page(
    t: Texts, overview: Overview, page: int
) -> tuple[list[tuple[int, Medication]], tuple[tuple[Button, ...], ...]]:
    """Return the numbered medicines of a page, and the buttons under it."""
    more, doctor = cautions.more(t, overview), Button(t("🩺 For the doctor"), SendPage())
    listed = list(enumerate(overview.medications, start=1))
    if t.is_large:
        first = (
            _buttons_of(t, overview, 0, 1)
            if len(listed) == 1
            else [Button(t("💊 One of them"), ShowList(0, "pick"))]
        )
        return listed, two_in_a_row([*first, _add(t), *(more or [doctor])])
    asked = settings.ask_facts(t, overview)
    a_page = A_PAGE - len(asked) - len(more)
    last = (len(listed) - 1) // a_page
    page = min(page, last)
    turning = paging.turning(t, page, last, lambda number: ShowList(number, "turn"))
    buttons = [*_buttons_of(t, overview, page * a_page, a_page), _add(t), doctor, *asked, *more]
    return listed[page * a_page : (page + 1) * a_page], (*two_in_a_row(buttons), *two_in_a_row(turning))


def _buttons_of(t: Texts, overview: Overview, start: int, count: int) -> list[Button]:
    shown = list(enumerate(overview.medications, start=1))[start : start + count]
    return [
        Button(f"{number}. {plans.label(words.name_in(t, overview, one.product_id))}", ShowMedicine(one.id))
        for number, one in shown
    ]


def _add(t: Texts) -> Button:
    return Button(t("➕ Add one"), AddByName())


def one(
    t: Texts,
    medication: Medication,
    product: Product | None,
    account: Account,
    now: datetime,
    rules: Dossier | None = None,
    allowed: Allowance | None = None,
) -> Screen:
    """Show one medicine of the list and what can be done with it; `rules` and what is allowed are of one that is free."""
    blocks = [t("💊 <b>{name}</b>", name=plans.title(t, medication, product))]
    blocks.append(
        _facts(t, product)
        if product
        else t("⚪ The lists I look into do not have it any more, so nothing is checked for it.")
    )
    today = now.astimezone(account.zone).date()
    blocks.append(lines([*plans.summary(t, medication, account, now), *expiry(t, medication, today)]))
    if allowed:
        blocks += as_needed.allowed(t, allowed, account, now)
    if medication.is_free:
        blocks += as_needed.most_a_day(t, rules)
    return Screen(tuple(blocks), two_in_a_row(_buttons(t, medication)))


def _buttons(t: Texts, medication: Medication) -> list[Button]:
    id = medication.id
    often, left = (
        Button(t("⏰ How often"), EditPlan("often", id)),
        Button(t("📦 How much left"), ShowStock(id)),
    )
    if medication.paused_at:
        first = [Button(t("▶ Take it again"), ResumeMedicine(id)), often, left]
    elif medication.plan is None:
        first = [often, left, as_needed.took(t, medication)]
    elif medication.is_free:
        first = [as_needed.took(t, medication), Button(t("✏️ Change"), ChangeAsNeeded(id)), left]
    else:
        first = [often, Button(t("💊 How many"), EditPlan("amount", id)), left]
    return [
        *first,
        Button(t("📒 History"), ShowHistory(id, 0)),
        Button(t("ℹ️ About it"), ShowInfo(medication.product_id, 0)),
        Button(t("🗑 Pause or stop"), AskRemoval(id)),
        Button(t("◀ Back"), ShowList(0)),
    ]


def paused(t: Texts, one: Screen, id: MedicationId) -> Screen:
    """Say that a medicine is paused; the first button undoes it."""
    said = t("⏸ Paused. I ask for no doses until you tap “Take it again”. What was taken stays written down.")
    return Screen((said, *one.blocks), ((_undo(t, id),), *one.rows[-1:]))


def taken_off(t: Texts, name: str, id: MedicationId, *, delete: bool) -> Screen:
    """Say that a medicine is off the list, and how to get it back."""
    said = (
        t("🗑 <b>{name}</b> is deleted, with what was taken of it.", name=name)
        if delete
        else t("🗑 <b>{name}</b> is off the list. What was taken stays written down.", name=name)
    )
    return Screen((said,), ((_undo(t, id),),))


def not_undone(t: Texts) -> Screen:
    """It is too late, or the medicine was added again."""
    said = t(
        "That can not be undone any more: ten minutes are over, or it is on the list again. See /mymeds."
    )
    return Screen((said,))


def _undo(t: Texts, id: MedicationId) -> Button:
    return Button(t("↩ Undo"), UndoRemoval(id))


def _facts(t: Texts, product: Product) -> Html:
    purpose = words.purpose(t, product)
    facts = [t("For: {purpose}", purpose=purpose) if purpose else t("What it is for is not in my lists.")]
    if product.ingredients:
        facts.append(t("Contains: {names}", names=words.contents(t, product)))
    if purpose and product.purpose_from:
        facts.append(t("<i>Source: {source}</i>", source=words.source(t, product.purpose_from)))
    return lines(facts)


def added(
    t: Texts, additions: Sequence[Addition], overview: Overview, waiting: Sequence[MedicationId] = ()
) -> Screen:
    """Say what is on the list now, and at once what that means for the whole of it.

    `waiting` are the medicines whose questions wait until the warning has been acknowledged.
    """
    heads = {
        Added.NEW: t("✅ On the list now:"),
        Added.LISTED: t("On the list already:"),
        Added.FULL: t("⚪ Not added, since the list is full. Take one off first, then add:"),
    }  # fmt: skip
    said = []
    for outcome, head in heads.items():
        if names := [_bold(t, overview, a.product_id) for a in additions if a.outcome is outcome]:
            said.append(join(" ", [head, join(", ", names)]))
    if any(addition.outcome is Added.GONE for addition in additions):  # it has no name any more
        said.append(
            t("⚪ One was not added: my lists do not have it any more. Please write its name once more.")
        )
    blocks = (lines(said), *findings.told(t, overview))
    read = ((Button(t("✔️ I have read the warning"), Acknowledge.of(waiting)),),) if waiting else ()
    others = [
        Button(t("◀ The list"), ShowList(0)),
        *(() if t.is_large else settings.ask_facts(t, overview)),
        *cautions.more(t, overview),
    ]
    return Screen(blocks, (*read, *two_in_a_row(others)))


def corrected(
    t: Texts, correction: Correction, products: Mapping[ProductId, Product], overview: Overview
) -> Screen:
    """Say that a medicine replaced another that a photo had put on the list, and what that means."""
    wrong = products.get(correction.before)
    before = words.product_name(t, wrong) if wrong else words.short_name(correction.before_name)
    mine = Button(t("◀ The list"), ShowList(0))
    if correction.after:
        after = words.name_in(t, overview, correction.after)
        said = t(
            "🔁 On the list <b>{after}</b> took the place of <b>{before}</b>.", after=after, before=before
        )
        buttons = [mine]
    else:
        said = t("🗑 <b>{before}</b> is off the list, since that pill is not it.", before=before)
        buttons = [_undo(t, correction.id), mine]
    blocks = (said, *findings.told(t, overview))
    return Screen(blocks, two_in_a_row(buttons))


def _bold(t: Texts, overview: Overview, id: ProductId) -> Html:
    return t("<b>{name}</b>", name=words.name_in(t, overview, id))


def ask_drop(t: Texts, medication: Medication, product: Product | None) -> Screen:
    """Ask whether a medicine is to pause or to leave the list, and whether its history goes with it."""
    id = medication.id
    pause = [] if medication.paused_at else [Button(t("⏸ Pause"), PauseMedicine(id))]
    return Screen(
        (
            t("Pause <b>{name}</b>, or take it off the list?", name=plans.title(t, medication, product)),
            t("Do not stop a prescribed medicine on your own. Ask your doctor or pharmacist first."),
            t("“Delete it” also deletes what was taken of it: for a medicine that was added by mistake."),
        ),
        two_in_a_row(
            [
                *pause,
                Button(t("🗑 Take off list"), StopMedicine(id)),
                Button(t("Delete it"), DeleteMedicine(id)),
                Button(t("No, keep it"), ShowMedicine(id)),
            ]
        ),
    )
