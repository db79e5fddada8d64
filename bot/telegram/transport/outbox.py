"""Which message is sent next, and when. Pure: moments are seconds of any clock that only goes forward."""

import math
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count

ChatKey = int | str


class Priority(IntEnum):
    """The kinds of messages, the most urgent first. From 1, for 0 reads as "none given"."""

    REMINDER = 1
    ALERT = 2
    ACKNOWLEDGEMENT = 3  # the first word about a photo: it is being read, or can't be now
    REPLY = 4
    CHANGE = 5  # of a message that is there: mostly after a tap, which was answered already


# Answers have a greater share than first words about photos: under overload these are mostly refusals, and a mark on the
# photo comes before them.
WEIGHTS = {
    Priority.REMINDER: 9,
    Priority.ALERT: 2,
    Priority.ACKNOWLEDGEMENT: 2,
    Priority.REPLY: 3,
    Priority.CHANGE: 3,
}


@dataclass(order=True, slots=True)
class Ticket:
    """A place in the queue for `cost` messages (an album counts each of its own) to one chat."""

    priority: Priority
    number: int
    chat: ChatKey = field(compare=False)
    cost: int = field(compare=False, default=1)
    cancelled: bool = field(compare=False, default=False)


class Pace:
    """All chats together: `per_second` evenly in the long run, never more than `ceiling` in any second.

    Telegram counts a message at some moment between its leaving and its answer. So a message takes one of the
    `ceiling` places from its leaving until a second after its answer; then no delay on the way can make heaps.
    """

    def __init__(self, per_second: float, ceiling: int) -> None:
        if not 0 < per_second <= ceiling:
            raise ValueError(f"expected 0 < per_second <= ceiling, got {per_second} and {ceiling}")
        self._interval = 1.0 / per_second
        self._slack = max(0.0, ceiling - per_second - 1.0) * self._interval
        self._ceiling = ceiling
        self._paid_until = 0.0
        self._under_way = 0
        self._answered: deque[float] = deque(maxlen=ceiling)

    def free_at(self, cost: int) -> float:
        """Return the moment from which so many messages may leave together; infinity until an answer comes."""
        places = self._ceiling - self._under_way - min(cost, self._ceiling)
        if places < 0:
            return math.inf
        overflow = len(self._answered) - places
        clear = self._answered[overflow - 1] + 1.0 if overflow > 0 else 0.0
        return max(self._paid_until - self._slack, clear)

    def take(self, cost: int, now: float) -> None:
        """Note that they leave."""
        self._paid_until = max(self._paid_until, now) + cost * self._interval
        self._under_way += cost

    def answered(self, cost: int, now: float) -> None:
        """Note that they arrived, or failed."""
        self._under_way -= cost
        self._answered.extend([now] * cost)


class Shares:
    """Divides what is sent between priorities by their WEIGHTS; what one does not use goes to the others.

    Start-time fair queueing (Goyal, Vin and Cheng 1996): each priority has a virtual time, which advances by
    cost / weight with every message. The one that is furthest behind is next. One that had nothing to send
    saves up no credit, but its first message is next at once.
    """

    def __init__(self) -> None:
        self._time = 0.0
        self._times = dict.fromkeys(Priority, 0.0)

    def next(self, waiting: Collection[Priority]) -> Priority:
        """Return the priority that sends next, of those that have something to send."""
        return min(waiting, key=lambda priority: (self._start(priority), priority))

    def take(self, priority: Priority, cost: int) -> None:
        """Count `cost` messages as sent."""
        self._time = self._start(priority)
        self._times[priority] = self._time + cost / WEIGHTS[priority]

    def _start(self, priority: Priority) -> float:
        return max(self._times[priority], self._time)


@dataclass(slots=True)
class _Chat:
    """One chat's queues, and how far its allowance of a message every `interval` seconds is used up."""

    key: ChatKey
    interval: float
    waiting: dict[Priority, list[Ticket]] = field(default_factory=dict)  # heaps
    paid_until: float = 0.0
    halted_until: float = 0.0
    placing: int = 0  # which entries in the outbox's heaps are valid

    def first(self, priority: Priority) -> Ticket | None:
        """Return the oldest ticket of a priority; those that were cancelled are dropped."""
        queue = self.waiting.get(priority, [])
        while queue and queue[0].cancelled:
            heappop(queue)
        return queue[0] if queue else None

    def firsts(self) -> list[Ticket]:
        return [ticket for priority in Priority if (ticket := self.first(priority))]

    def free_at(self, burst: int) -> float:
        return max(self.halted_until, self.paid_until - (burst - 1) * self.interval)


class Outbox:
    """The messages that wait. Priorities share what may be sent; within one, the oldest message is first.

    A person's chat takes `burst` at once and one a second after that; a group, 20 in any minute. A chat that
    has used up its allowance, or was halted, delays no other chat. Every step costs O(log n).
    """

    def __init__(self, *, per_second: float = 28.0, ceiling: int = 30, burst: int = 3) -> None:
        self._pace = Pace(per_second, ceiling)
        self._shares = Shares()
        self._burst = burst
        self._group_interval = 60.0 / (20 - burst)
        self._chats: dict[ChatKey, _Chat] = {}
        self._ready: dict[Priority, list[tuple[int, int, _Chat]]] = {  # heaps: ticket number, placing
            priority: [] for priority in Priority
        }
        self._resting: list[tuple[float, int, _Chat]] = []  # heap: the moment a chat is free again, placing
        self._placings = count(1)
        self._numbers = count(1)
        self._halted_until = 0.0

    def __len__(self) -> int:
        """Return how many chats are kept in mind: those that wait, and those whose allowance is not full."""
        return len(self._chats)

    def ticket(self, chat: ChatKey, priority: Priority, cost: int = 1) -> Ticket:
        """Return a ticket behind all others of its priority; it may be added again after a refusal."""
        return Ticket(priority, next(self._numbers), chat, cost)

    def add(self, ticket: Ticket, now: float) -> None:
        """Let a ticket wait."""
        chat = self._chat(ticket.chat)
        heappush(chat.waiting.setdefault(ticket.priority, []), ticket)
        self._place(chat, now)

    def halt(self, key: ChatKey, until: float, now: float) -> None:
        """Send nothing to a chat before a moment."""
        chat = self._chat(key)
        chat.halted_until = max(chat.halted_until, until)
        self._place(chat, now)

    def halt_all(self, until: float) -> None:
        """Send nothing at all before a moment."""
        self._halted_until = max(self._halted_until, until)

    @property
    def halted_until(self) -> float:
        """The moment before which nothing is sent at all."""
        return self._halted_until

    def chat_halted_until(self, key: ChatKey) -> float:
        """Return the moment before which nothing is sent to a chat."""
        return self._chats[key].halted_until if key in self._chats else 0.0

    def take(self, now: float) -> Ticket | None:
        """Return the ticket that leaves now, and count its messages; None where none may."""
        ticket = self._next(now)
        if ticket is None or now < max(self._halted_until, self._pace.free_at(ticket.cost)):
            return None
        chat = self._chats[ticket.chat]
        heappop(chat.waiting[ticket.priority])
        self._pace.take(ticket.cost, now)
        self._shares.take(ticket.priority, ticket.cost)
        chat.paid_until = max(chat.paid_until, now) + ticket.cost * chat.interval
        self._place(chat, now)
        return ticket

    def is_behind(self, now: float) -> bool:
        """Return whether a chat that has some of its allowance left waits all the same."""
        return self._next(now) is not None

    def answered(self, ticket: Ticket, now: float) -> None:
        """Note that the request of a ticket that was taken is over, however it ended."""
        self._pace.answered(ticket.cost, now)

    def next_at(self, now: float) -> float | None:
        """Return when to look again, for nothing leaves before; None: only after an arrival or an answer."""
        ticket = self._next(now)
        if ticket is not None:
            moment = max(now, self._halted_until, self._pace.free_at(ticket.cost))
            return None if moment == math.inf else moment
        return max(now, self._halted_until, self._resting[0][0]) if self._resting else None

    def _chat(self, key: ChatKey) -> _Chat:
        """Return a chat; names such as @somewhere and negative numbers are groups and channels."""
        if key not in self._chats:
            person = isinstance(key, int) and key > 0
            self._chats[key] = _Chat(key, 1.0 if person else self._group_interval)
        return self._chats[key]

    def _place(self, chat: _Chat, now: float) -> None:
        """Put a chat where it belongs; its older entries in the heaps become void."""
        chat.placing = next(self._placings)
        firsts = chat.firsts()
        free_at = chat.free_at(self._burst) if firsts else max(chat.paid_until, chat.halted_until)
        if free_at > now:
            heappush(self._resting, (free_at, chat.placing, chat))
        elif firsts:
            for ticket in firsts:
                heappush(self._ready[ticket.priority], (ticket.number, chat.placing, chat))
        else:
            del self._chats[chat.key]

    def _next(self, now: float) -> Ticket | None:
        """Return the ticket that leaves next, if any chat that waits is free."""
        while self._resting and (self._resting[0][0] <= now or self._is_void(self._resting[0])):
            _, placing, chat = heappop(self._resting)
            if placing == chat.placing:
                self._place(chat, now)
        firsts = {priority: ticket for priority in Priority if (ticket := self._first(priority, now))}
        return firsts[self._shares.next(firsts)] if firsts else None

    def _first(self, priority: Priority, now: float) -> Ticket | None:
        """Return the oldest ticket of a priority whose chat is free."""
        ready = self._ready[priority]
        while ready:
            number, placing, chat = ready[0]
            first = chat.first(priority)
            if placing == chat.placing and first and first.number == number:
                return first
            heappop(ready)
            if placing == chat.placing:  # its first one was cancelled
                self._place(chat, now)
        return None

    @staticmethod
    def _is_void(entry: tuple[float, int, _Chat]) -> bool:
        return entry[1] != entry[2].placing
