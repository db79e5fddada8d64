"""The first minutes, and help."""

import zoneinfo
from collections.abc import Callable

from rapidfuzz import process, utils
from rapidfuzz.distance import DamerauLevenshtein
from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people import Language, Reception
from bot.telegram.handlers.adding import Adding
from bot.telegram.screens import Screen
from bot.telegram.views import notes
from bot.telegram.views import start as views
from bot.telegram.visit import Desk, Visit

Context = ContextTypes.DEFAULT_TYPE
CLOSE_ENOUGH = 75  # of 100: "Soeul" is Seoul, "asdf" is nowhere
CITIES = {  # which no zone is named after, or which are written in Korean
    "서울": "Asia/Seoul", "부산": "Asia/Seoul", "대구": "Asia/Seoul", "인천": "Asia/Seoul", "제주": "Asia/Seoul",
    "busan": "Asia/Seoul", "도쿄": "Asia/Tokyo", "오사카": "Asia/Tokyo", "osaka": "Asia/Tokyo",
    "베이징": "Asia/Shanghai", "beijing": "Asia/Shanghai", "상하이": "Asia/Shanghai", "홍콩": "Asia/Hong_Kong",
    "타이베이": "Asia/Taipei", "방콕": "Asia/Bangkok", "하노이": "Asia/Bangkok", "호찌민": "Asia/Ho_Chi_Minh",
    "싱가포르": "Asia/Singapore", "마닐라": "Asia/Manila", "뉴욕": "America/New_York", "보스턴": "America/New_York",
    "워싱턴": "America/New_York", "washington": "America/New_York", "시카고": "America/Chicago",
    "로스앤젤레스": "America/Los_Angeles", "샌프란시스코": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "시애틀": "America/Los_Angeles", "seattle": "America/Los_Angeles", "밴쿠버": "America/Vancouver",
    "토론토": "America/Toronto", "런던": "Europe/London", "파리": "Europe/Paris", "베를린": "Europe/Berlin",
    "프랑크푸르트": "Europe/Berlin", "frankfurt": "Europe/Berlin", "모스크바": "Europe/Moscow",
    "시드니": "Australia/Sydney", "멜버른": "Australia/Melbourne", "호놀룰루": "Pacific/Honolulu",
}  # fmt: skip


class StartHandlers:
    """Language, consent, time zone; /help and /cancel."""

    def __init__(
        self, desk: Desk, reception: Reception, adding: Adding, *, moved: Callable[[], None]
    ) -> None:
        """`moved` is called whenever someone's time zone was changed."""
        self._desk = desk
        self._adding = adding
        self._reception = reception
        self._moved = moved

    async def start(self, update: Update, _: Context) -> None:
        """/start: ask for the language; the rest follows from it."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.show(views.language())

    async def language(self, update: Update, _: Context) -> None:
        """A language was tapped."""
        visit = await self._desk.visit(update)
        visit = visit.by(await self._reception.speak(visit.account, Language(visit.tapped[0])))
        await visit.change(self._zone(visit) if visit.account.has_consented else views.consent(visit.t))

    async def consent(self, update: Update, _: Context) -> None:
        """The person agreed to what is kept, or did not."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "yes":
            account = await self._reception.consent(visit.account)
            await self._adding.consented(visit.by(account))
            await visit.change(self._zone(visit))
        else:
            said = views.still_consents if visit.account.has_consented else views.no_consent
            await visit.change(said(visit.t))

    async def zone(self, update: Update, _: Context) -> None:
        """The clock is right, or a city is asked for."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "yes":
            await self._reception.live_in(visit.account, visit.tapped[1], visit.at)
            self._moved()
            added = await self._adding.waiting(visit)
            await self._desk.leave_all(visit)
            await visit.change(views.ready(visit.t))
            await self._adding.welcome(visit, added)
        else:
            await self._desk.ask(visit, "zone")
            await visit.change(views.ask_zone(visit.t))

    async def city(self, visit: Visit, text: str) -> None:
        """A city was written: show its clock, and take it once the person says that it is right."""
        name = zone_of(text)
        if name is None:
            await visit.show(views.unknown_zone(visit.t))
            return
        await self._desk.leave(visit)
        clock = visit.at.astimezone(zoneinfo.ZoneInfo(name))
        await visit.show(views.zone(visit.t, name, f"{clock:%H:%M}"))

    async def help(self, update: Update, _: Context) -> None:
        """/help."""
        visit = await self._desk.visit(update)
        await visit.show(views.help(visit.t))

    async def cancel(self, update: Update, _: Context) -> None:
        """/cancel: leave whatever is being asked; what is on the list by now is told of all the same."""
        visit = await self._desk.visit(update)
        added = await self._adding.waiting(visit)
        await visit.show(notes.cancelled(visit.t, was_open=await self._desk.leave_all(visit)))
        await self._adding.welcome(visit, added)

    def _zone(self, visit: Visit) -> Screen:
        clock = visit.at.astimezone(visit.account.zone)
        return views.zone(visit.t, visit.account.time_zone, f"{clock:%H:%M}")


def zone_of(city: str) -> str | None:
    """Return the time zone that a typed city may mean; None where none is close."""
    typed = utils.default_process(city[:60]).strip()
    if typed in CITIES:
        return CITIES[typed]
    zones = [
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    ]
    names = {name: name.split("/")[-1].replace("_", " ").lower() for name in sorted(zones)}
    found = process.extractOne(
        typed, names, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=CLOSE_ENOUGH / 100
    )
    return str(found[2]) if found else None
