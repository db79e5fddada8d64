"""The people, their chats with the bot, and what stands in them.

Messages are the Bot API's own JSON, and are never changed in place.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NewType, TypeVar

from bot.sandbox.state.bell import Bell

Json = dict[str, Any]
ChatId = NewType("ChatId", int)
T = TypeVar("T")

# Over 32 bits, as Telegram's own; random, so that a bot that remembers earlier runs meets nobody twice.
_FIRST_ID, _ID_RANGE = 5_000_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can talk to the bot; `user` is the Bot API's User."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""

    def names(self) -> Json:
        """Return the names that a User and a private Chat share."""
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

    def user(self) -> Json:
        """Return the Bot API's User."""
        language = {"language_code": self.language_code} if self.language_code else {}
        return {"id": self.id, "is_bot": False, **self.names(), **language}


@dataclass(slots=True)
class Chat:
    """A private chat of one person with the bot, or a group that the bot is in.

    `log` holds every message and edit, with a number that only grows; `removed` likewise what was deleted, and
    `reacted` the emoji that the bot put on a message.
    """

    id: ChatId
    kind: Literal["private", "group"]
    people: list[Person]
    title: str = ""
    reachable: bool = False
    blocked: bool = False
    seq: int = 0
    messages: dict[int, Json] = field(default_factory=dict)
    log: list[tuple[int, Json]] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    reacted: list[tuple[int, Json]] = field(default_factory=list)
    keyboard: Json | None = None
    action: str = ""
    action_until: float = 0.0
    spoken: Bell = field(default_factory=Bell, repr=False)  # a message came or was edited
    stirred: Bell = field(default_factory=Bell, repr=False)  # that, or anything else a chat window shows

    @property
    def owner(self) -> Person:
        """The person of a private chat, the first one of a group."""
        return self.people[0]

    def described(self) -> Json:
        """Return the Bot API's Chat."""
        if self.kind == "group":
            return {"id": self.id, "type": "group", "title": self.title}
        return {"id": self.id, "type": "private", **self.owner.names()}

    def put(self, message: Json) -> None:
        """Add a new message or a new form of an old one."""
        self.seq += 1
        self.messages[message["message_id"]] = message
        self.log.append((self.seq, message))
        self.spoken.ring()
        self.stirred.ring()

    def remove(self, message_id: int) -> None:
        """Take a message away."""
        self.seq += 1
        del self.messages[message_id]
        self.removed.append((self.seq, message_id))
        self.stirred.ring()

    def react(self, message_id: int, emoji: str, at: float) -> None:
        """Put the bot's emoji on a message, "" for none; `at` is in seconds since 1970."""
        self.seq += 1
        self.reacted.append((self.seq, {"message_id": message_id, "emoji": emoji, "at": at}))
        self.stirred.ring()

    def after(self, seq: int) -> list[Json]:
        """Return the messages and edits with a greater number, in order."""
        return [message for _, message in _tail(self.log, seq)]

    def removed_after(self, seq: int) -> list[int]:
        """Return which messages were deleted since."""
        return [message_id for _, message_id in _tail(self.removed, seq)]

    def reacted_after(self, seq: int) -> list[Json]:
        """Return what the bot put on messages since: the message's number, the emoji, and when."""
        return [reaction for _, reaction in _tail(self.reacted, seq)]

    def show(self, action: str, until: float) -> None:
        """Show what the bot is doing, until a moment or its next message; "" for nothing."""
        if action != self.action or action:
            self.action, self.action_until = action, until
            self.stirred.ring()


def _tail(entries: list[tuple[int, T]], seq: int) -> Iterator[tuple[int, T]]:
    """Yield the entries after a number. Mostly few are asked for, so the search begins at the end."""
    first = len(entries)
    while first and entries[first - 1][0] > seq:
        first -= 1
    yield from entries[first:]


class Chats:
    """Everyone, every chat, and the numbers of messages, which run through all chats as in Telegram."""

    def __init__(self) -> None:
        self.all: dict[int, Chat] = {}
        self.last_message_id = 0

    def add_person(self, first_name: str, **names: str) -> Chat:
        """Make a person and their private chat, which the bot can't write to before they do."""
        person = Person(self._free_id(1), first_name, **names)
        return self._add(Chat(ChatId(person.id), "private", [person]))

    def add_group(self, title: str, people: list[Person]) -> Chat:
        """Make a group of people that the bot has been added to."""
        return self._add(Chat(ChatId(self._free_id(-1)), "group", people, title, reachable=True))

    def find(self, chat_id: str) -> Chat | None:
        """Return the chat of a number or an @username."""
        if chat_id.startswith("@"):
            names = ((chat.owner.username, chat) for chat in self.all.values() if chat.kind == "private")
            return next((chat for name, chat in names if name and name.lower() == chat_id[1:].lower()), None)
        try:
            return self.all.get(int(chat_id))
        except ValueError:
            return None

    def next_message_id(self) -> int:
        """Return a number for a new message."""
        self.last_message_id += 1
        return self.last_message_id

    def _add(self, chat: Chat) -> Chat:
        self.all[chat.id] = chat
        return chat

    def _free_id(self, sign: int) -> int:
        while (candidate := sign * (_FIRST_ID + secrets.randbelow(_ID_RANGE))) in self.all:
            pass
        return candidate
