"""Reminders, answered by a tap."""

from collections.abc import Callable
from datetime import timedelta

from bot.core.doses.model import Action, DoseState
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_facts import informed
from bot.core.doses.reminder_service import ReminderService
from bot.core.ports import Knowledge
from bot.telegram.features.reminders import answer_views, views
from bot.telegram.features.reminders.buttons import (
    AnswerReminder,
    NameMedicines,
    PickDoses,
    PostponeReminder,
    UndoAnswer,
)
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts

CLOSED = (DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED, DoseState.WITHDRAWN)


class ReminderHandlers:
    """The buttons under a reminder: each acts on all of its doses, or on the one that it names."""

    def __init__(
        self, requests: RequestContextFactory, reminders: ReminderService, knowledge: Knowledge,
        *, planned: Callable[[], None],
    ) -> None:  # fmt: skip
        """`planned` is called when something is to be asked for at another time."""
        self._requests = requests
        self._reminders = reminders
        self._knowledge = knowledge
        self._planned = planned

    async def dose(self, request: RequestContext, tap: AnswerReminder) -> None:
        """Taken, later or skipped; a second tap changes nothing and shows what stands."""
        reminder, _ = await self._reminders.answer(
            tap.reminder, request.account.chat_id, tap.action, request.at, tap.dose
        )
        if tap.action is Action.LATER:
            self._planned()
        await self._show(request, reminder, answer_views.picked if tap.dose else answer_views.answered)

    async def pick(self, request: RequestContext, tap: PickDoses) -> None:
        """Answer one by one."""
        reminder = await self._reminders.get(tap.reminder)
        await self._show(request, reminder, lambda t, one: answer_views.picked(t, one, tap.page))

    async def postpone(self, request: RequestContext, tap: PostponeReminder) -> None:
        """Another delay, for these doses or for all that are still to come today."""
        chat, delay = request.account.chat_id, timedelta(minutes=tap.minutes)
        if tap.which == "day":
            reminder = await self._reminders.postpone_day(tap.reminder, chat, delay, request.at)
        else:
            reminder, _ = await self._reminders.answer(
                tap.reminder, chat, Action.LATER, request.at, delay=delay
            )
        self._planned()
        is_day = tap.which == "day"
        await self._show(
            request, reminder, lambda t, one: answer_views.answered(t, one, moved=delay if is_day else None)
        )

    async def which(self, request: RequestContext, tap: NameMedicines) -> None:
        """Name the medicines of a reminder that holds no names."""
        reminder = await self._reminders.get(tap.reminder)
        await self._show(request, reminder, views.named)

    async def undo(self, request: RequestContext, tap: UndoAnswer) -> None:
        """The answer was a mistake: ask again, with the same buttons."""
        reminder, changed = await self._reminders.undo(
            tap.reminder, request.account.chat_id, request.at, tap.dose
        )
        is_closed = reminder and all(dose.state in CLOSED for dose in reminder.doses)
        await self._show(
            request,
            reminder,
            views.ask if changed else answer_views.not_undone if is_closed else answer_views.answered,
        )

    async def _show(
        self, request: RequestContext, reminder: Reminder | None, view: Callable[[Texts, Reminder], Screen]
    ) -> None:
        if reminder is None or reminder.account.chat_id != request.account.chat_id or not reminder.doses:
            await request.change(notes.stale(request.t))
        else:
            await request.change(view(request.t, await informed(reminder, self._knowledge)))
