"""Whether Telegram knows a token."""

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

TELEGRAM = "https://api.telegram.org"


async def name_of(token: str, api_url: str) -> str | None:
    """Return the name of the bot a token belongs to, None where Telegram does not know it; OSError where it is not reached."""
    base_url = f"{(api_url or TELEGRAM).rstrip('/')}/bot"
    bot = Bot(token, base_url, request=HTTPXRequest(connect_timeout=5.0))
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        return None
    except TelegramError as error:
        raise OSError(f"Telegram is not reached ({type(error).__name__})") from error
