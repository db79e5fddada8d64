"""Methods by which the bot writes."""

import secrets
from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.message.entities import read_text
from bot.sandbox.message.keyboards import read_keyboards
from bot.sandbox.methods.content import input_media_content, media_content
from bot.sandbox.methods.targets import open_chat
from bot.sandbox.params import Params
from bot.sandbox.state.chats import Chat
from bot.sandbox.state.world import ACTION_SECONDS, World

Json = dict[str, Any]

ALBUM_LEAST, ALBUM_MOST = 2, 10
_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


async def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    chat = open_chat(world, params)
    return _send(world, chat, params, read_text(params).fields("text", "entities"))


async def send_photo(world: World, params: Params) -> Json:
    """Send a photo, of which several sizes are made."""
    chat = open_chat(world, params)
    return _send(world, chat, params, await media_content(world, params, "photo", "photo"))


async def send_document(world: World, params: Params) -> Json:
    """Send a file as it is."""
    chat = open_chat(world, params)
    return _send(world, chat, params, await media_content(world, params, "document", "document"))


async def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album of photos, or of documents; all of it or nothing."""
    chat = open_chat(world, params)
    contents = await _album(world, params)
    shared = {"media_group_id": str(secrets.randbits(62)), **_common(chat, params)}
    world.limits.admit(chat.id, len(contents), world.now)
    return [world.say(chat, content | shared) for content in contents]


async def send_chat_action(world: World, params: Params) -> bool:
    """Show what the bot is doing."""
    chat = open_chat(world, params)
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.show(action, world.now + ACTION_SECONDS)
    return True


async def _album(world: World, params: Params) -> list[Json]:
    items = params.json("media")
    if "media" not in params:
        raise bad_request('parameter "media" is required')
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_MOST:
        raise bad_request("too many messages to send as an album")
    if len(items) < ALBUM_LEAST:
        raise bad_request("too few messages to send as an album")
    contents = [await _album_item(world, params, item, place) for place, item in enumerate(items, start=1)]
    if len({kind for kind, _ in contents}) > 1:
        raise bad_request("document can't be mixed with other media types")
    return [content for _, content in contents]


async def _album_item(world: World, params: Params, item: Any, place: int) -> tuple[str, Json]:
    """Read one item; what only Telegram's image servers find out is told with the item's place."""
    try:
        return await input_media_content(world, params, item)
    except ApiError as error:
        reason = error.description.removeprefix("Bad Request: ")
        if reason in ("IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS"):
            raise bad_request(f'failed to send message #{place} with the error message "{reason}"') from None
        raise


def _send(world: World, chat: Chat, params: Params, content: Json) -> Json:
    inline, reply = read_keyboards(params)
    content = content | _common(chat, params)
    if inline:
        content["reply_markup"] = inline
    world.limits.admit(chat.id, 1, world.now)
    if reply:
        chat.keyboard = None if reply.get("remove_keyboard") else reply
    return world.say(chat, content)


def _common(chat: Chat, params: Params) -> Json:
    """Return the fields that every kind of message may have."""
    fields: Json = {}
    if params.flag("protect_content"):
        fields["has_protected_content"] = True
    reply = params.json("reply_parameters") or {}
    replied_id = reply.get("message_id") or params.integer("reply_to_message_id")
    if not replied_id:
        return fields
    replied = chat.messages.get(int(replied_id))
    if replied:
        fields["reply_to_message"] = {
            key: value for key, value in replied.items() if key != "reply_to_message"
        }
    elif not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return fields
