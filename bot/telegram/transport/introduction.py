"""What the bot says of itself in Telegram: its name, descriptions, commands and menu button, in every language."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog
from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.core.people.accounts import Language
from bot.telegram.ui.texts import Texts

NAME_LIMIT, DESCRIPTION_LIMIT, SHORT_LIMIT, LINE_LIMIT = (
    64,
    512,
    120,
    256,
)  # characters, as the Bot API has them
Menu = Callable[[Texts], Sequence[tuple[str, str]]]  # the commands and their lines
log = structlog.stdlib.get_logger(__name__)


async def introduce(bot: Bot, menu: Menu) -> None:
    """Tell Telegram what is not yet as it should be.

    Names may be changed a few times a day only, so each text is read first. What Telegram refuses is logged, and the bot
    starts without it. Raise NetworkError where Telegram is not reached.
    """
    for language in Language:
        t = Texts(language)
        code = None if language is Language.KOREAN else language.value  # Korean for all who speak neither
        commands = [BotCommand(name, line) for name, line in menu(t)]
        await _tried("commands", partial(bot.set_my_commands, commands, language_code=code))
        await _tried("name", partial(_name, bot, t, code))
        await _tried("description", partial(_description, bot, t, code))
        await _tried("short description", partial(_short_description, bot, t, code))
    await _tried("menu button", partial(_menu_button, bot))


def name(t: Texts) -> str:
    """Return what the bot is called."""
    return t("Yaksok: my medicines")


def description(t: Texts) -> str:
    """Return what an empty chat shows."""
    return t(
        "Send a photo of your pills: I tell what they may be and what must not be taken together, and I remind you of"
        " every dose.\n\nI can be wrong. I do not replace your doctor or pharmacist."
    )


def short_description(t: Texts) -> str:
    """Return what the bot's page shows."""
    return t("Knows pills by photo, checks medicines against each other, reminds you of every dose.")


async def _name(bot: Bot, t: Texts, code: str | None) -> None:
    if (await bot.get_my_name(code)).name != name(t):
        await bot.set_my_name(name(t), code)


async def _description(bot: Bot, t: Texts, code: str | None) -> None:
    if (await bot.get_my_description(code)).description != description(t):
        await bot.set_my_description(description(t), code)


async def _short_description(bot: Bot, t: Texts, code: str | None) -> None:
    if (await bot.get_my_short_description(code)).short_description != short_description(t):
        await bot.set_my_short_description(short_description(t), code)


async def _menu_button(bot: Bot) -> None:
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _tried(what: str, tell: Callable[[], Awaitable[object]]) -> None:
    try:
        await tell()
    except TelegramError as error:
        is_unreached = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        if is_unreached or isinstance(error, InvalidToken):
            raise
        log.warning("Telegram refused what the bot says of itself", what=what, error=type(error).__name__)
