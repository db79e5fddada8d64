"""A person's medicines: added, listed with what is known of them together, planned, paused, counted, taken off."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.doses.model import UNDO_FOR
from bot.core.doses.model import MedicationId as MedicationId
from bot.core.interactions.shown_findings import ShownFindings, told_by, visible
from bot.core.medications.dose_limits import LONGEST_GAP, Allowance, Intake, allowance, official_limits
from bot.core.medications.model import Added as Added
from bot.core.medications.model import Addition as Addition
from bot.core.medications.model import Medication as Medication
from bot.core.medications.model import Overview as Overview
from bot.core.medications.model import Taken as Taken
from bot.core.medications.search import Search, search
from bot.core.medications.units import unit_of
from bot.core.people.accounts import Account, PersonId
from bot.core.ports import Knowledge
from bot.core.schedules.schedule import AsNeeded, Schedule, Unit, is_counted_from_taken
from bot.core.schedules.schedule_change import asks_after, resumed, without_past_end
from bot.core.schedules.timetable import is_over_today, lasts_until
from knowledge.catalogue.dossier import Dossier
from knowledge.products import Product, ProductId

MOST_MEDICINES = 60  # on one list
LATELY = timedelta(hours=24)  # in which doses are counted that no reminder asked for


class Medications(Protocol):
    """Where lists are kept. What changes one medicine returns whether it did: False where there was nothing to change."""

    async def active(self, person: PersonId) -> list[Medication]: ...
    async def get(self, person: PersonId, id: MedicationId) -> Medication | None: ...
    async def add(
        self,
        person: PersonId,
        product: ProductId,
        name: str,
        origin: str,
        at: datetime,
        *,
        most: int,
        unit: Unit | None = None,
    ) -> Addition:
        """Put a medicine on the list once; the same origin again finds it there as new."""
        ...

    async def correct(
        self, person: PersonId, id: MedicationId, product: ProductId, name: str, at: datetime
    ) -> bool:
        """Make a medicine another product, with its plan; it leaves the list where that one is on it already."""
        ...

    async def plan(
        self,
        person: PersonId,
        id: MedicationId,
        plan: Schedule,
        at: datetime,
        asks_after: datetime | None = None,
    ) -> bool:
        """Replace the plan of a medicine; the new one asks for doses after an instant, or at once."""
        ...

    async def taken_on(self, person: PersonId, id: MedicationId, day: date) -> list[datetime]:
        """Return when the taken doses of a local day were due, or were recorded."""
        ...

    async def count(self, person: PersonId, id: MedicationId, tablets: float | None) -> bool: ...
    async def pause(self, person: PersonId, id: MedicationId, at: datetime) -> bool: ...
    async def resume(
        self, person: PersonId, id: MedicationId, plan: Schedule | None, at: datetime, asks_after: datetime
    ) -> bool:
        """Begin a plan in the place of the one that was paused; it asks for doses after an instant."""
        ...

    async def stop(self, person: PersonId, id: MedicationId, at: datetime, *, delete: bool) -> bool: ...
    async def undo(self, person: PersonId, id: MedicationId, since: datetime) -> bool:
        """Take back a pause, a stop or a deletion that is no older; doses due meanwhile are asked for."""
        ...


async def products_on_list(medications: Medications, person: PersonId) -> frozenset[ProductId]:
    """Return the products that a person takes."""
    return frozenset(medication.product_id for medication in await medications.active(person))


class IntakeHistory(Protocol):
    """Where it is noted what was taken."""

    async def taken(self, ids: Collection[MedicationId], since: datetime) -> dict[MedicationId, Taken]:
        """Return when each of these medicines was last taken, and how much since; those never taken are left out."""
        ...

    async def lately(self, person: PersonId, since: datetime) -> Sequence[Intake]:
        """Return what a person took since an instant, also of what left the list meanwhile."""
        ...


class MedicationService:
    """The use cases round a list."""

    def __init__(
        self, medications: Medications, takings: IntakeHistory, knowledge: Knowledge, told: ShownFindings
    ) -> None:
        self._medications = medications
        self._takings = takings
        self._knowledge = knowledge
        self._told = told

    async def overview(self, account: Account, now: datetime, also: Sequence[ProductId] = ()) -> Overview:
        """Return the list, checked as a whole, together with products that are only being asked about."""
        listed = await self._medications.active(account.person_id)
        medications = await self._around(listed, account, now)
        ids = list(dict.fromkeys([m.product_id for m in medications] + list(also)))
        today = now.astimezone(account.zone).date()
        return Overview(medications, *await self._knowledge.check(ids, account.profile, today))

    async def listed(self, account: Account, now: datetime) -> Overview:
        """Return the list as it is read every day: of the cautions it shows only what must not be."""
        return replace(await self.overview(account, now), about=frozenset())

    async def shown(self, account: Account, overview: Overview, at: datetime) -> None:
        """Note that a person has seen what is known of their list: it is no news any more."""
        if account.has_consented:
            listed = {medication.product_id for medication in overview.medications}
            await self._told.tell(
                account.person_id, told_by(visible(overview.report, overview.about), listed), at
            )

    async def lists(self, account: Account) -> frozenset[ProductId]:
        """Return the products on the list."""
        return await products_on_list(self._medications, account.person_id)

    async def find(self, text: str, limit: int = 5) -> Sequence[Product]:
        """Return the products that a typed name or imprint means; none for a name that no list has."""
        found = await self._knowledge.look_up(text, limit)
        return () if found.absent else found.products

    async def look_up(self, account: Account, text: str, limit: int = 5) -> Search:
        """Return what a typed name or imprint may mean; for a kind of medicine, those of the list that are one."""
        return await search(self._knowledge, await self.lists(account), text, limit)

    async def products(self, ids: Collection[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that are in the catalogue."""
        return await self._knowledge.products(ids)

    async def look_at(
        self, account: Account, ids: Sequence[MedicationId], now: datetime
    ) -> tuple[tuple[Medication, Product | None], ...]:
        """Return medicines that are on the list still, each with what the catalogue says of it."""
        found = [await self.get(account, id, now) for id in ids]
        listed = [medication for medication in found if medication]
        products = await self._knowledge.products([m.product_id for m in listed])
        return tuple((medication, products.get(medication.product_id)) for medication in listed)

    async def get(self, account: Account, id: MedicationId, now: datetime) -> Medication | None:
        """Return one medicine on the list; None where it is gone."""
        medication = await self._medications.get(account.person_id, id)
        return (await self._around([medication], account, now))[0] if medication else None

    async def rules_of(self, id: ProductId) -> Dossier | None:
        """Return all that is known of one product; None where the catalogue does not have it."""
        return await self._knowledge.dossier(id)

    async def allowance(self, account: Account, medication: Medication, now: datetime) -> Allowance:
        """Return how much more may be taken of a medicine that is taken only when needed, and when."""
        plan = medication.plan if isinstance(medication.plan, AsNeeded) else AsNeeded()
        taken = await self._takings.lately(account.person_id, now - LONGEST_GAP)
        products = await self._knowledge.products({medication.product_id, *(one.product for one in taken)})
        official = official_limits(await self.rules_of(medication.product_id))
        return allowance(plan, medication.product_id, products, taken, official, now)

    async def _around(
        self, listed: Sequence[Medication], account: Account, now: datetime
    ) -> tuple[Medication, ...]:
        """Add what is ahead of each medicine, and what was taken of those that no reminder asks for."""
        free = [medication.id for medication in listed if medication.is_free]
        taken = await self._takings.taken(free, now - LATELY)
        return tuple(
            replace(_ahead(medication, account, now), taken=taken.get(medication.id)) for medication in listed
        )

    async def add(
        self, account: Account, products: Sequence[ProductId], origin: str, at: datetime
    ) -> tuple[Addition, ...]:
        """Put products on the list, each once, and tell what came of each."""
        known = await self._knowledge.products(products)
        return tuple(
            [
                await self._medications.add(
                    account.person_id,
                    id,
                    known[id].name,
                    f"{origin}:{id}",
                    at,
                    most=MOST_MEDICINES,
                    unit=unit_of(known[id].name, known[id].form),
                )
                if id in known
                else Addition(id, Added.GONE)
                for id in dict.fromkeys(products)
            ]
        )

    async def plan(self, account: Account, id: MedicationId, plan: Schedule, at: datetime) -> bool:
        """Set how a medicine is taken from now on; False where it is gone.

        What was taken today is not asked for again today at another time, and a last day that is over ends nothing.
        """
        today = at.astimezone(account.zone).date()
        plan = without_past_end(plan, today)
        before = await self._medications.get(account.person_id, id)
        taken = await self._medications.taken_on(account.person_id, id, today)
        old = before.timetable(account) if before else None
        after = asks_after(old, account.timetable(plan, at), taken, at)
        return await self._medications.plan(account.person_id, id, plan, at, after)

    async def is_late_today(self, account: Account, id: MedicationId, at: datetime) -> bool:
        """Return whether a medicine begins today with a dose whose time has passed, and none was taken today."""
        medication = await self._medications.get(account.person_id, id)
        timetable = medication.timetable(account) if medication else None
        if timetable is None or not is_over_today(timetable, at):
            return False
        today = at.astimezone(account.zone).date()
        return not await self._medications.taken_on(account.person_id, id, today)

    async def count(self, account: Account, id: MedicationId, tablets: float | None) -> bool:
        """Note how many tablets are left; False where the medicine is gone."""
        return await self._medications.count(account.person_id, id, tablets)

    async def pause(self, account: Account, id: MedicationId, at: datetime) -> bool:
        """Ask for no more doses until the person resumes; the history stays."""
        return await self._medications.pause(account.person_id, id, at)

    async def resume(self, account: Account, id: MedicationId, at: datetime) -> bool:
        """Go on from now with the plan that was paused; a last day moves by as long as the pause was.

        Days apart keep their rhythm: a weekly medicine taken on Monday is not asked for on Wednesday.
        """
        medication = await self._medications.get(account.person_id, id)
        if medication is None or medication.paused_at is None:
            return False
        before = medication.timetable(account)
        if before is None:
            return await self._medications.resume(account.person_id, id, None, at, at)
        plan = resumed(before, medication.paused_at, at)
        taken = await self._medications.taken_on(account.person_id, id, at.astimezone(account.zone).date())
        going = account.timetable(plan, at)
        after = asks_after(going, going, taken, at)
        return await self._medications.resume(account.person_id, id, plan, at, after)

    async def stop(self, account: Account, id: MedicationId, at: datetime, *, delete: bool = False) -> bool:
        """Take a medicine off the list; what was taken stays in the history, unless it is to be deleted too."""
        return await self._medications.stop(account.person_id, id, at, delete=delete)

    async def undo(self, account: Account, id: MedicationId, at: datetime) -> bool:
        """Take back a pause, a stop or a deletion of the last ten minutes."""
        return await self._medications.undo(account.person_id, id, at - UNDO_FOR)


def _ahead(medication: Medication, account: Account, now: datetime) -> Medication:
    """Add when the next dose is due, and for how long the stock is enough."""
    timetable = medication.timetable(account)
    if timetable is None or medication.paused_at:
        return medication
    now = max(now, medication.asks_after or now)
    return replace(
        medication,
        next_dose=None if is_counted_from_taken(timetable.schedule) else timetable.next(now),
        lasts_until=lasts_until(timetable, medication.stock, now) if medication.stock else None,
    )
