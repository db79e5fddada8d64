"""Bring the four words, and take them away."""

from telegram import ReplyKeyboardRemove

from bot.telegram.features.keyboard import views
from bot.telegram.features.keyboard.buttons import Keyboard
from bot.telegram.transport.request_context import RequestContext


class KeyboardHandlers:
    """Telegram itself keeps the words under the chat; nothing is noted here."""

    async def ask(self, request: RequestContext) -> None:
        """/menu: ask whether the words are to stay."""
        await request.show(views.ask(request.t))

    async def tapped(self, request: RequestContext, tap: Keyboard) -> None:
        """Ask, bring them, or take them away."""
        t = request.t
        match tap.wish:
            case "ask":
                await request.change(views.ask(t))
            case "show":
                said = t("The four words are below. /menu takes them away.")
                await request.chat.send_message(said, reply_markup=views.keyboard(t))
            case "hide":
                said = t("The words below are gone. /menu brings them back.")
                await request.chat.send_message(said, reply_markup=ReplyKeyboardRemove())
