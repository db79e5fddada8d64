"""The list: shown, added to by name, timed, removed from."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications import Added, Medication, MedicationId, MyMedicines
from bot.core.schedules import Plan
from bot.telegram.views import medicines as views
from bot.telegram.views import notes, photo, start
from bot.telegram.visit import Desk, Visit
from knowledge.products import ProductId

Context = ContextTypes.DEFAULT_TYPE
CLOCK = re.compile(
    r"(?P<half>오전|오후|아침|낮|점심|저녁|밤|새벽)?\s*(?P<hour>\d{1,2})\s*(?:[:.시]\s*(?P<minute>\d{1,2}|반)?\s*분?)?\s*(?P<m>[ap]\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
AFTERNOON = {"오후", "낮", "점심", "저녁", "밤", "p"}
LONGEST_NAME = 100  # characters of a typed name that are looked at
MOST_TIMES = 12  # doses a day


class MedicineHandlers:
    """/mymeds, /add, and the buttons of the list."""

    def __init__(self, desk: Desk, medicines: MyMedicines, *, planned: Callable[[], None]) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._desk = desk
        self._medicines = medicines
        self._planned = planned

    async def mymeds(self, update: Update, _: Context) -> None:
        """/mymeds: the list."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.show(views.overview(visit.t, overview, visit.account.zone))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def turn(self, update: Update, _: Context) -> None:
        """The list again, at a page."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.change(views.overview(visit.t, overview, visit.account.zone, visit.number(0)))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def add(self, update: Update, context: Context) -> None:
        """/add NAME, or /add and the name after it."""
        visit = await self._desk.visit(update)
        name = " ".join(context.args or ())
        if name:
            await self.look_up(visit, name)
        else:
            await self._desk.ask(visit, "name")
            await visit.show(views.ask_name(visit.t))

    async def look_up(self, visit: Visit, text: str) -> None:
        """Offer what a typed name or imprint may mean."""
        typed = " ".join(text.split())[:LONGEST_NAME]
        found = await self._medicines.find(typed)
        if found:
            await self._desk.leave(visit)
            await visit.show(views.found(visit.t, typed, found, visit.update.update_id))
        else:
            await visit.show(photo.not_found(visit.t, typed))

    async def take(self, update: Update, _: Context) -> None:
        """A found product was tapped: it goes on the list."""
        visit = await self._desk.visit(update)
        if not visit.account.has_consented:
            await visit.show(start.consent(visit.t))
            return
        product = ProductId(visit.tapped[1])
        (addition,) = await self._medicines.add(visit.account, [product], visit.origin, visit.at)
        is_new = addition.outcome is Added.NEW
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.change(views.added(visit.t, product, overview, is_new=is_new))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def nothing(self, update: Update, _: Context) -> None:
        """None of the found products is meant."""
        visit = await self._desk.visit(update)
        await self._desk.ask(visit, "name")
        await visit.change(views.ask_name(visit.t))

    async def one(self, update: Update, _: Context) -> None:
        """One medicine of the list."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        medication = await self._medication(visit)
        if medication:
            overview = await self._medicines.overview(visit.account, visit.at)
            product = overview.products.get(medication.product_id)
            await visit.change(views.one(visit.t, medication, product, visit.account.zone))

    async def times(self, update: Update, _: Context) -> None:
        """The choice of times."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        medication = await self._medication(visit)
        if medication:
            await visit.change(views.times(visit.t, medication))

    async def toggle(self, update: Update, _: Context) -> None:
        """A usual time was tapped: on or off."""
        visit = await self._desk.visit(update)
        medication = await self._medication(visit)
        if medication:
            at = time(int(visit.tapped[1][:2]), int(visit.tapped[1][2:]))
            await self._plan(visit, medication, set(medication.times) ^ {at})
            changed = await self._medication(visit)
            if changed:
                await visit.change(views.times(visit.t, changed))

    async def ask_clock(self, update: Update, _: Context) -> None:
        """Another time is to be written."""
        visit = await self._desk.visit(update)
        medication = await self._medication(visit)
        if medication:
            await self._desk.ask(visit, "clock", medication=medication.id)
            await visit.show(views.ask_clock(visit.t))

    async def clock(self, visit: Visit, text: str, medication_id: int) -> bool:
        """A time was written; return whether the medicine is still on the list."""
        medication = await self._medicines.get(visit.account, MedicationId(medication_id), visit.at)
        if medication is None:
            return False
        at = time_of(text)
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
            await visit.show(views.times(visit.t, changed))
        return True

    async def drop(self, update: Update, _: Context) -> None:
        """Make sure before a medicine leaves the list."""
        visit = await self._desk.visit(update)
        medication = await self._medication(visit)
        if medication:
            await visit.change(views.ask_drop(visit.t, medication))

    async def dropped(self, update: Update, _: Context) -> None:
        """The person is sure."""
        visit = await self._desk.visit(update)
        await self._medicines.stop(visit.account, MedicationId(visit.number(0)), visit.at)
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.change(views.overview(visit.t, overview, visit.account.zone))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def _plan(self, visit: Visit, medication: Medication, times: set[time]) -> None:
        plan = replace(medication.plan or Plan(), times=tuple(sorted(times)))
        await self._medicines.plan(visit.account, medication.id, plan, visit.at)
        self._planned()

    async def _medication(self, visit: Visit) -> Medication | None:
        medication = await self._medicines.get(visit.account, MedicationId(visit.number(0)), visit.at)
        if medication is None:
            await visit.show(notes.stale(visit.t))
        return medication


def time_of(text: str) -> time | None:
    """Read a time of day such as 7:30, 21.00, 저녁 7시 반 or 3 pm; None for anything else."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found["hour"]), 30 if found["minute"] == "반" else int(found["minute"] or 0)
    half = found["half"] or (found["m"] or "")[:1].lower()
    if half in AFTERNOON and 1 <= hour < 12 and not (half == "밤" and hour < 5):
        hour += 12
    elif half in ("오전", "a") and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
