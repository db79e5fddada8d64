"""Invitations, what was agreed, and its end."""

import secrets

from telegram import ReplyKeyboardRemove

from bot.core.doses.dose_record import DoseRecordService
from bot.core.people.accounts import AccountService, ChatId
from bot.core.people.caregivers import Caregiver, CaregiverId, CaregiverService, LinkRefused, Sees
from bot.telegram.features.caregivers import views
from bot.telegram.features.caregivers.buttons import (
    AnswerInvitation,
    ConfirmCaregiver,
    EndCare,
    InviteCaregiver,
    PickCaregiver,
    SeeToday,
    SetRefills,
    SetTerms,
    ShowCaregiver,
    ShowFamily,
)
from bot.telegram.features.start import views as start
from bot.telegram.features.today import views as today
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.screens import Screen

PREFIX = "care_"  # of what stands after /start in a link
TOKEN_BYTES = 12


class FamilyHandlers:
    """/family and its buttons; a link opens with /start."""

    def __init__(
        self,
        requests: RequestContextFactory,
        caregivers: CaregiverService,
        accounts: AccountService,
        record: DoseRecordService,
    ) -> None:
        self._requests = requests
        self._caregivers = caregivers
        self._accounts = accounts
        self._record = record

    async def family(self, request: RequestContext) -> None:
        """/family: who sees what."""
        await self._requests.leave(request)
        await request.show(await self._family(request))

    async def show(self, request: RequestContext, tap: ShowFamily) -> None:
        """The same, by a tap, at a page."""
        await request.change(await self._family(request, tap.page or 0))

    async def invite(self, request: RequestContext, _: InviteCaregiver) -> None:
        """A link for one caregiver."""
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        care = await self._caregivers.invite(
            request.account, _called(request), secrets.token_urlsafe(TOKEN_BYTES), request.at
        )
        await self._detail(request, care, views.too_many(request.t))

    async def pick(self, request: RequestContext, tap: PickCaregiver) -> None:
        """Telegram offers to choose a person."""
        care = await self._caregivers.mine(request.account, tap.id)
        if care is None or care.chat_id is not None or care.person_chat != request.account.chat_id:
            await request.change(notes.stale(request.t))
            return
        keyboard = views.people_to_pick(request.t, care)
        await request.chat.send_message(
            request.t("Tap the button below and choose one person."), reply_markup=keyboard
        )

    async def picked(self, request: RequestContext) -> None:
        """A person was chosen: they are asked if they talk to me; the link is there in any case."""
        shared = request.update.message.users_shared if request.update.message else None
        if shared is None or not shared.users:
            return
        whom = ChatId(shared.users[0].user_id)
        try:
            care = await self._caregivers.pick(
                request.account, CaregiverId(shared.request_id), whom, request.at
            )
        except LinkRefused as error:
            await request.show(views.refused(request.t, error.problem))
            return
        if care is None:
            await request.show(notes.stale(request.t))
            return
        said = request.t(
            "If this person has written to me before, I have asked them. Otherwise send them the link."
        )
        await request.chat.send_message(said, reply_markup=ReplyKeyboardRemove())
        await request.show(views.detail(request.t, care, request.account, self._link(request, care)))

    async def one(self, request: RequestContext, tap: ShowCaregiver) -> None:
        """What was agreed with one."""
        await self._detail(request, await self._caregivers.mine(request.account, tap.id))

    async def terms(self, request: RequestContext, tap: SetTerms) -> None:
        """Other terms."""
        care = await self._caregivers.set_terms(request.account, tap.id, tap.sees, tap.minutes)
        await self._detail(request, care)

    async def refills(self, request: RequestContext, tap: SetRefills) -> None:
        """Who gets new packs."""
        await self._detail(request, await self._caregivers.set_refills(request.account, tap.id, tap.wanted))

    async def opened(self, request: RequestContext, token: str) -> None:
        """A link was opened."""
        try:
            care = await self._caregivers.opened(request.account, token, request.at)
        except LinkRefused as error:
            await request.show(views.refused(request.t, error.problem))
        else:
            await request.show(views.invitation(request.t, care))

    async def answer(self, request: RequestContext, tap: AnswerInvitation) -> None:
        """The caregiver accepts, or does not."""
        if tap.answer == "no":
            await request.change(views.declined(request.t))
            return
        try:
            care = await self._caregivers.accept(request.account, tap.token, _called(request), request.at)
        except LinkRefused as error:
            await request.change(views.refused(request.t, error.problem))
        else:
            await request.change(views.waits(request.t, care))

    async def confirm(self, request: RequestContext, tap: ConfirmCaregiver) -> None:
        """The person confirms who accepted."""
        await self._detail(request, await self._caregivers.confirm(request.account, tap.id, request.at))

    async def end(self, request: RequestContext, tap: EndCare) -> None:
        """Either side ends it."""
        await self._caregivers.end(request.account, tap.id, request.at)
        await request.change(views.ended_by_me(request.t))

    async def see_today(self, request: RequestContext, tap: SeeToday) -> None:
        """The day of the person, for a caregiver who may see the list."""
        care = await self._caregivers.mine(request.account, tap.id)
        if (
            care is None
            or not care.is_agreed
            or care.sees is not Sees.LIST
            or care.chat_id != request.account.chat_id
        ):
            await request.change(notes.stale(request.t))
            return
        whose = await self._accounts.of_person(care.person_chat, care.person)
        day = request.at.astimezone(whose.zone).date()
        record = await self._record.day(whose, day)
        screen = today.day(request.t, whose, record, day, request.at)
        await request.change(views.seen(request.t, care, screen))

    async def _family(self, request: RequestContext, page: int = 0) -> Screen:
        return views.family(request.t, await self._caregivers.of(request.account), request.account, page)

    async def _detail(
        self, request: RequestContext, care: Caregiver | None, otherwise: Screen | None = None
    ) -> None:
        if care is None:
            await request.change(otherwise or notes.stale(request.t))
            return
        await request.change(views.detail(request.t, care, request.account, self._link(request, care)))

    @staticmethod
    def _link(request: RequestContext, care: Caregiver) -> str:
        return f"https://t.me/{request.bot.username}?start={PREFIX}{care.token}"


def _called(request: RequestContext) -> str:
    user = request.update.effective_user
    return user.first_name if user else ""
