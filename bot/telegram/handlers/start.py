"""The first minutes, help and privacy."""

import zoneinfo
from collections.abc import Callable

from rapidfuzz import fuzz, process, utils
from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people import Language, Reception
from bot.telegram.screens import Screen
from bot.telegram.texts import Texts
from bot.telegram.views import notes
from bot.telegram.views import start as views
from bot.telegram.visit import Desk, Visit

Context = ContextTypes.DEFAULT_TYPE
CLOSE_ENOUGH = 82  # of 100: "Souel" is Seoul, "asdf" is nowhere


class StartHandlers:
    """Language, consent, time zone; /help, /privacy, /cancel and deleting everything."""

    def __init__(self, desk: Desk, reception: Reception, *, moved: Callable[[], None]) -> None:
        """`moved` is called whenever someone's time zone was changed."""
        self._desk = desk
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
        account = await self._reception.speak(visit.account, Language(visit.tapped[0]))
        t = Texts(account.language)
        await visit.change(self._zone(visit, t) if account.has_consented else views.consent(t))

    async def consent(self, update: Update, _: Context) -> None:
        """The person agreed to what is kept, or did not."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "yes":
            await self._reception.consent(visit.account)
            await visit.change(self._zone(visit, visit.t))
        else:
            await visit.change(views.no_consent(visit.t))

    async def zone(self, update: Update, _: Context) -> None:
        """The clock is right, or a city is asked for."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "yes":
            await self._desk.leave(visit)
            await visit.change(views.ready(visit.t))
        else:
            await self._desk.ask(visit, "zone")
            await visit.change(views.ask_zone(visit.t))

    async def city(self, visit: Visit, text: str) -> None:
        """A city was written."""
        name = zone_of(text)
        if name is None:
            await visit.show(views.unknown_zone(visit.t))
            return
        account = await self._reception.live_in(visit.account, name, visit.at)
        self._moved()
        await self._desk.leave(visit)
        clock = visit.at.astimezone(account.zone)
        await visit.show(views.zone(visit.t, name, f"{clock:%H:%M}"))

    async def help(self, update: Update, _: Context) -> None:
        """/help."""
        visit = await self._desk.visit(update)
        await visit.show(views.help(visit.t))

    async def privacy(self, update: Update, _: Context) -> None:
        """/privacy."""
        visit = await self._desk.visit(update)
        await visit.show(views.privacy(visit.t))

    async def forget(self, update: Update, _: Context) -> None:
        """Delete everything, once the person has said so twice."""
        visit = await self._desk.visit(update)
        match visit.tapped[0]:
            case "ask":
                await visit.change(views.ask_forget(visit.t))
            case "yes":
                await self._reception.forget(visit.account)
                await visit.change(views.forgotten(visit.t))
            case _:
                await visit.change(views.kept(visit.t))

    async def cancel(self, update: Update, _: Context) -> None:
        """/cancel: leave whatever is being asked."""
        visit = await self._desk.visit(update)
        await visit.show(notes.cancelled(visit.t, was_open=await self._desk.leave(visit)))

    def _zone(self, visit: Visit, t: Texts) -> Screen:
        clock = visit.at.astimezone(visit.account.zone)
        return views.zone(t, visit.account.time_zone, f"{clock:%H:%M}")


def zone_of(city: str) -> str | None:
    """Return the time zone that a typed city may mean; None where none is close."""
    zones = [
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    ]
    names = {name: name.split("/")[-1].replace("_", " ") for name in sorted(zones)}
    found = process.extractOne(
        city[:60], names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=CLOSE_ENOUGH
    )
    return str(found[2]) if found else None
