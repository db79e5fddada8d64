"""Which chat and which message a request speaks of, and whether the bot may write there."""

from typing import Any

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.params import Params
from bot.sandbox.state.chats import Chat
from bot.sandbox.state.world import World

Json = dict[str, Any]


def known_chat(world: World, params: Params) -> Chat:
    """Return the chat of `chat_id`; ApiError where the bot has never met it."""
    chat_id = params.text("chat_id")
    if not chat_id:
        raise bad_request("chat_id is empty")
    chat = world.chats.find(chat_id)
    if chat is None or not _met(world, chat):
        raise bad_request("chat not found")
    return chat


def open_chat(world: World, params: Params) -> Chat:
    """Return the chat of `chat_id` where the bot may write; ApiError 400 or 403 where it may not."""
    chat = known_chat(world, params)
    if chat.blocked:
        raise forbidden(
            "bot was kicked from the group chat" if chat.kind == "group" else "bot was blocked by the user"
        )
    if not chat.reachable:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def own_message(world: World, params: Params, purpose: str) -> tuple[Chat, Json]:
    """Return the chat and the message of `chat_id` and `message_id`; `purpose` is a word for the refusals."""
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = open_chat(world, params)
    if not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return chat, message


def _met(world: World, chat: Chat) -> bool:
    """Return whether the bot has seen this person: in their own chat, or in a group."""
    if chat.reachable or chat.blocked:
        return True
    groups = (other for other in world.chats.all.values() if other.kind == "group")
    return any(chat.owner in group.people for group in groups)
