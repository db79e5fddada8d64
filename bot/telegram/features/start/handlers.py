"""The first minutes, and help."""

import re
from collections.abc import Awaitable, Callable

from bot.core.people.accounts import AccountService
from bot.core.understanding.answers import help_numbers
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views
from bot.telegram.features.start.buttons import Begin, ChooseLanguage, Consent
from bot.telegram.features.time_zones import views as zones
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes

INVITATION = re.compile(r"care_(?P<token>\S{1,64})")


class StartHandlers:
    """Language and consent, which lead to the clock; /help and /cancel."""

    def __init__(
        self,
        requests: RequestContextFactory,
        accounts: AccountService,
        adding: Adding,
        *,
        invited: Callable[[RequestContext, str], Awaitable[None]],
    ) -> None:
        """`invited` takes who opened the link of an invitation, with its token."""
        self._requests = requests
        self._adding = adding
        self._accounts = accounts
        self._invited = invited

    async def start(self, request: RequestContext) -> None:
        """/start: ask for the language; the rest follows from it. Behind a link it holds an invitation."""
        await self._requests.leave(request)
        if found := INVITATION.fullmatch(request.argument):
            await self._invited(request, found["token"])
            return
        await request.show(views.language())

    async def begin(self, request: RequestContext, _: Begin) -> None:
        """The same by a tap."""
        await self._requests.leave(request)
        await request.show(views.language())

    async def language(self, request: RequestContext, tap: ChooseLanguage) -> None:
        """A language was tapped."""
        request = request.by(await self._accounts.speak(request.account, tap.language))
        if request.account.has_consented:
            await self._ask_clock(request)
        else:
            await request.change(views.consent(request.t))

    async def consent(self, request: RequestContext, tap: Consent) -> None:
        """The person agreed to what is kept, or did not."""
        if tap.agrees:
            account = await self._accounts.consent(request.account)
            await self._adding.consented(request.by(account))
            await self._ask_clock(request)
        else:
            said = views.still_consents if request.account.has_consented else views.no_consent
            await request.change(said(request.t))

    async def help(self, request: RequestContext) -> None:
        """/help."""
        await request.show(views.help(request.t, help_numbers(request.account.home.key)))

    async def cancel(self, request: RequestContext) -> None:
        """/cancel: close the dialogue, then show what was added to the list by the consent."""
        added = await self._adding.waiting(request)
        await request.show(notes.cancelled(request.t, was_open=await self._requests.leave_all(request)))
        await self._adding.welcome(request, added)

    async def _ask_clock(self, request: RequestContext) -> None:
        """Ask for the time zone of the account's first person, who writes."""
        request = await self._requests.about(request, None, anew=True)
        await request.change(zones.first(request.t, request.account.time_zone, request.at))
