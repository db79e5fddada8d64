"""Reminders: sent to Telegram, and answered by a tap."""

from collections.abc import Callable

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.core.doses.model import DoseState
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_service import ReminderService
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from bot.core.doses.send_queue import Unreachable
from bot.telegram.features.reminders import views
from bot.telegram.features.reminders.buttons import AnswerReminder, NameMedicines, UndoAnswer
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import outcome_of, send
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.personalization import texts_for
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts

CLOSED = (DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED, DoseState.WITHDRAWN)


class TelegramNotifier:
    """`bot.core.doses.send_queue.Notifier` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def remind(self, reminder: Reminder) -> Outcome:
        """Send a reminder before anything that is less urgent; return what came of that."""
        screen = views.ask(texts_for(reminder.account), reminder)
        try:
            message = await send(self._bot, reminder.account, screen, Priority.REMINDER)
        except Unreachable:
            return Blocked()
        except TelegramError as error:
            return outcome_of(error)
        return Delivered(message.message_id)


class ReminderHandlers:
    """The buttons under a reminder: each acts on all of its doses, or on the one that it names."""

    def __init__(self, requests: RequestContextFactory, reminders: ReminderService) -> None:
        self._requests = requests
        self._reminders = reminders

    async def dose(self, request: RequestContext, tap: AnswerReminder) -> None:
        """Taken, later or skipped; a second tap changes nothing and shows what stands."""
        reminder, _ = await self._reminders.answer(
            tap.reminder, request.account.chat_id, tap.action, request.at, tap.dose
        )
        await self._show(request, reminder)

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
            request, reminder, views.ask if changed else views.not_undone if is_closed else views.answered
        )

    async def _show(
        self,
        request: RequestContext,
        reminder: Reminder | None,
        view: Callable[[Texts, Reminder], Screen] = views.answered,
    ) -> None:
        if reminder is None or reminder.account.chat_id != request.account.chat_id or not reminder.doses:
            await request.change(notes.stale(request.t))
        else:
            await request.change(view(request.t, reminder))
