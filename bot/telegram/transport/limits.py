"""How fast the bot writes, and what happens where Telegram refuses or does not answer."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Protocol

import structlog
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.transport.flood import FloodDetector
from bot.telegram.transport.outbox import ChatKey, Outbox, Priority, Ticket

__all__ = ["Priority", "RateLimiter", "SendingMeter"]

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[..., Coroutine[Any, Any, Answer]]

_log = structlog.stdlib.get_logger(__name__)
_COUNTED = ("send", "edit", "copy", "forward")
_SAME_TWICE = ("edit", "answer", "get", "delete", "set")  # done twice, these come to the same
_SIGNS = frozenset(
    {"sendChatAction", "setMessageReaction"}
)  # no messages; they say nothing any more when they are late
_BEHIND = 0.25  # seconds


class SendingMeter(Protocol):
    """Counts what the bot writes."""

    def message_sent(self, priority: str) -> None: ...
    def too_many_requests(self) -> None: ...
    def failed(self, stage: str, kind: str) -> None: ...


class RateLimiter(BaseRateLimiter[Priority]):
    """Lets messages leave at Telegram's pace. Give their Priority as `rate_limit_args`; else REPLY or CHANGE.

    A refusal with 429 is obeyed and the message sent again, a reminder as often as it takes, others `retries`
    times; a wait of more than `longest_wait` seconds is raised as RetryAfter at once. It halts the chat it
    came from, and all chats only where a FloodDetector says so. After a cut connection, or an error of
    Telegram's own, a request is sent once more: an answer twice is better than none. A time-out is raised,
    since the message has mostly arrived, and where all is slow each would come twice; but not of what comes to
    the same when it is done twice: a changed screen, the answer to a tap. What failed of a reminder is raised, and of
    what is no message and only for the moment: a reaction, what the bot is doing.
    """

    def __init__(
        self,
        *,
        meter: SendingMeter,
        per_second: float = 28.0,
        ceiling: int = 30,
        burst: int = 3,
        retries: int = 5,
        longest_wait: float = 300.0,
    ) -> None:
        self._meter = meter
        self._outbox = Outbox(per_second=per_second, ceiling=ceiling, burst=burst)
        self._behind = per_second * _BEHIND
        self._retries = retries
        self._longest_wait = longest_wait
        self._waiting: dict[int, asyncio.Future[None]] = {}  # by ticket number
        self._flood = FloodDetector()
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def length(self) -> int:
        """How many messages wait. No __len__, for the library takes an empty limiter for none at all."""
        return len(self._waiting)

    @property
    def is_behind(self) -> bool:
        """Whether messages wait for their turn among all chats, and as many as leave in a quarter of a second.

        False while nothing may be sent at all.
        """
        now = asyncio.get_running_loop().time()
        is_halted = self._outbox.halted_until > now
        return len(self._waiting) >= self._behind and self._outbox.is_behind(now) and not is_halted

    async def initialize(self) -> None:
        """Nothing needs to be opened."""

    async def shutdown(self) -> None:
        """Let nobody wait any longer: what has not left is cancelled."""
        if self._alarm:
            self._alarm.cancel()
        for waiter in self._waiting.values():
            waiter.cancel()

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Answer:
        """Send one request when its turn has come."""
        if endpoint in _SIGNS:
            return await self._call(None, callback, args, kwargs)
        priority = rate_limit_args or (Priority.CHANGE if endpoint.startswith("edit") else Priority.REPLY)
        ticket = self._ticket(endpoint, data, priority)
        refusals = 0
        repeated = False
        while True:
            await (self._turn(ticket) if ticket else self._resumed())
            try:
                answer = await self._call(ticket, callback, args, kwargs)
            except RetryAfter as error:
                refusals += 1
                await self._obey(error, ticket, endpoint)
                if self._is_hopeless(error, priority, refusals):
                    raise
            except NetworkError as error:
                if repeated or not _may_repeat(error, priority, endpoint):
                    raise
                repeated = True
                _log.warning("sent again", endpoint=endpoint, error=type(error).__name__)
            else:
                if ticket:
                    self._flood.accepted()
                    self._meter.message_sent(priority.name.lower())
                return answer

    def _ticket(self, endpoint: str, data: dict[str, Any], priority: Priority) -> Ticket | None:
        """Return a ticket for a message to a chat, None for any other request."""
        chat = data.get("chat_id")
        if chat is None or not endpoint.startswith(_COUNTED):
            return None
        cost = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        return self._outbox.ticket(_key_of(chat), priority, cost)

    async def _turn(self, ticket: Ticket) -> None:
        """Wait until the messages of a ticket may leave."""
        loop = asyncio.get_running_loop()
        if (halt := self._outbox.chat_halted_until(ticket.chat) - loop.time()) > self._longest_wait:
            raise RetryAfter(math.ceil(halt))
        waiter = self._waiting[ticket.number] = loop.create_future()
        self._outbox.add(ticket, loop.time())
        self._advance()
        try:
            await waiter
        except asyncio.CancelledError:
            ticket.cancelled = True
            if not waiter.cancelled():  # its turn had come already
                self._answered(ticket)
            raise
        finally:
            del self._waiting[ticket.number]

    async def _call(self, ticket: Ticket | None, callback: Call, args: Any, kwargs: dict[str, Any]) -> Answer:
        try:
            return await callback(*args, **kwargs)
        except TelegramError as error:
            self._meter.failed("send", type(error).__name__)
            raise
        finally:
            if ticket:
                self._answered(ticket)

    def _answered(self, ticket: Ticket) -> None:
        self._outbox.answered(ticket, asyncio.get_running_loop().time())
        self._advance()

    async def _resumed(self) -> None:
        await asyncio.sleep(self._outbox.halted_until - asyncio.get_running_loop().time())

    def _advance(self) -> None:
        """Let go what may leave now, and come back when the next may."""
        loop = asyncio.get_running_loop()
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        while ticket := self._outbox.take(loop.time()):
            waiter = self._waiting[ticket.number]
            if waiter.done():  # cancelled, and not yet told
                self._outbox.answered(ticket, loop.time())
            else:
                waiter.set_result(None)
        if (moment := self._outbox.next_at(loop.time())) is not None:
            self._alarm = loop.call_at(moment, self._advance)

    async def _obey(self, error: RetryAfter, ticket: Ticket | None, endpoint: str) -> None:
        """Halt what was refused; a request that is no message just waits."""
        self._meter.too_many_requests()
        seconds = seconds_of(error)
        _log.warning("too many requests", endpoint=endpoint, seconds=seconds)
        if ticket:
            self._halt(ticket.chat, seconds)
        elif seconds <= self._longest_wait:
            await asyncio.sleep(seconds)

    def _halt(self, chat: ChatKey, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        self._outbox.halt(chat, now + seconds, now)
        if everything := self._flood.refused(chat, seconds, now):
            _log.warning("everything waits", seconds=everything)
            self._outbox.halt_all(now + everything)
        self._advance()

    def _is_hopeless(self, error: RetryAfter, priority: Priority, refusals: int) -> bool:
        if seconds_of(error) > self._longest_wait:
            return True
        return priority is not Priority.REMINDER and refusals > self._retries


def _may_repeat(error: NetworkError, priority: Priority, endpoint: str) -> bool:
    """Return whether a request is sent once more: not what takes too long, which mostly has arrived.

    Nor a reminder: whoever counts its attempts sends it again.
    """
    if isinstance(error, BadRequest):
        return False
    is_slow = isinstance(error, TimedOut)
    return endpoint.startswith(_SAME_TWICE) or not (is_slow or priority is Priority.REMINDER)


def seconds_of(error: RetryAfter) -> float:
    """Return for how long Telegram asks us to wait."""
    span = error.retry_after
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def _key_of(chat: Any) -> ChatKey:
    """Return one key for a chat, whether its number was given as a number or as text."""
    try:
        return int(chat)
    except ValueError:
        return str(chat)
