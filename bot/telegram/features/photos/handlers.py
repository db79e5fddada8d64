"""Photos: read in the background, answered with numbered pictures, decided pill by pill."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from telegram import Message, Update

from bot.core.medications.medications import MedicationService
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.list_corrections import ListCorrections
from bot.core.photos.model import Question, QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.photos import pill_views, side_views, views
from bot.telegram.features.photos.buttons import (
    ChooseProduct,
    JoinSides,
    KeepPills,
    NoneOfThese,
    SameMedicine,
    ShowAll,
    ShowPill,
    ShowReasons,
    TellMissing,
    TurnPage,
    TurnPill,
)
from bot.telegram.features.photos.pill_pictures import PillPictures
from bot.telegram.features.photos.question_screens import QuestionScreens
from bot.telegram.features.photos.reader import TURN, Arrival, PhotoReader
from bot.telegram.transport.background import Background
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from knowledge.products import ProductId

IMPRINT = "imprint"  # the step that waits for what is stamped on a pill


class ConfirmedPills(Protocol):
    """What follows when a person confirmed what a pill is: its picture may be kept for reminders."""

    async def offer(self, request: RequestContext, question: Question) -> None: ...
    async def collect(self, request: RequestContext, id: QuestionId, number: int | None) -> None: ...


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
        reader: PhotoReader,
        screens: QuestionScreens,
        pictures: PillPictures,
        own_pills: ConfirmedPills,
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
        self._reader = reader
        self._screens = screens
        self._pictures = pictures
        self._own_pills = own_pills
        self._background = background
        self._caption = caption

    async def photo(self, request: RequestContext) -> None:
        """One photo, sent as a photo or as a file: read in the background, so that the chat goes on meanwhile."""
        arrival = await self._reader.arrived(request)
        self._background.spawn(self._read(arrival, [request.message]), update_id=request.update.update_id)

    async def begin_album(self, update: Update) -> Arrival:
        """Note what was asked when the first part of an album arrives."""
        return await self._reader.arrived(await self._requests.open(update))

    async def album(self, updates: Sequence[Update], arrival: Arrival) -> None:
        """All parts of an album, collected in the background already: one question."""
        await self._read(arrival, [update.message for update in updates if update.message])

    async def _read(self, arrival: Arrival, messages: Sequence[Message]) -> None:
        """Answer the photos, then what is asked under them."""
        await self._reader.read(arrival, messages)
        if captions := [message.caption for message in messages if message.caption]:
            await self._caption(arrival.request, captions[0])

    async def join(self, request: RequestContext, tap: JoinSides) -> None:
        """Two photos of an album were of the same pills, front and back."""
        turned = await self._photos.join(request.account, tap.question, tap.count)
        if turned is None:
            await self._stale(request)
            return
        await request.change(side_views.joined(request.t))
        await self._screens.send(request, turned.question)

    async def turn_over(self, request: RequestContext, tap: TurnPill) -> None:
        """Take the next photo as the other side of a pill."""
        question = await self._question(request, tap.question)
        if question:
            await self._requests.ask(request, TURN, question=question.id, number=tap.number)
            await request.show(side_views.turn_over(request.t, tap.number))

    async def page(self, request: RequestContext, tap: TurnPage) -> None:
        """More pills of an answer."""
        question = await self._question(request, tap.question)
        if question:
            await self._screens.change(request, question, tap.page)

    async def pill(self, request: RequestContext, tap: ShowPill) -> None:
        """Offer what one pill may be, and take the next text as what is stamped on it."""
        question = await self._question(request, tap.question)
        if question:
            screen, picture = await self._offer(request, question, tap.number)
            await (request.change_picture(picture, screen) if picture else request.change(screen))

    async def back(self, request: RequestContext, tap: ShowAll) -> None:
        """From one pill back to all of its photo."""
        if question := await self._question(request, tap.question):
            await self._show_all(request, question, tap.number)

    async def _show_all(self, request: RequestContext, question: Question, number: int) -> None:
        """Put all pills in the place of one, under the photo with its numbers."""
        pill = question.pill(number)
        picture = await self._pictures.numbered(request, question, pill) if pill else None
        await self._screens.change(request, question, (number - 1) // views.PILLS_A_PAGE, picture)

    async def reasons(self, request: RequestContext, tap: ShowReasons) -> None:
        """Show the reasons and sources of what is said of a question's pills."""
        if question := await self._question(request, tap.question):
            await request.show(await self._screens.reasons(request, question))

    async def missing(self, request: RequestContext, tap: TellMissing) -> None:
        """A pill was not found: ask for a closer photo, or its name."""
        if await self._question(request, tap.question):
            await request.show(views.missing(request.t))

    async def identify(self, request: RequestContext, tap: ChooseProduct) -> None:
        """A candidate was tapped: this pill is that product."""
        if await self._choose(request, tap.question, tap.number, tap.product):
            await self._requests.leave(request)

    async def none_of_these(self, request: RequestContext, tap: NoneOfThese) -> None:
        """None of the candidates is right: ask for the imprint."""
        if question := await self._choose(request, tap.question, tap.number, None):
            await self._ask_imprint(request, question, tap.number)
            await request.show(pill_views.none_of_these(request.t, tap.question, tap.number))

    async def _choose(
        self, request: RequestContext, id: QuestionId, number: int, product: ProductId | None
    ) -> Question | None:
        question = await self._decisions.choose(request.account, id, number, product)
        if question is None:
            await self._stale(request)
            return None
        await self._put_right(request, question, number)
        await self._show_all(request, question, number)
        return question

    async def identify_alike(self, request: RequestContext, tap: SameMedicine) -> None:
        """The person said that the pills that look like one they named are the same."""
        question = await self._decisions.choose_alike(request.account, tap.question, tap.number)
        if question is None:
            await self._stale(request)
        else:
            await self._screens.change(request, question)

    async def imprint(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """The person wrote what is stamped on a pill; return whether the question was still there."""
        typed, id, number = name_in(text), QuestionId(asked["question"]), asked["number"]
        question = await self._decisions.look_again(request.account, id, number, typed)
        if question is None:
            return False
        pill = question.pill(number)
        if pill is None or not pill.candidates:
            await request.show(choices.not_found(request.t, typed))
        else:
            offer, picture = await self._offer(request, question, number)
            said = choices.absent(request.t, typed) if await self._decisions.is_absent(typed) else []
            offer = replace(offer, blocks=(*said, *offer.blocks))
            await (request.show_under(picture, offer) if picture else request.show(offer))
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
        await self._own_pills.offer(request, question)
        if to_add:
            await self._adding.add(request, to_add, request.show, question.id)
        await self._own_pills.collect(request, question.id, tap.number)
        if tap.number is None:
            await self._screens.change(request, question)
        else:
            await self._show_all(request, question, tap.number)

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
            await self._screens.change(request, question)

    async def _offer(
        self, request: RequestContext, question: Question, number: int
    ) -> tuple[Screen, bytes | None]:
        """Return the question what a pill is, and it beside what it may be."""
        pill = question.pill(number)
        if pill is None:
            screen, _ = await self._screens.overview(request, question)
            return screen, None
        await self._ask_imprint(request, question, number)
        offered = [id for id in (*pill.candidates, pill.identity) if id]
        products = await self._photos.products(offered)
        listed = await self._medicines.lists(request.account)
        candidates = pill_views.candidates_of(request.t, pill, products, listed)
        picture = await self._pictures.beside(request, question, pill, candidates)
        return pill_views.one_pill(request.t, question, pill, candidates, listed), picture

    async def _ask_imprint(self, request: RequestContext, question: Question, number: int) -> None:
        await self._requests.ask(request, IMPRINT, question=question.id, number=number)

    async def _stale(self, request: RequestContext) -> None:
        await request.show(notes.stale(request.t))
