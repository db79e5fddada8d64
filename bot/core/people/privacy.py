"""What a person may ask of what is kept of them: to have it, and to have it gone."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.people.accounts import Account, Accounts, ChatId
from bot.core.reports.account_export import archive

Rows = Mapping[str, Sequence[Mapping[str, object]]]


class AccountData(Protocol):
    """All that is kept of an account."""

    async def of(self, chat_id: ChatId) -> Rows:
        """Return the rows of every table that belong to an account, as they are at one moment."""
        ...


class AccountDataService:
    """The use cases of /export and /delete."""

    def __init__(self, possessions: AccountData, accounts: Accounts, backup_days: int) -> None:
        self.backup_days = backup_days
        self._possessions = possessions
        self._accounts = accounts

    async def export(self, account: Account, at: datetime) -> bytes:
        """Return everything that is kept of an account as a ZIP file."""
        rows = await self._possessions.of(account.chat_id)
        return await asyncio.to_thread(archive, rows, account.home, at)

    async def forget(self, account: Account, at: datetime) -> None:
        """Delete everything that is kept of an account."""
        await self._accounts.delete(account.chat_id, at)
