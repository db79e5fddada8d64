"""A person's medicines as values: one of them, what came of adding one, and the list with what is known of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.core.doses.model import DoseId, MedicationId
from bot.core.people.accounts import Account
from bot.core.schedules.occurrences import Occurrence
from bot.core.schedules.schedule import AsNeeded, Schedule, Unit
from bot.core.schedules.timetable import Timetable
from knowledge.interactions.check import Report
from knowledge.products import Product, ProductId

RefillId = NewType("RefillId", int)
NO_REFILL = RefillId(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """When a medicine was last taken, and how much of it in the last 24 hours."""

    last_at: datetime
    times: int
    tablets: float
    last: DoseId  # added by a tap of its own, without a reminder; 0 where none was


@dataclass(frozen=True, slots=True)
class Medication:
    """One medicine on a person's list. No plan: how it is taken was not said yet."""

    id: MedicationId
    product_id: ProductId
    name: str
    plan: Schedule | None = None
    stock: float | None = None  # units left, where that was told
    paused_at: datetime | None = None
    next_dose: Occurrence | None = None
    lasts_until: date | None = None  # the day of the last dose that the stock is enough for
    taken: Taken | None = None  # of one that is free, if it ever was
    unit: Unit = Unit.TABLET
    begins: datetime | None = None  # when its plan was set
    asks_after: datetime | None = None  # no dose up to then is asked for by its plan
    pack: float | None = None  # units of the last pack; None: not known
    expires_on: date | None = None  # the last local day on which it may be taken
    last_refill: RefillId = NO_REFILL

    @property
    def has_times(self) -> bool:
        """Whether reminders ask for it."""
        return self.plan is not None and not isinstance(self.plan, AsNeeded)

    def timetable(self, account: Account) -> Timetable | None:
        """Return when its doses are due; None where it has no plan."""
        if self.plan is None or self.begins is None:
            return None
        return account.timetable(self.plan, self.begins)

    @property
    def next_due(self) -> datetime | None:
        """When its next dose is due."""
        return self.next_dose.at if self.next_dose else None

    @property
    def is_free(self) -> bool:
        """Whether it is taken without a time, as when it is needed: no reminder asks for it."""
        return not self.has_times and self.paused_at is None


class Added(StrEnum):
    """What came of putting a product on a list."""

    NEW = "new"
    LISTED = "listed"  # it was on it already
    GONE = "gone"  # not in the catalogue any more
    FULL = "full"  # the list is as long as it may be


@dataclass(frozen=True, slots=True)
class Addition:
    """A product that was to be put on a list, and the medicine it is there."""

    product_id: ProductId
    outcome: Added
    id: MedicationId | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A person's list and what is known of it as a whole."""

    medications: tuple[Medication, ...]
    products: dict[ProductId, Product]
    report: Report
    about: frozenset[ProductId] | None = None  # whose cautions a screen shows; None is those of all

    def name_of(self, id: ProductId) -> str:
        """Return a product's name, from the catalogue or from the day it was added."""
        if id in self.products:
            return self.products[id].name
        return next((m.name for m in self.medications if m.product_id == id), id)
