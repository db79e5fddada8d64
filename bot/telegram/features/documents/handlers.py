"""Pages and boxes: answered with their table, decided row by row where that is needed, added with reminders."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.core.documents.document_service import DocumentService
from bot.core.documents.model import Document, DocumentId
from bot.core.errors import GoneError
from bot.core.medications.medications import MedicationService, Overview
from bot.core.understanding.dialogues import KEPT
from bot.telegram.features.documents import added_views, row_views, views
from bot.telegram.features.documents.buttons import (
    AddDocument,
    ChooseDose,
    ChooseRow,
    LeaveDocument,
    LeaveRow,
    ShowDocument,
    ShowReasons,
    ShowRow,
    Walk,
    WriteName,
)
from bot.telegram.features.documents.row_views import OTHER_WAY
from bot.telegram.features.plan_questions import views as plan_views
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.personalization import dressed
from bot.telegram.ui.screens import CAPTION_LIMIT, Screen
from inference.types import Kind, Page, PrintedLine, Scan

# Cuts the lines that name medicines out of a page, numbered; b"" where there is no picture.
CutOut = Callable[[Page, Sequence[PrintedLine]], Awaitable[bytes]]
Show = Callable[[Screen], Awaitable[object]]
NAME = "paper"  # the step that waits for the name of a medicine on a paper


class DocumentHandlers:
    """The answer to a scan that is a page or a box, and the buttons under it."""

    def __init__(
        self,
        requests: RequestContextFactory,
        documents: DocumentService,
        medicines: MedicationService,
        questions: PlanQuestionHandlers,
        cut_out: CutOut,
        *,
        planned: Callable[[], None],
    ) -> None:
        """`planned` is called whenever times of medicines were set."""
        self._requests = requests
        self._documents = documents
        self._medicines = medicines
        self._questions = questions
        self._cut_out = cut_out
        self._planned = planned

    async def answer(self, request: RequestContext, scan: Scan, place: int, called: Kind | None) -> bool:
        """Answer a photo of a page or a box, by its place in the album; return False where it names no medicine.

        `called` is what its caption calls it.
        """
        origin = f"{request.origin}:{place}"
        if await self._documents.answered(origin):
            return True
        reading = await self._documents.read(request.account, origin, scan, request.at, called)
        if reading is None:
            return False
        screen, together = await self._screen(request, reading.document, is_cut=reading.is_cut)
        picture = await self._cut_out(scan.page, reading.names) if scan.page and reading.names else b""
        message = await (request.show_under(picture, screen) if picture else request.show(screen))
        await self._documents.note_message(reading.document.id, message.message_id)
        await self._medicines.shown(request.account, together, request.at)
        return True

    async def show(self, request: RequestContext, tap: ShowDocument) -> None:
        """Show all of it again, or after the red warning was read."""
        if document := await self._document(request, tap.document):
            screen, _ = await self._screen(request, document, is_read=tap.read is not None)
            await request.change(screen)

    async def row(self, request: RequestContext, tap: ShowRow) -> None:
        """Show one medicine."""
        if document := await self._document(request, tap.document):
            await self._show_row(request, document, tap.number, tap.walk)

    async def choose(self, request: RequestContext, tap: ChooseRow) -> None:
        """One medicine is this product."""
        document = await self._documents.choose(
            request.account, tap.document, tap.number, tap.product, request.at
        )
        await self._requests.leave(request)
        await self._go_on(request, document, tap.number, tap.walk)

    async def leave_row(self, request: RequestContext, tap: LeaveRow) -> None:
        """One medicine is left out."""
        document = await self._documents.choose(request.account, tap.document, tap.number, None, request.at)
        await self._requests.leave(request)
        await self._go_on(request, document, tap.number, tap.walk)

    async def write_name(self, request: RequestContext, tap: WriteName) -> None:
        """A medicine was read wrong, or one is missing: take the next text as its name."""
        if document := await self._document(request, tap.document):
            screen = row_views.write_name(request.t, document, tap.number, tap.walk)
            if not document.is_added:
                await self._ask_name(request, document, tap.number, tap.walk)
            await (request.change(screen) if tap.number else request.show(screen))

    async def _ask_name(
        self, request: RequestContext, document: Document, number: int, walk: Walk | None
    ) -> None:
        await self._requests.ask(request, NAME, page=document.id, number=number, walk=walk)

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """The name of a medicine was written: offer what it may mean; False where the document is gone, or added."""
        document = await self._documents.get(request.account, DocumentId(asked["page"]))
        if document is None or document.is_added:
            return False
        name = name_in(text)
        found = await self._medicines.look_up(request.account, name)
        await request.show(row_views.typed(request.t, document, asked["number"], asked["walk"], name, found))
        return True

    async def reasons(self, request: RequestContext, tap: ShowReasons) -> None:
        """Show the reasons and sources of what is said of a document."""
        if document := await self._document(request, tap.document):
            together = await self._documents.overview(request.account, document, request.at)
            await request.show(views.reasons(request.t, document, together))

    async def leave(self, request: RequestContext, tap: LeaveDocument) -> None:
        """It was only to be looked at."""
        if document := await self._document(request, tap.document):
            screen, _ = await self._screen(request, document)
            await request.change(views.left_alone(request.t, screen))

    async def add(self, request: RequestContext, tap: AddDocument) -> None:
        """Put all of it on the list, once everything is settled, and the person has agreed to what is kept."""
        document = await self._document(request, tap.document)
        if document is None:
            return
        if document.unsettled:
            await self._show_row(request, document, document.unsettled[0].number, None)
        elif not document.identities:  # all of it was left out
            screen, _ = await self._screen(request, document)
            await request.change(views.left_alone(request.t, screen))
        elif tap.old == "ask" and (
            old := await self._documents.outdated(request.account, document, request.at)
        ):
            products = await self._medicines.products([one.product_id for one in old])
            await request.show(views.ask_old(request.t, document, old, products))
        elif not request.account.has_consented:
            waiting = [document.id, request.account.person_id]
            await self._requests.ask(request, KEPT, document=waiting)
            await request.show(start.consent(request.t))
        else:
            await self._add(request, document, replaces=tap.old == "swap")

    async def consented(self, request: RequestContext) -> None:
        """Add the document that waited for consent, with its times, for its person."""
        asked = await self._requests.asked(request)
        if asked and asked.data.get("document"):
            id, person = asked.data["document"]
            await self._requests.ask(request, KEPT, document=None)
            with suppress(GoneError):
                about = await self._requests.about(request, person)
                if document := await self._documents.get(about.account, DocumentId(id)):
                    await self._add(about, document, replaces=False)

    async def _add(self, request: RequestContext, document: Document, *, replaces: bool) -> None:
        put = await self._documents.add(request.account, document, request.at, replaces=replaces)
        self._planned()
        overview = await self._medicines.overview(request.account, request.at)
        await request.show(added_views.added(request.t, put, overview, request.account, request.at))
        await self._medicines.shown(request.account, overview, request.at)
        await self._ask_doses(request, document, request.show)

    async def dose(self, request: RequestContext, tap: ChooseDose) -> None:
        """A medicine on the list is taken in one of the ways that its row may mean, or in another."""
        document = await self._document(request, tap.document)
        if document is None:
            return
        if tap.place == OTHER_WAY:
            document = await self._documents.without_doses(request.account, document, tap.number)
        else:
            await self._documents.dose(request.account, document, tap.number, tap.place, request.at)
            self._planned()
        if not await self._ask_doses(request, document, request.change):
            ids = await self._documents.dosed(request.account, document, request.at)
            listed = await self._medicines.look_at(request.account, ids, request.at)
            await request.change(plan_views.done(request.t, listed, request.account, request.at))

    async def _ask_doses(self, request: RequestContext, document: Document, show: Show) -> bool:
        """Ask how medicines are taken: by the ways that their rows may mean, then in full; return whether any was."""
        asked = await self._documents.asked(request.account, document, request.at)
        row = next((row for row, _ in asked if row.doses), None)
        if row and row.identity:
            product = (await self._documents.products(document))[row.identity]
            await show(row_views.which_dose(request.t, document, row, product))
        elif asked:
            await self._questions.begin(request, list(dict.fromkeys(id for _, id in asked)))
        return bool(asked)

    async def _go_on(
        self, request: RequestContext, document: Document | None, number: int, walk: Walk | None
    ) -> None:
        """Show the next medicine that is to be looked at, or the whole again."""
        if document is None:
            await request.show(notes.stale(request.t))
            return
        ahead = [row.number for row in document.rows if row.number > number]
        left = ahead if walk else [row.number for row in document.unsettled]
        if left:
            await self._show_row(request, document, left[0], walk)
            return
        screen, together = await self._screen(request, document)
        await request.change(screen)
        await self._medicines.shown(request.account, together, request.at)

    async def _show_row(
        self, request: RequestContext, document: Document, number: int, walk: Walk | None
    ) -> None:
        row = document.row(number)
        if row is None:
            await request.show(notes.stale(request.t))
            return
        products = await self._documents.products(document)
        await self._ask_name(request, document, number, walk)
        await request.change(row_views.one_row(request.t, document, row, products, walk))

    async def _screen(
        self, request: RequestContext, document: Document, *, is_read: bool = False, is_cut: bool = False
    ) -> tuple[Screen, Overview]:
        """Return the whole document; where that is too long to stand under a picture, reasons are behind a button."""
        products = await self._documents.products(document)
        together = await self._documents.overview(request.account, document, request.at)
        recalls = await self._documents.recalls(document)
        today = request.at.astimezone(request.account.zone).date()
        screens = (
            views.overview(
                request.t, document, products, together, recalls, today,
                is_read=is_read, is_short=is_short, is_cut=is_cut,
            )
            for is_short in (False, True)
        )  # fmt: skip
        whole = next(screens)
        return whole if dressed(whole, request.account).fits(CAPTION_LIMIT) else next(screens), together

    async def _document(self, request: RequestContext, id: DocumentId) -> Document | None:
        document = await self._documents.get(request.account, id)
        if document is None:
            await request.show(notes.stale(request.t))
        return document
