"""The answer to a photo of a page or a box: the whole of it, then one medicine at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.core.documents.model import Document, DocumentKind, Row
from bot.core.interactions.shown_findings import is_red, red_of
from bot.core.medications.medications import Medication, Overview
from bot.core.medications.units import unit_of
from bot.telegram.features.documents import box_views
from bot.telegram.features.documents.buttons import (
    AddDocument,
    LeaveDocument,
    ShowDocument,
    ShowReasons,
    ShowRow,
    WriteName,
)
from bot.telegram.features.documents.dose_words import in_short
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, unfolded
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.catalogue.texts import Recall
from knowledge.products import Product, ProductId

Products = Mapping[ProductId, Product]


def overview(
    t: Texts,
    document: Document,
    products: Products,
    together: Overview,
    recalls: Sequence[Recall],
    today: date,
    *,
    is_read: bool = False,
    is_short: bool = False,
    is_cut: bool = False,
) -> Screen:
    """Return what interacts, the worst first, then each medicine in a line.

    `is_read`: the red warning was read. `is_short` puts reasons and sources behind a button. `is_cut`: the photo does
    not show all of the paper.
    """
    found = findings.warnings(t, together, is_brief=t.is_large)
    alarms = box_views.alarms(t, document, products, recalls, today)
    blocks = [
        _heading(t, document),
        *([t("✂️ The edge is cut off. For the rest please send one more photo.")] if is_cut else []),
        *alarms,
        *details.unknown(t, together),
        *found,
        *_red_cautions(t, together),
        box_views.packs(t, document, products, today) if document.is_box else _rows(t, document, products),
        *_standing(t, document, together),
        *([] if found else details.looked_up(t, together)),
        *([] if t.is_large else _reasons(t, document, together, is_short=is_short)),
    ]
    waits = not (is_read or document.is_added) and (
        bool(alarms) or red_of(together.report, document.identities)
    )
    return Screen(tuple(blocks), _overview_buttons(t, document, together, waits=waits, is_short=is_short))


def _standing(t: Texts, document: Document, together: Overview) -> list[Html]:
    """Return what is still to be asked, or that all of it is on the list."""
    if document.unsettled:
        return [_unsettled(t, document)]
    if document.is_added or not _is_listed(document, together):
        return []
    if document.is_box:
        return [t("📋 It is on the list already.")]
    return [t("📋 All of it is on the list. I can renew dates and what is left.")]


def _is_listed(document: Document, together: Overview) -> bool:
    listed = {one.product_id for one in together.medications}
    return bool(document.identities) and listed.issuperset(document.identities)


def _reasons(t: Texts, document: Document, together: Overview, *, is_short: bool) -> list[Html]:
    """Return how many cautions there are besides the red ones, and the reasons, or behind which button they are."""
    others = sum(not is_red(one) for one in together.report.cautions)
    if is_short:
        where = t.count(
            "🟡 {n} caution: tap “Reasons and sources”.",
            "🟡 {n} cautions: tap “Reasons and sources”.",
            others,
        )
        return [where] if others else []
    where = t.count("🟡 {n} caution is further below.", "🟡 {n} cautions are further below.", others)
    about = replace(together, about=frozenset(document.identities))
    return [*([where] if others else []), *details.folded_up(t, about)]


def _red_cautions(t: Texts, together: Overview) -> list[Html]:
    """Return what must not be for this person, however little room there is."""
    english = words.english_of(together)
    return [
        findings.caution_in_short(t, one, words.name_in(t, together, one.product), english)
        for one in together.report.cautions
        if is_red(one)
    ]


def _heading(t: Texts, document: Document) -> Html:
    n = len(document.rows)
    match document.kind:
        case DocumentKind.BOX:
            return t("📦 This is a box of medicine.")
        case DocumentKind.PRESCRIPTION:
            return t.count(
                "📄 A prescription. I read {n} medicine.",
                "📄 A prescription. I read {n} medicines.",
                n,
            )
        case DocumentKind.ENVELOPE:
            return t.count(
                "📄 A pharmacy envelope. I read {n} medicine.",
                "📄 A pharmacy envelope. I read {n} medicines.",
                n,
            )
    return t.count(
        "📄 A medicine guide. I read {n} medicine.",
        "📄 A medicine guide. I read {n} medicines.",
        n,
    )


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


def _unsettled(t: Texts, document: Document) -> Html:
    rows = document.unsettled
    return t.count(
        "⚪ I am not sure of number {numbers}, so it was not checked. I will ask.",
        "⚪ I am not sure of numbers {numbers}, so they were not checked. I will ask.",
        len(rows),
        numbers=words.numbers(row.number for row in rows),
    )


def _overview_buttons(
    t: Texts, document: Document, together: Overview, *, waits: bool, is_short: bool
) -> tuple[tuple[Button, ...], ...]:
    id = document.id
    if document.is_added:
        return ((Button(t("◀ The list"), ShowList(0)),),)
    has_more = is_short and not t.is_large
    why = [(Button(t("📖 Reasons and sources"), ShowReasons(id)),)] if has_more else []
    if waits:
        first = Button(t("✔️ I have read the warning"), ShowDocument(id, "read"), style="danger")
    elif document.is_box:
        return *box_views.buttons(t, document, together), *why
    elif _is_listed(document, together) and not document.unsettled:
        first = Button(t("🔁 Renew dates and stock"), AddDocument(id, "ask"), style="success")
    else:
        first = Button(t("✅ Add all, reminders on"), AddDocument(id, "ask"), style="success")
    if document.is_box:
        return (first,), (Button(t("Only looking"), LeaveDocument(id)),), *why
    one_by_one = Button(t("🔍 One by one"), ShowRow(id, document.rows[0].number, "walk"))
    missing = Button(t("✏️ One is missing"), WriteName(id, 0))
    return (first,), (one_by_one, missing), *why


def reasons(t: Texts, document: Document, together: Overview) -> Screen:
    """Return where what is said of a document comes from, and what was not checked."""
    behind = details.folded_up(t, replace(together, about=frozenset(document.identities)))
    return Screen(tuple(unfolded(block) for block in behind) or (t("There is nothing more to say of it."),))


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
