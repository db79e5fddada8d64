"""Methods by which the bot changes or deletes what stands in a chat."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.message.entities import read_caption, read_text
from bot.sandbox.message.keyboards import read_inline_keyboard
from bot.sandbox.methods.content import input_media_content
from bot.sandbox.methods.targets import open_chat, own_message
from bot.sandbox.params import Params
from bot.sandbox.state.chats import Chat
from bot.sandbox.state.world import World

Json = dict[str, Any]

_TEXT = frozenset({"text", "entities"})
_CAPTION = frozenset({"caption", "caption_entities", "show_caption_above_media"})
_MEDIA = frozenset({"photo", "document", "has_media_spoiler"}) | _CAPTION
_LONGEST_DELETION = 100
_DELETABLE_SECONDS = 48 * 60 * 60


async def edit_message_text(world: World, params: Params) -> Json:
    """Give a text message another text."""
    chat, message = _editable(world, params)
    text = read_text(params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, chat, message, params, _TEXT, text.fields("text", "entities"))


async def edit_message_caption(world: World, params: Params) -> Json:
    """Give a photo or a document another caption, or none."""
    chat, message = _editable(world, params)
    caption = read_caption(params).fields("caption", "caption_entities")
    if params.flag("show_caption_above_media"):
        caption["show_caption_above_media"] = True
    if not _MEDIA & message.keys():
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, chat, message, params, _CAPTION, caption)


async def edit_message_media(world: World, params: Params) -> Json:
    """Put another photo or document, with its caption, in the place of a message's content."""
    chat, message = _editable(world, params)
    if "media" not in params:
        raise bad_request('parameter "media" is required')
    kind, content = await input_media_content(world, params, params.json("media"))
    if "media_group_id" in message and kind not in message:
        raise bad_request("message content type can't be used in an album")
    chat, message = _editable(world, params)  # once more, for much may have happened while the photo was made
    return _edit(world, chat, message, params, _TEXT | _MEDIA, content)


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Give a message other buttons, or none."""
    chat, message = _editable(world, params)
    return _edit(world, chat, message, params, frozenset(), {})


async def delete_message(world: World, params: Params) -> bool:
    """Delete a message of either side, in the first 48 hours."""
    chat, message = own_message(world, params, "delete")
    if world.now - message["date"] > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    chat.remove(message["message_id"])
    world.changed.set()
    return True


async def delete_messages(world: World, params: Params) -> bool:
    """Delete several messages; those that are not found are passed over."""
    chat = open_chat(world, params)
    wanted = params.json("message_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= _LONGEST_DELETION:
        raise bad_request("message identifiers are not specified")
    for message_id in wanted:
        if message_id in chat.messages:
            chat.remove(message_id)
    world.changed.set()
    return True


def _editable(world: World, params: Params) -> tuple[Chat, Json]:
    chat, message = own_message(world, params, "edit")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    world: World, chat: Chat, message: Json, params: Params, replaced: frozenset[str], content: Json
) -> Json:
    """Put the new form of a message in the chat. Its buttons go, unless the request names them again."""
    keyboard = read_inline_keyboard(params)
    dropped = replaced | {"reply_markup"}
    edited = {key: value for key, value in message.items() if key not in dropped} | content
    if keyboard:
        edited["reply_markup"] = keyboard
    if edited == message:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as "
            "a current content and reply markup of the message"
        )
    edited["edit_date"] = int(world.now)
    chat.put(edited)
    world.changed.set()
    return edited
