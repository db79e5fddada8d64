"""A person's medicines: added, listed with what is known of them together, timed, removed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import NewType, Protocol

from bot.core.people import Account, PersonId
from bot.core.ports import Knowledge
from bot.core.told import Told, told_by, visible
from knowledge.interactions import Report
from knowledge.products import Product, ProductId

MedicationId = NewType("MedicationId", int)


@dataclass(frozen=True, slots=True)
class Medication:
    """One medicine on a person's list. No times: taken when needed, or not said yet."""

    id: MedicationId
    product_id: ProductId
    name: str
    times: tuple[time, ...] = ()
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A person's list and what is known of it as a whole."""

    medications: tuple[Medication, ...]
    products: dict[ProductId, Product]
    report: Report

    def name_of(self, id: ProductId) -> str:
        """Return a product's name, from the catalogue or from the day it was added."""
        if id in self.products:
            return self.products[id].name
        return next((m.name for m in self.medications if m.product_id == id), id)


class Medications(Protocol):
    """Where lists are kept."""

    async def active(self, person: PersonId) -> list[Medication]: ...
    async def get(self, person: PersonId, id: MedicationId) -> Medication | None: ...
    async def add(self, person: PersonId, product: ProductId, name: str, origin: str, at: datetime) -> bool:
        """Put a medicine on the list; return False where it is on it already, or this origin has added it before."""
        ...

    async def stop(self, person: PersonId, id: MedicationId, at: datetime) -> bool: ...
    async def plan(self, person: PersonId, id: MedicationId, times: Sequence[time], at: datetime) -> bool: ...


class MyMedicines:
    """The use cases round a list."""

    def __init__(self, medications: Medications, knowledge: Knowledge, told: Told) -> None:
        self._medications = medications
        self._knowledge = knowledge
        self._told = told

    async def overview(self, account: Account, now: datetime, also: Sequence[ProductId] = ()) -> Overview:
        """Return the list, checked as a whole, together with products that are only being asked about."""
        medications = tuple(await self._medications.active(account.person_id))
        ids = list(dict.fromkeys([m.product_id for m in medications] + list(also)))
        products = await asyncio.to_thread(self._knowledge.products, ids)
        today = now.astimezone(account.zone).date()
        report = await asyncio.to_thread(self._knowledge.check, ids, account.profile, today)
        return Overview(medications, products, report)

    async def shown(self, account: Account, overview: Overview, at: datetime) -> None:
        """Note that a person has seen what is known of their list: it is no news any more."""
        if account.has_consented:
            listed = {medication.product_id for medication in overview.medications}
            await self._told.tell(account.person_id, told_by(visible(overview.report), listed), at)

    async def find(self, text: str, limit: int = 5) -> Sequence[Product]:
        """Return the products that a typed name or imprint may mean."""
        return await asyncio.to_thread(self._knowledge.find, text, limit)

    async def get(self, account: Account, id: MedicationId) -> Medication | None:
        """Return one medicine on the list; None where it is gone."""
        return await self._medications.get(account.person_id, id)

    async def add(self, account: Account, product: ProductId, origin: str, at: datetime) -> bool:
        """Put a product on the list; False where it was on it, or is not in the catalogue any more."""
        known = await asyncio.to_thread(self._knowledge.products, [product])
        if product not in known:
            return False
        return await self._medications.add(account.person_id, product, known[product].name, origin, at)

    async def stop(self, account: Account, id: MedicationId, at: datetime) -> bool:
        """Take a medicine off the list; what was taken stays in the history."""
        return await self._medications.stop(account.person_id, id, at)

    async def plan(self, account: Account, id: MedicationId, times: Sequence[time], at: datetime) -> bool:
        """Set the daily times, or none, from now on; False where the medicine is gone."""
        return await self._medications.plan(account.person_id, id, sorted(set(times)), at)
