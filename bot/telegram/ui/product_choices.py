"""Which product a typed name means: what each of them is, and a button for it."""

from collections.abc import Callable

from bot.core.medications.search import Search
from bot.telegram.ui import plans, product_lines, words
from bot.telegram.ui.callback_data import CallbackData
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.products import Product, ProductId

MOST_LARGE = 3  # buttons of a large and simple screen


def which(
    t: Texts,
    typed: str,
    search: Search,
    choose: Callable[[ProductId], CallbackData],
    *more: Button,
) -> Screen:
    """Offer the products that a typed name may mean; `choose` makes what the button of a product sends."""
    products = search.products[: MOST_LARGE - len(more)] if t.is_large else search.products
    offered = [product_lines.offered(t, number, product) for number, product in enumerate(products, start=1)]
    blocks = [*_asked(t, typed, search), *([lines(offered)] if offered else [])]
    if len(products) < len(search.products):
        blocks.append(t("Is it another one? Write more of its name."))
    blocks += product_lines.more_of(t, products)
    buttons = [
        Button(f"{number}. {plans.label(words.product_name(t, product))}", choose(product.id))
        for number, product in enumerate(products, start=1)
    ]
    return Screen(tuple(blocks), two_in_a_row([*buttons, *more]))


def not_found(t: Texts, typed: str) -> Screen:
    """Nothing in the catalogue fits what was typed."""
    return Screen(
        (
            t(
                "I found no medicine for “{typed}”. Check the spelling, or write the name as it is on the box.",
                typed=typed,
            ),
        )
    )


def _asked(t: Texts, typed: str, search: Search) -> list[Html]:
    """Return the question; a name that no list has, and a kind of medicine, are said to be that first."""
    if search.group:
        kind = t(
            "“{typed}” is a kind of medicine. Which one is it? Write the name on the box or the bag.",
            typed=typed,
        )
        listed = t("Of this kind on the list:") if search.products else t("The list has none of this kind.")
        return [kind, listed]
    if search.is_absent:
        return absent(t, typed)
    return [t("Which of these do you mean by “{typed}”?", typed=typed)]


def absent(t: Texts, typed: str) -> list[Html]:
    """Say that no list has a name, before anything like it is offered."""
    return [
        t("⚪ “{typed}” is a name that my lists do not have.", typed=typed),
        t("These are only like it, or hold what is in it. Take one only if it is what stands on the box."),
    ]


def meant(typed: str, search: Search) -> Product | None:
    """Return the one product that bears just this name; None where that is for the person to say."""
    if search.group:
        return None
    same = [
        product
        for product in search.products
        if words.short_name(product.name) == typed or product.id == typed
    ]
    return same[0] if len(same) == 1 else None
