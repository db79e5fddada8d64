"""Reminders: sent to Telegram, and answered by a tap."""

from collections.abc import Callable

from telegram import Update
from telegram.ext import ContextTypes, ExtBot

from bot.core.doses.reminders import Action, DoseState, Reminder, ReminderId, Reminders
from bot.telegram.features.reminders import views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import send
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes
from bot.telegram.ui.personalization import texts_for
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts

Context = ContextTypes.DEFAULT_TYPE
CLOSED = (DoseState.TAKEN, DoseState.SKIPPED, DoseState.MISSED)


class TelegramNotifier:
    """`bot.core.doses.reminders.Notifier` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def remind(self, reminder: Reminder) -> int:
        """Send a reminder before anything that is less urgent."""
        screen = views.ask(texts_for(reminder.account), reminder)
        message = await send(self._bot, reminder.account, screen, Priority.REMINDER)
        return message.message_id


class ReminderHandlers:
    """The buttons under a reminder."""

    def __init__(self, desk: Desk, reminders: Reminders) -> None:
        self._desk = desk
        self._reminders = reminders

    async def dose(self, update: Update, _: Context) -> None:
        """Taken, later or skipped; a second tap changes nothing and shows what stands."""
        visit = await self._desk.visit(update)
        id, action = ReminderId(visit.number(0)), Action(visit.tapped[1])
        reminder, _changed = await self._reminders.answer(id, visit.account.chat_id, action, visit.at)
        await self._show(visit, reminder)

    async def which(self, update: Update, _: Context) -> None:
        """Name the medicines of a reminder that holds no names."""
        visit = await self._desk.visit(update)
        reminder = await self._reminders.get(ReminderId(visit.number(0)))
        await self._show(visit, reminder, views.named)

    async def undo(self, update: Update, _: Context) -> None:
        """The answer was a mistake: ask again, with the same buttons."""
        visit = await self._desk.visit(update)
        id = ReminderId(visit.number(0))
        reminder, changed = await self._reminders.undo(id, visit.account.chat_id, visit.at)
        is_closed = reminder and all(dose.state in CLOSED for dose in reminder.doses)
        await self._show(
            visit, reminder, views.ask if changed else views.not_undone if is_closed else views.answered
        )

    async def _show(
        self,
        visit: Visit,
        reminder: Reminder | None,
        view: Callable[[Texts, Reminder], Screen] = views.answered,
    ) -> None:
        if reminder is None or reminder.account.chat_id != visit.account.chat_id or not reminder.doses:
            await visit.change(notes.stale(visit.t))
        else:
            await visit.change(view(visit.t, reminder))
