"""The choice of times: the usual ones by a tap, any other by writing it."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.schedules.answered_schedule import with_times
from bot.core.schedules.rare_medicines import is_too_often
from bot.core.schedules.schedule import AtMeal, Meal, clocks_of, only_rule
from bot.core.understanding.said_schedules import said_times
from bot.telegram.features.dose_times import views
from bot.telegram.features.dose_times.buttons import ChooseTimes, ToggleTime, WriteTime
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import time_of
from knowledge.interactions.dosing_habits import habit_of

STEP = "clock"  # of the dialogue
MOST_TIMES = 12  # doses a day


class DoseTimesHandlers:
    """The buttons under “when do you take it”."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._requests = requests
        self._medicines = medicines
        self._planned = planned

    async def times(self, request: RequestContext, tap: ChooseTimes) -> None:
        """The choice, at a page."""
        if medication := await self._medication(request, tap.medication):
            await self._requests.ask(request, STEP, medication=medication.id)
            screen = views.times(request.t, medication, request.account, request.at, tap.page or 0)
            await request.change(screen)

    async def toggle(self, request: RequestContext, tap: ToggleTime) -> None:
        """A time was tapped: on or off, as the button says, so that a second tap changes nothing."""
        medication = await self._medication(request, tap.medication)
        if medication is None:
            return
        before = clocks_of(medication.plan, request.account.meals)
        times = {*before, tap.at} if tap.state == "on" else {*before} - {tap.at}
        if len(times) > MOST_TIMES:
            await request.show(views.too_many_times(request.t, MOST_TIMES))
            return
        await self._plan(request, medication, times)
        if changed := await self._medication(request, tap.medication):
            await request.change(views.times(request.t, changed, request.account, request.at, tap.page))

    async def ask_clock(self, request: RequestContext, tap: WriteTime) -> None:
        """Another time is to be written."""
        if medication := await self._medication(request, tap.medication):
            await self._requests.ask(request, STEP, medication=medication.id)
            await request.show(views.ask_clock(request.t))

    async def clock(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """A time was written; False where it is something else, or the medicine is gone."""
        medication = await self._medicines.get(request.account, MedicationId(asked["medication"]), request.at)
        said = self._said(request, text)
        if medication is None or (not said and not any(char.isdigit() for char in text)):
            return False
        if not said:
            await request.show(views.not_a_clock(request.t))
            return True
        times = {*clocks_of(medication.plan, request.account.meals), *said}
        if len(times) > MOST_TIMES:
            await request.show(views.too_many_times(request.t, MOST_TIMES))
            return True
        await self._requests.leave(request)
        await self._plan(request, medication, times)
        changed = await self._medicines.get(request.account, medication.id, request.at)
        if changed:
            await request.show(views.times(request.t, changed, request.account, request.at))
        return True

    def _said(self, request: RequestContext, text: str) -> tuple[time, ...]:
        """Return the times that a text says: a clock, or a sentence such as “after breakfast”."""
        if at := time_of(text):
            return (at,)
        local = request.at.astimezone(request.account.zone).replace(tzinfo=None)
        return said_times(text, request.account.language, local, request.account.meals)

    async def _plan(self, request: RequestContext, medication: Medication, times: set[time]) -> None:
        """Set the times, unless a rare medicine would be taken daily by that: then its days are asked for first."""
        meals = {request.account.meals.of(meal): AtMeal(meal) for meal in Meal}
        plan = with_times(medication.plan, [meals.get(at, at) for at in sorted(times)])
        products = await self._medicines.products([medication.product_id])
        habit = habit_of(products.get(medication.product_id))
        if is_too_often(plan, habit) and not is_too_often(medication.plan, habit):
            await request.show(views.days_first(request.t, medication))
            return
        await self._medicines.plan(request.account, medication.id, plan, request.at)
        self._planned()

    async def _medication(self, request: RequestContext, id: MedicationId) -> Medication | None:
        """Return a medicine whose times can be chosen one by one; where it has none such, say so kindly."""
        medication = await self._medicines.get(request.account, id, request.at)
        if medication is None:
            await request.show(notes.stale(request.t))
        elif medication.has_times and only_rule(medication.plan) is None:
            await request.show(views.no_times_of_its_own(request.t, medication))
            return None
        return medication
