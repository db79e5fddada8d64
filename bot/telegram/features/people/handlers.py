"""The people of an account: added, chosen, named, removed."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.household import Household, NameRefused
from bot.telegram.features.people import views
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes

Context = ContextTypes.DEFAULT_TYPE


class PeopleHandlers:
    """/people and its buttons. A button about one person acts for them, so that a visit is about that one."""

    def __init__(self, desk: Desk, household: Household) -> None:
        self._desk = desk
        self._household = household

    async def people(self, update: Update, _: Context) -> None:
        """/people: who there is."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.show(views.people(visit.t, await self._household.people(visit.account.chat_id)))

    async def turn(self, update: Update, _: Context) -> None:
        """The same, at a page."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        everybody = await self._household.people(visit.account.chat_id)
        await visit.change(views.people(visit.t, everybody, visit.number(0)))

    async def person(self, update: Update, _: Context) -> None:
        """One person."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.change(views.person(visit.t, visit.account))

    async def choose(self, update: Update, _: Context) -> None:
        """The chat is about this person from now on."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await self._household.choose(visit.account.chat_id, visit.account.person_id)
        await visit.change(views.chosen(visit.t, visit.account))

    async def add(self, update: Update, _: Context) -> None:
        """Somebody is to be added: ask for the name."""
        visit = await self._desk.visit(update)
        if not visit.account.has_consented:
            await visit.show(start.consent(visit.t))
            return
        await self._desk.ask(visit, "newperson")
        await visit.change(views.ask_name(visit.t))

    async def rename(self, update: Update, _: Context) -> None:
        """This person is to be called something else."""
        visit = await self._desk.visit(update)
        if not visit.account.has_consented:
            await visit.show(start.consent(visit.t))
            return
        await self._desk.ask(visit, "rename")
        await visit.change(views.ask_name(visit.t))

    async def named(self, visit: Visit, text: str, *, is_new: bool) -> None:
        """A name was written, of somebody new or of the person whom the question was about."""
        chat, person = visit.account.chat_id, visit.account.person_id
        try:
            if is_new:
                person = await self._household.add(chat, text, visit.origin)
            elif not await self._household.rename(chat, person, text):
                await visit.show(notes.stale(visit.t))
                return
        except NameRefused as error:
            await visit.show(views.refused(visit.t, error.problem))
            return
        visit = await self._desk.about(visit, person, anew=True)
        await visit.show((views.chosen if is_new else views.person)(visit.t, visit.account))
        await self._desk.leave(visit)  # last: handled once more after a crash, the name is no medicine's

    async def remove(self, update: Update, _: Context) -> None:
        """Remove this person, once that was said twice."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "ask":
            await visit.change(views.ask_remove(visit.t, visit.account))
            return
        await self._desk.leave(visit)
        await self._household.remove(visit.account.chat_id, visit.account.person_id, visit.at)
        visit = await self._desk.about(visit, None, anew=True)
        await visit.change(views.people(visit.t, await self._household.people(visit.account.chat_id)))
