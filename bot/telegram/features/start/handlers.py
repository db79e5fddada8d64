"""The first minutes, and help."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.accounts import AccountService, Language
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views
from bot.telegram.features.time_zones import views as zones
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes

Context = ContextTypes.DEFAULT_TYPE


class StartHandlers:
    """Language and consent, which lead to the clock; /help and /cancel."""

    def __init__(self, requests: RequestContextFactory, reception: AccountService, adding: Adding) -> None:
        self._requests = requests
        self._adding = adding
        self._reception = reception

    async def start(self, update: Update, _: Context) -> None:
        """/start: ask for the language; the rest follows from it."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.show(views.language())

    async def language(self, update: Update, _: Context) -> None:
        """A language was tapped."""
        request = await self._requests.open(update)
        request = request.by(await self._reception.speak(request.account, Language(request.tapped[0])))
        if request.account.has_consented:
            await self._ask_clock(request)
        else:
            await request.change(views.consent(request.t))

    async def consent(self, update: Update, _: Context) -> None:
        """The person agreed to what is kept, or did not."""
        request = await self._requests.open(update)
        if request.tapped[0] == "yes":
            account = await self._reception.consent(request.account)
            await self._adding.consented(request.by(account))
            await self._ask_clock(request)
        else:
            said = views.still_consents if request.account.has_consented else views.no_consent
            await request.change(said(request.t))

    async def help(self, update: Update, _: Context) -> None:
        """/help."""
        request = await self._requests.open(update)
        await request.show(views.help(request.t))

    async def cancel(self, update: Update, _: Context) -> None:
        """/cancel: leave whatever is being asked; what is on the list by now is told of all the same."""
        request = await self._requests.open(update)
        added = await self._adding.waiting(request)
        await request.show(notes.cancelled(request.t, was_open=await self._requests.leave_all(request)))
        await self._adding.welcome(request, added)

    async def _ask_clock(self, request: RequestContext) -> None:
        """Ask for the clock of whoever writes, whomever the chat is about."""
        request = await self._requests.about(request, None, anew=True)
        await request.change(zones.first(request.t, request.account.time_zone, request.at))
