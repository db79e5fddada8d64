"""What to mind when a medicine in a photo calls one on the list to mind."""

from collections.abc import Mapping, Sequence

from bot.core.medications import Overview
from bot.telegram.screens import lines
from bot.telegram.texts import Html, Texts
from bot.telegram.views import words
from knowledge.products import Product, ProductId
from knowledge.refills import Likeness, Refill, refills


def compared(
    t: Texts, ids: Sequence[ProductId], products: Mapping[ProductId, Product], together: Overview
) -> list[Html]:
    """Return a block for each medicine of a photo that looks new, or may be taken for one on the list."""
    listed = [
        together.products[m.product_id] for m in together.medications if m.product_id in together.products
    ]
    seen = [products[id] for id in ids if id in products]
    by_id = {product.id: product for product in (*seen, *listed)}
    return [_block(t, refill, by_id) for refill in refills(seen, listed)]


def _block(t: Texts, refill: Refill, products: Mapping[ProductId, Product]) -> Html:
    new, old = products[refill.seen], products[refill.listed]
    said = {
        Likeness.NEW_LOOK: t("🔁 The same ingredient and strength as on the list, with another look"),
        Likeness.OTHER_STRENGTH: t("✋ The same ingredient as on the list, but another strength"),
        Likeness.OTHER_FORM: t(
            "✋ The same ingredient and strength as on the list, but only one of the two works slowly"
        ),
        Likeness.STRENGTH_UNKNOWN: t("✋ The same ingredient as on the list; how much of it is not known"),
        Likeness.LOOK_ALIKE: t("✋ It looks alike, but it is another medicine"),
    }[refill.likeness]
    advice = (
        t(
            "If it was given to you in its place, take only one of the two. Ask your pharmacist if you are not sure."
        )
        if refill.likeness is Likeness.NEW_LOOK
        else t("Before you take it, show both to your pharmacist.")
    )
    return lines(
        [
            said,
            t("On the list: {what}", what=_what(t, old)),
            t("In the photo: {what}", what=_what(t, new)),
            advice,
        ]
    )


def _what(t: Texts, product: Product) -> Html:
    return t(
        "<b>{name}</b> · {company} · {contents} · {looks}",
        name=words.product_name(t, product),
        company=words.company(t, product),
        contents=words.contents(t, product) or t("contents not known"),
        looks=words.product_looks(t, product) or t("looks not known"),
    )
