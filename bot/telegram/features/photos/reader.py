"""Photos to answers: accepted within limits, fetched and scanned in fair turns, answered with what could be read."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from telegram import Document, InputMediaPhoto, Message, PhotoSize

from bot.core.errors import GoneError
from bot.core.photos.donations import Donations
from bot.core.photos.model import Answer, QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.core.understanding.captions import called
from bot.core.understanding.dialogues import Dialogue
from bot.telegram.features.documents.handlers import DocumentHandlers
from bot.telegram.features.documents.nothing_views import nothing
from bot.telegram.features.photos import reading_views, side_views, views
from bot.telegram.features.photos.question_screens import QuestionScreens
from bot.telegram.features.photos.reading_views import Problem, ReadFailure
from bot.telegram.features.photos.refusals import PhotoRefusals
from bot.telegram.features.photos.status import Status
from bot.telegram.transport.admission import Admission, CrowdedError
from bot.telegram.transport.downloads import LARGEST_FILE, DownloadError, Downloads, TooLargeError
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.transport.seen_marks import SeenMarks
from bot.telegram.ui import notes
from inference.photo import PhotoError, PhotoProblem
from inference.pool_errors import Busy, ScanError
from inference.types import Scan

TURN = "turn"  # the step that waits for a photo of the other side; what is typed is the imprint
File = PhotoSize | Document
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A question when its first photo arrived: the request, and what the chat had been asked before."""

    request: RequestContext
    asked: Dialogue | None


class PhotoReader:
    """Reads the photos of one question, and answers it."""

    def __init__(
        self,
        requests: RequestContextFactory,
        photos: PhotoService,
        donations: Donations,
        screens: QuestionScreens,
        documents: DocumentHandlers,
        admission: Admission,
        downloads: Downloads,
        marks: SeenMarks,
    ) -> None:
        self._requests = requests
        self._photos = photos
        self._donations = donations
        self._screens = screens
        self._documents = documents
        self._admission = admission
        self._downloads = downloads
        self._marks = marks
        self._refusals = PhotoRefusals(admission)

    async def arrived(self, request: RequestContext) -> Arrival:
        """Take note of what was asked when a photo arrives, and close the dialogue."""
        self._marks.show(request.message)
        asked = await self._requests.asked(request)
        await self._requests.leave(request)
        return Arrival(request, asked)

    async def read(self, arrival: Arrival, messages: Sequence[Message]) -> None:
        """Say at once that photos are being read, then read and answer; or say that too many wait."""
        request = arrival.request
        if await self._photos.answered(request.origin):
            return
        files = [file for message in messages if (file := _file_of(message))]
        seconds = self._admission.seconds
        try:
            age = (request.at - min(message.date for message in messages)).total_seconds()
            with self._admission.accepted(request.chat.id, len(files), age):
                async with Status(request, reading_views.reading(request.t, seconds)) as status:
                    await self._read(arrival, files, status)
        except CrowdedError as error:
            if self._refusals.is_late(request.account.chat_id):
                self._marks.show(messages[0], is_late=True)
            await self._refusals.tell(request, len(files), error.seconds)

    async def _read(self, arrival: Arrival, files: Sequence[File], status: Status) -> None:
        request, alone = arrival.request, len(files) == 1
        seen = await asyncio.gather(
            *(self._see(request.chat.id, file, alone=alone) for file in files), return_exceptions=True
        )
        for each in seen:
            if isinstance(each, BaseException):
                raise each
        places = dict(enumerate(seen, start=1))
        scans = {place: scan for place, scan in places.items() if isinstance(scan, Scan)}
        problems = {place: one for place, one in places.items() if isinstance(one, Problem)}
        try:
            if not scans:
                await status.become(reading_views.unread(request.t, problems, len(files)))
            elif not (scans := await self._without_documents(request, scans)):
                pass  # all of them were answered
            elif not (alone and await self._turned_over(arrival, scans[1])):
                await self._answer(request, scans, [files[place - 1] for place in scans], status)
        except GoneError:  # the account, or the person, was deleted while the photo was being read
            await status.become(notes.gone(request.t))
        else:
            if scans and problems:
                await request.show(reading_views.unread(request.t, problems, len(files)))

    async def _see(self, chat: int, file: File, *, alone: bool) -> Scan | Problem:
        """Return what is in a photo, or why it could not be read: that costs only this photo."""
        if (file.file_size or 0) > LARGEST_FILE:
            return PhotoProblem.TOO_LARGE_FILE
        try:
            async with self._admission.turn(chat, file.file_size or LARGEST_FILE):
                return await self._photos.scan(await self._downloads.fetch(file), alone=alone)
        except PhotoError as error:
            return error.problem
        except TooLargeError:
            return PhotoProblem.TOO_LARGE_FILE
        except DownloadError as error:
            _log.warning("a photo was not fetched", error=str(error))
            return ReadFailure.NOT_FETCHED
        except Busy:
            return ReadFailure.BUSY
        except ScanError:
            return ReadFailure.NOT_SCANNED

    async def _without_documents(self, request: RequestContext, scans: Mapping[int, Scan]) -> dict[int, Scan]:
        """Answer the photos of pages and boxes; return the others."""
        kind = called(request.message.caption or "")
        return {
            place: scan
            for place, scan in scans.items()
            if not (scan.page or scan.barcodes)
            or not await self._documents.answer(request, scan, place, kind)
        }

    async def _turned_over(self, arrival: Arrival, scan: Scan) -> bool:
        """Take a photo as the other side of pills asked about before; return whether it is clear that it is."""
        asked = arrival.asked
        if asked is None or asked.step != TURN:
            return False
        request = await self._requests.about(arrival.request, asked.person)
        id, number = QuestionId(asked.data["question"]), asked.data["number"]
        turned = await self._photos.turn_over(request.account, id, number, scan)
        if turned is None:
            await arrival.request.show(side_views.not_the_other_side(request.t, number))
            return False
        await request.show(side_views.both_sides(request.t, turned.numbers))
        await self._screens.send(request, turned.question)
        return True

    async def _answer(
        self, request: RequestContext, scans: Mapping[int, Scan], files: Sequence[File], status: Status
    ) -> None:
        found = await self._photos.ask(request.account, request.origin, scans, request.at)
        question = found.question
        print_only = nothing(request.t, scans.values(), called(request.message.caption or ""))
        if print_only is None:  # a paper may tell who a person is: it is not asked for
            await self._donations.remember(question.id, [file.file_id for file in files])
        if not question.pills:
            nothing_found = views.nothing_found(request.t, question.id, found.flaws)
            message = await status.become(print_only or nothing_found)
            if message:
                await self._photos.note_message(question.id, message)
            return
        await self._show(request, found)
        if found.may_be_sides:
            await request.show(side_views.front_and_back(request.t, question))
        if found.empty:
            await request.show(reading_views.nothing_on_some(request.t, found.empty))

    async def _show(self, request: RequestContext, found: Answer) -> None:
        screen, together = await self._screens.overview(request, found.question)
        if len(found.pictures) > 1:
            await request.chat.send_media_group([InputMediaPhoto(picture) for picture in found.pictures])
            message = await request.show(screen)
        else:
            message = await request.show_under(found.pictures[0], screen)
        await self._photos.note_message(found.question.id, message.message_id)
        await self._screens.seen(request, found.question, together)


def _file_of(message: Message) -> File | None:
    return message.photo[-1] if message.photo else message.document
