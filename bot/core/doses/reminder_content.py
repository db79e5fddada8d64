"""What one reminder is about, as its message and buttons show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.doses.model import OPEN, DoseId, DoseState, ReminderId
from bot.core.doses.retry_policy import ReminderKind
from bot.core.people.accounts import Account
from bot.core.schedules.occurrences import Occurrence
from bot.core.schedules.schedule import AtMeal, Unit, clock_of
from bot.core.schedules.timetable import Timetable
from bot.core.understanding.answers import Passage
from knowledge.products import Product, ProductId


@dataclass(frozen=True, slots=True)
class ReminderDose:
    """One dose of one medicine, as a reminder shows it."""

    medicine: str
    due_at: datetime
    state: DoseState
    amount: float = 1.0  # units
    is_off: bool = (
        False  # its medicine is paused or not on the list, and it was not answered: no answer is about it
    )
    timetable: Timetable | None = None  # of the plan that it is a dose of
    stock: float | None = None  # units left of its medicine; None: unknown
    deducted: float = 0.0  # units that it took off the stock
    id: DoseId = DoseId(0)
    unit: Unit = Unit.TABLET
    is_unasked: bool = False  # its reminder never reached the person
    product: ProductId = ProductId("")
    answered_at: datetime | None = None
    next_at: datetime | None = None  # when it is asked for again, or closed as missed

    @property
    def is_missed(self) -> bool:
        """Whether it was not answered in time, and its medicine is still taken."""
        return self.state is DoseState.MISSED and not self.is_off

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN and not self.is_off

    @property
    def is_last(self) -> bool:
        """Whether its plan ends with it."""
        return self.timetable is not None and self._next() is None

    @property
    def takes_the_last(self) -> bool:
        """Whether enough is left for it, and not for the dose after it; False where none was left before either."""
        due = self._next()
        if self.stock is None or due is None:
            return False
        if self.state in OPEN:
            return self.amount <= self.stock < self.amount + due.amount
        return self.deducted > 0 and self.stock < due.amount

    @property
    def beside_meal(self) -> AtMeal | None:
        """When it is taken before or after a meal; None for any other time of day."""
        if self.timetable is None:
            return None
        local = self.due_at.astimezone(self.timetable.zone).time()
        schedule, meals = self.timetable.schedule, self.timetable.meals
        parts = (*getattr(schedule, "rules", ()), *getattr(schedule, "steps", ()))
        found = (one.at for part in parts for one in part.times if isinstance(one.at, AtMeal))
        return next((at for at in found if at.minutes and clock_of(at, meals) == local), None)

    def _next(self) -> Occurrence | None:
        return self.timetable.next(self.due_at) if self.timetable else None


@dataclass(frozen=True, slots=True)
class Reminder:
    """All doses of one person that are asked for in one message."""

    id: ReminderId
    account: Account
    kind: ReminderKind
    doses: tuple[ReminderDose, ...]
    message_id: int | None = None  # of the message that was sent before
    is_repeat: bool = False
    is_silent: bool = False  # in quiet hours
    products: Mapping[ProductId, Product] = field(default_factory=dict)  # those that the catalogue has
    leaflets: tuple[Passage, ...] = ()  # what they say on a missed dose

    @property
    def is_wanted(self) -> bool:
        """Whether sending it tells or asks anything: what was answered meanwhile is not asked for again."""
        states = {dose.state for dose in self.doses if not dose.is_off}
        if self.kind in (ReminderKind.DIGEST, ReminderKind.MISSED):
            return DoseState.MISSED in states
        return DoseState.ASKED in states
