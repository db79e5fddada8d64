"""What is left of a medicine: shown, filled up, counted; and until when it may be taken."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.medications.refills import MOST_IN_A_PACK, RefillService
from bot.core.schedules.answered_schedule import needed_for
from bot.core.schedules.plan_answers import clock_for
from bot.telegram.features.stock import views
from bot.telegram.features.stock.buttons import (
    AskExpiry,
    AskRefill,
    Refill,
    SetExpiry,
    ShowStock,
    TakeRefillBack,
)
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import Unit, quantity_of
from bot.telegram.ui.screens import Screen
from knowledge.products import Product

Listed = tuple[Medication, Product | None]
GOT, GOOD = "got", "good-until"  # steps of the dialogue
DATE = re.compile(
    r"(?P<year>20\d\d|\d\d)\s*[-./년]\s*(?P<month>\d{1,2})\s*월?(?:\s*[-./]?\s*(?P<day>\d{1,2})\s*일?)?\s*(?:까지)?[.]?"
)
LONGEST = 10  # years that a pack may be good for


class StockHandlers:
    """The buttons of what is left, and what is written instead of tapped."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, refills: RefillService
    ) -> None:
        self._requests = requests
        self._medicines = medicines
        self._refills = refills

    async def show(self, request: RequestContext, tap: ShowStock) -> None:
        """What is left of a medicine."""
        await self._requests.leave(request)
        if one := await self._screen(request, tap.medication):
            await request.change(one)

    async def named(self, request: RequestContext, id: MedicationId) -> None:
        """The same, of a medicine that was named in a sentence."""
        if one := await self._screen(request, id):
            await request.show(one)

    async def refill(self, request: RequestContext, tap: Refill) -> None:
        """A new pack was got."""
        await self._requests.leave(request)
        await self._add(request, tap, anew=False)

    async def ask_amount(self, request: RequestContext, tap: AskRefill) -> None:
        """Ask how much was got."""
        if listed := await self._listed(request, tap.medication):
            await self._requests.ask(request, GOT, medication=tap.medication, after=listed[0].last_refill)
            await request.change(views.ask_amount(request.t, *listed, request.account, request.at))

    async def got(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """How much was got was written; False where it is no number."""
        quantity = quantity_of(text)
        if quantity is None:
            return False
        listed = await self._listed(request, MedicationId(asked["medication"]))
        if listed is None:
            return True
        amount = quantity.value
        if quantity.unit is Unit.DAYS and 0 < amount <= 365:
            clock = clock_for(request.account, request.at)
            amount = needed_for(listed[0].plan, int(amount), clock, request.at)
        if not 0 < amount <= MOST_IN_A_PACK:
            question = views.ask_amount(request.t, *listed, request.account, request.at)
            await request.show(views.wrong_amount(request.t, question))
            return True
        await self._requests.leave(request)
        await self._add(request, Refill(listed[0].id, f"{amount:g}", asked["after"]), anew=True)
        return True

    async def take_back(self, request: RequestContext, tap: TakeRefillBack) -> None:
        """The new pack was a mistake."""
        is_undone = await self._refills.take_back(request.account, tap.refill, request.at)
        if one := await self._screen(request, tap.medication):
            await request.change(one if is_undone else views.not_taken_back(request.t, one))

    async def ask_expiry(self, request: RequestContext, tap: AskExpiry) -> None:
        """Ask until when a pack may be taken."""
        if listed := await self._listed(request, tap.medication):
            await self._requests.ask(request, GOOD, medication=tap.medication)
            await request.change(views.ask_expiry(request.t, *listed))

    async def expires(self, request: RequestContext, tap: SetExpiry) -> None:
        """About how long it may be taken was tapped."""
        await self._requests.leave(request)
        today = request.at.astimezone(request.account.zone).date()
        on = months_after(today, tap.months) if tap.months else None
        await self._refills.expires(request.account, tap.medication, on)
        if one := await self._screen(request, tap.medication):
            await request.change(one)

    async def good_until(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """A date was written; False where it is something else."""
        listed = await self._listed(request, MedicationId(asked["medication"]))
        if listed is None:
            return True
        if not any(character.isdigit() for character in text):
            return False
        today = request.at.astimezone(request.account.zone).date()
        if (on := expiry_of(text, today)) is None:
            await request.show(views.wrong_date(request.t, views.ask_expiry(request.t, *listed)))
            return True
        await self._requests.leave(request)
        await self._refills.expires(request.account, listed[0].id, on)
        await self.named(request, listed[0].id)
        return True

    async def _add(self, request: RequestContext, tap: Refill, *, anew: bool) -> None:
        amount = float(tap.amount)
        added = await self._refills.refill(request.account, tap.medication, amount, tap.after, request.at)
        if listed := await self._listed(request, tap.medication):
            one = views.stock(request.t, *listed, request.account, request.at)
            screen = views.refilled(request.t, one, listed[0], added, amount)
            await (request.show(screen) if anew else request.change(screen))

    async def _screen(self, request: RequestContext, id: MedicationId) -> Screen | None:
        listed = await self._listed(request, id)
        return views.stock(request.t, *listed, request.account, request.at) if listed else None

    async def _listed(self, request: RequestContext, id: MedicationId) -> Listed | None:
        """Return a medicine; where it is gone, say so kindly."""
        found = await self._medicines.look_at(request.account, [id], request.at)
        if not found:
            await request.show(notes.stale(request.t))
        return found[0] if found else None


def expiry_of(text: str, today: date) -> date | None:
    """Read a date as boxes have it: 2027-03-15, 27.03, 2027년 3월; a month means its last day. None for the past."""
    found = DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"])
    year += 2000 if year < 100 else 0
    try:
        day = int(found["day"]) if found["day"] else monthrange(year, month)[1]
        on = date(year, month, day)
    except ValueError:
        return None
    return on if today <= on <= months_after(today, LONGEST * 12) else None


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, the last of its month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
