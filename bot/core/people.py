"""Who talks to the bot: an account for each chat, and the people it keeps medicines for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol
from zoneinfo import ZoneInfo, available_timezones

from bot.core.errors import UserError
from knowledge.interactions import Profile

ChatId = NewType("ChatId", int)
PersonId = NewType("PersonId", int)

CONSENT_VERSION = 1  # raised whenever the text a person consents to changes in substance


class Language(StrEnum):
    """A language the bot speaks."""

    KOREAN = "ko"
    ENGLISH = "en"

    @classmethod
    def of(cls, code: str | None) -> "Language":
        """Return the language to greet a person in, from Telegram's IETF tag; Korean unless another is told."""
        return cls.ENGLISH if code and not code.startswith("ko") else cls.KOREAN


@dataclass(frozen=True, slots=True)
class Account:
    """One private chat and how its person wants to be spoken to."""

    chat_id: ChatId
    language: Language
    time_zone: str
    consent_version: int
    person_id: PersonId  # the owner
    profile: Profile = Profile()

    @property
    def has_consented(self) -> bool:
        return self.consent_version >= CONSENT_VERSION

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Accounts(Protocol):
    """Where accounts are kept."""

    async def find(self, chat_id: ChatId) -> Account | None: ...
    async def open(self, chat_id: ChatId, language: Language, time_zone: str, at: datetime) -> Account: ...
    async def save(self, account: Account) -> None: ...
    async def move(self, account: Account, at: datetime) -> None:
        """Write an account's time zone; doses to come fall due by the clock of the new one."""
        ...

    async def block(self, chat_id: ChatId, at: datetime) -> None: ...
    async def delete(self, chat_id: ChatId) -> None: ...


class Reception:
    """Greets people, and keeps their language, time zone and consent."""

    def __init__(self, accounts: Accounts, home_zone: str) -> None:
        self._accounts = accounts
        self._home_zone = home_zone

    async def account(self, chat_id: ChatId, language_code: str | None, at: datetime) -> Account:
        """Return the account of a chat, opened at the first message; a chat that was blocked is open again."""
        return await self._accounts.open(chat_id, Language.of(language_code), self._home_zone, at)

    async def speak(self, account: Account, language: Language) -> Account:
        """Change the language."""
        return await self._save(replace(account, language=language))

    async def live_in(self, account: Account, time_zone: str, at: datetime) -> Account:
        """Change the time zone; raise UserError for a name that is none."""
        if time_zone not in available_timezones():
            raise UserError("unknown time zone")
        moved = replace(account, time_zone=time_zone)
        await self._accounts.move(moved, at)
        return moved

    async def consent(self, account: Account) -> Account:
        """Note that the person agreed to what the present text says."""
        return await self._save(replace(account, consent_version=CONSENT_VERSION))

    async def _save(self, account: Account) -> Account:
        await self._accounts.save(account)
        return account
