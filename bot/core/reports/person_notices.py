"""What a person is told at an hour that suits them: what runs out or expires, once; a line a week, if they want one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from bot.core.doses.model import MedicationId
from bot.core.doses.notice_queue import NoticeQueue, end_attempt
from bot.core.doses.retry_policy import Outcome
from bot.core.doses.send_queue import Blocks
from bot.core.medications.medications import MedicationService
from bot.core.medications.stock import StockNews, Supply, look_at
from bot.core.medications.stock_lines import StockLine, stock_lines
from bot.core.people.accounts import Account
from bot.core.people.useful_hours import is_useful, look_tomorrow, next_look
from bot.core.reports.adherence import Adherence, DoseOutcome, adherence
from bot.core.reports.doctor_report import DosesSince

NoticeId = NewType("NoticeId", int)
DAYS_OF_WEEK = 7
WEEK_IS_NEWS = 3  # days from Monday on


class NoticeKind(StrEnum):
    """What a person is told."""

    STOCK = "stock"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Situation:
    """A person who is looked at, and what is left of their medicines."""

    account: Account
    is_blocked: bool
    is_first: bool  # nothing was counted before: what the person just told is no news to them
    supplies: tuple[Supply, ...]
    week_told: date | None = None  # the Monday of the last week that was told


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be written after a look: when the next one is, what is told, and what may be told again."""

    next_at: datetime | None
    news: tuple[tuple[MedicationId, StockNews], ...] = ()
    over: tuple[tuple[MedicationId, StockNews], ...] = ()
    week: date | None = None  # the Monday of the week that is told, with the seven days before it


def look(situation: Situation, now: datetime) -> Look:
    """Decide what a person is told now. At an hour that does not suit them, nothing is: they are looked at later."""
    account = situation.account
    if not account.is_weekly and not any(supply.is_counted for supply in situation.supplies):
        return Look(None)
    if situation.is_first:
        return Look(look_tomorrow(account, now))
    next_at = next_look(account, now)
    if situation.is_blocked or not is_useful(account, now):
        return Look(next_at)
    today = now.astimezone(account.zone).date()
    looks = {supply.id: look_at(supply, account.stock_days, now, today) for supply in situation.supplies}
    return Look(
        next_at,
        tuple((id, news) for id, one in looks.items() for news in sorted(one.new)),
        tuple((id, news) for id, one in looks.items() for news in sorted(one.over)),
        _week(situation, today),
    )


def _week(situation: Situation, today: date) -> date | None:
    """Return the Monday of a week that is to be told: on its first days, once."""
    monday = today - timedelta(days=today.weekday())
    is_late = today.weekday() >= WEEK_IS_NEWS
    if not situation.account.is_weekly or is_late or situation.week_told == monday:
        return None
    return monday


@dataclass(frozen=True, slots=True)
class PersonNotice:
    """A notice whose time has come, with what it tells."""

    id: NoticeId
    kind: NoticeKind
    account: Account
    created_at: datetime
    attempts: int = 0
    told: tuple[tuple[MedicationId, StockNews], ...] = ()
    stock: tuple[StockLine, ...] = ()
    week: Adherence = Adherence()

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to tell still: a medicine may have left the list, a week without doses says nothing."""
        return bool(self.stock) if self.kind is NoticeKind.STOCK else self.week.due > 0


class PersonNotices(Protocol):
    """Where notices are kept."""

    async def look(self, now: datetime) -> None:
        """Look at some of the people whose time has come, and make the notices for them."""
        ...

    async def due(self, now: datetime) -> Sequence[NoticeId]: ...
    async def get(self, id: NoticeId) -> PersonNotice | None:
        """Return a notice that is still to be told."""
        ...

    async def attempted(
        self, id: NoticeId, next_try_at: datetime | None, told_at: datetime | None
    ) -> None: ...
    async def next_at(self) -> datetime | None: ...


class PersonNotifier(Protocol):
    """How a notice reaches a person."""

    async def tell(self, notice: PersonNotice, now: datetime) -> Outcome: ...


class PersonNoticeService:
    """Tells people, beside the clock."""

    def __init__(
        self,
        notices: PersonNotices,
        medicines: MedicationService,
        doses: DosesSince,
        notifier: PersonNotifier,
        blocks: Blocks,
    ) -> None:
        self._notices = notices
        self._medicines = medicines
        self._doses = doses
        self._notifier = notifier
        self._blocks = blocks
        self._queue = NoticeQueue(self._tell)

    async def tick(self, now: datetime) -> datetime | None:
        """Begin to tell all that is due; return when something is due next."""
        await self._notices.look(now)
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
        found = await self._notices.get(id)
        if found is None:
            return
        notice = replace(
            found,
            stock=await stock_lines(self._medicines, found.account, found.told, now),
            week=await self._week(found),
        )
        if not notice.is_wanted:
            await self._notices.attempted(id, None, None)
            return
        outcome = await self._notifier.tell(notice, now)
        await end_attempt(self._notices, self._blocks, notice, outcome, now)

    async def _week(self, notice: PersonNotice) -> Adherence:
        """Return what was taken in the seven whole days before a notice was made."""
        if notice.kind is not NoticeKind.WEEKLY:
            return Adherence()
        made = notice.created_at
        yesterday = made.astimezone(notice.account.zone).date() - timedelta(days=1)
        doses = await self._doses.since(notice.account.person_id, made - timedelta(days=9), made)
        outcomes = (DoseOutcome(one.medication, one.day, one.state, one.has_slot) for one in doses)
        return adherence(outcomes, DAYS_OF_WEEK, yesterday)
