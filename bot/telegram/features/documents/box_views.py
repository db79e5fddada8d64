"""What the code of a box tells: which medicine, until when it is good, and whether it is being recalled."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.core.documents.model import Document, Row
from bot.core.medications.medications import Overview
from bot.telegram.features.documents.buttons import AddDocument, LeaveDocument
from bot.telegram.features.stock.buttons import AskRefill
from bot.telegram.ui import words
from bot.telegram.ui.screens import Button, lines
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.catalogue.texts import Recall
from knowledge.products import Product, ProductId

Products = Mapping[ProductId, Product]


def alarms(
    t: Texts, document: Document, products: Products, recalls: Sequence[Recall], today: date
) -> list[Html]:
    """Return why a pack is not to be taken: an order to take it off the market, or its date."""
    return [*_recalled(t, document, products, recalls), *_expired(t, document, products, today)]


def _expired(t: Texts, document: Document, products: Products, today: date) -> list[Html]:
    return [
        t(
            "🔴 <b>{name}</b>: good until {day}, and that has passed. Do not take it; bring it to a pharmacy.",
            name=words.product_name(t, products[row.identity]),
            day=f"{row.expires_on:%Y-%m-%d}",
        )
        for row in document.rows
        if row.identity and row.identity in products and row.expires_on and row.expires_on < today
    ]


def packs(t: Texts, document: Document, products: Products, today: date) -> Html:
    """Return each medicine with what its code tells of the pack."""
    return lines([line for row in document.rows for line in _pack(t, row, products, today)])


def buttons(t: Texts, document: Document, together: Overview) -> tuple[tuple[Button, ...], ...]:
    """Return the button that adds; of what is on the list, those that note its date and a new pack."""
    looking = Button(t("Only looking"), LeaveDocument(document.id))
    mine = [one for one in together.medications if one.product_id in document.identities]
    if not mine or document.unsettled or len(mine) < len(document.identities):
        add = Button(t("➕ Add to the list"), AddDocument(document.id, "ask"), style="success")
        return (add,), (looking,)
    note = Button(t("📅 Note the date"), AddDocument(document.id, "ask"))
    dated = any(row.expires_on for row in document.rows)
    packs = [(Button(t("📦 It is a new pack"), AskRefill(mine[0].id)),)] if len(mine) == 1 else []
    return *packs, *([(note,)] if dated else []), (looking,)


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


def _pack(t: Texts, row: Row, products: Products, today: date) -> list[Html]:
    """Return a medicine of a box with what the code on it tells of the pack."""
    known = [products[id] for id in ((row.identity,) if row.identity else row.candidates) if id in products]
    named = join(", ", [t("<b>{name}</b>", name=words.product_name(t, one)) for one in known])
    said = [named]
    if len(known) == 1 and (purpose := words.purpose_in_short(t, known[0])):
        said.append(purpose)
    if row.expires_on and row.expires_on >= today:
        said.append(t("Good until {day}.", day=f"{row.expires_on:%Y-%m-%d}"))
    if row.lot and not t.is_large:
        said.append(t("Lot {lot}", lot=row.lot))
    return said
