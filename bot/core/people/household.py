"""The people of one account: added, named, chosen, removed."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.core.errors import UserError
from bot.core.people.accounts import ChatId, PersonId

LONGEST_NAME = 20  # characters
MOST_PEOPLE = 12
ONESELF = frozenset({"나", "me"})  # what screens call a first person without a name
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # categories; they can turn a line round


@dataclass(frozen=True, slots=True)
class Person:
    """One of the people whose medicines an account keeps."""

    id: PersonId
    name: str  # "" is the one who writes, as long as they gave themselves no name
    is_owner: bool
    is_chosen: bool


class NameProblem(StrEnum):
    """Why a name is not taken."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    DOUBLE = "double"
    TOO_MANY = "too-many"  # it is not the name that is at fault


class NameRefused(UserError):
    """A name that can't be taken."""

    def __init__(self, problem: NameProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class People(Protocol):
    """Where the people of accounts are kept."""

    async def of(self, chat_id: ChatId) -> list[Person]:
        """Return an account's people, the first of them first."""
        ...

    async def add(self, chat_id: ChatId, name: str, origin: str) -> PersonId | None:
        """Add a person and make the chat about them, in one step; None where there is one of this name."""
        ...

    async def added(self, chat_id: ChatId, origin: str) -> PersonId | None:
        """Return the person whom a message added; None where it added nobody."""
        ...

    async def rename(self, chat_id: ChatId, person: PersonId, name: str) -> bool: ...
    async def choose(self, chat_id: ChatId, person: PersonId) -> bool:
        """Make the chat about a person from now on; False where they are gone."""
        ...

    async def remove(self, chat_id: ChatId, person: PersonId, at: datetime) -> bool:
        """Remove a person with their list and reminders for good; False where they are gone, or are the first."""
        ...


class PeopleService:
    """Adds and names people. What has no rules of its own is asked of `People`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def add(self, chat_id: ChatId, name: str, origin: str) -> PersonId:
        """Add a person and make the chat about them; raise NameRefused. The same message again finds them added."""
        if (added := await self._people.added(chat_id, origin)) is not None:
            return added
        people = await self._people.of(chat_id)
        if len(people) >= MOST_PEOPLE:
            raise NameRefused(NameProblem.TOO_MANY)
        added = await self._people.add(chat_id, _unlike(name_of(name), people), origin)
        if added is None:
            raise NameRefused(NameProblem.DOUBLE)
        return added

    async def rename(self, chat_id: ChatId, person: PersonId, name: str) -> bool:
        """Give a person another name; False where they are gone; raise NameRefused."""
        others = [one for one in await self._people.of(chat_id) if one.id != person]
        return await self._people.rename(chat_id, person, _unlike(name_of(name), others))


def name_of(text: str) -> str:
    """Return a typed name without what can't be seen; raise NameRefused where nothing is left, or too much."""
    name = visible(text)
    if not name:
        raise NameRefused(NameProblem.EMPTY)
    if len(name) > LONGEST_NAME:
        raise NameRefused(NameProblem.TOO_LONG)
    return name


def visible(text: str) -> str:
    """Return a typed text in one line, without what can't be seen."""
    seen = "".join(" " if c.isspace() else c for c in text if _is_visible(c))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in INVISIBLE


def _unlike(name: str, people: list[Person]) -> str:
    taken = {one.name.casefold() for one in people}
    if name.casefold() in (taken | ONESELF if "" in taken else taken):
        raise NameRefused(NameProblem.DOUBLE)
    return name
