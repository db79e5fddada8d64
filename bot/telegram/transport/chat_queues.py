"""Whose update is begun next: in order within a chat, chats by turns, and suspects by themselves."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from bot.core.updates import PendingUpdate

SUSPECT = 2  # begun so often without an end, an update may be what ended the process
JOINING_SECONDS = 3.0  # after the start, in which the other parts of an album come


class ChatQueues:
    """The waiting updates, by chats.

    A chat with an update that may have ended the process is handled by itself, nothing beside it: at once, or, where
    the process ended before while it was alone, after `probation_seconds` without it, twice as many each time. A
    process that ends in that time as well does not end because of this chat. That goes for what waited at the
    start, or came within `joining_seconds` of it, as parts of an album do: what such a chat writes later waits as all
    others do, or a busy chat would keep them waiting for ever.
    """

    def __init__(
        self,
        at_once: int,
        probation_seconds: float,
        *,
        on_due: Callable[[], None],
        joining_seconds: float = JOINING_SECONDS,
    ) -> None:
        """`on_due` is called when a probation is over, so that `next` is asked."""
        self._at_once = at_once
        self._probation_seconds = probation_seconds
        self._joining_seconds = joining_seconds
        self._joining_until = 0.0  # the event loop's time
        self._on_due = on_due
        self._known: set[int] = set()
        self._queues: dict[Hashable, deque[PendingUpdate]] = {}
        self._ready: deque[Hashable] = deque()
        self._in_turn: set[Hashable] = set()
        self._under_way: Counter[Hashable] = Counter()  # a chat's turn, and its work in the background
        self._suspects: deque[tuple[float, Hashable]] = deque()  # the event loop's time, and the chat
        self._alone: Hashable | None = None
        self._doubted: dict[Hashable, set[int]] = {}  # by chat under suspicion, not handled

    @property
    def length(self) -> int:
        """How many updates are known and not handled."""
        return len(self._known)

    def has(self, queue: Hashable) -> bool:
        """Return whether an update of a chat waits for its turn, or has it."""
        return queue in self._queues

    def holds_back(self, queue: Hashable) -> bool:
        """Return whether what waits of a chat may not begin beside what is doubted of the same chat."""
        waiting = self._queues.get(queue)
        doubted = self._doubted.get(queue)
        if queue != self._alone or queue in self._in_turn or not waiting or doubted is None:
            return False
        return waiting[0].update_id not in doubted

    def add(self, turns: Iterable[PendingUpdate]) -> int:
        """Put updates at the ends of their chats' queues; return how many were new."""
        before = len(self._known)
        for turn in turns:
            if turn.update_id not in self._known:
                self._known.add(turn.update_id)
                if turn.queue in self._doubted and asyncio.get_running_loop().time() < self._joining_until:
                    self._doubted[turn.queue].add(turn.update_id)
                if turn.queue not in self._queues:
                    self._queues[turn.queue] = deque()
                    if turn.queue != self._alone:  # that one begins without being in line
                        self._ready.append(turn.queue)
                self._queues[turn.queue].append(turn)
        return len(self._known) - before

    def restore(self, waiting: Sequence[PendingUpdate], deaths: Mapping[int, int]) -> None:
        """Add what waits since earlier runs, by the deaths of each."""
        self.add(waiting)
        loop, suspects = asyncio.get_running_loop(), Counter[Hashable]()
        self._joining_until = loop.time() + self._joining_seconds
        for turn in waiting:
            if turn.begun >= SUSPECT:
                suspects[turn.queue] = max(suspects[turn.queue], deaths[turn.update_id])
        for chat, count in sorted(suspects.items(), key=lambda item: item[1]):
            self._ready.remove(chat)
            self._doubted[chat] = {turn.update_id for turn in waiting if turn.queue == chat}
            due = loop.time() + (self._probation_seconds * 2 ** (count - 1) if count else 0.0)
            self._suspects.append((due, chat))
            loop.call_at(due, self._on_due)

    def next(self) -> PendingUpdate | None:
        """Return the update to be begun now, and give its chat the turn; None where none may begin."""
        queue = self._next_chat()
        if queue is None:
            return None
        self._in_turn.add(queue)
        return self._queues[queue].popleft()

    def _next_chat(self) -> Hashable | None:
        if self._alone is not None and self._alone not in self._doubted:
            self._rejoin(self._alone)
        if (
            self._alone is None
            and self._suspects
            and self._suspects[0][0] <= asyncio.get_running_loop().time()
        ):
            self._alone = self._suspects.popleft()[1]
        if self._alone is not None:
            return self._alone if self._may_begin_alone() else None
        return self._ready.popleft() if self._ready and len(self._in_turn) < self._at_once else None

    def _rejoin(self, chat: Hashable) -> None:
        """Let a chat that was alone wait in line again."""
        self._alone = None
        if self.has(chat) and chat not in self._in_turn:
            self._ready.append(chat)

    def _may_begin_alone(self) -> bool:
        others = self._under_way.keys() - {self._alone}
        is_free = self.has(self._alone) and self._alone not in self._in_turn and not others
        return is_free and not self.holds_back(self._alone)

    def turn_over(self, turn: PendingUpdate) -> None:
        """End the turn of a chat."""
        queue = turn.queue
        self._in_turn.discard(queue)
        if not self._queues[queue]:
            del self._queues[queue]
        elif queue != self._alone:
            self._ready.append(queue)

    def began(self, turn: PendingUpdate) -> None:
        """Note that something is under way for an update."""
        self._under_way[turn.queue] += 1

    def ended(self, turn: PendingUpdate) -> None:
        """Note that it is not any more."""
        self._under_way[turn.queue] -= 1
        self._under_way += Counter()  # drops what is at zero

    def handled(self, turn: PendingUpdate) -> None:
        """Forget an update."""
        self._known.discard(turn.update_id)
        if (left := self._doubted.get(turn.queue)) is not None:
            left.discard(turn.update_id)
            if not left:
                del self._doubted[turn.queue]
