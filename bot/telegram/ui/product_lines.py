"""Products in a line each, for a person to tell them apart; the rest of what is known folded."""

from collections.abc import Iterable
from html import escape

from bot.telegram.ui import words
from bot.telegram.ui.screens import folded, lines
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.products import Product


def offered(
    t: Texts, number: int, product: Product, *, by_looks: bool = False, is_listed: bool = False
) -> Html:
    """Return one of several products that may be meant, in a line: what it is for, or else what it looks like."""
    what = _told_apart(t, product, by_looks=by_looks)
    said = t("<b>{number}. {name}</b>", number=number, name=words.product_name(t, product))
    return join(" · ", [said, *([what] if what else []), *([t("📋 On the list")] if is_listed else [])])


def _told_apart(t: Texts, product: Product, *, by_looks: bool) -> Html:
    if t.is_large:
        return words.stamped(t, product.appearances[0]) if by_looks and product.appearances else Html("")
    return words.product_looks(t, product) if by_looks else words.purpose_in_short(t, product)


def more_of(t: Texts, products: Iterable[Product]) -> list[Html]:
    """Return what else tells products apart, folded, with links to all that is known of each."""
    told = list(products)
    said = [_more(t, number, product) for number, product in enumerate(told, start=1)]
    return [folded([*said, *words.purposes_from(t, told)])] if said else []


def _more(t: Texts, number: int, product: Product) -> Html:
    looks, what = words.product_looks(t, product), words.purpose_in_short(t, product)
    return lines([
        t("{number}. {name} · {company}", number=number, name=words.product_name(t, product), company=words.company(t, product)),
        *([join(" — ", [Html(part) for part in (looks, what) if part])] if looks or what else []),
        t("More about it: {command}", command=f"/info_{product.id}"),
    ])  # fmt: skip


def perhaps(t: Texts, product: Product, *, is_listed: bool) -> Html:
    """Return what a pill may be: its name, and that it is on the list."""
    name = words.product_name(t, product)
    return t("{name} (📋 on the list)", name=name) if is_listed else Html(escape(name, quote=False))
