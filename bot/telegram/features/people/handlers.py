"""The people of an account: added, chosen, named, removed."""

from bot.core.people.household import NameRefused, People, PeopleService
from bot.telegram.features.people import views
from bot.telegram.features.people.buttons import (
    AddPerson,
    ChoosePerson,
    RemovePerson,
    RenamePerson,
    ShowPeople,
    ShowPerson,
)
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes

NEW, RENAME = "newperson", "rename"  # the steps of the dialogue that wait for a name


class PeopleHandlers:
    """/people and its buttons. A button about one person acts for them."""

    def __init__(self, requests: RequestContextFactory, people: People, service: PeopleService) -> None:
        self._requests = requests
        self._people = people
        self._service = service

    async def people(self, request: RequestContext) -> None:
        """/people: who there is."""
        await self._requests.leave(request)
        await request.show(views.people(request.t, await self._people.of(request.account.chat_id)))

    async def turn(self, request: RequestContext, tap: ShowPeople) -> None:
        """The same, at a page."""
        await self._requests.leave(request)
        everybody = await self._people.of(request.account.chat_id)
        await request.change(views.people(request.t, everybody, tap.page))

    async def person(self, request: RequestContext, tap: ShowPerson) -> None:
        """One person."""
        await self._requests.leave(request)
        await request.change(views.person(request.t, request.account))

    async def choose(self, request: RequestContext, tap: ChoosePerson) -> None:
        """The chat is about this person from now on."""
        await self._requests.leave(request)
        await self._people.choose(request.account.chat_id, request.account.person_id)
        await request.change(views.chosen(request.t, request.account))

    async def add(self, request: RequestContext, tap: AddPerson) -> None:
        """Somebody is to be added: ask for the name."""
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        await self._requests.ask(request, NEW)
        await request.change(views.ask_name(request.t))

    async def rename(self, request: RequestContext, tap: RenamePerson) -> None:
        """This person is to be called something else."""
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        await self._requests.ask(request, RENAME)
        await request.change(views.ask_name(request.t))

    async def new_name(self, request: RequestContext, text: str, _: object) -> None:
        """The name of somebody new was written."""
        await self._name(request, text, is_new=True)

    async def other_name(self, request: RequestContext, text: str, _: object) -> None:
        """Another name was written for the person whom the question was about."""
        await self._name(request, text, is_new=False)

    async def _name(self, request: RequestContext, text: str, *, is_new: bool) -> None:
        chat, person = request.account.chat_id, request.account.person_id
        try:
            if is_new:
                person = await self._service.add(chat, text, request.origin)
            elif not await self._service.rename(chat, person, text):
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

    async def remove(self, request: RequestContext, tap: RemovePerson) -> None:
        """Remove this person, once that was said twice."""
        if tap.answer == "ask":
            await request.change(views.ask_remove(request.t, request.account))
            return
        await self._requests.leave(request)
        await self._people.remove(request.account.chat_id, request.account.person_id, request.at)
        request = await self._requests.about(request, None, anew=True)
        await request.change(views.people(request.t, await self._people.of(request.account.chat_id)))
