"""Products are put on the list: say so with what it means for the whole list, then ask how they are taken."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core.errors import GoneError
from bot.core.interactions.shown_findings import new_first, red_of
from bot.core.medications.medications import MOST_MEDICINES, Added, Addition, MedicationId, MedicationService
from bot.core.people.accounts import PersonId
from bot.core.photos.list_corrections import ListCorrections
from bot.core.photos.model import QuestionId
from bot.core.understanding.dialogues import KEPT
from bot.telegram.features.medications import views
from bot.telegram.features.medications.buttons import Acknowledge
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.screens import Screen
from knowledge.products import ProductId

Say = Callable[[Screen], Awaitable[object]]
Waiting = tuple[MedicationId, PersonId]  # what was added by consent, and for whom


class Adding:
    """Adds products from a name or a photo; asks for consent first where it is missing."""

    def __init__(
        self,
        requests: RequestContextFactory,
        medicines: MedicationService,
        corrections: ListCorrections,
        questions: PlanQuestionHandlers,
        also: Callable[[RequestContext], Awaitable[None]],
    ) -> None:
        """`also` adds what else waits for consent: a page that was photographed."""
        self._requests = requests
        self._medicines = medicines
        self._corrections = corrections
        self._questions = questions
        self._also = also

    async def add(
        self,
        request: RequestContext,
        products: Sequence[ProductId],
        say: Say,
        question: QuestionId | None = None,
    ) -> None:
        """Add products; without consent they wait for it. `question` is the photo they were seen on."""
        if request.account.has_consented:
            await self._tell(request, await self._put(request, products, question), say)
            return
        asked = await self._requests.asked(request)
        waiting = asked.data.get("waiting", []) if asked else []
        wanted = [[product, question, request.account.person_id] for product in products]
        chosen = [each for each in wanted if each not in waiting]
        await self._requests.ask(request, KEPT, waiting=(waiting + chosen)[-MOST_MEDICINES:])
        await request.show(start.consent(request.t))

    async def consented(self, request: RequestContext) -> None:
        """Add what waited for consent, each for its person; people see it after the welcome."""
        await self._also(request)
        asked = await self._requests.asked(request)
        if asked and asked.data.get("waiting"):
            added: list[Waiting] = []
            for product, question, *person in asked.data["waiting"]:  # older dialogues name no person
                with suppress(GoneError):  # who was removed meanwhile
                    about = await self._requests.about(request, person[0] if person else asked.person)
                    put = await self._put(about, [product], question)
                    added += [(addition.id, about.account.person_id) for addition in put if addition.id]
            await self._requests.ask(request, KEPT, waiting=[], untold=added)

    async def waiting(self, request: RequestContext) -> tuple[Waiting, ...]:
        """Return what was added at the consent and is not shown yet, with its person."""
        asked = await self._requests.asked(request)
        return (
            tuple((MedicationId(id), PersonId(person)) for id, person in asked.data.get("untold", ()))
            if asked
            else ()
        )

    async def welcome(self, request: RequestContext, added: Sequence[Waiting]) -> None:
        """Show each person's additions."""
        for person in dict.fromkeys(person for _, person in added):
            with suppress(GoneError):
                about = await self._requests.about(request, person)
                await self._welcome(about, [id for id, whose in added if whose == person])

    async def acknowledged(self, request: RequestContext, tap: Acknowledge) -> None:
        """What must not be taken together was read: now the questions."""
        await self._questions.begin(request, tap.ids)

    async def _welcome(self, request: RequestContext, ids: Sequence[MedicationId]) -> None:
        listed = await self._medicines.look_at(request.account, ids, request.at)
        if listed:
            additions = [Addition(m.product_id, Added.NEW, m.id) for m, _ in listed]
            await self._tell(request, additions, request.show)

    async def _put(
        self, request: RequestContext, products: Sequence[ProductId], question: QuestionId | None
    ) -> tuple[Addition, ...]:
        additions = await self._medicines.add(request.account, products, request.origin, request.at)
        if question is not None:
            await self._corrections.note_added(request.account, question, additions)
        return additions

    async def _tell(self, request: RequestContext, additions: Sequence[Addition], say: Say) -> None:
        refused = [a.product_id for a in additions if a.outcome is Added.FULL]
        overview = await self._medicines.overview(request.account, request.at, also=refused)
        products = [a.product_id for a in additions if a.outcome is Added.NEW]
        overview = replace(overview, report=new_first(overview.report, products), about=frozenset(products))
        new = [a.id for a in additions if a.outcome is Added.NEW and a.id]
        waits = bool(new) and red_of(overview.report, products)
        await say(views.added(request.t, additions, overview, new if waits else ()))
        await self._medicines.shown(request.account, overview, request.at)
        if new and not waits:
            await self._questions.begin(request, new)
