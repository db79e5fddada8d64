"""Updates from Telegram, stored before they are acknowledged: by polling, or from the webhook."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.core.errors import ServiceError
from bot.core.updates import IncomingUpdate, PendingUpdate, UpdateStore
from bot.telegram.transport.limits import seconds_of

Json = dict[str, Any]
Clock = Callable[[], datetime]
OnStored = Callable[[Sequence[PendingUpdate]], None]

_log = structlog.stdlib.get_logger(__name__)
_LARGEST_NUMBER = 2**63 - 1
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds after so many failures in a row
_CONFLICT_PAUSE = 5.0  # seconds; the other one shall have its turn


class NotAnUpdateError(ValueError):
    """What came is no JSON object with an update_id."""


class UpdateReceiver:
    """Stores what came, and tells `on_stored` which updates wait now."""

    def __init__(self, inbox: UpdateStore, *, on_stored: OnStored, clock: Clock) -> None:
        self._inbox = inbox
        self._on_stored = on_stored
        self._clock = clock

    async def take_body(self, body: str) -> None:
        """Store one update as the webhook brings it.

        Raises NotAnUpdateError for what is none, and ServiceError where it could not be stored.
        """
        await self._take([arrival_of(body)])

    async def take(self, updates: Iterable[Json]) -> int | None:
        """Store the updates of one answer, all or none; return the greatest number among them.

        Raises ServiceError where they could not be stored.
        """
        arrivals = list(_usable(updates))
        await self._take(arrivals)
        return max((arrival.turn.update_id for arrival in arrivals), default=None)

    async def _take(self, arrivals: list[IncomingUpdate]) -> None:
        if arrivals:
            self._on_stored(await self._inbox.store(arrivals, self._clock()))


class Polling:
    """Asks Telegram for updates, on and on.

    An offset is an acknowledgement: it is sent only after the updates before it are stored, and again until
    an answer shows that it arrived. Then it is dropped, for after a quiet week Telegram may count from
    a lower number.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: UpdateStore,
        *,
        on_stored: OnStored,
        clock: Clock,
        allowed_updates: Sequence[str] = (),
        seconds: int = 30,
        pauses: Sequence[float] = _PAUSES,
        failed: Callable[[str, str], None] = lambda stage, kind: None,
    ) -> None:
        """`failed` is told of each failure: its stage, and the name of the error."""
        self._bot = bot
        self._intake = UpdateReceiver(inbox, on_stored=on_stored, clock=clock)
        self._clock = clock
        self._allowed_updates = list(allowed_updates)
        self._seconds = seconds
        self._pauses = pauses
        self._failed = failed
        self._answered_at = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        """Fetch and store until cancelled; InvalidToken where Telegram does not know the bot."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                offset = await self._round(offset)
                failures = 0
            except InvalidToken:
                raise
            except (TelegramError, ServiceError) as error:
                failures += 1
                self._failed("store" if isinstance(error, ServiceError) else "fetch", type(error).__name__)
                pause = self._pause_after(error, failures)
                _log.warning("updates not fetched", error=type(error).__name__, failures=failures)
                await asyncio.sleep(pause)

    def heard(self) -> None:
        """Note that Telegram answered just now, to whatever it was asked: the first round may wait long for updates."""
        self._answered_at = self._clock()

    async def is_answered(self, within: timedelta = timedelta(minutes=1)) -> bool:
        """Return whether Telegram answered lately: for /healthz."""
        return self._clock() - self._answered_at <= within

    async def _round(self, offset: int | None) -> int | None:
        """Fetch and store once; return what to acknowledge next."""
        updates = await self._fetch(offset)
        self.heard()
        greatest = await self._intake.take(updates)
        return None if greatest is None else greatest + 1

    async def _fetch(self, offset: int | None) -> list[Json]:
        """Return updates as they came.

        Not by Bot.get_updates: one that the library can't read would stop them all. The name is written so
        because the library warns when a method it has is called by its usual name.
        """
        query = {"timeout": self._seconds, "offset": offset, "allowed_updates": self._allowed_updates}
        found: list[Json] = await self._bot.do_api_request(
            "get_Updates", api_kwargs=query, read_timeout=self._seconds + 10.0
        )
        return found

    def _pause_after(self, error: Exception, failures: int) -> float:
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        pause = self._pauses[min(failures, len(self._pauses)) - 1]
        return max(pause, _CONFLICT_PAUSE) if isinstance(error, Conflict) else pause


def arrival_of(body: str) -> IncomingUpdate:
    """Read the little that is needed to keep an update; NotAnUpdateError for what is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAnUpdateError("expected JSON") from error
    return IncomingUpdate(PendingUpdate(_number_of(update), chat_of(update)), body)


def chat_of(update: Json) -> int | None:
    """Return the chat whose queue an update belongs to: where it happened, else who sent it."""
    content = next((value for value in update.values() if isinstance(value, dict)), {})
    for place in (content, content.get("message")):
        if isinstance(place, dict) and isinstance(chat := place.get("chat"), dict):
            return _id_of(chat)
    person = content.get("from") or content.get("user")
    return _id_of(person) if isinstance(person, dict) else None


def _usable(updates: Iterable[Json]) -> Iterable[IncomingUpdate]:
    for update in updates:
        try:
            yield IncomingUpdate(PendingUpdate(_number_of(update), chat_of(update)), json.dumps(update))
        except NotAnUpdateError:
            _log.error("Telegram sent something that is no update")  # noqa: TRY400  its content is nobody's business


def _number_of(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    if type(number) is not int or not 0 <= number <= _LARGEST_NUMBER:
        raise NotAnUpdateError("expected an object with an update_id")
    return number


def _id_of(place: Json) -> int | None:
    number = place.get("id")
    return number if type(number) is int and abs(number) <= _LARGEST_NUMBER else None
