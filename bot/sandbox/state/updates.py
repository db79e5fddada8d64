"""The updates that wait for the bot, and the questions of its callback queries."""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.state.bell import Bell

Json = dict[str, Any]

LIFETIME = 24 * 60 * 60  # seconds for which Telegram keeps an update
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update as the bot will see it, with the chat it belongs to and its moment (seconds since 1970)."""

    body: Json
    chat_id: int
    at: float

    @property
    def id(self) -> int:
        """Its update_id."""
        number: int = self.body["update_id"]
        return number


@dataclass(slots=True)
class UpdateQueue:
    """Updates in their order until they are confirmed, or a day old.

    `next_id` starts from the clock, so that a bot that remembers earlier runs takes no new update for an old.
    """

    next_id: int
    allowed: tuple[str, ...] = ()
    pending: dict[int, Update] = field(default_factory=dict)
    delivered: int = 0
    bell: Bell = field(default_factory=Bell, repr=False)

    def push(self, kind: str, content: Json, chat_id: int, now: float) -> None:
        """Add an update, unless the bot does not want its kind."""
        if self._unwanted(kind):
            return
        update = Update({"update_id": self.next_id, kind: content}, chat_id, now)
        self.pending[update.id] = update
        self.next_id += 1
        self.bell.ring()

    def allow(self, kinds: tuple[str, ...] | None) -> None:
        """Set which kinds the bot wants from now on; an empty list means the usual, None changes nothing."""
        if kinds is not None:
            self.allowed = kinds

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps only so many from the end."""
        first = sorted(self.pending)[offset:][0] if offset < 0 and self.pending else offset
        self.take(update_id for update_id in list(self.pending) if update_id < first)

    def take(self, update_ids: Iterable[int]) -> None:
        """Forget updates that have reached the bot."""
        for update_id in update_ids:
            if self.pending.pop(update_id, None):
                self.delivered += 1

    def waiting(self, now: float) -> list[Update]:
        """Return what waits, oldest first; what is a day old is dropped."""
        for update_id in [update.id for update in self.pending.values() if now - update.at >= LIFETIME]:
            del self.pending[update_id]
        return list(self.pending.values())

    def _unwanted(self, kind: str) -> bool:
        return kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to a tap: a short notice, or a dialog, or an address to open."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


class CallbackQueries:
    """The taps that the bot has not answered; each can be answered once, and only for a while."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[float, asyncio.Future[CallbackAnswer]]] = {}

    def ask(self, now: float) -> tuple[str, asyncio.Future[CallbackAnswer]]:
        """Open a query; return its id and the future of its answer."""
        query_id = str(secrets.randbits(62))
        answer: asyncio.Future[CallbackAnswer] = asyncio.get_running_loop().create_future()
        self._open[query_id] = (now, answer)
        return query_id, answer

    def answer(self, query_id: str, answer: CallbackAnswer, now: float, lifetime: float) -> bool:
        """Give a query its answer; return False where there is no such query, or it is too old."""
        asked, future = self._open.pop(query_id, (0.0, None))
        if future is None or now - asked > lifetime:
            return False
        if not future.done():
            future.set_result(answer)
        return True
