"""The buttons of the question where a person lives."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.telegram.ui.callback_data import CallbackData, Matches

Zone = Annotated[str, Matches("[A-Za-z0-9_+/-]{1,40}")]


@dataclass(frozen=True, slots=True)
class FirstZone(CallbackData):
    """The time zone of a newcomer: right or not; else "ask" for another, or "write" one."""

    verb = "zone"
    answer: Literal["ask", "write", "yes", "no"]
    zone: Zone | None = None


@dataclass(frozen=True, slots=True)
class ChangeZone(CallbackData):
    """Another time zone for a person; "join": for those too who live in `zone`."""

    verb = "live"
    answer: Literal["ask", "write", "yes", "join"]
    zone: Zone | None = None
