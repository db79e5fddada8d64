"""All that the sandbox holds: the bot, the people, their chats, the updates between them."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.delivery.faults import Faults
from bot.sandbox.delivery.limits import RateLimits
from bot.sandbox.delivery.webhooks import Webhook
from bot.sandbox.state.chats import Chat, Chats, Person
from bot.sandbox.state.files import FileStore
from bot.sandbox.state.profile import Profile
from bot.sandbox.state.updates import CallbackQueries, UpdateQueue

Json = dict[str, Any]

ACTION_SECONDS = 5.0  # Telegram shows a chat action for five seconds, or until the next message


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What a sandbox is started with; every default is fit for the demo."""

    token: str = field(default="1:sandbox", repr=False)
    bot_name: str = "약속 Yaksok"
    bot_username: str = "yaksok_bot"
    state_file: Path | None = None
    messages_per_second: int = 30
    chat_burst: int = 8
    group_messages_per_minute: int = 20
    query_seconds: float = 15.0
    webhook_retry_seconds: float = 1.0
    clock: Callable[[], float] = field(default=time.time, repr=False)


class World:
    """The state of a sandbox, and what happens in it when someone writes."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.chats = Chats()
        self.files = FileStore()
        self.updates = UpdateQueue(next_id=int(settings.clock()))
        self.queries = CallbackQueries()
        self.profile = Profile()
        self.webhook = Webhook()
        self.faults = Faults()
        self.limits = RateLimits(
            per_second=settings.messages_per_second,
            burst=settings.chat_burst,
            per_minute_in_group=settings.group_messages_per_minute,
        )
        self.requests: Counter[str] = Counter()
        self.refusals: Counter[int] = Counter()
        self.poll_turn = 0
        self.closing = False
        self.changed = asyncio.Event()  # there is something to save

    @property
    def now(self) -> float:
        """The present moment, seconds since 1970."""
        return self.settings.clock()

    @property
    def bot(self) -> Json:
        """The bot as the Bot API's User."""
        bot_id = int(self.settings.token.partition(":")[0])
        settings = self.settings
        return {
            "id": bot_id,
            "is_bot": True,
            "first_name": settings.bot_name,
            "username": settings.bot_username,
        }

    def compose(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Make a new message in a chat; it is not yet put there."""
        heading = {"message_id": self.chats.next_message_id(), "date": int(self.now)}
        return heading | {"chat": chat.described(), "from": sender} | content

    def say(self, chat: Chat, content: Json) -> Json:
        """Let the bot write a message."""
        message = self.compose(chat, self.bot, content)
        chat.show("", 0.0)
        chat.put(message)
        self.changed.set()
        return message

    def hear(self, chat: Chat, person: Person, content: Json) -> Json:
        """Let a person write a message; the bot gets it as an update (in a group, if it concerns the bot)."""
        message = self.compose(chat, person.user(), content)
        if chat.kind == "private":
            chat.reachable = True
        chat.put(message)
        if chat.kind == "private" or self._concerns_bot(message):
            self.notify("message", message, chat)
        self.changed.set()
        return message

    def notify(self, kind: str, content: Json, chat: Chat) -> None:
        """Put an update in the bot's queue."""
        self.updates.push(kind, content, chat.id, self.now)
        self.changed.set()

    def wake_all(self) -> None:
        """Let everyone who waits look again, for the sandbox is closing or the way of updates has changed."""
        self.updates.bell.ring()
        self.changed.set()
        for chat in self.chats.all.values():
            chat.spoken.ring()
            chat.stirred.ring()

    def _concerns_bot(self, message: Json) -> bool:
        """Return whether a group's message passes the privacy mode that bots have unless they give it up."""
        text = message.get("text") or message.get("caption") or ""
        answered = message.get("reply_to_message", {}).get("from", {}).get("is_bot", False)
        service = "new_chat_members" in message or "left_chat_member" in message
        return service or answered or text.startswith("/") or f"@{self.settings.bot_username}" in text
