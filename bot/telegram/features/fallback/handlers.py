"""Everything the bot has no use for: each gets a kind answer."""

import secrets

import structlog
from telegram import ChatMember, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from bot.core.errors import GoneError
from bot.core.people.accounts import Accounts, ChatId, Language
from bot.telegram.transport.dispatch import PutOffError
from bot.telegram.transport.request_context import Clock, RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts

Context = ContextTypes.DEFAULT_TYPE
log = structlog.stdlib.get_logger(__name__)


class FallbackHandlers:
    """Stray things are answered."""

    def __init__(self, requests: RequestContextFactory, accounts: Accounts) -> None:
        self._requests = requests
        self._accounts = accounts

    async def unusable(self, request: RequestContext) -> None:
        """Stickers, voices, videos, documents that are no pictures, unknown commands."""
        await request.show(notes.unusable(request.t))

    async def group(self, update: Update, _: Context) -> None:
        """Groups are refused, and nothing is kept of them."""
        user, chat = update.effective_user, update.effective_chat
        t = Texts(Language.of(user.language_code if user else None))
        if chat:
            await chat.send_message(notes.private_only(t).text())

    async def membership(self, update: Update, _: Context) -> None:
        """A person blocked the bot, or let it in again (their next message opens the account)."""
        changed = update.my_chat_member
        status = getattr(
            changed and changed.new_chat_member, "status", None
        )  # no shape of an update is an error
        if changed and status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._accounts.block(ChatId(changed.chat.id), changed.date)

    async def stale(self, update: Update, _: Context) -> None:
        """A button that no feature knows."""
        request = await self._requests.open(update)
        await request.show(notes.stale(request.t))


def is_on_the_way(error: Exception | None) -> bool:
    """Return whether it is the way to Telegram that failed, and not the bot."""
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


class ErrorHandler:
    """The one error handler: the person gets an apology, the operator an event with the same reference."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock

    async def handle(self, update: object, context: Context) -> None:
        """Log and apologise; a person who blocked the bot is noted instead."""
        if not isinstance(update, Update) or update.effective_chat is None:
            log.error("failed outside of any chat", exc_info=context.error)
            return
        chat_id = ChatId(update.effective_chat.id)
        if isinstance(context.error, Forbidden):
            await self._accounts.block(chat_id, self._clock())
            return
        account = await self._accounts.find(chat_id)
        t = Texts(account.language if account else Language.KOREAN)
        if isinstance(context.error, GoneError):
            if account:  # else they have deleted everything, and know it
                await self._tell(chat_id, notes.stale(t), context)
            return
        if isinstance(context.error, PutOffError):  # the dispatcher has logged it
            await self._tell(chat_id, notes.put_off(t), context)
            return
        reference = secrets.token_hex(3)
        if is_on_the_way(context.error):
            log.warning("an answer did not arrive", reference=reference, error=type(context.error).__name__)
        else:
            log.error(
                "an update failed", reference=reference, update_id=update.update_id, exc_info=context.error
            )
        await self._tell(chat_id, notes.failed(t, reference), context)

    async def _tell(self, chat_id: ChatId, screen: Screen, context: Context) -> None:
        try:
            await context.bot.send_message(chat_id, screen.text())
        except TelegramError as error:
            log.warning("what went wrong could not be told", error=type(error).__name__)
