"""Methods by which the bot takes what people sent: updates, taps and files."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.delivery.webhooks import Webhook
from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.params import Params
from bot.sandbox.state.files import DOWNLOAD_LIMIT
from bot.sandbox.state.updates import CallbackAnswer
from bot.sandbox.state.world import World

Json = dict[str, Any]

_LONGEST_POLL = 50  # seconds
_NOTICE_LIMIT = 200  # characters


@dataclass(frozen=True, slots=True)
class Described:
    """A result with a sentence beside it, as the webhook methods give."""

    result: Any
    description: str


async def get_updates(world: World, params: Params) -> list[Json]:
    """Return updates, waiting for the first up to `timeout` seconds; a later call ends this one with 409."""
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(params.strings("allowed_updates"))
    world.updates.confirm(params.integer("offset"))
    world.poll_turn += 1
    world.updates.bell.ring()
    found = await _first_updates(world, world.poll_turn, min(params.integer("timeout"), _LONGEST_POLL))
    limit = params.integer("limit") or 100
    return found[: max(1, min(limit, 100))]


async def _first_updates(world: World, turn: int, seconds: float) -> list[Json]:
    """Wait for updates; monotonic time, for the world's clock may stand still."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        if world.webhook.url:
            raise conflict("terminated by setWebhook request")
        if turn != world.poll_turn:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        waiting = world.updates.waiting(world.now)
        left = deadline - loop.time()
        if waiting or left <= 0 or world.closing:
            return [update.body for update in waiting]
        await world.updates.bell.wait(left)


async def set_webhook(world: World, params: Params) -> Described:
    """Set where updates go; an empty `url` takes the webhook away. Plain HTTP will do, this being local."""
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    _check_webhook(url, params)
    if params.flag("drop_pending_updates"):
        world.updates.take(list(world.updates.pending))
    world.updates.allow(params.strings("allowed_updates"))
    before, world.webhook = (
        world.webhook,
        Webhook(
            url,
            params.text("secret_token"),
            params.integer("max_connections") or 40,
            has_certificate="certificate" in params.uploads,
            ip_address=params.text("ip_address"),
        ),
    )
    world.updates.bell.ring()
    return Described(True, "Webhook is already set" if before.url == url else "Webhook was set")


async def delete_webhook(world: World, params: Params) -> Described:
    """Take the webhook away, so that the bot may poll."""
    before, world.webhook = world.webhook, Webhook()
    if params.flag("drop_pending_updates"):
        world.updates.take(list(world.updates.pending))
    world.updates.bell.ring()
    return Described(True, "Webhook was deleted" if before.url else "Webhook is already deleted")


async def get_webhook_info(world: World, params: Params) -> Json:
    """Return where updates go, and how it went."""
    return world.webhook.described(len(world.updates.waiting(world.now)), world.updates.allowed)


async def get_file(world: World, params: Params) -> Json:
    """Return a file's path, from which it can be downloaded."""
    if not params.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.described()


async def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a tap with a notice, a dialog or nothing; ApiError for one unknown, answered or too old."""
    text = params.text("text")
    if len(text) > _NOTICE_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = CallbackAnswer(text, params.flag("show_alert"), params.text("url"))
    query_id = params.text("callback_query_id")
    if not world.queries.answer(query_id, answer, world.now, world.settings.query_seconds):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True


def _check_webhook(url: str, params: Params) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not parts.hostname:
        raise bad_request("bad webhook: failed to resolve host: Name or service not known")
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not all(character.isascii() and (character.isalnum() or character in "_-") for character in secret):
        raise bad_request("secret token contains unallowed characters")
