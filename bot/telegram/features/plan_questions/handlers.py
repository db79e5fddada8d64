"""How often, when, how many, for how long: asked by buttons after a medicine was added, or changed from the list."""

from collections.abc import Callable, Sequence

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.schedules.plan_answers import PlanAnswers
from bot.core.schedules.plan_questions import PlanDialogue, PlanQuestion, fits, following
from bot.core.schedules.schedule import Cycle, EveryNDays, only_rule
from bot.core.schedules.schedule import Unit as Medicine
from bot.core.understanding.dialogues import KEPT
from bot.core.understanding.said_schedules import read_any, said_schedule
from bot.core.understanding.schedule_sentences.draft import Unclear, Why
from bot.core.understanding.schedule_sentences.reader import says_amount
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.plan_questions import views
from bot.telegram.features.plan_questions.buttons import LEADS, AnswerPlan, ChooseSaid, EditPlan
from bot.telegram.features.plan_questions.tapped_answers import TappedAnswers
from bot.telegram.features.plan_questions.unclear_views import unclear
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import Unit, quantity_of
from knowledge.interactions.dosing_habits import Habit, habit_of
from knowledge.products import Product

STEP = "guide"  # of the dialogue
WHOSE = "whose"  # the step at which a sentence waits for its medicine
OF_TIMES = (
    PlanQuestion.OFTEN, PlanQuestion.OTHER, PlanQuestion.WHEN, PlanQuestion.WEEKDAYS, PlanQuestion.EVERY,
    PlanQuestion.CYCLE, PlanQuestion.FIRST, PlanQuestion.LATE, PlanQuestion.HOURS, PlanQuestion.COUNTED,
    PlanQuestion.TAPER, PlanQuestion.SAID, PlanQuestion.AMOUNT,
)  # fmt: skip
LEFT_BY_SKIP = (
    PlanQuestion.OFTEN, PlanQuestion.OTHER, PlanQuestion.WEEKDAYS, PlanQuestion.EVERY, PlanQuestion.CYCLE,
    PlanQuestion.HOURS, PlanQuestion.TAPER,
)  # fmt: skip
UNITS = {
    PlanQuestion.AMOUNT: Unit.TABLETS, PlanQuestion.TABLETS: Unit.TABLETS, PlanQuestion.TAPER: Unit.TABLETS,
    PlanQuestion.LESS: Unit.TABLETS, PlanQuestion.EVERY: Unit.DAYS, PlanQuestion.FIRST: Unit.DAYS,
    PlanQuestion.COURSE: Unit.DAYS, PlanQuestion.STEP: Unit.DAYS,
}  # fmt: skip


class PlanQuestionHandlers:
    """The guided questions. A button says what it is about, so it works as long as its medicine is on the list."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._requests = requests
        self._medicines = medicines
        self._taps = TappedAnswers(medicines, PlanAnswers(medicines))
        self._planned = planned

    async def begin(self, request: RequestContext, ids: Sequence[MedicationId]) -> None:
        """Ask about medicines that were added, several alike, in a new message; those with a habit of their own apart.

        Where it was said before how a medicine is taken, that is shown instead.
        """
        listed = await self._medicines.look_at(request.account, ids, request.at)
        if len(listed) == 1 and await self._said_before(request, *listed[0]):
            return
        own = [medication.id for medication, product in listed if habit_of(product)]
        alike = tuple(id for id in ids if id not in own)
        groups = (*((alike,) if alike else ()), *((id,) for id in own))
        await self._ask(request, PlanDialogue(groups), anew=True)

    async def keep(self, request: RequestContext, text: str, name: str) -> bool:
        """Keep what a sentence says of a medicine until that is on the list; False where it says no times."""
        if self._tells_times(request, text):
            await self._requests.ask(request, KEPT, sentence={"text": text, "name": name})
            return True
        return False

    async def edit(self, request: RequestContext, tap: EditPlan) -> None:
        """One answer is to be changed, from the list."""
        await self._ask(request, PlanDialogue(((tap.medication,),), PlanQuestion(tap.question), edits=True))

    async def said(self, request: RequestContext, text: str, id: MedicationId | None) -> bool:
        """Show what a sentence says of a medicine on the list, or ask of which it is; False where it says no times."""
        overview = await self._medicines.overview(request.account, request.at)
        ids = [id] if id else [medication.id for medication in overview.medications]
        if not ids:
            return False
        if len(ids) == 1:
            return await self._said(request, PlanDialogue(((ids[0],),), edits=True), text)
        if not self._tells_times(request, text):
            return False
        await self._requests.ask(request, WHOSE, text=text)
        await request.show(views.whose(request.t, overview))
        return True

    async def chosen(self, request: RequestContext, tap: ChooseSaid) -> None:
        """The medicine that a sentence was said of was tapped."""
        asked = await self._requests.asked(request)
        if asked is None or asked.step != WHOSE:
            await request.show(notes.stale(request.t))
            return
        dialogue = PlanDialogue(((tap.medication,),), edits=True)
        if not await self._said(request, dialogue, asked.data["text"]):
            await request.show(notes.stale(request.t))

    async def answer(self, request: RequestContext, tap: AnswerPlan) -> None:
        """An answer was tapped."""
        ask, id, count, value = tap.question, tap.medication, tap.count, tap.value
        open_dialogue = await self._open(request)
        if open_dialogue and (open_dialogue.head[0], len(open_dialogue.head)) == (id, count):
            await self._answer(request, open_dialogue.at(ask), value)
        elif count > 1 and open_dialogue:  # a second tap on “each apart”
            await self._ask(request, open_dialogue)
        elif count > 1:  # of a dialogue that is over
            overview = await self._medicines.overview(request.account, request.at)
            await request.change(list_views.overview(request.t, overview, request.account, request.at))
        elif open_dialogue and value not in LEADS:  # a second tap, while the next medicine is asked about
            await self._taps.take(request, PlanDialogue(((id,),), ask), value)
            self._planned()
            await self._ask(request, open_dialogue)
        else:
            await self._answer(request, PlanDialogue(((id,),), ask, edits=True), value)

    async def typed(self, request: RequestContext, text: str, _: object) -> bool:
        """A number was written, or when it is taken; False for anything else, which is no answer."""
        dialogue, quantity = await self._open(request), quantity_of(text)
        if dialogue is None:
            return False
        ask = answered(dialogue.ask, quantity.unit) if quantity else None
        listed = await self._medicines.look_at(request.account, dialogue.head[:1], request.at)
        unit = listed[0][0].unit if listed else Medicine.TABLET
        if quantity and ask and fits(ask, quantity.value, unit):
            await self._answer(request, dialogue.at(ask), f"{quantity.value:g}", anew=True)
            return True
        if quantity is None:
            return await self._said(request, dialogue, text)
        await request.show(views.wrong_number(request.t, ask or dialogue.ask, unit))
        return True

    def _tells_times(self, request: RequestContext, text: str) -> bool:
        account = request.account
        local = request.at.astimezone(account.zone).replace(tzinfo=None)
        return not isinstance(read_any(text, account.language, local, account.meals), Unclear)

    async def _said_before(
        self, request: RequestContext, medication: Medication, product: Product | None
    ) -> bool:
        """Show what was said of a medicine before it was on the list; False where nothing was."""
        asked = await self._requests.asked(request)
        sentence = asked.data.get("sentence") if asked else None
        if sentence is None or product is None:
            return False
        named = {one.id for one in await self._medicines.find(sentence["name"])}
        dialogue = PlanDialogue(((medication.id,),))
        return product.id in named and await self._said(request, dialogue, sentence["text"])

    async def _said(self, request: RequestContext, dialogue: PlanDialogue, text: str) -> bool:
        """Take a sentence on when it is taken, such as “10 at night”: show what was understood, or what is unclear."""
        account = request.account
        listed = await self._medicines.look_at(account, dialogue.head, request.at)
        if not listed or dialogue.ask not in OF_TIMES:
            return False
        (medication, product), local = listed[0], request.at.astimezone(account.zone).replace(tzinfo=None)
        sleeps = habit_of(product) is Habit.BEDTIME
        said = said_schedule(text, account.language, local, medication.plan, account.meals, at_bedtime=sleeps)
        if isinstance(said, Unclear):
            if said.why in (Why.NOTHING, Why.LEFT_OVER):
                return False
            await request.show(unclear(request.t, said.why))
            return True
        told = says_amount(text, local.date())
        await self._ask(request, dialogue.saying(said).choosing(*([1.0] if told else [])), anew=True)
        return True

    async def _answer(
        self, request: RequestContext, dialogue: PlanDialogue, value: str, *, anew: bool = False
    ) -> None:
        """Note an answer and ask what follows from it."""
        further: PlanDialogue | None
        is_forgotten = dialogue.ask in (PlanQuestion.SAID, PlanQuestion.DAILY) and dialogue.meant is None
        if value in LEADS:
            further = dialogue.at(LEADS[value]).choosing()
        elif is_forgotten:  # a yes to what was left meanwhile
            further = dialogue.at(PlanQuestion.OFTEN)
        elif value == "apart":
            further = dialogue.apart()
        elif value == "skip" and dialogue.ask in LEFT_BY_SKIP:  # nothing to say yet: nor how many
            further = dialogue.after(None)
        else:
            taken = await self._taps.take(request, dialogue, value)
            self._planned()
            further = taken or dialogue.after(await self._following(request, dialogue, value))
        if further:
            await self._ask(request, further, anew=anew)
        else:
            await self._finish(request, dialogue, anew=anew)

    async def _following(
        self, request: RequestContext, dialogue: PlanDialogue, value: str
    ) -> PlanQuestion | None:
        """Return what is asked next; a dose that is to be taken today and whose time has passed is not left unsaid."""
        if value == "needed":
            return PlanQuestion.GAP
        if dialogue.ask is PlanQuestion.FIRST and await self._medicines.is_late_today(
            request.account, dialogue.head[0], request.at
        ):
            return PlanQuestion.LATE
        listed = await self._medicines.look_at(request.account, dialogue.head[:1], request.at)
        rule = only_rule(listed[0][0].plan) if listed else None
        if (
            dialogue.ask is PlanQuestion.OFTEN
            and listed
            and habit_of(listed[0][1]) is Habit.BEDTIME
            and value == "1"
        ):
            return following(PlanQuestion.WHEN, edits=dialogue.edits)
        counts = rule is not None and isinstance(rule.days, EveryNDays | Cycle)
        return following(dialogue.ask, edits=dialogue.edits, counts_days=counts)

    async def _ask(self, request: RequestContext, dialogue: PlanDialogue, *, anew: bool = False) -> None:
        """Show a question, and take the next number that is written as an answer to it."""
        listed = await self._medicines.look_at(request.account, dialogue.head, request.at)
        while not listed and (further := dialogue.after(None)):  # all of them were taken off meanwhile
            dialogue = further
            listed = await self._medicines.look_at(request.account, dialogue.head, request.at)
        if not listed:
            await self._requests.leave(request)
            await request.show(notes.stale(request.t))
            return
        if dialogue.ask is PlanQuestion.DAYS and not any(medication.has_times for medication, _ in listed):
            dialogue = dialogue.at(PlanQuestion.TABLETS)
        await self._requests.ask(request, STEP, **dialogue.as_data())
        screen = views.question(request.t, dialogue, listed, request.account, request.at)
        await (request.show(screen) if anew else request.change(screen))

    async def _finish(self, request: RequestContext, dialogue: PlanDialogue, *, anew: bool) -> None:
        await self._requests.leave(request)
        listed = await self._medicines.look_at(request.account, (*dialogue.done, *dialogue.head), request.at)
        if not listed:
            await request.show(notes.stale(request.t))
            return
        screen = (
            await screen_of(request, self._medicines, listed[0])
            if dialogue.edits
            else views.done(request.t, listed, request.account, request.at)
        )
        await (request.show(screen) if anew else request.change(screen))

    async def _open(self, request: RequestContext) -> PlanDialogue | None:
        asked = await self._requests.asked(request)
        is_ours = asked and asked.step == STEP and asked.person in (None, request.account.person_id)
        return PlanDialogue.of(asked.data) if asked and is_ours else None


def answered(ask: PlanQuestion, unit: Unit | None) -> PlanQuestion | None:
    """Return the question that a number of such a unit answers, if that is asked: "2 tablets" is not "twice a day"."""
    if ask is PlanQuestion.DAYS:
        return PlanQuestion.DAYS if unit is Unit.DAYS else PlanQuestion.TABLETS
    return ask if unit in (None, UNITS.get(ask)) else None
