"""Exports and deletes what is kept of a person."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.core.people.accounts import Account, Accounts, ChatId

Rows = Mapping[str, Sequence[Mapping[str, object]]]
Pack = Callable[[Rows, ZoneInfo, datetime], Awaitable[bytes]]  # `account_export.archive`, in a thread


class AccountData(Protocol):
    """All that is kept of an account."""

    async def of(self, chat_id: ChatId) -> Rows:
        """Return the rows of every table that belong to an account, as they are at one moment."""
        ...


class AccountDataService:
    """The use cases of /export and /delete."""

    def __init__(self, account_data: AccountData, accounts: Accounts, backup_days: int, pack: Pack) -> None:
        self.backup_days = backup_days
        self._account_data = account_data
        self._accounts = accounts
        self._pack = pack

    async def export(self, account: Account, at: datetime) -> bytes:
        """Return everything that is kept of an account as a ZIP file."""
        rows = await self._account_data.of(account.chat_id)
        return await self._pack(rows, account.home, at)

    async def forget(self, account: Account, at: datetime) -> None:
        """Delete everything that is kept of an account."""
        await self._accounts.delete(account.chat_id, at)
