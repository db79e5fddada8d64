"""python-telegram-bot's Application with every handler in its place."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain, repeat
from typing import Any

import structlog
from telegram import BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    BaseRateLimiter,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)  # fmt: skip

from bot.core.errors import SettingError
from bot.core.people.accounts import Language
from bot.telegram.features.as_needed.handlers import AsNeededHandlers
from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.donations.handlers import DonationHandlers
from bot.telegram.features.dose_times.handlers import DoseTimesHandlers
from bot.telegram.features.fallback.handlers import ErrorHandler, FallbackHandlers
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.medications.handlers import MedicationHandlers
from bot.telegram.features.people.handlers import PeopleHandlers
from bot.telegram.features.photos.handlers import PhotoHandlers
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.privacy.handlers import PrivacyHandlers
from bot.telegram.features.reminders.handlers import ReminderHandlers
from bot.telegram.features.settings.handlers import SettingsHandlers
from bot.telegram.features.start.handlers import StartHandlers
from bot.telegram.features.start.views import commands
from bot.telegram.features.substitution.handlers import SubstitutionHandlers
from bot.telegram.features.time_zones.handlers import TimeZoneHandlers
from bot.telegram.transport.albums import Albums
from bot.telegram.ui.personalization import for_anyone
from bot.telegram.ui.texts import Texts

Bot = Application[Any, Any, Any, Any, Any, Any]
UPDATES = ("message", "callback_query", "my_chat_member")  # all that the bot wants to be told of
FILES = filters.Document.ALL & ~filters.ANIMATION  # Telegram calls an animation a document as well
PICTURES = filters.PHOTO | (filters.Document.IMAGE & FILES)
SAY = (  # a question of the guide, the first of the medicines it is about, how many those are, and the answer
    r"^say:(often|every|first|late|amount|days|tablets|course):\d{1,18}:\d{1,3}"
    r":(skip|needed|apart|every|course|\d{1,4}(\.\d{1,2})?)$"
)
ZONE = "[A-Za-z0-9_+/-]{1,40}"
PRIVATE = filters.ChatType.PRIVATE
log = structlog.stdlib.get_logger(__name__)


def build(token: str, api_url: str, limiter: BaseRateLimiter[Any]) -> Bot:
    """Return an Application without handlers; `api_url` is a Bot API server of one's own, or empty."""
    builder = ApplicationBuilder().token(token).updater(None).rate_limiter(limiter)
    if api_url:
        builder = builder.base_url(f"{api_url.rstrip('/')}/bot").base_file_url(
            f"{api_url.rstrip('/')}/file/bot"
        )
    return builder.build()


def register(
    application: Bot,
    *,
    start: StartHandlers,
    zones: TimeZoneHandlers,
    photos: PhotoHandlers,
    medicines: MedicationHandlers,
    needed: AsNeededHandlers,
    refills: SubstitutionHandlers,
    guide: PlanQuestionHandlers,
    times: DoseTimesHandlers,
    reminders: ReminderHandlers,
    privacy: PrivacyHandlers,
    people: PeopleHandlers,
    settings: SettingsHandlers,
    donations: DonationHandlers,
    check: CheckHandlers,
    info: InfoHandlers,
    other: FallbackHandlers,
    failures: ErrorHandler,
    albums: Albums,
) -> None:
    """Put every handler in its place: the first that fits an update takes it."""

    async def album_part(update: Any, _: Any) -> None:
        albums.add(update)

    handlers: list[BaseHandler[Any, Any, Any]] = [
        MessageHandler(~PRIVATE & (filters.COMMAND | PICTURES), other.group),
        MessageHandler(~PRIVATE, _ignore),
        CommandHandler("start", start.start),
        CommandHandler("help", start.help),
        CommandHandler("privacy", privacy.show),
        CommandHandler("export", privacy.export),
        CommandHandler("delete", privacy.delete),
        CommandHandler("people", people.people),
        CommandHandler("settings", settings.settings),
        CommandHandler("cancel", start.cancel),
        CommandHandler("mymeds", medicines.mymeds),
        CommandHandler("add", medicines.add),
        CommandHandler("check", check.check),
        CommandHandler("info", info.info),
        MessageHandler(filters.Regex(r"^/info_\w{1,40}(@\w+)?$"), info.link),
        MessageHandler(PICTURES & MEDIA_GROUP, album_part),
        MessageHandler(PICTURES | FILES, photos.photo),
        MessageHandler(filters.TEXT & ~filters.COMMAND, other.text),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, other.unusable),
        *(
            CallbackQueryHandler(handle, pattern=for_anyone(pattern))
            for pattern, handle in (
                *_taps(
                    start,
                    zones,
                    photos,
                    medicines,
                    needed,
                    refills,
                    guide,
                    times,
                    reminders,
                    privacy,
                    donations,
                    check,
                    info,
                ),
                *_choices(people, settings),
            )
        ),
        CallbackQueryHandler(other.stale),
        ChatMemberHandler(other.membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ]
    application.add_handlers(handlers)
    application.add_error_handler(failures.handle)


def _taps(
    start: StartHandlers,
    zones: TimeZoneHandlers,
    photos: PhotoHandlers,
    medicines: MedicationHandlers,
    needed: AsNeededHandlers,
    refills: SubstitutionHandlers,
    guide: PlanQuestionHandlers,
    times: DoseTimesHandlers,
    reminders: ReminderHandlers,
    privacy: PrivacyHandlers,
    donations: DonationHandlers,
    check: CheckHandlers,
    info: InfoHandlers,
) -> tuple[tuple[str, Any], ...]:
    """Return what handles a button, by the form of what is behind it; anything else is stale."""
    return (
        (r"^begin$", start.start),
        (r"^language:(ko|en)$", start.language),
        (r"^consent:(yes|no)$", start.consent),
        (rf"^zone:(ask|write|(yes|no):{ZONE})$", zones.first),
        (rf"^live:(ask|write|(yes|join):{ZONE})$", zones.later),
        (r"^forget:(ask|yes|no)$", privacy.forget),
        (r"^export$", privacy.export),
        (r"^donate:\d{1,18}$", donations.ask),
        (r"^donate-yes:\d{1,18}$", donations.give),
        (r"^donate-no$", donations.decline),
        (r"^gifts$", donations.given),
        (r"^gift:\d{1,18}$", donations.one),
        (r"^take-back:(all|\d{1,18})$", donations.take_back),
        (r"^page:\d{1,18}:\d{1,18}$", photos.page),
        (r"^pill:\d{1,18}:\d{1,18}$", photos.pill),
        (r"^join:\d{1,18}:\d{1,4}$", photos.join),
        (r"^turn:\d{1,18}:\d{1,18}$", photos.turn_over),
        (r"^is:\d{1,18}:\d{1,18}:[^:]+$", photos.identify),
        (r"^none:\d{1,18}:\d{1,18}$", photos.identify),
        (r"^same:\d{1,18}:\d{1,18}$", photos.identify_alike),
        (r"^check$", check.again),
        (r"^chkmore$", check.more),
        (r"^chk:\d{1,2}:\w{1,40}$", check.choose),
        (r"^info:\w{1,40}:\d{1,4}$", info.page),
        (r"^keep:\d{1,18}(:\d{1,18})?$", photos.keep),
        (r"^list:\d{1,18}(:turn)?$", medicines.turn),
        (r"^add$", medicines.add),
        (r"^take:\d{1,18}:[^:]+$", medicines.take),
        (r"^nothing$", medicines.nothing),
        (r"^med:\d{1,18}$", medicines.one),
        (r"^took:\d{1,18}:\d{1,18}$", needed.take),
        (r"^untook:\d{1,18}:\d{1,18}$", needed.undo),
        (r"^swap:\d{1,18}:\d{1,18}:\d{1,18}$", refills.replace),
        (r"^unswap:\d{1,18}:\d{1,18}$", refills.undo),
        (r"^change:\d{1,18}$", needed.change),
        (r"^edit:(often|amount|days):\d{1,18}$", guide.edit),
        (SAY, guide.tap),
        (r"^times:\d{1,18}(:\d{1,3})?$", times.times),
        (r"^time:\d{1,18}:([01]\d|2[0-3])[0-5]\d:\d{1,3}:(on|off)$", times.toggle),
        (r"^clock:\d{1,18}$", times.ask_clock),
        (r"^pause:\d{1,18}$", medicines.pause),
        (r"^resume:\d{1,18}$", medicines.resume),
        (r"^undo:\d{1,18}$", medicines.undo),
        (r"^drop:\d{1,18}$", medicines.drop),
        (r"^dropped:\d{1,18}$", medicines.dropped),
        (r"^erased:\d{1,18}$", medicines.erased),
        (r"^dose:\d{1,18}:(taken|later|skipped)$", reminders.dose),
        (r"^undose:\d{1,18}$", reminders.undo),
        (r"^which:\d{1,18}$", reminders.which),
    )


def _choices(people: PeopleHandlers, settings: SettingsHandlers) -> tuple[tuple[str, Any], ...]:
    """Return what handles the buttons of /people and /settings."""
    return (
        (r"^people:\d{1,18}$", people.turn),
        (r"^person$", people.person),
        (r"^choose$", people.choose),
        (r"^newperson$", people.add),
        (r"^rename$", people.rename),
        (r"^remove:(ask|yes)$", people.remove),
        (r"^speak:(ko|en)$", settings.speak),
        (r"^large:(yes|no)$", settings.large),
        (r"^discreet:(yes|no)$", settings.discreet),
        (r"^profile$", settings.profile),
        (r"^tell:(born|pregnant|nursing)$", settings.ask),
        (r"^decades:\d$", settings.decades),
        (r"^decade:(19|20)\d0:\d$", settings.decade),
        (r"^told:(born:(none|\d{4})|(pregnant|nursing):(yes|no|none))$", settings.told),
        (r"^untell$", settings.untell),
    )


class _MediaGroup(filters.MessageFilter):
    """A message that is part of an album."""

    def filter(self, message: Any) -> bool:
        return message.media_group_id is not None


MEDIA_GROUP = _MediaGroup()


async def _ignore(update: Any, _: Any) -> None:
    """Chatter in a group that is not meant for the bot."""


@asynccontextmanager
async def connected(application: Bot) -> AsyncIterator[None]:
    """Hold the connection to Telegram, and tell it the command menu; SettingError where it does not know the token."""
    await persist(application.initialize, clean_up=application.bot.shutdown)
    try:
        await persist(partial(_offer_commands, application))
        yield
    finally:
        await application.shutdown()


async def _offer_commands(application: Bot) -> None:
    for language in Language:
        menu = [BotCommand(command, text) for command, text in commands(Texts(language))]
        code = None if language is Language.KOREAN else language  # Korean for all who speak neither
        await application.bot.set_my_commands(menu, language_code=code)


async def persist(
    ask: Callable[[], Awaitable[object]], *, clean_up: Callable[[], Awaitable[object]] | None = None
) -> None:
    """Ask Telegram for something until it answers: the network may come up after the bot."""
    for pause in chain((1, 2, 4, 8, 16), repeat(30)):
        try:
            await ask()
        except InvalidToken as error:
            if clean_up:
                await clean_up()
            raise SettingError("YAKSOK_TOKEN", "Telegram does not know this token") from error
        except NetworkError as error:
            if isinstance(error, BadRequest):
                raise
            log.warning("Telegram is not reached yet", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
        else:
            return
