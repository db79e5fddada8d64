"""What Telegram sent, between its arrival and the end of its handling, and which of it may end the process."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that waits. Those of one chat are handled one after the other; None belongs to no chat."""

    update_id: int
    chat_id: int | None
    begun: int = field(default=0, compare=False)  # times
    deaths: int = field(default=0, compare=False)  # ends of the process for which it alone can be to blame
    is_under_way: bool = field(default=False, compare=False)  # it was when the last run ended, not on purpose

    @property
    def queue(self) -> Hashable:
        """What it is handled in the order of: its chat, or itself alone."""
        return self if self.chat_id is None else self.chat_id


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """An update as it came: `body` is its JSON, with what people wrote."""

    turn: PendingUpdate
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UpdateAttempt:
    """A stored update whose handling has begun for the `number`-th time, counted from 1."""

    number: int
    body: str = field(repr=False)
    deaths: int = 0


def deaths_after(waiting: Sequence[PendingUpdate]) -> dict[int, int]:
    """Return the deaths of each waiting update after the end of a run, by what was under way then.

    Where that was one chat alone, its updates may be to blame, and it says nothing of the others. Where it was none,
    or several, the process ended without the others: they are cleared.
    """
    is_one = len({each.queue for each in waiting if each.is_under_way}) == 1

    def deaths(update: PendingUpdate) -> int:
        if update.is_under_way:
            return update.deaths + is_one
        return update.deaths if is_one else 0

    return {update.update_id: deaths(update) for update in waiting}


class UpdateStore(Protocol):
    """Keeps updates until they are handled. Every method raises ServiceError where it can't."""

    async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
        """Keep all or none, and none twice; return those of them not handled yet, in order."""
        ...

    async def waiting(self) -> tuple[PendingUpdate, ...]:
        """Return all that is not handled, oldest first."""
        ...

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        """Note that an update is under way, and keep what its chat is asked at the first time.

        None where the update is handled, or unknown.
        """
        ...

    async def rest(self, deaths: Mapping[int, int]) -> None:
        """Note that nothing is under way, and the deaths of updates by their ids."""
        ...

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        """Mark updates as handled, all at once, and forget what was in them."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop the traces of what was handled before; return how many."""
        ...
