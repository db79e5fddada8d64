"""The screen that each intent leads to, filled in with what was said. Nothing is changed without a tap."""

from collections.abc import Awaitable, Callable, Mapping

from bot.core.medications.medications import MedicationId, MedicationService
from bot.core.ports import Sentences
from bot.core.understanding.answers import help_numbers
from bot.core.understanding.intents import Intent, Understanding
from bot.core.understanding.official_answers import OfficialAnswers
from bot.telegram.features.caregivers.pack_handlers import PackHandlers
from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.conversation import views
from bot.telegram.features.conversation.buttons import AddNames, CheckNames
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.medications.handlers import MedicationHandlers
from bot.telegram.features.medications.several import AddingSeveral
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.stock.handlers import StockHandlers
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.transport.routing import Handle
from bot.telegram.ui import notes

Show = Callable[[RequestContext, str, Understanding], Awaitable[None]]
STEP = "named"  # what was named, until a button says what to do with it
QUESTIONS = (Intent.FOOD, Intent.PREGNANCY, Intent.SYMPTOM, Intent.MISSED_DOSE, Intent.DOUBLE_DOSE)
OF_LIST = (
    Intent.TOOK, Intent.LIST, Intent.REMOVE, Intent.PAUSE, Intent.SET_SCHEDULE,
    Intent.REFILL, Intent.SNOOZE, Intent.SKIP,
)  # fmt: skip
MOST = 3  # intents of one text that are followed
URGENT = (
    Intent.DOUBLE_DOSE, Intent.SYMPTOM, Intent.PREGNANCY, Intent.MISSED_DOSE, Intent.CHECK, Intent.FOOD, Intent.INFO,
)  # fmt: skip


class IntentScreens:
    """Leads to the screens of the other features."""

    def __init__(
        self,
        requests: RequestContextFactory,
        sentences: Sentences,
        medicines: MedicationService,
        official: OfficialAnswers,
        the_list: MedicationHandlers,
        several: AddingSeveral,
        checks: CheckHandlers,
        info: InfoHandlers,
        questions: PlanQuestionHandlers,
        stock: StockHandlers,
        cared_packs: PackHandlers,
        plain: Mapping[Intent, Handle],
    ) -> None:
        """`plain` are the screens that need nothing of what was said."""
        self._requests = requests
        self._sentences = sentences
        self._medicines = medicines
        self._official = official
        self._the_list = the_list
        self._several = several
        self._checks = checks
        self._info = info
        self._questions = questions
        self._stock = stock
        self._cared_packs = cared_packs
        self._plain = plain
        self._screens: dict[Intent, Show] = {
            **dict.fromkeys(QUESTIONS, self._question),
            **dict.fromkeys(OF_LIST, self._of_list),
            Intent.ADD: self._add,
            Intent.CHECK: self._check,
            Intent.INFO: self._about,
        }

    async def follow(self, request: RequestContext, text: str, said: Understanding) -> None:
        """Show everything that a text wants, the most urgent first."""
        for intent in sorted((said.intent, *said.others)[:MOST], key=_urgency):
            if show := self._screens.get(intent):
                await show(request, text, Understanding(intent, said.medicines, said.time))
            elif plain := self._plain.get(intent):
                await plain(request)
            else:
                await request.show(views.said(request.t, intent))

    async def caption(self, request: RequestContext, text: str) -> None:
        """Answer what is asked under a photo of a medicine that it names."""
        said = await self._sentences.understand(text)
        if said.medicines and said.intent in (*QUESTIONS, Intent.CHECK, Intent.INFO, Intent.ADD):
            await self.follow(request, text, said)

    async def names(self, request: RequestContext, text: str, said: Understanding) -> None:
        """Look a name up; of several ask what to do with them."""
        if len(said.medicines) > 1:
            await self._requests.ask(request, STEP, names=said.medicines)
            await request.show(views.several(request.t, said.medicines))
        else:
            name = text if said.only_names or not said.medicines else said.medicines[0]
            await self._the_list.look_up(request, name)

    async def check_names(self, request: RequestContext, _: CheckNames) -> None:
        """The medicines named are to be checked together."""
        if names := await self._named(request):
            await self._checks.named(request, names)

    async def add_names(self, request: RequestContext, _: AddNames) -> None:
        """The medicines named are to go on the list."""
        if names := await self._named(request):
            await self._several.add(request, names)

    async def _named(self, request: RequestContext) -> list[str]:
        asked = await self._requests.asked(request)
        if asked is None or asked.step != STEP:
            await request.show(notes.stale(request.t))
            return []
        return list(asked.data["names"])

    async def _add(self, request: RequestContext, text: str, said: Understanding) -> None:
        match said.medicines:
            case ():
                await self._the_list.ask_name(request)
            case (name,):
                await self._questions.keep(request, text, name)
                await self._the_list.look_up(request, name, adds=True)
            case names:
                await self._several.add(request, names)

    async def _check(self, request: RequestContext, _: str, said: Understanding) -> None:
        await self._checks.named(request, said.medicines)

    async def _about(self, request: RequestContext, text: str, said: Understanding) -> None:
        if said.medicines:
            await self._info.look_up(request, said.medicines[0])
        else:
            await self._info.ask(request)

    async def _question(self, request: RequestContext, text: str, said: Understanding) -> None:
        """Answer by the official texts, and say whom to ask."""
        account = request.account
        answered = await self._official.answer(account, said.intent, text, said.medicines, request.at)
        numbers = help_numbers(account.time_zone)
        await request.show(views.answered(request.t, said.intent, answered, numbers))

    async def _of_list(self, request: RequestContext, text: str, said: Understanding) -> None:
        """Show the medicine of the list that is named, or the list; what is to leave it is asked about first."""
        if said.intent is Intent.REFILL and await self._is_cared_pack(request, said):
            return
        if not said.medicines:
            if said.intent is not Intent.SET_SCHEDULE or not await self._questions.said(request, text, None):
                await self._the_list.mymeds(request)
            return
        name = said.medicines[0]
        match await self._listed(request, name):
            case ():
                await self._not_listed(request, text, said.intent, name)
            case (id,):
                await self._one_listed(request, text, said.intent, id)
            case _:
                await self._requests.leave(request)
                await self._the_list.mymeds(request)

    async def _is_cared_pack(self, request: RequestContext, said: Understanding) -> bool:
        """Ask about a pack that this chat got for somebody else, unless a medicine of its own list is named."""
        name = said.medicines[0] if said.medicines else None
        if name and await self._listed(request, name):
            return False
        own = await self._medicines.overview(request.account, request.at)
        return await self._cared_packs.said(request, name, has_own=bool(own.medications))

    async def _not_listed(self, request: RequestContext, text: str, intent: Intent, name: str) -> None:
        """Say so; of a medicine of which it is said when it is taken, ask whether it is to go on the list."""
        if intent is Intent.SET_SCHEDULE and await self._questions.keep(request, text, name):
            await self._the_list.look_up(request, name, adds=True)
        else:
            await self._requests.leave(request)
            await self._the_list.not_listed(request, name)

    async def _one_listed(self, request: RequestContext, text: str, intent: Intent, id: MedicationId) -> None:
        if intent is Intent.SET_SCHEDULE and await self._questions.said(request, text, id):
            return
        await self._requests.leave(request)
        if intent is Intent.REFILL:
            await self._stock.named(request, id)
        else:
            await self._the_list.named(request, id, leaves=intent in (Intent.REMOVE, Intent.PAUSE))

    async def _listed(self, request: RequestContext, name: str) -> tuple[MedicationId, ...]:
        """Return the medicines of the list that a name may mean."""
        found = {product.id for product in await self._medicines.find(name)}
        overview = await self._medicines.overview(request.account, request.at)
        return tuple(
            medication.id
            for medication in overview.medications
            if medication.product_id in found or name in medication.name.lower()
        )


def _urgency(intent: Intent) -> int:
    return URGENT.index(intent) if intent in URGENT else len(URGENT)
