"""Photos: read in the background, answered with numbered pictures, decided pill by pill."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Document, InputMediaPhoto, Message, PhotoSize
from telegram.error import BadRequest

from bot.core.errors import GoneError
from bot.core.medications.medications import MedicationService, Overview
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.donations import Donations
from bot.core.photos.list_corrections import ListCorrections
from bot.core.photos.model import Answer, Question, QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.core.understanding.dialogues import Dialogue
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.photos import views
from bot.telegram.features.photos.buttons import (
    ChooseProduct,
    JoinSides,
    KeepPills,
    NoneOfThese,
    SameMedicine,
    ShowPill,
    TurnPage,
    TurnPill,
)
from bot.telegram.transport.background import Background
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from inference.photo import PhotoError
from inference.pool import Busy, ScanError
from knowledge.products import ProductId

File = PhotoSize | Document
IMPRINT = "imprint"  # the step that waits for what is stamped on a pill
TURN = "turn"  # the step that waits for a photo of the other side; what is typed is the imprint
AT_ONCE = 8  # questions whose photos are in memory; the others wait
LARGEST_FILE = 20_000_000  # bytes that Telegram gives to a bot
log = structlog.stdlib.get_logger(__name__)


class PhotoHandlers:
    """Photos, photos sent as files, albums, and the buttons under the answers."""

    def __init__(
        self,
        requests: RequestContextFactory,
        photos: PhotoService,
        decisions: PillDecisions,
        corrections: ListCorrections,
        medicines: MedicationService,
        adding: Adding,
        donations: Donations,
        background: Background,
        caption: Callable[[RequestContext, str], Awaitable[None]],
    ) -> None:
        """`caption` answers what is asked under a photo."""
        self._requests = requests
        self._photos = photos
        self._decisions = decisions
        self._corrections = corrections
        self._medicines = medicines
        self._adding = adding
        self._donations = donations
        self._background = background
        self._caption = caption
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def photo(self, request: RequestContext) -> None:
        """One photo, sent as a photo or as a file: read in the background, so that the chat is not held up."""
        self._background.spawn(
            self._take(request, [request.message], request.origin), update_id=request.update.update_id
        )

    async def album(self, request: RequestContext, messages: Sequence[Message]) -> None:
        """All parts of an album, collected in the background already: one question."""
        await self._take(request, messages, request.origin)

    async def _take(self, request: RequestContext, messages: Sequence[Message], origin: str) -> None:
        """Say at once that it is being read, then read and answer; whatever was being asked is left."""
        asked = await self._requests.asked(request)
        await self._requests.leave(request)
        if await self._photos.answered(origin):
            return
        files = [file for message in messages if (file := _file_of(message))]
        if any((file.file_size or 0) > LARGEST_FILE for file in files):
            await request.show(notes.too_big(request.t))
            return
        status = await request.show(notes.reading(request.t))
        try:
            async with self._at_once:
                photos = await asyncio.gather(*(_download(file) for file in files))
                if len(photos) == 1 and asked and asked.step == TURN:
                    if await self._turned_over(request, asked, photos[0], status):
                        return
                    await request.show(views.not_the_other_side(request.t, asked.data["number"]))
                found = await self._photos.read(request.account, origin, photos, request.at)
        except PhotoError as error:
            await request.replace(status, notes.photo_problem(request.t, error.problem))
        except Busy:
            await request.replace(status, notes.busy(request.t))
        except ScanError:
            await request.replace(status, notes.not_read(request.t))
        except GoneError:  # the account, or the person, was deleted while the photo was being read
            await request.replace(status, notes.gone(request.t))
        else:
            await self._donations.remember(found.question.id, [file.file_id for file in files])
            await self._answer(request, found, status)
            if captions := [message.caption for message in messages if message.caption]:
                await self._caption(request, captions[0])

    async def _answer(self, request: RequestContext, found: Answer, status: Message) -> None:
        if not found.question.pills:
            await request.replace(status, views.nothing_found(request.t, found.question.id, found.flaws))
            await self._photos.note_message(found.question.id, status.message_id)
            return
        screen, together = await self._overview(request, found.question)
        if len(found.pictures) > 1:
            await request.chat.send_media_group([InputMediaPhoto(picture) for picture in found.pictures])
            message = await request.show(screen)
        else:
            message = await request.show_under(found.pictures[0], screen)
        await self._photos.note_message(found.question.id, message.message_id)
        await self._shown(request, found.question, together)
        if found.may_be_sides:
            await request.show(views.front_and_back(request.t, found.question))
        if found.empty:
            await request.show(notes.nothing_on_some(request.t, found.empty))
        await _remove(status)

    async def _turned_over(
        self, request: RequestContext, asked: Dialogue, photo: bytes, status: Message
    ) -> bool:
        """Take a photo as the other side of pills asked about before; return whether it is clear that it is."""
        request = await self._requests.about(request, asked.person)
        id, number = QuestionId(asked.data["question"]), asked.data["number"]
        turned = await self._photos.turn_over(request.account, id, number, photo)
        if turned is None:
            return False
        await request.show(views.both_sides(request.t, turned.numbers))
        await self._show_turned(request, turned.question)
        await _remove(status)
        return True

    async def _show_turned(self, request: RequestContext, question: Question) -> None:
        screen, together = await self._overview(request, question)
        message = await request.show(screen)
        await self._photos.note_message(question.id, message.message_id)
        await self._shown(request, question, together)

    async def join(self, request: RequestContext, tap: JoinSides) -> None:
        """Two photos of an album were of the same pills, front and back."""
        turned = await self._photos.join(request.account, tap.question, tap.count)
        if turned is None:
            await self._stale(request)
            return
        await request.change(views.joined(request.t))
        await self._show_turned(request, turned.question)

    async def turn_over(self, request: RequestContext, tap: TurnPill) -> None:
        """Take the next photo as the other side of a pill."""
        question = await self._question(request, tap.question)
        if question:
            await self._requests.ask(request, TURN, question=question.id, number=tap.number)
            await request.show(views.turn_over(request.t, tap.number))

    async def page(self, request: RequestContext, tap: TurnPage) -> None:
        """More pills of an answer."""
        question = await self._question(request, tap.question)
        if question:
            await self._turn(request, question, tap.page)

    async def pill(self, request: RequestContext, tap: ShowPill) -> None:
        """Offer what one pill may be, and take the next text as what is stamped on it."""
        question = await self._question(request, tap.question)
        if question:
            await request.change(await self._offer(request, question, tap.number))

    async def identify(self, request: RequestContext, tap: ChooseProduct) -> None:
        """A candidate was tapped: this pill is that product."""
        if await self._choose(request, tap.question, tap.number, tap.product):
            await self._requests.leave(request)

    async def none_of_these(self, request: RequestContext, tap: NoneOfThese) -> None:
        """None of the candidates is right: ask for the imprint."""
        if question := await self._choose(request, tap.question, tap.number, None):
            await self._ask_imprint(request, question, tap.number)
            await request.show(views.none_of_these(request.t, tap.question, tap.number))

    async def _choose(
        self, request: RequestContext, id: QuestionId, number: int, product: ProductId | None
    ) -> Question | None:
        question = await self._decisions.choose(request.account, id, number, product)
        if question is None:
            await self._stale(request)
            return None
        await self._put_right(request, question, number)
        await self._turn(request, question)
        return question

    async def identify_alike(self, request: RequestContext, tap: SameMedicine) -> None:
        """The person said that the pills that look like one they named are the same."""
        question = await self._decisions.choose_alike(request.account, tap.question, tap.number)
        if question is None:
            await self._stale(request)
        else:
            await self._turn(request, question)

    async def imprint(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """The person wrote what is stamped on a pill; return whether the question was still there."""
        typed, id, number = name_in(text), QuestionId(asked["question"]), asked["number"]
        question = await self._decisions.look_again(request.account, id, number, typed)
        if question is None:
            return False
        pill = question.pill(number)
        if pill is None or not pill.candidates:
            await request.show(views.not_found(request.t, typed))
        else:
            await request.show(await self._offer(request, question, number))
        return True

    async def keep(self, request: RequestContext, tap: KeepPills) -> None:
        """Put a pill on the list, by one tap; or all that are certain or confirmed."""
        question = await self._decisions.confirm(request.account, tap.question, tap.number)
        pills = [pill for pill in question.pills if tap.number in (None, pill.number)] if question else []
        settled = [pill for pill in pills if pill.identity]
        if question is None or not settled:
            await self._stale(request)
            return
        to_add = [
            pill.identity
            for pill in settled
            if pill.identity and not await self._put_right(request, question, pill.number)
        ]
        if to_add:
            await self._adding.add(request, to_add, request.show, question.id)
        await self._turn(request, question)

    async def _put_right(self, request: RequestContext, question: Question, number: int) -> bool:
        """Where a pill had put another medicine on the list, say what took its place; return whether it had."""
        correction = await self._corrections.put_right(request.account, question.id, number, request.at)
        if correction is None:
            return False
        overview = await self._medicines.overview(request.account, request.at)
        products = await self._photos.products([correction.before])
        await request.show(list_views.corrected(request.t, correction, products, overview))
        await self._medicines.shown(request.account, overview, request.at)
        return True

    async def _question(self, request: RequestContext, id: QuestionId) -> Question | None:
        question = await self._photos.get(request.account, id)
        if question is None:
            await self._stale(request)
        return question

    async def refresh(self, request: RequestContext, id: QuestionId) -> None:
        """Replace the tapped message by the current answer."""
        if question := await self._photos.get(request.account, id):
            await self._turn(request, question)

    async def _turn(self, request: RequestContext, question: Question, page: int = 0) -> None:
        """Replace the tapped message by the current answer."""
        screen, together = await self._overview(request, question, page)
        await request.change(screen)
        await self._shown(request, question, together)

    async def _overview(
        self, request: RequestContext, question: Question, page: int = 0
    ) -> tuple[Screen, Overview]:
        candidates = [id for pill in question.pills for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(candidates)
        together = await self._medicines.overview(request.account, request.at, also=question.identities)
        unlike = await self._decisions.unlike(question)
        return views.overview(request.t, question, products, together, page, unlike), together

    async def _shown(self, request: RequestContext, question: Question, together: Overview) -> None:
        if question.identities:  # else the answer says nothing of what interacts
            await self._medicines.shown(request.account, together, request.at)

    async def _offer(self, request: RequestContext, question: Question, number: int) -> Screen:
        pill = question.pill(number)
        if pill is None:
            screen, _ = await self._overview(request, question)
            return screen
        await self._ask_imprint(request, question, number)
        offered = [id for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(offered)
        listed = await self._medicines.lists(request.account)
        return views.one_pill(request.t, question, pill, products, listed)

    async def _ask_imprint(self, request: RequestContext, question: Question, number: int) -> None:
        await self._requests.ask(request, IMPRINT, question=question.id, number=number)

    async def _stale(self, request: RequestContext) -> None:
        await request.show(notes.stale(request.t))


def _file_of(message: Message) -> File | None:
    return message.photo[-1] if message.photo else message.document


async def _download(file: File) -> bytes:
    telegram_file = await file.get_file()
    return bytes(await telegram_file.download_as_bytearray())


async def _remove(status: Message) -> None:
    try:
        await status.delete()
    except BadRequest:
        log.info("a status message was gone already")
