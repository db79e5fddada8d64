"""The screen of a question's pills: with what the catalogue and the person's list say of them."""

from bot.core.medications.medications import MedicationService, Overview
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.model import Question
from bot.core.photos.photo_service import PhotoService
from bot.telegram.features.photos import views
from bot.telegram.transport.request_context import RequestContext
from bot.telegram.ui.personalization import dressed
from bot.telegram.ui.screens import CAPTION_LIMIT, Screen
from knowledge.products import Product, ProductId


class QuestionScreens:
    """Makes these screens, and notes which findings the person has seen on them."""

    def __init__(self, photos: PhotoService, decisions: PillDecisions, medicines: MedicationService) -> None:
        self._photos = photos
        self._decisions = decisions
        self._medicines = medicines

    async def overview(
        self, request: RequestContext, question: Question, page: int = 0
    ) -> tuple[Screen, Overview]:
        """Return a page of the screen, and the overview of the list with the pills that are settled.

        Where it is too long to stand under a picture, its reasons and sources are behind a button.
        """
        products, together = await self._known(request, question)
        unlike = await self._decisions.unlike(question)
        whole = views.overview(request.t, question, products, together, page, unlike)
        if _fits(request, whole):
            return whole, together
        short = views.overview(request.t, question, products, together, page, unlike, is_short=True)
        return short if _fits(request, short) else whole, together

    async def reasons(self, request: RequestContext, question: Question) -> Screen:
        """Return the reasons and sources of what the screen says."""
        return views.reasons(request.t, question, *await self._known(request, question))

    async def _known(
        self, request: RequestContext, question: Question
    ) -> tuple[dict[ProductId, Product], Overview]:
        """Return the products that the pills are or may be, and the list with those that are settled."""
        named = [id for pill in question.pills for id in (*pill.candidates, pill.identity) if id]
        together = await self._medicines.overview(request.account, request.at, also=question.identities)
        return await self._photos.products(named), together

    async def seen(self, request: RequestContext, question: Question, together: Overview) -> None:
        """Note that the person has seen the findings of an overview."""
        if question.identities:  # else the screen says nothing of what interacts
            await self._medicines.shown(request.account, together, request.at)

    async def send(self, request: RequestContext, question: Question) -> None:
        """Send the screen as a new message, which carries the buttons from now on."""
        screen, together = await self.overview(request, question)
        message = await request.show(screen)
        await self._photos.note_message(question.id, message.message_id)
        await self.seen(request, question, together)

    async def change(
        self, request: RequestContext, question: Question, page: int = 0, picture: bytes | None = None
    ) -> None:
        """Put the screen, as it is now, in the place of the tapped message, under another picture if one is given."""
        screen, together = await self.overview(request, question, page)
        await (request.change_picture(picture, screen) if picture else request.change(screen))
        await self.seen(request, question, together)


def _fits(request: RequestContext, screen: Screen) -> bool:
    return dressed(screen, request.account).fits(CAPTION_LIMIT)
