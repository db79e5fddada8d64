"""Names that were typed together: settled one after the other, until one has to be asked about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.medications.search import Search
from bot.telegram.ui.product_choices import meant
from knowledge.products import ProductId

NONE = ProductId("none")  # of the products offered
LookUp = Callable[[str], Awaitable[Search]]


@dataclass(frozen=True, slots=True)
class Settled:
    """How far one came: `asked` is what the first name of `pending` may mean; None where there is nothing to ask."""

    chosen: list[ProductId]
    pending: list[str]
    unknown: list[str]  # names that nothing is like
    asked: Search | None = None


async def settle(look_up: LookUp, chosen: Sequence[str], pending: Sequence[str], most: int) -> Settled:
    """Go through the names until one has to be asked about, or `most` products are chosen."""
    products, left, unknown = [ProductId(id) for id in chosen], list(pending), list[str]()
    while left and len(products) < most:
        found = await look_up(left[0])
        only = meant(left[0], found)
        if only is None and (found.products or found.group):
            return Settled(products, left, unknown, found)
        if only is None:
            unknown.append(left[0])
        else:
            products = list(dict.fromkeys([*products, only.id]))
        left.pop(0)
    return Settled(products, left, unknown)


async def with_choice(look_up: LookUp, data: Mapping[str, Any], product: ProductId) -> list[str] | None:
    """Return what is chosen with the product that was tapped for the first pending name, or with NONE of those offered.

    None: the button is one of another name.
    """
    named = [] if product == NONE else [product]
    found = await look_up(data["pending"][0])
    if not {one.id for one in found.products}.issuperset(named):
        return None
    return list(dict.fromkeys([*data["chosen"], *named]))
