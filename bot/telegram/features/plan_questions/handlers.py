"""How often, how many, for how long: asked by buttons after a medicine was added, or changed from the list."""

from collections.abc import Callable, Sequence

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import MedicationId, MyMedicines
from bot.core.schedules.plan_questions import Answers, Ask, Guide, fits, following
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views as list_views
from bot.telegram.features.plan_questions import views
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import Unit, quantity_of

Context = ContextTypes.DEFAULT_TYPE
STEP = "guide"  # of the dialogue
UNITS = {
    Ask.AMOUNT: Unit.TABLETS, Ask.TABLETS: Unit.TABLETS,
    Ask.EVERY: Unit.DAYS, Ask.FIRST: Unit.DAYS, Ask.COURSE: Unit.DAYS,
}  # fmt: skip


class GuideHandlers:
    """The guided questions. A button says what it is about, so it works as long as its medicine is on the list."""

    def __init__(self, desk: Desk, medicines: MyMedicines, *, planned: Callable[[], None]) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._desk = desk
        self._medicines = medicines
        self._answers = Answers(medicines)
        self._planned = planned

    async def begin(self, visit: Visit, ids: Sequence[MedicationId]) -> None:
        """Ask about medicines that were added, several alike, in a new message."""
        await self._ask(visit, Guide((tuple(ids),)), anew=True)

    async def edit(self, update: Update, _: Context) -> None:
        """One answer is to be changed, from the list."""
        visit = await self._desk.visit(update)
        ask, id = Ask(visit.tapped[0]), MedicationId(visit.number(1))
        await self._ask(visit, Guide(((id,),), ask, edits=True))

    async def tap(self, update: Update, _: Context) -> None:
        """An answer was tapped."""
        visit = await self._desk.visit(update)
        ask, id, count, value = Ask(visit.tapped[0]), visit.number(1), visit.number(2), visit.tapped[3]
        open_guide = await self._open(visit)
        if open_guide and (open_guide.head[0], len(open_guide.head)) == (id, count):
            await self._answer(visit, open_guide.at(ask), value)
        elif count > 1 and open_guide:  # a second tap on what told them apart
            await self._ask(visit, open_guide)
        elif count > 1:  # of a dialogue that is over
            overview = await self._medicines.overview(visit.account, visit.at)
            await visit.change(list_views.overview(visit.t, overview, visit.account, visit.at))
        elif open_guide and value not in (
            "every",
            "course",
        ):  # a second tap, while the next medicine is asked about
            await self._note(visit, (MedicationId(id),), ask, value)
            await self._ask(visit, open_guide)
        else:
            await self._answer(visit, Guide(((MedicationId(id),),), ask, edits=True), value)

    async def typed(self, visit: Visit, text: str) -> bool:
        """A number was written; False for anything else, which is no answer."""
        guide, quantity = await self._open(visit), quantity_of(text)
        if guide is None or quantity is None:
            return False
        ask = answered(guide.ask, quantity.unit)
        if ask and fits(ask, quantity.value):
            await self._answer(visit, guide.at(ask), str(quantity.value), anew=True)
        else:
            await visit.show(views.wrong_number(visit.t, ask or guide.ask))
        return True

    async def _answer(self, visit: Visit, guide: Guide, value: str, *, anew: bool = False) -> None:
        """Note an answer and ask what follows from it."""
        further: Guide | None
        match value:
            case "apart":
                further = guide.apart()
            case "every":
                further = guide.at(Ask.EVERY)
            case "course":
                further = guide.at(Ask.COURSE)
            case "skip" if guide.ask in (Ask.OFTEN, Ask.EVERY):  # nothing to say yet: nor how many
                further = guide.after(None)
            case _:
                await self._note(visit, guide.head, guide.ask, value)
                further = guide.after(await self._following(visit, guide))
        if further:
            await self._ask(visit, further, anew=anew)
        else:
            await self._finish(visit, guide, anew=anew)

    async def _following(self, visit: Visit, guide: Guide) -> Ask | None:
        """Return what is asked next; a dose that is to be taken today and whose time has passed is not left unsaid."""
        if guide.ask is Ask.FIRST and await self._medicines.is_late_today(
            visit.account, guide.head[0], visit.at
        ):
            return Ask.LATE
        return following(guide.ask, edits=guide.edits)

    async def _note(self, visit: Visit, ids: Sequence[MedicationId], ask: Ask, value: str) -> None:
        if value == "needed":
            await self._answers.when_needed(visit.account, ids, visit.at)
        elif value not in ("skip", "apart") and fits(ask, float(value)):
            await self._answers.take(visit.account, ids, ask, float(value), visit.at)
        self._planned()

    async def _ask(self, visit: Visit, guide: Guide, *, anew: bool = False) -> None:
        """Show a question, and take the next number that is written as an answer to it."""
        listed = await self._medicines.look_at(visit.account, guide.head, visit.at)
        while not listed and (further := guide.after(None)):  # all of them were taken off meanwhile
            guide = further
            listed = await self._medicines.look_at(visit.account, guide.head, visit.at)
        if not listed:
            await self._desk.leave(visit)
            await visit.show(notes.stale(visit.t))
            return
        if guide.ask is Ask.DAYS and not any(medication.times for medication, _ in listed):
            guide = guide.at(Ask.TABLETS)
        await self._desk.ask(visit, STEP, **guide.as_data())
        screen = views.question(visit.t, guide, listed, visit.account, visit.at)
        await (visit.show(screen) if anew else visit.change(screen))

    async def _finish(self, visit: Visit, guide: Guide, *, anew: bool) -> None:
        await self._desk.leave(visit)
        listed = await self._medicines.look_at(visit.account, (*guide.done, *guide.head), visit.at)
        if not listed:
            await visit.show(notes.stale(visit.t))
            return
        screen = (
            await screen_of(visit, self._medicines, listed[0])
            if guide.edits
            else views.done(visit.t, listed, visit.account, visit.at)
        )
        await (visit.show(screen) if anew else visit.change(screen))

    async def _open(self, visit: Visit) -> Guide | None:
        asked = await self._desk.asked(visit)
        is_ours = asked and asked.step == STEP and asked.person in (None, visit.account.person_id)
        return Guide.of(asked.data) if asked and is_ours else None


def answered(ask: Ask, unit: Unit | None) -> Ask | None:
    """Return the question that a number of such a unit answers, if that is asked: "2 tablets" is not "twice a day"."""
    if ask is Ask.DAYS:
        return Ask.DAYS if unit is Unit.DAYS else Ask.TABLETS
    return ask if unit in (None, UNITS.get(ask)) else None
