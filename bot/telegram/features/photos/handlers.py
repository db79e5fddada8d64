"""Photos: read in the background, answered with numbered pictures, decided pill by pill."""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Document, InputMediaPhoto, Message, PhotoSize, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.core.errors import GoneError
from bot.core.medications.medications import MyMedicines, Overview
from bot.core.photos.donations import Giving
from bot.core.photos.questions import Answer, PhotoReading, Question, QuestionId
from bot.storage.dialogues import Dialogue
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.photos import views
from bot.telegram.transport.background import Background
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from inference.photo import PhotoError
from inference.pool import Busy, ScanError
from knowledge.products import ProductId

Context = ContextTypes.DEFAULT_TYPE
File = PhotoSize | Document
TURN = "turn"  # the step that waits for a photo of the other side; what is typed is the imprint
AT_ONCE = 8  # questions whose photos are in memory; the others wait
LARGEST_FILE = 20_000_000  # bytes that Telegram gives to a bot
log = structlog.stdlib.get_logger(__name__)


class PhotoHandlers:
    """Photos, photos sent as files, albums, and the buttons under the answers."""

    def __init__(
        self,
        desk: Desk,
        photos: PhotoReading,
        medicines: MyMedicines,
        adding: Adding,
        giving: Giving,
        background: Background,
    ) -> None:
        self._desk = desk
        self._photos = photos
        self._medicines = medicines
        self._adding = adding
        self._giving = giving
        self._background = background
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def photo(self, update: Update, _: Context) -> None:
        """One photo, sent as a photo or as a file: read in the background, so that the chat goes on meanwhile."""
        visit = await self._desk.visit(update)
        self._background.spawn(self._take(visit, [visit.message], visit.origin), update_id=update.update_id)

    async def album(self, updates: Sequence[Update]) -> None:
        """All parts of an album, collected in the background already: one question."""
        visit = await self._desk.visit(updates[0])
        messages = [update.message for update in updates if update.message]
        await self._take(visit, messages, visit.origin)

    async def _take(self, visit: Visit, messages: Sequence[Message], origin: str) -> None:
        """Say at once that it is being read, then read and answer; whatever was being asked is left."""
        asked = await self._desk.asked(visit)
        await self._desk.leave(visit)
        if await self._photos.answered(origin):
            return
        files = [file for message in messages if (file := _file_of(message))]
        if any((file.file_size or 0) > LARGEST_FILE for file in files):
            await visit.show(notes.too_big(visit.t))
            return
        status = await visit.show(notes.reading(visit.t))
        try:
            async with self._at_once:
                photos = await asyncio.gather(*(_download(file) for file in files))
                if len(photos) == 1 and asked and asked.step == TURN:
                    if await self._turned_over(visit, asked, photos[0], status):
                        return
                    await visit.show(views.not_the_other_side(visit.t, asked.data["number"]))
                found = await self._photos.read(visit.account, origin, photos, visit.at)
        except PhotoError as error:
            await visit.replace(status, notes.photo_problem(visit.t, error.problem))
        except Busy:
            await visit.replace(status, notes.busy(visit.t))
        except ScanError:
            await visit.replace(status, notes.not_read(visit.t))
        except GoneError:  # the account, or the person, was deleted while the photo was being read
            await visit.replace(status, notes.gone(visit.t))
        else:
            await self._giving.remember(found.question.id, [file.file_id for file in files])
            await self._answer(visit, found, status)

    async def _answer(self, visit: Visit, found: Answer, status: Message) -> None:
        if not found.question.pills:
            await visit.replace(status, notes.nothing_found(visit.t, found.question.id, found.flaws))
            await self._photos.note_message(found.question.id, status.message_id)
            return
        screen, together = await self._overview(visit, found.question)
        if len(found.pictures) > 1:
            await visit.chat.send_media_group([InputMediaPhoto(picture) for picture in found.pictures])
            message = await visit.show(screen)
        else:
            message = await visit.show_under(found.pictures[0], screen)
        await self._photos.note_message(found.question.id, message.message_id)
        await self._shown(visit, found.question, together)
        if found.may_be_sides:
            await visit.show(views.front_and_back(visit.t, found.question))
        if found.empty:
            await visit.show(notes.nothing_on_some(visit.t, found.empty))
        await _remove(status)

    async def _turned_over(self, visit: Visit, asked: Dialogue, photo: bytes, status: Message) -> bool:
        """Take a photo as the other side of pills asked about before; return whether it is clear that it is."""
        visit = await self._desk.about(visit, asked.person)
        id, number = QuestionId(asked.data["question"]), asked.data["number"]
        turned = await self._photos.turn_over(visit.account, id, number, photo)
        if turned is None:
            return False
        await visit.show(views.both_sides(visit.t, turned.numbers))
        await self._show_turned(visit, turned.question)
        await _remove(status)
        return True

    async def _show_turned(self, visit: Visit, question: Question) -> None:
        screen, together = await self._overview(visit, question)
        message = await visit.show(screen)
        await self._photos.note_message(question.id, message.message_id)
        await self._shown(visit, question, together)

    async def join(self, update: Update, _: Context) -> None:
        """Two photos of an album were of the same pills, front and back."""
        visit = await self._desk.visit(update)
        turned = await self._photos.join(visit.account, QuestionId(visit.number(0)), visit.number(1))
        if turned is None:
            await self._stale(visit)
            return
        await visit.change(views.joined(visit.t))
        await self._show_turned(visit, turned.question)

    async def turn_over(self, update: Update, _: Context) -> None:
        """Take the next photo as the other side of a pill."""
        visit = await self._desk.visit(update)
        question = await self._question(visit)
        if question:
            await self._desk.ask(visit, TURN, question=question.id, number=visit.number(1))
            await visit.show(views.turn_over(visit.t, visit.number(1)))

    async def page(self, update: Update, _: Context) -> None:
        """More pills of an answer."""
        visit = await self._desk.visit(update)
        question = await self._question(visit)
        if question:
            await self._turn(visit, question, visit.number(1))

    async def pill(self, update: Update, _: Context) -> None:
        """Offer what one pill may be, and take the next text as what is stamped on it."""
        visit = await self._desk.visit(update)
        question = await self._question(visit)
        if question:
            await visit.change(await self._offer(visit, question, visit.number(1)))

    async def identify(self, update: Update, _: Context) -> None:
        """A candidate was tapped: this pill is that product; or none of them is right."""
        visit = await self._desk.visit(update)
        id, number = QuestionId(visit.number(0)), visit.number(1)
        product = ProductId(visit.tapped[2]) if len(visit.tapped) > 2 else None
        question = await self._photos.choose(visit.account, id, number, product)
        if question is None:
            await self._stale(visit)
            return
        await self._put_right(visit, question, number)
        await self._turn(visit, question)
        if product is None:
            await self._ask_imprint(visit, question, number)
            await visit.show(views.none_of_these(visit.t, id, number))
        else:
            await self._desk.leave(visit)

    async def identify_alike(self, update: Update, _: Context) -> None:
        """The person said that the pills that look like one they named are the same."""
        visit = await self._desk.visit(update)
        id, number = QuestionId(visit.number(0)), visit.number(1)
        question = await self._photos.choose_alike(visit.account, id, number)
        if question is None:
            await self._stale(visit)
        else:
            await self._turn(visit, question)

    async def imprint(self, visit: Visit, text: str, question_id: int, number: int) -> bool:
        """The person wrote what is stamped on a pill; return whether the question was still there."""
        typed = name_in(text)
        question = await self._photos.look_again(visit.account, QuestionId(question_id), number, typed)
        if question is None:
            return False
        pill = question.pill(number)
        if pill is None or not pill.candidates:
            await visit.show(views.not_found(visit.t, typed))
        else:
            await visit.show(await self._offer(visit, question, number))
        return True

    async def keep(self, update: Update, _: Context) -> None:
        """Put a pill on the list, by one tap; or all that are certain or confirmed."""
        visit = await self._desk.visit(update)
        id = QuestionId(visit.number(0))
        number = visit.number(1) if len(visit.tapped) > 1 else None
        question = await self._photos.confirm(visit.account, id, number)
        pills = [pill for pill in question.pills if number in (None, pill.number)] if question else []
        settled = [pill for pill in pills if pill.identity]
        if question is None or not settled:
            await self._stale(visit)
            return
        to_add = [
            pill.identity
            for pill in settled
            if pill.identity and not await self._put_right(visit, question, pill.number)
        ]
        if to_add:
            await self._adding.add(visit, to_add, visit.show, question.id)
        await self._turn(visit, question)

    async def _put_right(self, visit: Visit, question: Question, number: int) -> bool:
        """Where a pill had put another medicine on the list, say what took its place; return whether it had."""
        correction = await self._photos.put_right(visit.account, question.id, number, visit.at)
        if correction is None:
            return False
        overview = await self._medicines.overview(visit.account, visit.at)
        products = await self._photos.products([correction.before])
        await visit.show(list_views.corrected(visit.t, correction, products, overview))
        await self._medicines.shown(visit.account, overview, visit.at)
        return True

    async def _question(self, visit: Visit) -> Question | None:
        question = await self._photos.get(visit.account, QuestionId(visit.number(0)))
        if question is None:
            await self._stale(visit)
        return question

    async def refresh(self, visit: Visit, id: QuestionId) -> None:
        """Put an answer as it stands by now in the place of the tapped message."""
        if question := await self._photos.get(visit.account, id):
            await self._turn(visit, question)

    async def _turn(self, visit: Visit, question: Question, page: int = 0) -> None:
        """Put the answer as it stands by now in the place of the tapped message."""
        screen, together = await self._overview(visit, question, page)
        await visit.change(screen)
        await self._shown(visit, question, together)

    async def _overview(self, visit: Visit, question: Question, page: int = 0) -> tuple[Screen, Overview]:
        candidates = [id for pill in question.pills for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(candidates)
        together = await self._medicines.overview(visit.account, visit.at, also=question.identities)
        unlike = await self._photos.unlike(question)
        return views.overview(visit.t, question, products, together, page, unlike), together

    async def _shown(self, visit: Visit, question: Question, together: Overview) -> None:
        if question.identities:  # else the answer says nothing of what interacts
            await self._medicines.shown(visit.account, together, visit.at)

    async def _offer(self, visit: Visit, question: Question, number: int) -> Screen:
        pill = question.pill(number)
        if pill is None:
            screen, _ = await self._overview(visit, question)
            return screen
        await self._ask_imprint(visit, question, number)
        offered = [id for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(offered)
        listed = await self._medicines.lists(visit.account)
        return views.one_pill(visit.t, question, pill, products, listed)

    async def _ask_imprint(self, visit: Visit, question: Question, number: int) -> None:
        await self._desk.ask(visit, "imprint", question=question.id, number=number)

    async def _stale(self, visit: Visit) -> None:
        await visit.show(notes.stale(visit.t))


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
