"""How fast a bot may send: about 30 messages a second in all, one to a person, 20 a minute to a group."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from bot.sandbox.errors import too_many_requests


@dataclass(slots=True)
class _Window:
    """At most `limit` messages in any `seconds`."""

    limit: int
    seconds: float
    moments: deque[float] = field(default_factory=deque)

    def delay(self, now: float) -> float:
        while self.moments and self.moments[0] <= now - self.seconds:
            self.moments.popleft()
        return self.moments[-self.limit] + self.seconds - now if len(self.moments) >= self.limit else 0.0

    def take(self, count: int, now: float) -> None:
        self.moments.extend([now] * count)


class RateLimits:
    """Admits messages or refuses them with 429, and keeps the figures of what was admitted.

    A person's chat takes `burst` messages at once and one a second in the long run. An album counts as its
    messages, but is never cut: it is admitted where one message would be, and what follows waits the longer.
    """

    def __init__(self, *, per_second: int, burst: int, per_minute_in_group: int) -> None:
        self._burst = burst
        self._per_minute = per_minute_in_group
        self._all = _Window(per_second, 1.0)
        self._groups: dict[int, _Window] = {}
        self._free_at: dict[int, float] = defaultdict(float)
        self.sent = 0
        self.greatest_per_second = 0

    def admit(self, chat_id: int, count: int, now: float) -> None:
        """Count `count` messages to a chat at `now` (seconds); ApiError 429 where they come too soon."""
        delay = max(self._all.delay(now), self._chat_delay(chat_id, now))
        if delay > 0:
            raise too_many_requests(max(1, math.ceil(delay)))
        self._all.take(count, now)
        self._take_chat(chat_id, count, now)
        self.sent += count
        self.greatest_per_second = max(self.greatest_per_second, len(self._all.moments))

    def whole_again_at(self, chat_id: int) -> float:
        """Return the moment from which a person's chat takes `burst` messages again, if none is sent before."""
        return self._free_at[chat_id]

    def _chat_delay(self, chat_id: int, now: float) -> float:
        if chat_id < 0:
            return self._group(chat_id).delay(now)
        return self._free_at[chat_id] - now - (self._burst - 1)

    def _take_chat(self, chat_id: int, count: int, now: float) -> None:
        if chat_id < 0:
            self._group(chat_id).take(count, now)
        else:
            self._free_at[chat_id] = max(self._free_at[chat_id], now) + count

    def _group(self, chat_id: int) -> _Window:
        return self._groups.setdefault(chat_id, _Window(self._per_minute, 60.0))
