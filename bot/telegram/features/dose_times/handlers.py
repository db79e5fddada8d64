"""The choice of times: the usual ones by a tap, any other by writing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import Medication, MedicationId, MyMedicines
from bot.core.schedules.plans import Plan
from bot.telegram.features.dose_times import views
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import time_of

Context = ContextTypes.DEFAULT_TYPE
MOST_TIMES = 12  # doses a day


class TimesHandlers:
    """The buttons under “when do you take it”."""

    def __init__(self, desk: Desk, medicines: MyMedicines, *, planned: Callable[[], None]) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._desk = desk
        self._medicines = medicines
        self._planned = planned

    async def times(self, update: Update, _: Context) -> None:
        """The choice, at a page."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        medication = await self._medication(visit)
        if medication:
            page = visit.number(1) if len(visit.tapped) > 1 else 0
            await visit.change(views.times(visit.t, medication, visit.account, visit.at, page))

    async def toggle(self, update: Update, _: Context) -> None:
        """A time was tapped: on or off, as the button says, so that a second tap changes nothing."""
        visit = await self._desk.visit(update)
        medication = await self._medication(visit)
        if medication:
            at, is_on = time(int(visit.tapped[1][:2]), int(visit.tapped[1][2:])), visit.tapped[3] == "on"
            times = {*medication.times, at} if is_on else {*medication.times} - {at}
            if len(times) > MOST_TIMES:
                await visit.show(views.too_many_times(visit.t, MOST_TIMES))
                return
            await self._plan(visit, medication, times)
            changed = await self._medication(visit)
            if changed:
                await visit.change(views.times(visit.t, changed, visit.account, visit.at, visit.number(2)))

    async def ask_clock(self, update: Update, _: Context) -> None:
        """Another time is to be written."""
        visit = await self._desk.visit(update)
        medication = await self._medication(visit)
        if medication:
            await self._desk.ask(visit, "clock", medication=medication.id)
            await visit.show(views.ask_clock(visit.t))

    async def clock(self, visit: Visit, text: str, medication_id: int) -> bool:
        """A time was written; False where it is something else, or the medicine is gone."""
        medication = await self._medicines.get(visit.account, MedicationId(medication_id), visit.at)
        at = time_of(text)
        if medication is None or (at is None and not any(char.isdigit() for char in text)):
            return False
        if at is None:
            await visit.show(views.not_a_clock(visit.t))
            return True
        if len(medication.times) >= MOST_TIMES:
            await visit.show(views.too_many_times(visit.t, MOST_TIMES))
            return True
        await self._desk.leave(visit)
        await self._plan(visit, medication, {*medication.times, at})
        changed = await self._medicines.get(visit.account, medication.id, visit.at)
        if changed:
            await visit.show(views.times(visit.t, changed, visit.account, visit.at))
        return True

    async def _plan(self, visit: Visit, medication: Medication, times: set[time]) -> None:
        plan = replace(medication.plan or Plan(), times=tuple(sorted(times)))
        await self._medicines.plan(visit.account, medication.id, plan, visit.at)
        self._planned()

    async def _medication(self, visit: Visit) -> Medication | None:
        medication = await self._medicines.get(visit.account, MedicationId(visit.number(0)), visit.at)
        if medication is None:
            await visit.show(notes.stale(visit.t))
        return medication
