"""The people of an account: added, chosen, named, removed."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.household import NameRefused, PeopleService
from bot.telegram.features.people import views
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes

Context = ContextTypes.DEFAULT_TYPE


class PeopleHandlers:
    """/people and its buttons. A button about one person acts for them, so that a visit is about that one."""

    def __init__(self, requests: RequestContextFactory, household: PeopleService) -> None:
        self._requests = requests
        self._household = household

    async def people(self, update: Update, _: Context) -> None:
        """/people: who there is."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.show(views.people(request.t, await self._household.people(request.account.chat_id)))

    async def turn(self, update: Update, _: Context) -> None:
        """The same, at a page."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        everybody = await self._household.people(request.account.chat_id)
        await request.change(views.people(request.t, everybody, request.number(0)))

    async def person(self, update: Update, _: Context) -> None:
        """One person."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.change(views.person(request.t, request.account))

    async def choose(self, update: Update, _: Context) -> None:
        """The chat is about this person from now on."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await self._household.choose(request.account.chat_id, request.account.person_id)
        await request.change(views.chosen(request.t, request.account))

    async def add(self, update: Update, _: Context) -> None:
        """Somebody is to be added: ask for the name."""
        request = await self._requests.open(update)
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        await self._requests.ask(request, "newperson")
        await request.change(views.ask_name(request.t))

    async def rename(self, update: Update, _: Context) -> None:
        """This person is to be called something else."""
        request = await self._requests.open(update)
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        await self._requests.ask(request, "rename")
        await request.change(views.ask_name(request.t))

    async def named(self, request: RequestContext, text: str, *, is_new: bool) -> None:
        """A name was written, of somebody new or of the person whom the question was about."""
        chat, person = request.account.chat_id, request.account.person_id
        try:
            if is_new:
                person = await self._household.add(chat, text, request.origin)
            elif not await self._household.rename(chat, person, text):
                await request.show(notes.stale(request.t))
                return
        except NameRefused as error:
            await request.show(views.refused(request.t, error.problem))
            return
        request = await self._requests.about(request, person, anew=True)
        await request.show((views.chosen if is_new else views.person)(request.t, request.account))
        await self._requests.leave(
            request
        )  # last: handled once more after a crash, the name is no medicine's

    async def remove(self, update: Update, _: Context) -> None:
        """Remove this person, once that was said twice."""
        request = await self._requests.open(update)
        if request.tapped[0] == "ask":
            await request.change(views.ask_remove(request.t, request.account))
            return
        await self._requests.leave(request)
        await self._household.remove(request.account.chat_id, request.account.person_id, request.at)
        request = await self._requests.about(request, None, anew=True)
        await request.change(views.people(request.t, await self._household.people(request.account.chat_id)))
