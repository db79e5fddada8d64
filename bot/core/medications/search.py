"""What a typed text may mean, for the person who typed it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.ports import Knowledge
from knowledge.catalogue.found import Group
from knowledge.products import Product, ProductId


@dataclass(frozen=True, slots=True)
class Search:
    """The products that are offered, and what is to be said of the name first."""

    products: tuple[Product, ...]  # of a kind of medicine: those on the person's list
    is_absent: bool = False  # no list has this name: the products are only like it, or hold its substance
    group: Group | None = None  # a kind of medicine was typed, and no name


async def search(knowledge: Knowledge, listed: Collection[ProductId], text: str, limit: int) -> Search:
    """Look up a typed name or imprint; `listed` is what is on the person's list."""
    found = await knowledge.look_up(text, limit)
    if found.group is None:
        return Search(found.products, found.absent)
    kind, own = found.group.id, await knowledge.products(listed)
    members = (one for one in own.values() if any(membership.group == kind for membership in one.groups))
    return Search(tuple(members), group=found.group)
