"""One medicine of a paper: whether it was read right, which of several it is, its name to be written, its dose."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.documents.model import Document, PossibleDose, Row
from bot.core.medications.search import Search
from bot.core.medications.units import unit_of
from bot.core.schedules.schedule import Regular, Unit, one_amount, only_rule
from bot.telegram.features.documents.buttons import (
    ChooseDose,
    ChooseRow,
    LeaveRow,
    ShowDocument,
    Walk,
    WriteName,
)
from bot.telegram.features.documents.dose_words import in_short
from bot.telegram.features.medications.buttons import AddByName
from bot.telegram.ui import plans, words
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.products import Product, ProductId

Products = Mapping[ProductId, Product]
OTHER_WAY = 9
MOST_LARGE = 2  # products that a large and simple screen offers beside another button


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
        offered = [Button(t("✔️ Yes"), ChooseRow(document.id, row.number, product.id, walk))]
    elif known:
        known = known[:MOST_LARGE] if t.is_large else known
        blocks = [
            t("{of}: I could not read the name well. Which one is it?", of=of),
            lines([_offered(t, n, one, known) for n, one in enumerate(known, start=1)]),
        ]
        offered = [
            Button(
                f"{n}. {plans.label(words.product_name(t, one))}",
                ChooseRow(document.id, row.number, one.id, walk),
            )
            for n, one in enumerate(known, start=1)
        ]
    else:
        return write_name(t, document, row.number, walk)
    another = Button(t("✏️ Not this medicine"), WriteName(document.id, row.number, walk))
    if t.is_large:
        return Screen(tuple(blocks), two_in_a_row([*offered, another]))
    leave = Button(t("➖ Leave it out"), LeaveRow(document.id, row.number, walk))
    return Screen(tuple(blocks), (*two_in_a_row([*offered, another, leave]), (_back(t, document),)))


def _offered(t: Texts, n: int, one: Product, others: Sequence[Product]) -> Html:
    name = words.product_name(t, one)
    return t("<b>{n}. {name}</b> · {what}", n=n, name=name, what=_apart(t, one, others))


def _apart(t: Texts, product: Product, others: Sequence[Product]) -> Html:
    """Return what tells a product from others: what it is for, or who makes it where that is not told or names are the same."""
    purpose = words.purpose_in_short(t, product)
    same = sum(words.product_name(t, one) == words.product_name(t, product) for one in others) > 1
    return purpose if purpose and not same else t("{company}", company=words.company(t, product))


def write_name(t: Texts, document: Document, number: int, walk: Walk | None) -> Screen:
    """Ask for the name of a medicine that was read wrong, not well, or (number 0) not at all."""
    if document.is_added:
        said = t("This paper is on the list already. Add what is missing by its name.")
        return Screen((said,), ((Button(t("Write its name"), AddByName()),),))
    if number == 0:
        said = t("✏️ Please write the name of the medicine that is missing, as it is on the paper.")
        return Screen((said,), ((_back(t, document),),))
    of = t("{number} of {count}", number=number, count=len(document.rows))
    return Screen(
        (t("✏️ {of}: please write its name, as it is on the paper.", of=of),),
        ((Button(t("➖ Leave it out"), LeaveRow(document.id, number, walk)),), (_back(t, document),)),
    )


def typed(t: Texts, document: Document, number: int, walk: Walk | None, name: str, found: Search) -> Screen:
    """Offer what a written name may mean."""
    back = _back(t, document)
    if not (found.products or found.group):
        return replace(choices.not_found(t, name), rows=((back,),))
    return choices.which(t, name, found, lambda id: ChooseRow(document.id, number, id, walk), back)


def which_dose(t: Texts, document: Document, row: Row, product: Product) -> Screen:
    """Ask how a medicine is taken whose row was not read well, by the ways that it may mean."""
    unit = unit_of(product.name, product.form)
    buttons = [
        Button(_way(t, one, unit), ChooseDose(document.id, row.number, place))
        for place, one in enumerate(row.doses[: MOST_LARGE if t.is_large else None])
    ]
    other = Button(t("✏️ Another way"), ChooseDose(document.id, row.number, OTHER_WAY))
    name = words.product_name(t, product)
    return Screen(
        (t("❓ <b>{name}</b>: I could not read well how it is taken. What does the paper say?", name=name),),
        tuple((button,) for button in (*buttons, other)),
    )


def _way(t: Texts, one: PossibleDose, unit: Unit) -> str:
    """Return the parts of the day, the amount, and for how long, such as 아침·저녁 2정 · 5일."""
    how, rule = in_short(t, one.plan, unit), only_rule(one.plan)
    amount = one_amount(one.plan) or 1.0
    if amount == 1 and unit is Unit.TABLET:  # in_short leaves one tablet out
        how = join(" ", [how, plans.amount(t, amount, unit)])
    if one.units is None or not isinstance(one.plan, Regular) or rule is None:
        return how
    days = round(one.units / amount / len(rule.times))
    return t.count("{how} · {n} day", "{how} · {n} days", days, how=how)


def _back(t: Texts, document: Document) -> Button:
    return Button(t("◀ All of it"), ShowDocument(document.id))
