"""Medicines checked without adding them: among each other, and with a person's list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.medications.medications import MedicationService, Overview
from bot.core.medications.search import Search
from bot.core.people.accounts import Account
from bot.core.ports import Knowledge
from knowledge.catalogue.dossier import Dossier
from knowledge.products import Product, ProductId

MOST = 10  # medicines in one check


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of some medicines among each other, and beside a list."""

    ids: tuple[ProductId, ...]
    among: Overview
    with_list: Overview | None  # only what it adds; None: nothing else is on the list


class InteractionCheck:
    """Questions about medicines that leave nothing behind."""

    def __init__(self, medicines: MedicationService, knowledge: Knowledge) -> None:
        self._medicines = medicines
        self._knowledge = knowledge

    async def look_up(self, account: Account, text: str) -> Search:
        """Return what a typed name may mean."""
        return await self._medicines.look_up(account, text)

    async def dossier(self, id: ProductId) -> Dossier | None:
        """Return everything that is known of one product; None where the catalogue does not have it."""
        return await self._knowledge.dossier(id)

    async def products(self, ids: Collection[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that are in the catalogue."""
        return await self._knowledge.products(ids)

    async def has_others(self, account: Account, ids: Collection[ProductId]) -> bool:
        """Return whether anything else is on the list."""
        return bool(await self._medicines.lists(account) - set(ids))

    async def check(self, account: Account, ids: Sequence[ProductId], at: datetime) -> Checked:
        """Check medicines among each other, then each of them with what is on the list."""
        chosen = tuple(dict.fromkeys(ids))
        today = at.astimezone(account.zone).date()
        among = Overview((), *await self._knowledge.check(chosen, account.profile, today))
        together = await self._medicines.overview(account, at, chosen)
        return Checked(chosen, among, _beside(together, chosen))


def _beside(together: Overview, chosen: Sequence[ProductId]) -> Overview | None:
    """Return what the list adds: what is known of one chosen medicine and one that is only listed."""
    listed = {medication.product_id for medication in together.medications} - set(chosen)
    if not listed:
        return None
    report = together.report
    return replace(together, report=replace(
        report,
        findings=tuple(f for f in report.findings if _crosses((f.first, f.second), listed)),
        pairs=tuple(p for p in report.pairs if _crosses((p.first, p.second), listed)),
        unchecked=tuple(u for u in report.unchecked if u.product),  # a pair with either of them was not checked
        notes=tuple(n for n in report.notes if _crosses((n.first, n.second), listed)),
        care=tuple(c for c in report.care if c.product in listed),
        cautions=(),
    ))  # fmt: skip


def _crosses(pair: tuple[ProductId, ProductId], listed: Collection[ProductId]) -> bool:
    return (pair[0] in listed) != (pair[1] in listed)
