"""A refill of another maker replaces the medicine on the list; undo."""

from collections.abc import Awaitable, Callable

from bot.core.medications.medications import MedicationService
from bot.core.medications.substitution import Offer, SubstitutionService
from bot.core.photos.model import QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.substitution import views
from bot.telegram.features.substitution.buttons import Substitute, UndoSubstitution
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes


class SubstitutionHandlers:
    """The button under a photo that shows a refill, and the way back."""

    def __init__(
        self,
        requests: RequestContextFactory,
        medicines: MedicationService,
        photos: PhotoService,
        substitutions: SubstitutionService,
        *,
        refresh: Callable[[RequestContext, QuestionId], Awaitable[None]],
    ) -> None:
        """`refresh` shows the current answer to a photo."""
        self._requests = requests
        self._medicines = medicines
        self._photos = photos
        self._substitutions = substitutions
        self._refresh = refresh

    async def replace(self, request: RequestContext, tap: Substitute) -> None:
        """A pill replaces a medicine; say so in a new message, with what it means for the list."""
        await self._requests.leave(request)
        offer = Offer(tap.number, tap.medication)
        replaced = await self._substitutions.replace(request.account, tap.question, offer, request.at)
        if replaced is None:
            await request.show(notes.stale(request.t))
            return
        overview = await self._medicines.overview(request.account, request.at)
        products = await self._photos.products([replaced.before])
        await request.show(views.replaced(request.t, replaced, products, overview))
        await self._medicines.shown(request.account, overview, request.at)
        await self._refresh(request, tap.question)

    async def undo(self, request: RequestContext, tap: UndoSubstitution) -> None:
        """That was not meant."""
        undone = await self._substitutions.undo(request.account, tap.substitution, request.at)
        listed = await self._medicines.look_at(request.account, [tap.medication], request.at)
        if not undone or not listed:
            await request.change(list_views.not_undone(request.t))
        else:
            await request.change(await screen_of(request, self._medicines, listed[0]))
