"""What caregivers are told: missed doses after the delay that was agreed, what runs out, a blocked chat, a line a week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol
from zoneinfo import ZoneInfo

from bot.core.doses.dose_record import RecordedDose
from bot.core.doses.model import Dose, DoseId, MedicationId
from bot.core.doses.notice_queue import NoticeQueue, end_attempt
from bot.core.doses.retry_policy import Outcome
from bot.core.doses.send_queue import Blocks
from bot.core.medications.medications import MedicationService
from bot.core.medications.stock import StockNews
from bot.core.medications.stock_lines import StockLine, stock_lines
from bot.core.people.accounts import Account
from bot.core.people.caregivers import Caregiver, CaregiverId, Refills
from bot.core.people.useful_hours import is_useful, next_look

NoticeId = NewType("NoticeId", int)

WEEKLY_HOUR = 9  # on Mondays, by the person's clock


class NoticeKind(StrEnum):
    """What a caregiver is told of."""

    MISSED = "missed"
    BLOCKED = "blocked"  # the person's chat can't be written to: nothing reminds them
    WEEKLY = "weekly"
    REFILL = "refill"  # what runs out or expires, for a caregiver who gets new packs


@dataclass(frozen=True, slots=True)
class Delay:
    """A caregiver of a person, and how long after a dose is missed they are told."""

    caregiver: CaregiverId
    minutes: int


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice of missed doses to be written."""

    caregiver: CaregiverId
    tell_at: datetime
    doses: tuple[DoseId, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """How many doses with a time were due in the last seven days, and how many were taken."""

    due: int
    taken: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose time has come, with what it tells."""

    id: NoticeId
    kind: NoticeKind
    care: Caregiver
    account: Account  # of the caregiver
    whose: Account  # of the person
    created_at: datetime
    attempts: int = 0
    doses: tuple[RecordedDose, ...] = ()  # that are missed still
    week: Week | None = None
    told: tuple[tuple[MedicationId, StockNews], ...] = ()  # of the stock
    stock: tuple[StockLine, ...] = ()  # of what is taken still

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to tell: a dose may have been taken meanwhile, a week without doses says nothing."""
        if self.kind is NoticeKind.MISSED:
            return bool(self.doses)
        if self.kind is NoticeKind.REFILL:
            return bool(self.stock) and self.care.refills is Refills.AGREED
        return self.kind is NoticeKind.BLOCKED or bool(self.week and self.week.due)


class Notices(Protocol):
    """Where notices are kept."""

    async def make_weekly(self, now: datetime) -> None:
        """Make the notices of the weekly lines that are due, and set when the next ones are."""
        ...

    async def due(self, now: datetime) -> Sequence[NoticeId]: ...
    async def get(self, id: NoticeId, now: datetime) -> Notice | None:
        """Return a notice that is still to be told."""
        ...

    async def attempted(
        self, id: NoticeId, next_try_at: datetime | None, told_at: datetime | None
    ) -> None: ...
    async def next_at(self) -> datetime | None: ...


class CareNotifier(Protocol):
    """How a notice reaches a caregiver."""

    async def tell(self, notice: Notice, now: datetime) -> Outcome: ...


def notices_of(missed: Iterable[Dose], delays: Iterable[Delay], now: datetime) -> tuple[NewNotice, ...]:
    """Return what a person's caregivers are to be told of doses that are missed now."""
    doses = tuple(dose.id for dose in missed)
    return tuple(
        NewNotice(one.caregiver, now + timedelta(minutes=one.minutes), doses) for one in delays if doses
    )


def next_week(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next Monday at nine after an instant, by the clock of a zone."""
    local = now.astimezone(zone)
    at_nine = local.replace(hour=WEEKLY_HOUR, minute=0, second=0, microsecond=0)
    monday = at_nine + timedelta(days=(-local.weekday()) % 7)
    return (monday if monday > local else monday + timedelta(days=7)).astimezone(now.tzinfo)


class CareNoticeService:
    """Tells caregivers, beside the clock."""

    def __init__(
        self, notices: Notices, medicines: MedicationService, notifier: CareNotifier, blocks: Blocks
    ) -> None:
        self._notices = notices
        self._medicines = medicines
        self._notifier = notifier
        self._blocks = blocks
        self._queue = NoticeQueue(self._tell)

    async def tick(self, now: datetime) -> datetime | None:
        """Begin to tell all that is due; return when the next notice is."""
        await self._notices.make_weekly(now)
        self._queue.start(await self._notices.due(now), now)
        return await self._notices.next_at()

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        await self._queue.settled()

    async def aclose(self) -> None:
        """Stop; what is cut short is told again after the next start."""
        await self._queue.aclose()

    async def _tell(self, number: int, now: datetime) -> None:
        id = NoticeId(number)
        found = await self._notices.get(id, now)
        if found is None:
            return
        stock = await stock_lines(self._medicines, found.whose, found.told, now)
        notice = replace(found, stock=stock)
        if not notice.is_wanted:
            await self._notices.attempted(id, None, None)
        elif notice.kind is NoticeKind.REFILL and not is_useful(notice.account, now):
            await self._notices.attempted(id, next_look(notice.account, now), None)
        else:
            outcome = await self._notifier.tell(notice, now)
            await end_attempt(self._notices, self._blocks, notice, outcome, now)
