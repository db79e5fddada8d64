"""How often, how many, for how long: asked by buttons after a medicine was added, or changed from the list."""

from collections.abc import Callable, Sequence

from bot.core.medications.medications import MedicationId, MedicationService
from bot.core.schedules.plan_questions import PlanAnswers, PlanDialogue, PlanQuestion, fits, following
from bot.core.understanding.said_plans import said_plan
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.plan_questions import views
from bot.telegram.features.plan_questions.buttons import AnswerPlan, EditPlan
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import Unit, quantity_of

STEP = "guide"  # of the dialogue
OF_TIMES = (
    PlanQuestion.OFTEN, PlanQuestion.EVERY, PlanQuestion.FIRST, PlanQuestion.LATE, PlanQuestion.AMOUNT,
)  # fmt: skip
UNITS = {
    PlanQuestion.AMOUNT: Unit.TABLETS, PlanQuestion.TABLETS: Unit.TABLETS,
    PlanQuestion.EVERY: Unit.DAYS, PlanQuestion.FIRST: Unit.DAYS, PlanQuestion.COURSE: Unit.DAYS,
}  # fmt: skip


class PlanQuestionHandlers:
    """The guided questions. A button says what it is about, so it works as long as its medicine is on the list."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._requests = requests
        self._medicines = medicines
        self._answers = PlanAnswers(medicines)
        self._planned = planned

    async def begin(self, request: RequestContext, ids: Sequence[MedicationId]) -> None:
        """Ask about medicines that were added, several alike, in a new message."""
        await self._ask(request, PlanDialogue((tuple(ids),)), anew=True)

    async def edit(self, request: RequestContext, tap: EditPlan) -> None:
        """One answer is to be changed, from the list."""
        await self._ask(request, PlanDialogue(((tap.medication,),), PlanQuestion(tap.question), edits=True))

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
        elif open_dialogue and value not in (
            "every",
            "course",
        ):  # a second tap, while the next medicine is asked about
            await self._note(request, (id,), ask, value)
            await self._ask(request, open_dialogue)
        else:
            await self._answer(request, PlanDialogue(((id,),), ask, edits=True), value)

    async def typed(self, request: RequestContext, text: str, _: object) -> bool:
        """A number was written, or when it is taken; False for anything else, which is no answer."""
        dialogue, quantity = await self._open(request), quantity_of(text)
        if dialogue is None:
            return False
        if quantity is None:
            return await self._said(request, dialogue, text)
        ask = answered(dialogue.ask, quantity.unit)
        if ask and fits(ask, quantity.value):
            await self._answer(request, dialogue.at(ask), str(quantity.value), anew=True)
        else:
            await request.show(views.wrong_number(request.t, ask or dialogue.ask))
        return True

    async def _said(self, request: RequestContext, dialogue: PlanDialogue, text: str) -> bool:
        """Take a sentence on when it is taken, such as “10 at night”; return whether it is one."""
        account = request.account
        listed = await self._medicines.look_at(account, dialogue.head, request.at)
        if not listed or dialogue.ask not in OF_TIMES:
            return False
        local = request.at.astimezone(account.zone).replace(tzinfo=None)
        plans = [said_plan(text, account.language, local, medication.plan) for medication, _ in listed]
        for (medication, _), plan in zip(listed, plans, strict=True):
            if plan is None:
                return False
            await self._medicines.plan(account, medication.id, plan, request.at)
        self._planned()
        weekly = plans[0] is not None and plans[0].every_days > 1
        about = dialogue.at(PlanQuestion.FIRST if weekly else PlanQuestion.OFTEN)
        if further := about.after(await self._following(request, about)):
            await self._ask(request, further, anew=True)
        else:
            await self._finish(request, dialogue, anew=True)
        return True

    async def _answer(
        self, request: RequestContext, dialogue: PlanDialogue, value: str, *, anew: bool = False
    ) -> None:
        """Note an answer and ask what follows from it."""
        further: PlanDialogue | None
        match value:
            case "apart":
                further = dialogue.apart()
            case "every":
                further = dialogue.at(PlanQuestion.EVERY)
            case "course":
                further = dialogue.at(PlanQuestion.COURSE)
            case "skip" if dialogue.ask in (
                PlanQuestion.OFTEN,
                PlanQuestion.EVERY,
            ):  # nothing to say yet: nor how many
                further = dialogue.after(None)
            case _:
                await self._note(request, dialogue.head, dialogue.ask, value)
                further = dialogue.after(await self._following(request, dialogue))
        if further:
            await self._ask(request, further, anew=anew)
        else:
            await self._finish(request, dialogue, anew=anew)

    async def _following(self, request: RequestContext, dialogue: PlanDialogue) -> PlanQuestion | None:
        """Return what is asked next; a dose that is to be taken today and whose time has passed is not left unsaid."""
        if dialogue.ask is PlanQuestion.FIRST and await self._medicines.is_late_today(
            request.account, dialogue.head[0], request.at
        ):
            return PlanQuestion.LATE
        return following(dialogue.ask, edits=dialogue.edits)

    async def _note(
        self, request: RequestContext, ids: Sequence[MedicationId], ask: PlanQuestion, value: str
    ) -> None:
        if value == "needed":
            await self._answers.when_needed(request.account, ids, request.at)
        elif value not in ("skip", "apart") and fits(ask, float(value)):
            await self._answers.take(request.account, ids, ask, float(value), request.at)
        self._planned()

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
        if dialogue.ask is PlanQuestion.DAYS and not any(medication.times for medication, _ in listed):
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
