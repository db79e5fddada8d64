"""What one reminder is about, as its message and buttons show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.doses.model import OPEN, DoseId, DoseState, ReminderId
from bot.core.doses.retry_policy import ReminderKind
from bot.core.people.accounts import Account
from bot.core.schedules.plans import Due, Plan, lasts_until, next_due
from bot.core.understanding.answers import Passage
from knowledge.products import Product, ProductId


@dataclass(frozen=True, slots=True)
class ReminderDose:
    """One dose of one medicine, as a reminder shows it."""

    medicine: str
    due_at: datetime
    state: DoseState
    amount: float = 1.0  # tablets
    is_off: bool = (
        False  # its medicine is paused or not on the list, and it was not answered: no answer is about it
    )
    plan: Plan | None = None  # that it is a dose of
    stock: float | None = None  # tablets left of its medicine; None: unknown
    id: DoseId = DoseId(0)
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

    def is_last(self, zone: ZoneInfo) -> bool:
        """Whether its plan ends with it."""
        return bool(self.plan and self.plan.last_day) and self._next(zone) is None

    def left(self) -> float | None:
        """Return how many tablets are left once it is taken; None where that is unknown."""
        if self.stock is None:
            return None
        return max(0.0, self.stock - self.amount) if self.state in OPEN else self.stock

    def runs_out(self, zone: ZoneInfo) -> date | None:
        """Return the local day of the last dose that is left for after it, its own where there is none.

        None where that is unknown, or enough is left for all that are to come.
        """
        left, due = self.left(), self._next(zone)
        if left is None or due is None or self.plan is None:
            return None
        doses = int(left / self.plan.amount)
        at = self.due_at.astimezone(zone)
        return lasts_until(self.plan, zone, doses, at) if doses else at.date()

    def _next(self, zone: ZoneInfo) -> Due | None:
        return next_due(self.plan, zone, self.due_at) if self.plan else None


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
