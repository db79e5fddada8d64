"""Who takes the next text of a chat: by the step of the dialogue that asked for it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.dose_times.handlers import TimesHandlers
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.people.handlers import PeopleHandlers
from bot.telegram.features.photos.handlers import TURN, PhotoHandlers
from bot.telegram.features.plan_questions.handlers import GuideHandlers
from bot.telegram.features.settings.handlers import SettingsHandlers
from bot.telegram.features.time_zones.handlers import ZoneHandlers
from bot.telegram.features.time_zones.views import START
from bot.telegram.transport.request_context import Visit

Data = Mapping[str, Any]
Answer = Callable[
    [Visit, str, Data], Awaitable[bool | None]
]  # False: no answer, or what was asked about is gone


def answers(
    zones: ZoneHandlers,
    photos: PhotoHandlers,
    guide: GuideHandlers,
    times: TimesHandlers,
    check: CheckHandlers,
    info: InfoHandlers,
    people: PeopleHandlers,
    settings: SettingsHandlers,
) -> dict[str, Answer]:
    """Return what takes a text, for each step that waits for one."""

    async def imprint(visit: Visit, text: str, data: Data) -> bool:
        return await photos.imprint(visit, text, data["question"], data["number"])

    return {
        "zone": lambda visit, text, data: zones.typed(visit, text, data.get("verb", START)),
        "imprint": imprint,
        TURN: imprint,
        "clock": lambda visit, text, data: times.clock(visit, text, data["medication"]),
        "guide": lambda visit, text, _: guide.typed(visit, text),
        "newperson": lambda visit, text, _: people.named(visit, text, is_new=True),
        "rename": lambda visit, text, _: people.named(visit, text, is_new=False),
        "born": lambda visit, text, _: settings.born(visit, text),
        "check": lambda visit, text, data: check.typed(visit, text, data["chosen"], data["pending"]),
        "info": lambda visit, text, _: info.look_up(visit, text),
    }
