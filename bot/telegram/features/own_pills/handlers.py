"""Asks once whether reminders may show the person's own pills, cuts them out, and deletes them."""

from bot.core.people.accounts import OwnPills
from bot.core.photos.model import Question, QuestionId
from bot.core.photos.own_pills import OwnPillService
from bot.core.photos.photo_service import PhotoService
from bot.telegram.features.own_pills import views
from bot.telegram.features.own_pills.buttons import KeepOwnPills, NoOwnPills, ShowOwnPills
from bot.telegram.features.photos.pill_pictures import PillPictures
from bot.telegram.transport.request_context import RequestContext


class OwnPillHandlers:
    """The consent, in the chat and in the settings, and what follows a pill that was confirmed."""

    def __init__(
        self, own_pills: OwnPillService, photos: PhotoService, pictures: PillPictures, backup_days: int
    ) -> None:
        self._own_pills = own_pills
        self._photos = photos
        self._pictures = pictures
        self._backup_days = backup_days

    async def offer(self, request: RequestContext, question: Question) -> None:
        """Ask, once, where pictures of pills are of use."""
        account = request.account
        is_useful = account.has_consented and account.has_pictures and not account.is_discreet
        if is_useful and account.own_pills is OwnPills.UNASKED:
            await self._own_pills.asked(account)
            await request.show(views.ask(request.t, question.id))

    async def collect(self, request: RequestContext, id: QuestionId, number: int | None = None) -> None:
        """Cut out a pill of a photo, or all, that was confirmed and is on the list; nothing without consent."""
        question = await self._photos.get(request.account, id)
        if question is None or request.account.own_pills is not OwnPills.AGREED:
            return
        for medication, pill in await self._own_pills.confirmed(request.account, question):
            is_meant = number in (None, pill.number)
            if is_meant and (picture := await self._pictures.cut_out(request, question, pill)):
                await self._own_pills.keep(request.account, medication, picture, request.at)

    async def show(self, request: RequestContext, _: ShowOwnPills) -> None:
        """What is kept."""
        await request.change(views.settings(request.t, request.account))

    async def agree(self, request: RequestContext, tap: KeepOwnPills) -> None:
        """The person agreed: only now is the photo fetched again."""
        agreed = request.by(await self._own_pills.agree(request.account))
        await agreed.change(views.agreed(request.t))
        if tap.question is not None:
            await self.collect(agreed, tap.question)

    async def decline(self, request: RequestContext, _: NoOwnPills) -> None:
        """The person does not agree, or not any more."""
        await self._own_pills.withdraw(request.account)
        await request.change(views.none_kept(request.t, self._backup_days))
