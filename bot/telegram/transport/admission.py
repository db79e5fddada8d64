"""Which photos are accepted, and when each comes into memory: limits on number, age and bytes, fair turns for chats."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.errors import UserError
from bot.telegram.transport.photo_quota import PhotoQuota, QuotaLimits

_FIRST_GUESS = 1.0  # seconds for a photo, before any was measured
_NEWEST = 0.1  # weight of the newest photo in the mean


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """How many photos are accepted, and how much of them is in memory."""

    photos: int = 100  # accepted and not answered yet
    chat_photos: int = 20  # of one chat among them
    at_once: int = 4  # being fetched or scanned
    bytes: int = 64_000_000  # of the files of those
    quota: QuotaLimits = field(default_factory=QuotaLimits)  # of a chat
    stale: float = 900.0  # seconds after which a photo has to stand back for newer ones
    slow: float = 3.0  # seconds: a chat whose photo took longer has one at a time


class CrowdedError(UserError):
    """Too many photos wait already, or this chat has sent too many; in so many `seconds` it may try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(eq=False, slots=True)
class Ticket:
    """A photo that waits for its turn, or has it; `size` is the bytes of its file."""

    chat: int
    size: int


class PhotoQueue:
    """Decides who is accepted and whose photo is next. Chats take turns, a photo each. Pure."""

    def __init__(self, limits: AdmissionLimits) -> None:
        self._limits = limits
        self._accepted: Counter[int] = Counter()  # photos by chat
        self._waiting: OrderedDict[int, deque[Ticket]] = OrderedDict()  # chats in the order of their turns
        self._started: set[Ticket] = set()
        self._slow: set[int] = set()  # chats whose last photo took long

    def __len__(self) -> int:
        """Return how many photos are accepted and not answered yet."""
        return self._accepted.total()

    def accept(self, chat: int, count: int) -> bool:
        """Accept the photos of one question, all or none; where no others are, any number fits."""
        mine = self._accepted[chat]
        if (len(self) and len(self) + count > self._limits.photos) or (
            mine and mine + count > self._limits.chat_photos
        ):
            return False
        self._accepted[chat] += count
        return True

    def answer(self, chat: int, count: int) -> None:
        """Note that the photos of a question are answered, or given up."""
        self._accepted[chat] -= count
        if not self._accepted[chat]:
            del self._accepted[chat]

    def wait(self, ticket: Ticket) -> None:
        """Let an accepted photo wait for its turn."""
        self._waiting.setdefault(ticket.chat, deque()).append(ticket)

    def start_next(self) -> Ticket | None:
        """Start the photo whose turn it is; None where nothing more fits. Alone, a photo of any size fits."""
        if len(self._started) >= self._limits.at_once:
            return None
        busy = self._slow & {started.chat for started in self._started}
        chat = next((chat for chat in self._waiting if chat not in busy), None)
        if chat is None:
            return None
        ticket = self._waiting[chat][0]
        size = ticket.size + sum(started.size for started in self._started)
        if self._started and size > self._limits.bytes:
            return None
        self._remove(ticket)
        if chat in self._waiting:
            self._waiting.move_to_end(chat)
        self._started.add(ticket)
        return ticket

    def took(self, chat: int, seconds: float) -> None:
        """Note how long a photo of a chat took. One that sends slow pictures has one read at a time, and holds up itself."""
        if seconds > self._limits.slow:
            self._slow.add(chat)
        else:
            self._slow.discard(chat)

    def finish(self, ticket: Ticket) -> None:
        """Note that a photo is not in memory any more, or that it waits no longer."""
        if ticket in self._started:
            self._started.remove(ticket)
        else:
            self._remove(ticket)

    def _remove(self, ticket: Ticket) -> None:
        queue = self._waiting[ticket.chat]
        queue.remove(ticket)
        if not queue:
            del self._waiting[ticket.chat]


class RefusalMeter(Protocol):
    """Counts photos that are not accepted."""

    def photos_refused(self, count: int) -> None: ...


class Admission:
    """Accepts questions with photos, and lets each photo wait until it may come into memory."""

    def __init__(self, limits: AdmissionLimits, meter: RefusalMeter) -> None:
        self._limits = limits
        self._meter = meter
        self._queue = PhotoQueue(limits)
        self._quota = PhotoQuota(limits.quota)
        self._turns: dict[Ticket, asyncio.Future[None]] = {}
        self._seconds = _FIRST_GUESS  # mean of one photo

    @property
    def length(self) -> int:
        """How many photos are accepted and not answered yet."""
        return len(self._queue)

    @property
    def seconds(self) -> float:
        """How long all photos that are accepted now may take."""
        return self._seconds * len(self._queue) / self._limits.at_once

    @contextmanager
    def accepted(self, chat: int, count: int, age: float = 0.0) -> Iterator[None]:
        """Keep places for the photos of one question during the block; raise CrowdedError where they do not fit.

        After an outage many photos come at once. Those that are stale, by their `age` in seconds, have half of the places:
        who has sent one just now still waits for the answer.
        """
        now = asyncio.get_running_loop().time()
        wait = self._quota.wait(chat, count, now)
        is_late = age > self._limits.stale and len(self._queue) + count > self._limits.photos // 2
        if wait or (is_late and len(self._queue)) or not self._queue.accept(chat, count):
            self._meter.photos_refused(count)
            raise CrowdedError(max(wait, self.seconds))
        self._quota.sent(chat, count, now)
        try:
            yield
        finally:
            self._queue.answer(chat, count)

    @asynccontextmanager
    async def turn(self, chat: int, size: int) -> AsyncIterator[None]:
        """Wait until a file of so many bytes may be in memory; it must be gone at the end of the block."""
        ticket = Ticket(chat, size)
        turn = self._turns[ticket] = asyncio.get_running_loop().create_future()
        self._queue.wait(ticket)
        self._advance()
        try:
            await turn
            with self._measured(chat):
                yield
        finally:
            del self._turns[ticket]
            self._queue.finish(ticket)
            self._advance()

    @contextmanager
    def _measured(self, chat: int) -> Iterator[None]:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            yield
        finally:
            seconds = clock() - began
            self._seconds += _NEWEST * (seconds - self._seconds)
            self._queue.took(chat, seconds)
            self._quota.spent(chat, seconds, clock())

    def _advance(self) -> None:
        while ticket := self._queue.start_next():
            if not self._turns[ticket].done():  # else it was cancelled, and finishes soon
                self._turns[ticket].set_result(None)
