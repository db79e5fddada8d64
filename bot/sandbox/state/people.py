"""What a person can do: write, send, tap, edit, delete, block."""

import asyncio
from dataclasses import replace
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.message.entities import CAPTION_LIMIT, TEXT_LIMIT, plain
from bot.sandbox.message.keyboards import asked_for_people, find_button
from bot.sandbox.params import Params, Upload
from bot.sandbox.state.chats import Chat, Person
from bot.sandbox.state.unusual import unusual_content
from bot.sandbox.state.updates import CallbackAnswer
from bot.sandbox.state.world import World

Json = dict[str, Any]


class Refused(Exception):
    """What a person asked for is not possible; `status` is the HTTP status that says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def write(world: World, chat: Chat, params: Params) -> Json:
    """Write what a request holds: a text, a photo, a document, or something unusual; return the message."""
    if chat.blocked:
        raise Refused(409, "the bot is blocked in this chat; unblock it first")
    is_shared = params.text("kind") == "users_shared"
    content = _shared(chat, params) if is_shared else await _content(world, params)
    if group := params.text("media_group_id"):
        content["media_group_id"] = group
    replied = chat.messages.get(params.integer("reply_to_message_id"))
    if replied:
        content["reply_to_message"] = {
            key: value for key, value in replied.items() if key != "reply_to_message"
        }
    return world.hear(chat, _writer(chat, params), content)


def edit(world: World, chat: Chat, message_id: int, params: Params) -> Json:
    """Give an own message another text or caption; the bot learns of it."""
    message = _own_message(world, chat, message_id)
    name, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
    kept = {key: value for key, value in message.items() if key not in (name, entities)}
    edited = kept | plain(params.text("text")).fields(name, entities) | {"edit_date": int(world.now)}
    chat.put(edited)
    world.notify("edited_message", edited, chat)
    return edited


def delete(world: World, chat: Chat, message_id: int) -> None:
    """Delete an own message; Telegram does not tell the bot."""
    _own_message(world, chat, message_id)
    chat.remove(message_id)
    world.changed.set()


async def tap(world: World, chat: Chat, params: Params) -> Json:
    """Press an inline button by its data or text; wait for an answer up to `wait` seconds (3 unless told)."""
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise Refused(404, "there is no such message in this chat")
    button = find_button(message, params.text("button"))
    if button is None:
        raise Refused(404, "the message has no such button")
    if "callback_data" not in button:
        return {"answered": False, "button": button}
    query_id, answer = _ask(world, chat, params, message, button["callback_data"])
    try:
        given = await asyncio.wait_for(answer, min(params.number("wait", 3.0), 60.0))
    except TimeoutError:
        return {"answered": False, "callback_query_id": query_id}
    return {"answered": True, "callback_query_id": query_id, "answer": _answer(given)}


def block(world: World, chat: Chat, *, blocked: bool) -> None:
    """Block the bot or take it back (a group: remove it, or add it again); the bot learns of it."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    states = [_membership(world, kicked=not blocked), _membership(world, kicked=blocked)]
    change = {
        "chat": chat.described(),
        "from": chat.owner.user(),
        "date": int(world.now),
        "old_chat_member": states[0],
        "new_chat_member": states[1],
    }
    world.notify("my_chat_member", change, chat)


def rename(chat: Chat, first_name: str, language_code: str) -> None:
    """Give the person of a private chat another name or another language; "" leaves one as it is."""
    owner = chat.owner
    chat.people[0] = replace(
        owner, first_name=first_name or owner.first_name, language_code=language_code or owner.language_code
    )


def make_group(world: World, title: str, people: list[Person]) -> Chat:
    """Make a group with the bot in it; the bot learns that it was added."""
    chat = world.chats.add_group(title, people)
    world.hear(chat, chat.owner, {"new_chat_members": [world.bot]})
    return chat


async def _content(world: World, params: Params) -> Json:
    caption = params.text("caption")
    if len(caption) > CAPTION_LIMIT:
        raise Refused(400, f"a caption has at most {CAPTION_LIMIT} characters")
    captioned = plain(caption).fields("caption", "caption_entities")
    if photo := params.uploads.get("photo"):
        return await _photo_or_file(world, photo) | captioned
    if document := params.uploads.get("document"):
        return {"document": world.files.keep_document(document).value} | captioned
    if kind := params.text("kind"):
        unusual = unusual_content(world.files, kind, params)
        if unusual is None:
            raise Refused(400, f"the sandbox knows no message of the kind {kind!r}")
        return unusual | (captioned if kind in ("voice", "video", "audio", "animation") else {})
    text = plain(params.text("text"))
    if not text.text or len(text.text) > TEXT_LIMIT:
        raise Refused(400, f"expected a text of 1 to {TEXT_LIMIT} characters, a photo, a document or a kind")
    return text.fields("text", "entities")


def _shared(chat: Chat, params: Params) -> Json:
    """Share people by the button below the chat that asks for them."""
    asked = asked_for_people(chat.keyboard)
    users = [int(user) for user in params.json("users") or []]
    if asked is None or not 1 <= len(users) <= asked.get("max_quantity", 1):
        raise Refused(409, "no button below the chat asks for so many people")
    return {
        "users_shared": {"request_id": asked["request_id"], "users": [{"user_id": user} for user in users]}
    }


async def _photo_or_file(world: World, upload: Upload) -> Json:
    """Send a photo; what can be none goes as a file, as a phone's app does it."""
    try:
        return {"photo": (await world.files.add_photo(upload.data)).value}
    except ApiError:
        return {"document": world.files.keep_document(upload).value}


def _writer(chat: Chat, params: Params) -> Person:
    """Return who writes; in a group `from` may name one of its people."""
    wanted = params.integer("from")
    return next((person for person in chat.people if person.id == wanted), chat.owner)


def _own_message(world: World, chat: Chat, message_id: int) -> Json:
    message = chat.messages.get(message_id)
    if message is None or message["from"]["id"] == world.bot["id"]:
        raise Refused(404, "the person has no such message in this chat")
    return message


def _ask(
    world: World, chat: Chat, params: Params, message: Json, data: str
) -> tuple[str, asyncio.Future[CallbackAnswer]]:
    query_id, answer = world.queries.ask(world.now)
    query = {
        "id": query_id,
        "from": _writer(chat, params).user(),
        "message": message,
        "chat_instance": str(abs(chat.id) * 31 + 7),
        "data": data,
    }
    world.notify("callback_query", query, chat)
    return query_id, answer


def _answer(given: CallbackAnswer) -> Json:
    answer: Json = {"text": given.text, "show_alert": given.show_alert}
    return answer | ({"url": given.url} if given.url else {})


def _membership(world: World, *, kicked: bool) -> Json:
    return (
        {"user": world.bot, "status": "kicked", "until_date": 0}
        if kicked
        else {"user": world.bot, "status": "member"}
    )
