"""The use cases of reminders: claim and send what is due, take answers, undo them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.doses.model import HORIZON, SNOOZE, Action, DoseId, ReminderId
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.send_queue import Blocks, Deliveries, Notifier, ReminderMeter, Sending, ToSend
from bot.core.people.accounts import ChatId

log = logging.getLogger(__name__)


class Ledger(Deliveries, Protocol):
    """The only truth about doses and reminders. A reminder's doses are all of it, or the one that is named."""

    async def extend(self, until: datetime) -> None:
        """Write the doses that fall due up to an instant."""

    async def reminder(self, id: ReminderId) -> Reminder | None: ...
    async def claim(self, now: datetime) -> int:
        """Ask for what is due and close what was missed; return how many reminders were given up by that."""
        ...

    async def to_send(self, now: datetime) -> Sequence[ToSend]:
        """Return the reminders whose time has come, the oldest first."""
        ...

    async def answer(
        self,
        id: ReminderId,
        chat_id: ChatId,
        action: Action,
        at: datetime,
        dose: DoseId | None = None,
        delay: timedelta = SNOOZE,
    ) -> bool:
        """Apply a tap; return whether it changed anything. `delay` is for how long "later" postpones."""
        ...

    async def postpone_day(self, id: ReminderId, chat_id: ChatId, delay: timedelta, at: datetime) -> bool:
        """Ask for all doses of the reminder's person that are still to come today so much later than their times."""
        ...

    async def undo(self, id: ReminderId, chat_id: ChatId, at: datetime, dose: DoseId | None = None) -> bool:
        """Undo the answers of the last ten minutes; return whether there was one."""
        ...

    async def next_at(self, now: datetime) -> datetime | None:
        """Return when something is to be done next."""
        ...


class ReminderService:
    """Sends what is due and takes the answers."""

    def __init__(self, ledger: Ledger, notifier: Notifier, blocks: Blocks, meter: ReminderMeter) -> None:
        self._ledger = ledger
        self._meter = meter
        self._sending = Sending(ledger, notifier, blocks, meter)

    async def tick(self, now: datetime) -> datetime | None:
        """Claim all that is due at `now` and begin to send it; return when something is due next."""
        await self._ledger.extend(now + HORIZON)
        if given_up := await self._ledger.claim(now):
            log.error("reminders were given up: %d", given_up)
            self._meter.reminders_failed(given_up)
        self._sending.start(await self._ledger.to_send(now), now)
        return await self._ledger.next_at(now)

    async def answer(
        self,
        id: ReminderId,
        chat_id: ChatId,
        action: Action,
        at: datetime,
        dose: DoseId | None = None,
        delay: timedelta = SNOOZE,
    ) -> tuple[Reminder | None, bool]:
        """Apply a tap to all doses of a reminder, or to one.

        Return the reminder as it stands now (None: gone), and whether the tap changed anything.
        """
        changed = await self._ledger.answer(id, chat_id, action, at, dose, delay)
        return await self._ledger.reminder(id), changed

    async def postpone_day(
        self, id: ReminderId, chat_id: ChatId, delay: timedelta, at: datetime
    ) -> Reminder | None:
        """Postpone the rest of the day: the open doses from now, all others of today after their times.

        With no delay, only the others: they come at their times again.
        """
        if delay:
            await self._ledger.answer(id, chat_id, Action.LATER, at, delay=delay)
        await self._ledger.postpone_day(id, chat_id, delay, at)
        return await self._ledger.reminder(id)

    async def get(self, id: ReminderId) -> Reminder | None:
        """Return a reminder as it stands now; None where it is gone."""
        return await self._ledger.reminder(id)

    async def undo(
        self, id: ReminderId, chat_id: ChatId, at: datetime, dose: DoseId | None = None
    ) -> tuple[Reminder | None, bool]:
        """Undo the answers of the last ten minutes, as `answer` applies them."""
        changed = await self._ledger.undo(id, chat_id, at, dose)
        return await self._ledger.reminder(id), changed

    async def settled(self) -> None:
        """Wait until no reminder is on its way."""
        await self._sending.settled()

    async def aclose(self) -> None:
        """Wait for what is on its way, for a while."""
        await self._sending.aclose()
