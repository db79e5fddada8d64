"""The screen of a question's pills: with what the catalogue and the person's list say of them."""

from bot.core.medications.medications import MedicationService, Overview
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.model import Question
from bot.core.photos.photo_service import PhotoService
from bot.telegram.features.photos import views
from bot.telegram.transport.request_context import RequestContext
from bot.telegram.ui.screens import Screen


class QuestionScreens:
    """Makes these screens, and notes which findings the person has seen on them."""

    def __init__(self, photos: PhotoService, decisions: PillDecisions, medicines: MedicationService) -> None:
        self._photos = photos
        self._decisions = decisions
        self._medicines = medicines

    async def overview(
        self, request: RequestContext, question: Question, page: int = 0
    ) -> tuple[Screen, Overview]:
        """Return a page of the screen, and the overview of the list with the pills that are settled."""
        candidates = [id for pill in question.pills for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(candidates)
        together = await self._medicines.overview(request.account, request.at, also=question.identities)
        unlike = await self._decisions.unlike(question)
        return views.overview(request.t, question, products, together, page, unlike), together

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

    async def change(self, request: RequestContext, question: Question, page: int = 0) -> None:
        """Put the screen, as it is now, in the place of the tapped message."""
        screen, together = await self.overview(request, question, page)
        await request.change(screen)
        await self.seen(request, question, together)
