"""How updates reach features: commands, messages, taps and answers to open questions, each to its handler."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.callback_data import CallbackData
from bot.telegram.ui.personalization import unbound
from bot.telegram.ui.texts import Texts

Data = TypeVar("Data", bound=CallbackData)
Begun = TypeVar("Begun")
Handle = Callable[[RequestContext], Awaitable[None]]
First = Callable[[RequestContext], Awaitable[bool]]
AnyHandler = BaseHandler[Any, Any, Any]
# Takes a text as the answer to an open question, with what was noted when it was asked.
# False: it is no answer, or what the question was about is gone.
Answer = Callable[[RequestContext, str, Mapping[str, Any]], Awaitable[bool | None]]

PRIVATE = filters.ChatType.PRIVATE
NEW = filters.UpdateType.MESSAGE  # no message that was edited, and none of a channel
FILES = filters.Document.ALL & ~filters.ANIMATION  # Telegram calls an animation a document as well
PICTURES = filters.PHOTO | (filters.Document.IMAGE & FILES)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and its line in Telegram's menu of commands, unless it is left out there."""

    name: str
    handle: Handle
    menu: Callable[[Texts], str] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Messages of one kind."""

    kind: filters.BaseFilter
    handle: Handle


@dataclass(frozen=True, slots=True)
class Tap(Generic[Data]):
    """Buttons of one kind."""

    kind: type[Data]
    handle: Callable[[RequestContext, Data], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Album(Generic[Begun]):
    """What is noted when the first part of an album arrives, and who takes it with all parts at once."""

    begin: Callable[[Update], Awaitable[Begun]]
    handle: Callable[[Sequence[Update], Begun], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Feature:
    """All ways to one feature.

    `first` sees every message before anything else is done, and returns whether that was the whole answer. `answers`
    is by the step of the dialogue, and `others` take what is no message, command or known button of a private chat.
    """

    commands: tuple[Command, ...] = ()
    messages: tuple[Message, ...] = ()
    taps: tuple[Tap[Any], ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    first: First | None = None
    album: Album[Any] | None = None
    others: tuple[AnyHandler, ...] = ()


def handlers_of(features: Sequence[Feature], requests: RequestContextFactory) -> list[AnyHandler]:
    """Return the handlers of all features, in the order in which they are tried: the first that fits takes an update.

    Raise ValueError where two take the same command or the same kind of button.
    """

    def opened(handle: Handle) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        async def handle_update(update: Update, _: Any) -> None:
            request = await requests.open(update)
            if not await _is_answered(features, request):
                await handle(await requests.greeted(request))

        return handle_update

    commands = [command for feature in features for command in feature.commands]
    _refuse_doubles([command.name for command in commands])
    return [
        *(CommandHandler(each.name, opened(each.handle), filters=PRIVATE & NEW) for each in commands),
        *(
            MessageHandler(PRIVATE & NEW & each.kind, opened(each.handle))
            for feature in features
            for each in feature.messages
        ),
        _tap_handler(features, requests),
        *(other for feature in features for other in feature.others),
    ]


def album_of(features: Sequence[Feature], requests: RequestContextFactory) -> Album[Any]:
    """Return what takes albums, once nothing in their captions has to be answered first."""
    (album,) = (feature.album for feature in features if feature.album)

    async def handle(updates: Sequence[Update], begun: Any) -> None:
        request = await requests.open(updates[0])
        for update in updates:  # any of them may carry the caption
            if await _is_answered(features, replace(request, update=update)):
                return
        await requests.greeted(request)
        await album.handle(updates, begun)

    return Album(album.begin, handle)


async def _is_answered(features: Sequence[Feature], request: RequestContext) -> bool:
    for feature in features:
        if feature.first and await feature.first(request):
            return True
    return False


def answers_of(features: Sequence[Feature]) -> dict[str, Answer]:
    """Return who takes the answer to a question, by the step of the dialogue that asked it."""
    _refuse_doubles([step for feature in features for step in feature.answers])
    return {step: take for feature in features for step, take in feature.answers.items()}


def menu_of(features: Sequence[Feature], t: Texts) -> list[tuple[str, str]]:
    """Return the menu of commands in one language."""
    commands = (command for feature in features for command in feature.commands)
    return [(command.name, command.menu(t)) for command in commands if command.menu]


def _tap_handler(features: Sequence[Feature], requests: RequestContextFactory) -> AnyHandler:
    """Return the handler of all buttons that a feature knows, whomever they act for."""
    taps = [tap for feature in features for tap in feature.taps]
    _refuse_doubles([tap.kind.verb for tap in taps])
    by_verb = {tap.kind.verb: tap for tap in taps}

    def read(data: object) -> CallbackData | None:
        text = unbound(str(data))[0]
        tap = by_verb.get(text.partition(":")[0])
        return tap.kind.parse(text) if tap else None

    async def handle_tap(update: Update, _: Any) -> None:
        if update.callback_query and (data := read(update.callback_query.data)):
            await by_verb[data.verb].handle(await requests.open(update), data)

    return CallbackQueryHandler(handle_tap, pattern=lambda data: read(data) is not None)


def _refuse_doubles(names: Sequence[str]) -> None:
    if doubles := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"expected one handler each, got several for {sorted(doubles)}")
