"""Who takes the next text of a chat: by the step of the dialogue that asked for it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.dose_times.handlers import DoseTimesHandlers
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.people.handlers import PeopleHandlers
from bot.telegram.features.photos.handlers import TURN, PhotoHandlers
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.settings.handlers import SettingsHandlers
from bot.telegram.features.time_zones.handlers import TimeZoneHandlers
from bot.telegram.features.time_zones.views import START
from bot.telegram.transport.request_context import RequestContext

Data = Mapping[str, Any]
Answer = Callable[
    [RequestContext, str, Data], Awaitable[bool | None]
]  # False: no answer, or what was asked about is gone


def answers(
    zones: TimeZoneHandlers,
    photos: PhotoHandlers,
    guide: PlanQuestionHandlers,
    times: DoseTimesHandlers,
    check: CheckHandlers,
    info: InfoHandlers,
    people: PeopleHandlers,
    settings: SettingsHandlers,
) -> dict[str, Answer]:
    """Return what takes a text, for each step that waits for one."""

    async def imprint(request: RequestContext, text: str, data: Data) -> bool:
        return await photos.imprint(request, text, data["question"], data["number"])

    return {
        "zone": lambda request, text, data: zones.typed(request, text, data.get("verb", START)),
        "imprint": imprint,
        TURN: imprint,
        "clock": lambda request, text, data: times.clock(request, text, data["medication"]),
        "guide": lambda request, text, _: guide.typed(request, text),
        "newperson": lambda request, text, _: people.named(request, text, is_new=True),
        "rename": lambda request, text, _: people.named(request, text, is_new=False),
        "born": lambda request, text, _: settings.born(request, text),
        "check": lambda request, text, data: check.typed(request, text, data["chosen"], data["pending"]),
        "info": lambda request, text, _: info.look_up(request, text),
    }
