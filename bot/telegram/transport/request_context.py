"""One update as handlers see it: who it is from, in which language, and how to answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import structlog
from telegram import Bot, CallbackQuery, Chat, InputMediaPhoto, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.core.people.accounts import Account, AccountService, ChatId, PersonId
from bot.core.understanding.dialogues import Dialogue, Dialogues
from bot.telegram.transport.outbox import Priority
from bot.telegram.ui.personalization import dressed, messages_of, texts_for, unbound
from bot.telegram.ui.screens import CAPTION_LIMIT, TEXT_LIMIT, Screen
from bot.telegram.ui.texts import Texts

NOT_MODIFIED = "not modified"  # Telegram's refusal of a change that is there already, as after one sent twice
Clock = Callable[[], datetime]
log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """An update of one private chat, its account, and the person whom it is about.

    That person is the one whom the tapped button acts for, or whom the open question is about; for any other
    message, the one whom the chat has chosen.
    """

    update: Update
    account: Account
    at: datetime
    is_first: bool = False  # the chat was greeted just now

    @property
    def t(self) -> Texts:
        """The words to answer in."""
        return texts_for(self.account)

    def by(self, account: Account) -> "RequestContext":
        """Return the context with the account as it is now, or about another of its people."""
        return replace(self, account=account)

    @property
    def message(self) -> Message:
        """The message that was sent."""
        if self.update.message is None:
            raise TypeError(f"expected an update with a message, got update {self.update.update_id}")
        return self.update.message

    @property
    def chat(self) -> Chat:
        """The chat it came from."""
        if self.update.effective_chat is None:
            raise TypeError(f"expected an update of a chat, got update {self.update.update_id}")
        return self.update.effective_chat

    @property
    def origin(self) -> str:
        """What names this update for ever: the key of its effects, should it come twice."""
        return f"update:{self.update.update_id}"

    @property
    def argument(self) -> str:
        """What was written after a command."""
        return " ".join((self.message.text or "").split()[1:])

    @property
    def bot(self) -> Bot:
        """The bot that the update came to."""
        return self.update.get_bot()

    async def show(self, screen: Screen, priority: Priority = Priority.REPLY) -> Message:
        """Send a screen, in as many new messages as it takes; return the last, with the buttons."""
        *before, last = messages_of(screen, self.account)
        for part in before:
            await self._send(part, priority)
        return await self._send(last, priority)

    async def show_under(self, picture: bytes, screen: Screen) -> Message:
        """Send a picture with a screen under it, or after it: nothing of the screen may be cut off."""
        whole, screen = screen, dressed(screen, self.account)
        if not screen.fits(CAPTION_LIMIT):
            await self.chat.send_photo(picture)
            return await self.show(whole)
        return await self.chat.send_photo(
            picture,
            caption=screen.text(CAPTION_LIMIT),
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
        )

    async def replace(self, message: Message, screen: Screen) -> None:
        """Put a screen in the place of a message of the bot."""
        screen = dressed(screen, self.account)
        try:
            await message.edit_text(screen.text(), parse_mode=ParseMode.HTML, reply_markup=screen.keyboard)
        except BadRequest as error:
            if NOT_MODIFIED not in error.message:
                raise

    async def change(self, screen: Screen) -> None:
        """Put a screen in the place of the message whose button was tapped.

        As a new message where that one can't be changed any more: it is too old, or was deleted.
        """
        whole, tapped = screen, self.update.effective_message
        screen = dressed(whole, self.account)
        try:
            room = CAPTION_LIMIT if isinstance(tapped, Message) and tapped.photo else TEXT_LIMIT
            if not isinstance(tapped, Message) or not screen.fits(room):
                await self.show(
                    whole
                )  # Telegram no longer tells what it was, or it is too small for all this
            elif tapped.photo:
                await tapped.edit_caption(
                    screen.text(CAPTION_LIMIT), parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
                )
            else:
                await tapped.edit_text(screen.text(), parse_mode=ParseMode.HTML, reply_markup=screen.keyboard)
        except BadRequest as error:
            if NOT_MODIFIED not in error.message:
                await self.show(whole)

    async def change_picture(self, picture: bytes, screen: Screen) -> None:
        """Put a picture with a screen under it in the place of the message whose button was tapped.

        As new messages where that one can't be changed any more, or the screen is too long to stand under a picture.
        """
        whole, tapped = screen, self.update.effective_message
        screen = dressed(whole, self.account)
        if not isinstance(tapped, Message) or not screen.fits(CAPTION_LIMIT):
            await self.show_under(picture, whole)
            return
        media = InputMediaPhoto(picture, screen.text(CAPTION_LIMIT), parse_mode=ParseMode.HTML)
        try:
            await tapped.edit_media(media, reply_markup=screen.keyboard)
        except BadRequest as error:
            if NOT_MODIFIED not in error.message:
                await self.show_under(picture, whole)

    async def _send(self, screen: Screen, priority: Priority) -> Message:
        bot = cast("ExtBot[Priority]", self.bot)  # the application has no other kind
        return await bot.send_message(
            self.chat.id,
            screen.text(),
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
            rate_limit_args=priority,
        )


class RequestContextFactory:
    """Opens the context of each update: finds the account, greets newcomers, answers taps, keeps the dialogue."""

    def __init__(
        self,
        accounts: AccountService,
        dialogues: Dialogues,
        clock: Clock,
        greeting: Callable[[Texts], Screen],
    ) -> None:
        self._accounts = accounts
        self._dialogues = dialogues
        self._clock = clock
        self._greeting = greeting

    async def open(self, update: Update) -> RequestContext:
        """Return the context of an update from a private chat; a tap is answered at once, so that it stops spinning.

        Raise GoneError for a button of a person who was removed.
        """
        if update.callback_query:
            await answer(update.callback_query)
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            raise TypeError(f"expected an update of a chat, got update {update.update_id}")
        at = self._clock()
        account = await self._accounts.account(ChatId(chat.id), user.language_code if user else None, at)
        if update.callback_query:
            _, person = unbound(update.callback_query.data or "")
            account = await self._accounts.about(account, person)
        return RequestContext(update, account, at)

    async def greeted(self, request: RequestContext) -> RequestContext:
        """Greet a newcomer before the first answer, unless that is to an emergency; /start greets by itself."""
        account, message = request.account, request.update.message
        if account.was_greeted or account.has_consented or message is None:
            return request
        if not (message.text or "").startswith("/start"):
            try:
                await request.show(self._greeting(request.t))
            except TelegramError as error:
                log.info("a greeting was not sent", error=type(error).__name__)
                return request
        await self._accounts.greeted(account, request.at)
        return replace(request, is_first=True)

    async def ask(self, request: RequestContext, step: str, **data: object) -> None:
        """Take the next text of this chat as an answer to `step`."""
        account = request.account
        await self._dialogues.ask(account.chat_id, Dialogue(step, data, account.person_id, request.at))

    async def asked(self, request: RequestContext) -> Dialogue | None:
        """Return what this update may be an answer to, if that was asked lately.

        That is what was asked before the update was begun for the first time, also when it is handled once more.
        """
        update_id = request.update.update_id
        return await self._dialogues.asked(request.account.chat_id, update_id, request.at)

    async def about(
        self, request: RequestContext, person: PersonId | None, *, anew: bool = False
    ) -> RequestContext:
        """Return the context, about one of the account's people; raise GoneError where they were removed.

        `anew` reads the account again, as after a change of its people.
        """
        return request.by(await self._accounts.about(request.account, person, anew=anew))

    async def leave(self, request: RequestContext) -> bool:
        """Close the dialogue that was open before this update, except what waits for consent; return whether one was."""
        return await self._dialogues.leave(request.account.chat_id, request.update.update_id)

    async def leave_all(self, request: RequestContext) -> bool:
        """Close the dialogue that was open before this update, also what waits for consent; return whether one was."""
        return await self._dialogues.end(request.account.chat_id, request.update.update_id)


async def answer(query: CallbackQuery, text: str = "") -> None:
    """Answer a tap. What it asks for is done whether or not Telegram takes the answer."""
    try:
        await query.answer(text or None)
    except TelegramError as error:
        log.info("a tap was not answered", error=type(error).__name__)
