"""What the next text of a chat is an answer to: how long that holds, and what goes on when it is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.people.accounts import ChatId, PersonId

PATIENCE = timedelta(days=1)  # a question older than this is over: a text of the next day is no answer to it
KEPT = "kept"  # the step at which nothing is asked, and lasting data wait
LASTING = (
    "waiting",
    "untold",
    "document",
    "sentence",
)  # data that no other question may take away: what was chosen before consent, or said before it was chosen


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A step that waits for text, what it is about, which person of the account, and when it was asked."""

    step: str
    data: dict[str, Any]
    person: PersonId | None
    asked_at: datetime


Rule = Callable[[Dialogue | None], Dialogue | None]


class DialogueStore(Protocol):
    """Keeps at most one dialogue a chat."""

    async def seen(self, chat_id: ChatId, update_id: int) -> Dialogue | None:
        """Return the dialogue of a chat as it was when an update was begun for the first time.

        So an update that is handled once more after a crash is an answer to the same question as before. Where the
        update is not kept, the dialogue as it is.
        """
        ...

    async def change(self, chat_id: ChatId, rule: Rule) -> None:
        """Put what the rule makes of the dialogue in its place, None for none."""
        ...


class Dialogues:
    """The open dialogue of each chat."""

    def __init__(self, store: DialogueStore) -> None:
        self._store = store

    async def asked(self, chat_id: ChatId, update_id: int, now: datetime) -> Dialogue | None:
        """Return what an update may be an answer to, unless that was asked too long ago."""
        return current(await self._store.seen(chat_id, update_id), now)

    async def ask(self, chat_id: ChatId, dialogue: Dialogue) -> None:
        """Open a dialogue in the place of any other, whose lasting data go on with it."""

        def opened(before: Dialogue | None) -> Dialogue:
            kept = lasting(current(before, dialogue.asked_at))
            return replace(dialogue, data={**kept, **dialogue.data})

        await self._store.change(chat_id, opened)

    async def leave(self, chat_id: ChatId, update_id: int) -> bool:
        """Close the dialogue that an update found, except for its lasting data; return whether a question was closed."""
        seen = await self._close(chat_id, update_id, left)
        return seen is not None and seen.step != KEPT

    async def end(self, chat_id: ChatId, update_id: int) -> bool:
        """Close the dialogue that an update found, with all its data; return whether there was one."""
        return await self._close(chat_id, update_id, lambda _: None) is not None

    async def _close(self, chat_id: ChatId, update_id: int, rule: Rule) -> Dialogue | None:
        """Apply a rule to the dialogue that an update found; what was asked since then stays open."""
        seen = await self._store.seen(chat_id, update_id)
        await self._store.change(chat_id, lambda now: rule(now) if now == seen else now)
        return seen


def current(dialogue: Dialogue | None, now: datetime) -> Dialogue | None:
    """Return a dialogue if it has not expired."""
    return dialogue if dialogue and dialogue.asked_at > now - PATIENCE else None


def lasting(dialogue: Dialogue | None) -> Mapping[str, Any]:
    """Return the data that go on after a dialogue."""
    return {name: dialogue.data[name] for name in LASTING if dialogue.data.get(name)} if dialogue else {}


def left(dialogue: Dialogue | None) -> Dialogue | None:
    """Return what remains of a dialogue after its question was closed."""
    kept = dict(lasting(dialogue))
    return replace(dialogue, step=KEPT, data=kept) if dialogue and kept else None
