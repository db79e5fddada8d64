"""The screens of a search by name, before anything is on the list."""

from bot.core.medications.search import Search
from bot.telegram.features.check.buttons import CheckProduct
from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.features.medications.buttons import (
    AddProduct,
    ChooseToAdd,
    NoneFound,
    PickProduct,
)
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui import words
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts
from bot.telegram.ui.typed_names import NONE
from knowledge.products import Product


def ask_name(t: Texts) -> Screen:
    """Ask which medicine to add."""
    return Screen((t("Write the medicine's name as it is on the box, or the letters stamped on the pill."),))


def found(t: Texts, typed: str, search: Search, origin: int, *, adds: bool = False) -> Screen:
    """Offer the products that a typed name may mean; a tap adds one where that was asked for."""
    none = Button(t("None of these"), NoneFound())
    if search.group:  # those of the list: there is no more to do than to look at them
        return choices.which(
            t, typed, search, lambda id: ShowInfo(id, 0), *([none] if search.products else [])
        )
    choose = AddProduct if adds else PickProduct
    return choices.which(t, typed, search, lambda id: choose(origin, id), none)


def picked(t: Texts, product: Product, origin: int) -> Screen:
    """Ask what to do with a product that was found."""
    purpose = words.purpose_in_short(t, product)
    blocks = [t("💊 <b>{name}</b>", name=words.product_name(t, product)), t("What shall I do with it?")]
    if purpose:
        blocks.insert(1, t("For: {purpose}", purpose=purpose))
    buttons = [
        Button(t("🔎 Only check it"), CheckProduct(product.id)),
        Button(t("➕ Put it on the list"), AddProduct(origin, product.id)),
        Button(t("ℹ️ About it"), ShowInfo(product.id, 0)),
    ]
    return Screen(tuple(blocks), two_in_a_row(buttons))


def which(t: Texts, typed: str, search: Search, left: int) -> Screen:
    """Offer the products that one of several names may mean; `left` names are to be settled, this one among them."""
    none = Button(t("None of these"), ChooseToAdd(left, NONE))
    return choices.which(t, typed, search, lambda id: ChooseToAdd(left, id), none)


def not_listed(t: Texts, name: str) -> Screen:
    """Say that what was named is not on the list."""
    return Screen((t("“{name}” is not on the list.", name=name),))
