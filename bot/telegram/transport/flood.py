"""Whether refusals with 429 concern single chats or the whole bot. Pure: moments are seconds of any clock."""

from collections import deque

from bot.telegram.transport.outbox import ChatKey

LONGEST_HALT = 30.0  # seconds for which the whole bot is halted; then it tries again
_TOGETHER = 2.0  # seconds within which refusals count as evidence together
_ENOUGH = 3  # chats that were asked to wait for a short time
_ENOUGH_LONG = 10  # chats, however long they were asked to wait


class FloodDetector:
    """Looks for a limit of the whole bot: several chats are refused in a row, and no message is accepted between.

    Telegram does not say whom a refusal concerns. An hour of waiting is mostly asked of one chat, so long waits
    count as evidence only where very many chats are refused.
    """

    def __init__(self) -> None:
        self._row: deque[tuple[float, ChatKey, float]] = deque()  # moment, chat, seconds to wait

    def accepted(self) -> None:
        """Note that a message was accepted."""
        self._row.clear()

    def refused(self, chat: ChatKey, seconds: float, now: float) -> float:
        """Note a refusal; return for how many seconds the whole bot should send nothing, 0 where only the chat should."""
        while self._row and self._row[0][0] <= now - _TOGETHER:
            self._row.popleft()
        self._row.append((now, chat, seconds))
        waits = {chat: seconds for _, chat, seconds in self._row}
        short = [wait for wait in waits.values() if wait <= LONGEST_HALT]
        if len(short) < _ENOUGH and len(waits) < _ENOUGH_LONG:
            return 0.0
        self._row.clear()
        return min(*waits.values(), LONGEST_HALT)
