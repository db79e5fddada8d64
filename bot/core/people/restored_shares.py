"""After a backup was restored, caregivers are told nothing until the person says that it still holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.doses.notice_queue import NoticeQueue
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome, Refused
from bot.core.people.accounts import Account, Accounts
from bot.core.people.caregivers import Caregiver, CaregiverId

ASKED_AGAIN_AFTER = timedelta(minutes=10)  # where the question did not arrive


class RestoredCaregivers(Protocol):
    """Where it is kept about whom people are still to be asked."""

    async def get(self, id: CaregiverId) -> Caregiver | None: ...
    async def to_ask_again(self, now: datetime) -> Sequence[CaregiverId]: ...
    async def asked_again(self, id: CaregiverId, next_at: datetime | None) -> None:
        """Note when the person is asked next; None: not any more."""
        ...


class RestoredMessages(Protocol):
    """How a person is asked."""

    async def restored(self, account: Account, care: Caregiver) -> Outcome: ...


class RestoredShares:
    """Asks each person once. What the backup says may be wider than what they allowed after it was made."""

    def __init__(
        self, caregivers: RestoredCaregivers, accounts: Accounts, messages: RestoredMessages
    ) -> None:
        self._caregivers = caregivers
        self._accounts = accounts
        self._messages = messages
        self._queue = NoticeQueue(self._ask)

    async def tick(self, now: datetime) -> None:
        """Begin to ask all who are to be asked."""
        self._queue.start(await self._caregivers.to_ask_again(now), now)

    async def settled(self) -> None:
        """Wait until no question is on its way."""
        await self._queue.settled()

    async def aclose(self) -> None:
        """Stop; what is cut short is asked after the next start."""
        await self._queue.aclose()

    async def _ask(self, number: int, now: datetime) -> None:
        id = CaregiverId(number)
        care = await self._caregivers.get(id)
        account = await self._accounts.about(care.person_chat, care.person) if care else None
        if care is None or care.is_agreed or account is None:
            await self._caregivers.asked_again(id, None)
            return
        outcome = await self._messages.restored(account, care)
        is_over = isinstance(outcome, Delivered | Blocked | Refused)
        await self._caregivers.asked_again(id, None if is_over else now + ASKED_AGAIN_AFTER)
