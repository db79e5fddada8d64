"""Who talks to the bot: an account for each chat, and the people it keeps medicines for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol
from zoneinfo import ZoneInfo, available_timezones

from bot.core.errors import GoneError, UserError
from bot.core.people.habits import Habits
from bot.core.schedules.occurrences import USUAL_MEALS
from bot.core.schedules.schedule import MealTimes, Schedule
from bot.core.schedules.timetable import Timetable
from knowledge.interactions.check import Profile

ChatId = NewType("ChatId", int)
PersonId = NewType("PersonId", int)

FIRST_YEAR = 1900  # that a living person may be born in
CONSENT_VERSION = 2  # raised whenever the text a person consents to changes in substance


class Language(StrEnum):
    """A language the bot speaks."""

    KOREAN = "ko"
    ENGLISH = "en"

    @classmethod
    def of(cls, code: str | None) -> "Language":
        """Return the language to greet a person in, from Telegram's IETF tag; Korean unless another is told."""
        return cls.ENGLISH if code and not code.startswith("ko") else cls.KOREAN


class OwnPills(StrEnum):
    """Whether small pictures of the person's own pills are kept for reminders."""

    UNASKED = "unasked"
    ASKED = "asked"  # and not agreed, or not any more
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Account:
    """One private chat, its settings, and one of its people."""

    chat_id: ChatId
    language: Language
    time_zone: str  # of the person: the clock that their medicines are taken by
    consent_version: int
    person_id: PersonId
    profile: Profile = Profile()
    name: str = ""  # of the person; "" is the one who writes, as long as they gave themselves no name
    is_owner: bool = True  # whether this is the first person, who can't be removed
    is_shared: bool = False  # whether there are other people in the account
    is_large: bool = False  # large and simple: fewer words, one button a row
    is_discreet: bool = False  # reminders without the names of medicines
    was_greeted: bool = True
    home_zone: str = ""  # of the first person, who reads; "" is where the person lives
    habits: Habits = Habits()
    meals: MealTimes = USUAL_MEALS  # of the person
    stock_days: int = 7  # before the last tablet it is told; 0: never
    is_weekly: bool = False  # wants a line a week on the doses taken
    has_pictures: bool = True  # reminders with a picture of the pills
    own_pills: OwnPills = OwnPills.UNASKED

    @property
    def has_consented(self) -> bool:
        return self.consent_version >= CONSENT_VERSION

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def home(self) -> ZoneInfo:
        """The clock of whoever reads."""
        return ZoneInfo(self.home_zone or self.time_zone)

    def timetable(self, schedule: Schedule, begins: datetime) -> Timetable:
        """Return when the doses of a schedule are due that the person has had since an instant."""
        return Timetable(schedule, self.zone, begins, self.meals)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the person may live by another clock than whoever reads."""
        return self.home_zone not in ("", self.time_zone)


class Accounts(Protocol):
    """Where accounts are kept."""

    async def find(self, chat_id: ChatId) -> Account | None:
        """Return an account, about the person who was chosen."""
        ...

    async def about(self, chat_id: ChatId, person: PersonId | None) -> Account | None:
        """Return an account, about one of its people: the first where none is given; None where they are gone."""
        ...

    async def open(self, chat_id: ChatId, language: Language, time_zone: str, at: datetime) -> Account: ...
    async def save(self, account: Account) -> None:
        """Write an account's own choices, and the profile of the person it is about."""
        ...

    async def greeted(self, chat_id: ChatId, at: datetime) -> None: ...
    async def move(self, account: Account, time_zone: str, at: datetime) -> None:
        """Write the time zone of the person an account is about; their doses to come fall due by its clock.

        Where that is the first person, the others stay where they live.
        """
        ...

    async def eat(self, account: Account, meals: MealTimes, at: datetime) -> None:
        """Write the meal times of the person an account is about; their doses to come fall due by these."""
        ...

    async def join(self, account: Account, time_zone: str, at: datetime) -> None:
        """Let those who live in a time zone live where the first person does."""
        ...

    async def block(self, chat_id: ChatId, at: datetime) -> None: ...
    async def delete(self, chat_id: ChatId, at: datetime) -> None: ...


class AccountService:
    """Greets people, and keeps their language, time zones, profile and consent."""

    def __init__(self, accounts: Accounts, home_zone: str) -> None:
        self._accounts = accounts
        self._home_zone = home_zone

    async def account(self, chat_id: ChatId, language_code: str | None, at: datetime) -> Account:
        """Return the account of a chat, opened at the first message; a chat that was blocked is open again."""
        return await self._accounts.open(chat_id, Language.of(language_code), self._home_zone, at)

    async def about(self, account: Account, person: PersonId | None, *, anew: bool = False) -> Account:
        """Return the account, about one of its people, or the first; raise GoneError where they were removed.

        With `anew` it is read again in any case.
        """
        is_about = account.is_owner if person is None else account.person_id == person
        if is_about and not anew:
            return account
        found = await self._accounts.about(account.chat_id, person)
        if found is None:
            raise GoneError("the person was removed")
        return found

    async def of_person(self, chat_id: ChatId, person: PersonId) -> Account:
        """Return the account of another chat, about one of its people; raise GoneError where they were removed."""
        found = await self._accounts.about(chat_id, person)
        if found is None:
            raise GoneError("the person was removed")
        return found

    async def greeted(self, account: Account, at: datetime) -> None:
        """Note that the chat was greeted."""
        await self._accounts.greeted(account.chat_id, at)

    async def speak(self, account: Account, language: Language) -> Account:
        """Change the language."""
        return await self._save(replace(account, language=language))

    async def live_in(self, account: Account, time_zone: str, at: datetime) -> Account:
        """Change the time zone of the person the account is about; raise UserError for a name that is none."""
        if time_zone not in available_timezones():
            raise UserError("unknown time zone")
        await self._accounts.move(account, time_zone, at)
        return await self.about(account, account.person_id, anew=True)

    async def eat_at(self, account: Account, meals: MealTimes, at: datetime) -> Account:
        """Change the meal times and bedtime of the person the account is about."""
        await self._accounts.eat(account, meals, at)
        return replace(account, meals=meals)

    async def live_together(self, account: Account, time_zone: str, at: datetime) -> None:
        """Let those of the account who live in a time zone live where its first person does."""
        await self._accounts.join(account, time_zone, at)

    async def consent(self, account: Account) -> Account:
        """Note that the person agreed to what the present text says."""
        return await self._save(replace(account, consent_version=CONSENT_VERSION))

    async def enlarge(self, account: Account, *, is_large: bool) -> Account:
        """Speak in large and simple screens, or not."""
        return await self._save(replace(account, is_large=is_large))

    async def hush(self, account: Account, *, is_discreet: bool) -> Account:
        """Leave the names of medicines out of reminders, or put them in."""
        return await self._save(replace(account, is_discreet=is_discreet))

    async def remind_by(self, account: Account, habits: Habits) -> Account:
        """Change how often reminders are repeated, and the quiet hours."""
        return await self._save(replace(account, habits=habits))

    async def tell_stock(self, account: Account, days: int) -> Account:
        """Change how many days before the last tablet it is told; 0 for never."""
        return await self._save(replace(account, stock_days=days))

    async def tell_week(self, account: Account, *, is_weekly: bool) -> Account:
        """Tell how many doses were taken once a week, or not."""
        return await self._save(replace(account, is_weekly=is_weekly))

    async def show_pictures(self, account: Account, *, has_pictures: bool) -> Account:
        """Send reminders with a picture of the pills, or without."""
        return await self._save(replace(account, has_pictures=has_pictures))

    async def describe(self, account: Account, profile: Profile) -> Account:
        """Save the profile of the person that the account is about."""
        return await self._save(replace(account, profile=profile))

    async def _save(self, account: Account) -> Account:
        await self._accounts.save(account)
        return account
