"""A refill of another maker: put in the place of the medicine on the list, and that taken back."""

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import MedicationId, MyMedicines
from bot.core.medications.substitution import Offer, Refilling, ReplacementId
from bot.core.photos.questions import PhotoReading, QuestionId
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.substitution import views
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes

Context = ContextTypes.DEFAULT_TYPE


class RefillHandlers:
    """The button under a photo that shows a refill, and the way back."""

    def __init__(
        self,
        desk: Desk,
        medicines: MyMedicines,
        photos: PhotoReading,
        refilling: Refilling,
        *,
        refresh: Callable[[Visit, QuestionId], Awaitable[None]],
    ) -> None:
        """`refresh` shows the answer to a photo as it stands by now."""
        self._desk = desk
        self._medicines = medicines
        self._photos = photos
        self._refilling = refilling
        self._refresh = refresh

    async def replace(self, update: Update, _: Context) -> None:
        """A pill takes the place of a medicine; said in a new message, with what it means for the list."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        id, offer = QuestionId(visit.number(0)), Offer(visit.number(1), MedicationId(visit.number(2)))
        replaced = await self._refilling.replace(visit.account, id, offer, visit.at)
        if replaced is None:
            await visit.show(notes.stale(visit.t))
            return
        overview = await self._medicines.overview(visit.account, visit.at)
        products = await self._photos.products([replaced.before])
        await visit.show(views.replaced(visit.t, replaced, products, overview))
        await self._medicines.shown(visit.account, overview, visit.at)
        await self._refresh(visit, id)

    async def undo(self, update: Update, _: Context) -> None:
        """That was not meant."""
        visit = await self._desk.visit(update)
        undone = await self._refilling.undo(visit.account, ReplacementId(visit.number(1)), visit.at)
        listed = await self._medicines.look_at(visit.account, [MedicationId(visit.number(0))], visit.at)
        if not undone or not listed:
            await visit.change(list_views.not_undone(visit.t))
        else:
            await visit.change(await screen_of(visit, self._medicines, listed[0]))
