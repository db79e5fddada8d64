"""The answer to a photo of a page or a box: the whole of it, then one medicine at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.documents.model import Document, DocumentKind, Row
from bot.core.interactions.shown_findings import is_red, red_of
from bot.core.medications.medications import Medication, Overview
from bot.core.medications.units import unit_of
from bot.telegram.features.documents.buttons import (
    AddDocument,
    ChooseRow,
    LeaveDocument,
    LeaveRow,
    ShowDocument,
    ShowRow,
    Walk,
)
from bot.telegram.features.documents.dose_words import in_short
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.catalogue.texts import Recall
from knowledge.products import Product, ProductId

Products = Mapping[ProductId, Product]


def overview(
    t: Texts,
    document: Document,
    products: Products,
    together: Overview,
    recalls: Sequence[Recall] = (),
    *,
    is_read: bool = False,
) -> Screen:
    """Return what interacts, the worst first, then each medicine in a line. `is_read`: the red warning was read."""
    ids = document.identities
    listed = {one.product_id for one in together.medications}
    found = findings.warnings(t, together, is_brief=t.is_large)
    blocks = [
        _heading(t, document),
        *_recalled(t, document, products, recalls),
        *details.unknown(t, together),
        *found,
        *_red_cautions(t, together),
        *(
            [_packs(t, document, products)]
            if document.kind is DocumentKind.BOX
            else [_rows(t, document, products)]
        ),
    ]
    if document.unsettled:
        blocks.append(_unsettled(t, document))
    elif ids and listed.issuperset(ids) and not document.is_added:
        blocks.append(t("📋 All of it is on the list. I can renew dates and what is left."))
    if not found:
        blocks += details.looked_up(t, together)
    if not t.is_large:
        blocks += [
            *_other_cautions(t, together),
            *details.folded_up(t, replace(together, about=frozenset(ids))),
        ]
    waits = not is_read and not document.is_added and red_of(together.report, ids)
    return Screen(tuple(blocks), _overview_buttons(t, document, listed, waits=waits))


def _red_cautions(t: Texts, together: Overview) -> list[Html]:
    """Return what must not be for this person, however little room there is."""
    english = words.english_of(together)
    return [
        findings.caution_in_short(t, one, words.name_in(t, together, one.product), english)
        for one in together.report.cautions
        if is_red(one)
    ]


def _other_cautions(t: Texts, together: Overview) -> list[Html]:
    """Return how many cautions are folded below."""
    others = sum(not is_red(one) for one in together.report.cautions)
    if not others:
        return []
    return [t.count("🟡 {n} caution is further below.", "🟡 {n} cautions are further below.", others)]


def _heading(t: Texts, document: Document) -> Html:
    n = len(document.rows)
    match document.kind:
        case DocumentKind.BOX:
            return t("📦 This is a box of medicine.")
        case DocumentKind.PRESCRIPTION:
            return t.count(
                "📄 A prescription. I read {n} medicine. Is one missing?",
                "📄 A prescription. I read {n} medicines. Is one missing?",
                n,
            )
        case DocumentKind.ENVELOPE:
            return t.count(
                "📄 A pharmacy envelope. I read {n} medicine. Is one missing?",
                "📄 A pharmacy envelope. I read {n} medicines. Is one missing?",
                n,
            )
    return t.count(
        "📄 A medicine guide. I read {n} medicine. Is one missing?",
        "📄 A medicine guide. I read {n} medicines. Is one missing?",
        n,
    )


def _recalled(t: Texts, document: Document, products: Products, recalls: Sequence[Recall]) -> list[Html]:
    """Return an order to take a medicine, or the very lot, off the market; what concerns other lots is not told."""
    lots = {row.identity: row.lot for row in document.rows if row.identity}
    return [
        t(
            "🔴 <b>{name}</b> is being recalled{lots}. Do not take it; ask the pharmacy.",
            name=words.product_name(t, products[one.product]),
            lots=t(" (lots {lots})", lots=one.lots) if one.lots else "",
        )
        for one in recalls
        if one.product in products and _concerns(one, lots.get(one.product, ""))
    ]


def _concerns(recall: Recall, lot: str) -> bool:
    return not (lot and recall.lots and any(letter.isdigit() for letter in recall.lots)) or lot in recall.lots


def _rows(t: Texts, document: Document, products: Products) -> Html:
    return lines([_line(t, row, products) for row in document.rows])


def _line(t: Texts, row: Row, products: Products) -> Html:
    """Return a medicine in a line: its name, and when it is taken in short."""
    id = row.identity or next((id for id in row.candidates if id in products), None)
    product = products.get(id) if id else None
    if product is None:
        return t("❓ <b>{n}.</b> not read", n=row.number)
    name = plans.label(words.product_name(t, product))
    if not row.is_settled:
        return t("❓ <b>{n}.</b> {name}?", n=row.number, name=name)
    if row.identity is None:
        return t("➖ <b>{n}.</b> left out", n=row.number)
    if t.is_large:
        return t("<b>{n}.</b> {name}", n=row.number, name=name)
    how = in_short(t, row.plan, unit_of(product.name, product.form))
    return t("<b>{n}.</b> {name} · {how}", n=row.number, name=name, how=how)


def _packs(t: Texts, document: Document, products: Products) -> Html:
    return lines([line for row in document.rows for line in _pack(t, row, products)])


def _pack(t: Texts, row: Row, products: Products) -> list[Html]:
    """Return a medicine of a box with what the code on it tells of the pack."""
    known = [products[id] for id in ((row.identity,) if row.identity else row.candidates) if id in products]
    named = join(", ", [t("<b>{name}</b>", name=words.product_name(t, one)) for one in known])
    said = [named]
    if len(known) == 1 and (purpose := words.purpose_in_short(t, known[0])):
        said.append(purpose)
    if row.expires_on:
        said.append(t("Good until {day}.", day=f"{row.expires_on:%Y-%m-%d}"))
    if row.lot and not t.is_large:
        said.append(t("Lot {lot}", lot=row.lot))
    return said


def _unsettled(t: Texts, document: Document) -> Html:
    rows = document.unsettled
    return t.count(
        "⚪ I am not sure of number {numbers}, so it was not checked. I will ask.",
        "⚪ I am not sure of numbers {numbers}, so they were not checked. I will ask.",
        len(rows),
        numbers=words.numbers(row.number for row in rows),
    )


def _overview_buttons(
    t: Texts, document: Document, listed: set[ProductId], *, waits: bool
) -> tuple[tuple[Button, ...], ...]:
    id, ids = document.id, document.identities
    if document.is_added:
        return ((Button(t("◀ The list"), ShowList(0)),),)
    if waits:
        first = Button(t("✔️ I have read the warning"), ShowDocument(id, "read"), style="danger")
    elif document.kind is DocumentKind.BOX:
        first = Button(t("➕ Add to the list"), AddDocument(id, "ask"), style="success")
    elif ids and listed.issuperset(ids) and not document.unsettled:
        first = Button(t("🔁 Renew dates and stock"), AddDocument(id, "ask"), style="success")
    else:
        first = Button(t("✅ Add all, reminders on"), AddDocument(id, "ask"), style="success")
    if document.kind is DocumentKind.BOX:
        second = Button(t("Only looking"), LeaveDocument(id))
    else:
        second = Button(t("🔍 One by one"), ShowRow(id, document.rows[0].number, "walk"))
    return (first,), (second,)


def one_row(t: Texts, document: Document, row: Row, products: Products, walk: Walk | None) -> Screen:
    """Ask whether one medicine was read right, or which of several it is."""
    known = [products[id] for id in row.candidates if id in products]
    chosen = products.get(row.identity) if row.identity else None
    of = t("{number} of {count}", number=row.number, count=len(document.rows))
    if chosen or len(known) == 1:
        product = chosen or known[0]
        blocks = [
            t("{of}: is it <b>{name}</b>?", of=of, name=words.product_name(t, product)),
            *([purpose] if (purpose := words.purpose_in_short(t, product)) else []),
            t("⏰ {how}", how=in_short(t, row.plan, unit_of(product.name, product.form)))
            if row.plan
            else t("⏰ When it is taken I ask once it is on the list."),
        ]
        buttons = [Button(t("✔️ Yes"), ChooseRow(document.id, row.number, product.id, walk))]
    else:
        offered = [
            t(
                "<b>{n}. {name}</b> · {what}",
                n=n,
                name=words.product_name(t, one),
                what=_apart(t, one, known),
            )
            for n, one in enumerate(known, start=1)
        ]
        blocks = [
            t("{of}: I could not read the name well. Which one is it?", of=of),
            *([lines(offered)] if offered else []),
        ]
        buttons = [
            Button(
                f"{n}. {plans.label(words.product_name(t, one))}",
                ChooseRow(document.id, row.number, one.id, walk),
            )
            for n, one in enumerate(known, start=1)
        ]
    buttons.append(Button(t("➖ Leave it out"), LeaveRow(document.id, row.number, walk)))
    return Screen(
        tuple(blocks), (*two_in_a_row(buttons), (Button(t("◀ All of it"), ShowDocument(document.id)),))
    )


def _apart(t: Texts, product: Product, others: Sequence[Product]) -> Html:
    """Return what tells a product from others: what it is for, or who makes it where that is not told or names are the same."""
    purpose = words.purpose_in_short(t, product)
    same = sum(words.product_name(t, one) == words.product_name(t, product) for one in others) > 1
    return purpose if purpose and not same else t("{company}", company=words.company(t, product))


def ask_old(t: Texts, document: Document, old: Sequence[Medication], products: Products) -> Screen:
    """Ask once whether the medicines that ended, or have the same substance, leave the list."""
    names = join(", ", [_bold(t, plans.title(t, one, products.get(one.product_id))) for one in old])
    return Screen(
        (
            t("📋 On the list, but over or with the same substance as a new one: {names}.", names=names),
            t("Shall the new ones take their place?"),
        ),
        (
            (Button(t("🔄 Replace the old ones"), AddDocument(document.id, "swap")),),
            (Button(t("➕ Keep them too"), AddDocument(document.id, "keep")),),
        ),
    )


def left_alone(t: Texts, screen: Screen) -> Screen:
    """Return the answer again without buttons: nothing was put on the list."""
    return Screen((*screen.blocks, t("Nothing was put on the list.")))


def _bold(t: Texts, name: str) -> Html:
    return t("<b>{name}</b>", name=name)
