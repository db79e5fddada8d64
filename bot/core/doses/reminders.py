"""Doses: reminded once when due, late after a pause in service, answered by a tap, closed as missed."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol
from zoneinfo import ZoneInfo

from bot.core.people.accounts import Account, ChatId
from bot.core.schedules.plans import Due, Plan, lasts_until, next_due

ReminderId = NewType("ReminderId", int)
log = logging.getLogger(__name__)

HORIZON = timedelta(hours=26)  # how far ahead the ledger is written: a day, and what a clock change may add
LATE_AFTER = timedelta(minutes=10)  # a reminder sent later than this says that it is late
WINDOW = timedelta(hours=4)  # a dose older than this is closed as missed instead of being asked for
SNOOZE = timedelta(minutes=10)
UNDO_FOR = timedelta(minutes=10)  # in which what was tapped can be taken back
PATIENCE = timedelta(seconds=20)  # for which new doses wait on reminders that are on their way
AT_ONCE = 64  # reminders on their way at the same time


class DoseState(StrEnum):
    """What has become of a dose."""

    WAITING = "waiting"
    ASKED = "asked"
    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"


class ReminderKind(StrEnum):
    """Why a reminder is sent: in time, late after a pause in service, or as one list of what was missed in it."""

    DUE = "due"
    LATE = "late"
    DIGEST = "digest"


class Action(StrEnum):
    """What a person can say to a reminder."""

    TAKEN = "taken"
    LATER = "later"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of one medicine, as a reminder shows it."""

    medicine: str
    due_at: datetime
    state: DoseState
    amount: float = 1.0  # tablets
    is_off: bool = (
        False  # its medicine was paused, or left the list, and it was not taken: no answer is about it
    )
    plan: Plan | None = None  # that it is a dose of
    stock: float | None = None  # tablets left of its medicine, where that was told

    def is_last(self, zone: ZoneInfo) -> bool:
        """Whether its plan ends with it."""
        return bool(self.plan and self.plan.last_day) and self._next(zone) is None

    def left(self) -> float | None:
        """Return how many tablets are left once it is taken; None where that was not told."""
        if self.stock is None:
            return None
        is_open = self.state in (DoseState.WAITING, DoseState.ASKED)
        return max(0.0, self.stock - self.amount) if is_open else self.stock

    def runs_out(self, zone: ZoneInfo) -> date | None:
        """Return the local day of the last dose that is left for after it, its own where there is none.

        None where that was not told, or enough is left for all that are to come.
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
    doses: tuple[Dose, ...]
    message_id: int | None = None


class Unreachable(Exception):
    """The person can't be written to: they blocked the bot or their account is gone."""


class Ledger(Protocol):
    """The only truth about doses and reminders."""

    async def extend(self, until: datetime) -> None:
        """Write the doses that fall due up to an instant."""

    async def claim(self, now: datetime, *, late_after: timedelta, window: timedelta) -> list[ReminderId]:
        """In one transaction: group what is due into reminders and close what was missed; return those to be sent."""
        ...

    async def reminder(self, id: ReminderId) -> Reminder | None: ...
    async def sent(self, id: ReminderId, message_id: int, at: datetime) -> None: ...
    async def answer(
        self, id: ReminderId, chat_id: ChatId, action: Action, at: datetime, snooze: timedelta
    ) -> bool:
        """Apply a tap; return whether it changed anything."""
        ...

    async def undo(
        self, id: ReminderId, chat_id: ChatId, at: datetime, since: datetime, window: timedelta
    ) -> bool:
        """Take back an answer given no earlier than `since`; return whether there was one."""
        ...

    async def next_at(self) -> datetime | None: ...


class Notifier(Protocol):
    """How a reminder reaches a person."""

    async def remind(self, reminder: Reminder) -> int:
        """Send it and return the message's id; raise Unreachable where it can't be delivered, ever."""
        ...


class Blocks(Protocol):
    """Where it is noted that a chat can't be written to."""

    async def block(self, chat_id: ChatId, at: datetime) -> None: ...


class ReminderService:
    """Sends what is due and takes the answers."""

    def __init__(self, ledger: Ledger, notifier: Notifier, blocks: Blocks) -> None:
        self._ledger = ledger
        self._notifier = notifier
        self._blocks = blocks
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._under_way: dict[ReminderId, asyncio.Task[None]] = {}

    async def tick(self, now: datetime) -> datetime | None:
        """Do all that is due at `now`; return when something is due next."""
        await self._ledger.extend(now + HORIZON)
        claimed = await self._ledger.claim(now, late_after=LATE_AFTER, window=WINDOW)
        await self._send_all(claimed, now)
        return await self._ledger.next_at()

    async def answer(
        self, id: ReminderId, chat_id: ChatId, action: Action, at: datetime
    ) -> tuple[Reminder | None, bool]:
        """Apply a tap on a reminder; return it as it stands now (None: gone) and whether the tap changed anything."""
        changed = await self._ledger.answer(id, chat_id, action, at, SNOOZE)
        return await self._ledger.reminder(id), changed

    async def get(self, id: ReminderId) -> Reminder | None:
        """Return a reminder as it stands now; None where it is gone."""
        return await self._ledger.reminder(id)

    async def undo(self, id: ReminderId, chat_id: ChatId, at: datetime) -> tuple[Reminder | None, bool]:
        """Take back an answer of the last ten minutes; return the reminder as it stands now and whether it changed."""
        changed = await self._ledger.undo(id, chat_id, at, at - UNDO_FOR, WINDOW)
        return await self._ledger.reminder(id), changed

    async def _send_all(self, ids: Sequence[ReminderId], now: datetime) -> None:
        """Send what is not on its way yet; a chat that keeps Telegram waiting keeps nobody else's doses."""
        for id in ids:
            if id not in self._under_way:
                self._under_way[id] = asyncio.create_task(self._send(id, now))
        if tasks := list(self._under_way.values()):
            await asyncio.wait(tasks, timeout=PATIENCE.total_seconds())

    async def aclose(self) -> None:
        """Wait for what is on its way, for a while."""
        if tasks := list(self._under_way.values()):
            await asyncio.wait(tasks, timeout=PATIENCE.total_seconds())

    async def _send(self, id: ReminderId, now: datetime) -> None:
        """Send one reminder. One that fails keeps no other: it stays claimed and is tried again."""
        async with self._limit:
            try:
                await self._send_one(id, now)
            except Exception:
                log.exception("a reminder was not sent", extra={"reminder": id})
            finally:
                del self._under_way[id]

    async def _send_one(self, id: ReminderId, now: datetime) -> None:
        reminder = await self._ledger.reminder(id)
        if reminder is None:
            return
        try:
            message_id = await self._notifier.remind(reminder)
        except Unreachable:
            await self._blocks.block(reminder.account.chat_id, now)
        else:
            await self._ledger.sent(id, message_id, now)
