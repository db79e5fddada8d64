"""What Telegram sent, between its arrival and the end of its handling."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that waits. Those of one chat are handled one after the other; None belongs to no chat."""

    update_id: int
    chat_id: int | None


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


class UpdateStore(Protocol):
    """Keeps updates until they are handled. Every method raises ServiceError where it can't."""

    async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
        """Keep all or none, and none twice; return those of them not handled yet, in order."""
        ...

    async def waiting(self, begun: int = 0) -> tuple[PendingUpdate, ...]:
        """Return all that is not handled, or was begun so often and not handled, oldest first."""
        ...

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        """Count one more attempt; None where the update is handled, or unknown."""
        ...

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        """Mark updates as handled, all at once, and forget what was in them."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop the traces of what was handled before; return how many."""
        ...
