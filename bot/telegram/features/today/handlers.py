"""/today and its corrections: every tap says what is to stand, so that a second one changes nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.core.doses.corrections import Correction, instant_said
from bot.core.doses.dose_record import DoseRecordService, earliest_day
from bot.core.doses.model import DoseId, DoseState
from bot.core.understanding.said_days import day_said
from bot.telegram.features.today import correction_views, views
from bot.telegram.features.today.buttons import (
    CorrectDose,
    EditDay,
    MoveDose,
    ShowDay,
    ShowDose,
    ShowHistory,
    TakenAmount,
    TakenAt,
    parsed,
)
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import said_clock

STEP = "takenat"  # of the dialogue


class TodayHandlers:
    """Shows the doses of a day, and corrects them."""

    def __init__(self, requests: RequestContextFactory, record: DoseRecordService) -> None:
        self._requests = requests
        self._record = record

    async def today(self, request: RequestContext) -> None:
        """/today, or the day that a text names."""
        await self._requests.leave(request)
        today = request.at.astimezone(request.account.zone).date()
        day = today + timedelta(days=day_said(request.message.text or ""))
        record = await self._record.day(request.account, day)
        await request.show(views.day(request.t, request.account, record, day, request.at))

    async def day(self, request: RequestContext, tap: ShowDay) -> None:
        """Another day, up to tomorrow."""
        today = request.at.astimezone(request.account.zone).date()
        day = (parsed(tap.day) if tap.day else None) or today
        day = min(max(day, earliest_day(today)), today + timedelta(days=1))
        record = await self._record.day(request.account, day)
        await request.change(views.day(request.t, request.account, record, day, request.at))

    async def edit(self, request: RequestContext, tap: EditDay) -> None:
        """Which dose is to be corrected?"""
        day = parsed(tap.day) or request.at.astimezone(request.account.zone).date()
        record = await self._record.day(request.account, day)
        await request.change(correction_views.choose(request.t, request.account, record, day, tap.page))

    async def dose(self, request: RequestContext, tap: ShowDose) -> None:
        """One dose."""
        await self._show(request, tap.dose)

    async def correct(self, request: RequestContext, tap: CorrectDose) -> None:
        """What came of it after all."""
        await self._correct(request, tap.dose, Correction(DoseState(tap.state)))

    async def time(self, request: RequestContext, tap: TakenAt) -> None:
        """When it was taken."""
        if tap.at:
            by = Correction(DoseState.TAKEN, taken_at=tap.at)
            await self._record.correct(request.account, tap.dose, by, request.at)
        else:
            await self._requests.ask(request, STEP, dose=tap.dose)
        record = await self._record.dose(request.account, tap.dose)
        view = correction_views.times
        await request.change(
            view(request.t, request.account, record, request.at) if record else notes.stale(request.t)
        )

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """When it was taken was written; False where it is something else, or the dose is gone."""
        said, record = said_clock(text), await self._record.dose(request.account, DoseId(asked["dose"]))
        if said is None or record is None:
            return False
        (one,), zone = record.doses, request.account.zone
        at = instant_said(said[0], one.due_at, zone, request.at, may_be_pm=said[1])
        if at is None:
            await request.show(correction_views.not_yet(request.t, request.account, record, request.at))
            return True
        await self._requests.leave(request)
        await self._record.correct(
            request.account, one.id, Correction(DoseState.TAKEN, taken_at=at), request.at
        )
        if changed := await self._record.dose(request.account, one.id):
            await request.show(correction_views.dose(request.t, request.account, changed, request.at))
        return True

    async def amount(self, request: RequestContext, tap: TakenAmount) -> None:
        """How many were taken."""
        if tap.amount is not None:
            by = Correction(DoseState.TAKEN, amount=float(tap.amount))
            await self._correct(request, tap.dose, by)
        elif record := await self._record.dose(request.account, tap.dose):
            await request.change(correction_views.amounts(request.t, request.account, record))
        else:
            await request.change(notes.stale(request.t))

    async def move(self, request: RequestContext, tap: MoveDose) -> None:
        """It belongs to another day."""
        await self._correct(request, tap.dose, Correction(DoseState.TAKEN, day=parsed(tap.day)))

    async def history(self, request: RequestContext, tap: ShowHistory) -> None:
        """What came of the doses of a medicine."""
        record = await self._record.history(request.account, tap.medication, tap.page, request.at)
        await request.change(views.history(request.t, request.account, record, tap.medication, tap.page))

    async def _correct(self, request: RequestContext, id: DoseId, by: Correction) -> None:
        await self._record.correct(request.account, id, by, request.at)
        await self._show(request, id)

    async def _show(self, request: RequestContext, id: DoseId) -> None:
        record = await self._record.dose(request.account, id)
        if record is None:
            await request.change(notes.stale(request.t))
        else:
            await request.change(correction_views.dose(request.t, request.account, record, request.at))
