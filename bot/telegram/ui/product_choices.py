"""Which product a typed name means: what each of them is, and a button for it."""

from collections.abc import Callable, Sequence

from bot.telegram.ui import plans, words
from bot.telegram.ui.callback_data import CallbackData
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts
from knowledge.products import Product, ProductId


def which(
    t: Texts,
    typed: str,
    products: Sequence[Product],
    choose: Callable[[ProductId], CallbackData],
    *more: Button,
) -> Screen:
    """Offer the products that a typed name may mean; `choose` makes what the button of a product sends."""
    blocks = [t("Which of these do you mean by “{typed}”?", typed=typed)]
    blocks += [words.offered(t, number, product) for number, product in enumerate(products, start=1)]
    blocks += words.purposes_from(t, products)
    buttons = [
        Button(f"{number}. {plans.label(words.product_name(t, product))}", choose(product.id))
        for number, product in enumerate(products, start=1)
    ]
    return Screen(tuple(blocks), two_in_a_row([*buttons, *more]))


def meant(typed: str, found: Sequence[Product]) -> Product | None:
    """Return the one product that bears just this name; None where that is for the person to say."""
    same = [product for product in found if words.short_name(product.name) == typed or product.id == typed]
    return same[0] if len(same) == 1 else None
