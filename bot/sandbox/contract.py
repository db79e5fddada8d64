"""The person's side: /sandbox/…, by which the web chat and tests act as people and order faults."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.delivery.faults import OrderedFault
from bot.sandbox.errors import ApiError
from bot.sandbox.params import Params, read_params
from bot.sandbox.state import people
from bot.sandbox.state.bell import Bell
from bot.sandbox.state.chats import Chat
from bot.sandbox.state.people import Refused
from bot.sandbox.state.world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LONGEST_WAIT = 60.0  # seconds


class PersonSide:
    """Answers as Telegram's apps would show it to people."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the person's side."""
        chat, message = r"/sandbox/chats/{chat_id:-?\d+}", r"/messages/{message_id:\d+}"
        return [
            web.post("/sandbox/people", self.add_person),
            web.post("/sandbox/groups", self.add_group),
            web.get(chat, self.show_chat),
            web.patch(chat, self.change_person),
            web.post(f"{chat}/messages", self.write),
            web.get(f"{chat}/messages", self.messages),
            web.patch(f"{chat}{message}", self.edit),
            web.delete(f"{chat}{message}", self.delete),
            web.post(f"{chat}/taps", self.tap),
            web.post(f"{chat}/block", self.block),
            web.post(f"{chat}/unblock", self.unblock),
            web.get("/sandbox/files/{file_id}", self.file),
            web.post("/sandbox/faults", self.order_fault),
            web.delete("/sandbox/faults", self.clear_faults),
            web.get("/sandbox/stats", self.stats),
        ]

    async def add_person(self, request: web.Request) -> web.Response:
        """Make a person: first_name, and last_name, username, language_code where wanted."""
        params = await read_params(request)
        names = {name: params.text(name)[:64] for name in ("last_name", "username", "language_code")}
        chat = self._world.chats.add_person(params.text("first_name")[:64] or "사람", **names)
        self._world.changed.set()
        return web.json_response({"chat_id": chat.id})

    async def add_group(self, request: web.Request) -> web.Response:
        """Make a group with the bot: title, and members as a list of people's chat_id."""
        params = await read_params(request)
        members = [self._find(str(member)).owner for member in params.json("members") or []]
        if not members:
            raise Refused(400, "expected members: a list of at least one person's chat_id")
        chat = people.make_group(self._world, params.text("title") or "모임", members)
        return web.json_response({"chat_id": chat.id})

    async def show_chat(self, request: web.Request) -> web.Response:
        """Return what a chat window needs beside the messages."""
        chat = self._chat(request)
        language, profile = chat.owner.language_code, self._world.profile
        view = {
            "chat": chat.described(),
            "person": chat.owner.user(),
            "bot": self._world.bot,
            "blocked": chat.blocked,
            "commands": profile.commands_for(chat.id, language),
            "description": profile.text_for("description", language),
        }
        return web.json_response(view)

    async def change_person(self, request: web.Request) -> web.Response:
        """Change a person's first_name or language_code, as they would in their app's settings."""
        chat, params = self._chat(request), await read_params(request)
        people.rename(chat, params.text("first_name")[:64], params.text("language_code")[:16])
        self._world.changed.set()
        return web.json_response({})

    async def write(self, request: web.Request) -> web.Response:
        """Write into a chat; return the message."""
        chat = self._chat(request)
        return web.json_response(await people.write(self._world, chat, await read_params(request)))

    async def messages(self, request: web.Request) -> web.Response:
        """Return messages and edits after a number, waiting for one; with `events` also for all else.

        `action` tells what the asker shows already, so that a change between two questions is not missed.
        """
        chat, query = self._chat(request), Params(request.query)
        after, shown = query.integer("after"), query.text("action")
        seconds = min(query.number("wait"), _LONGEST_WAIT)
        if query.flag("events"):
            await self._until(lambda: chat.seq != after or self._action(chat) != shown, chat.stirred, seconds)
        else:
            await self._until(lambda: bool(chat.after(after)), chat.spoken, seconds)
        view = {
            "seq": chat.seq,
            "messages": chat.after(after),
            "deleted": chat.removed_after(after),
            "reactions": chat.reacted_after(after),
            "action": self._action(chat),
            "keyboard": chat.keyboard,
        }
        return web.json_response(view)

    async def edit(self, request: web.Request) -> web.Response:
        """Change the text or caption of an own message."""
        chat, message_id = self._chat(request), int(request.match_info["message_id"])
        return web.json_response(people.edit(self._world, chat, message_id, await read_params(request)))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete an own message."""
        people.delete(self._world, self._chat(request), int(request.match_info["message_id"]))
        return web.json_response({})

    async def tap(self, request: web.Request) -> web.Response:
        """Press a button; return the bot's answer, or that none came."""
        return web.json_response(
            await people.tap(self._world, self._chat(request), await read_params(request))
        )

    async def block(self, request: web.Request) -> web.Response:
        """Block the bot."""
        people.block(self._world, self._chat(request), blocked=True)
        return web.json_response({"blocked": True})

    async def unblock(self, request: web.Request) -> web.Response:
        """Take the bot back."""
        people.block(self._world, self._chat(request), blocked=False)
        return web.json_response({"blocked": False})

    async def file(self, request: web.Request) -> web.Response:
        """Return the bytes of a file that stands in a message."""
        file = self._world.files.files.get(request.match_info["file_id"])
        if file is None:
            raise Refused(404, "there is no such file")
        headers = {"Cache-Control": "private, max-age=86400, immutable", "X-Content-Type-Options": "nosniff"}
        if not file.mime_type.startswith("image/") or "svg" in file.mime_type:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.data, content_type=file.mime_type, headers=headers)

    async def order_fault(self, request: web.Request) -> web.Response:
        """Let the next requests of a method fail."""
        params = await read_params(request)
        fault: Any = params.text("fault")
        try:
            ordered = OrderedFault(
                params.text("method"), fault, params.integer("retry_after", 1), params.integer("times", 1)
            )
        except ValueError as error:
            raise Refused(400, str(error)) from None
        self._world.faults.order(ordered)
        return web.json_response({})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Forget the faults that have not happened yet."""
        self._world.faults.clear()
        return web.json_response({})

    async def stats(self, request: web.Request) -> web.Response:
        """Return what has happened since the start."""
        world = self._world
        stats = {
            "requests": dict(world.requests),
            "refusals": {str(code): count for code, count in world.refusals.items()},
            "too_many_requests": world.refusals[429],
            "messages_sent": world.limits.sent,
            "greatest_messages_per_second": world.limits.greatest_per_second,
            "updates": {"pending": len(world.updates.pending), "delivered": world.updates.delivered},
            "faults": world.faults.happened,
            "people": sum(chat.kind == "private" for chat in world.chats.all.values()),
        }
        return web.json_response(stats)

    async def _until(self, ready: Callable[[], bool], bell: Bell, seconds: float) -> None:
        """Wait until something is ready, at most so long; the bell tells when to look again."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not ready() and not self._world.closing:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await bell.wait(left):
                return

    def _action(self, chat: Chat) -> str:
        return chat.action if chat.action_until > self._world.now else ""

    def _chat(self, request: web.Request) -> Chat:
        return self._find(request.match_info["chat_id"])

    def _find(self, chat_id: str) -> Chat:
        chat = self._world.chats.find(chat_id)
        if chat is None:
            raise Refused(404, "there is no such chat")
        return chat


@web.middleware
async def plain_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals on the person's side into {"error": …}."""
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response({"error": str(refused)}, status=refused.status)
    except ApiError as error:
        return web.json_response({"error": error.description}, status=error.code)
    except web.HTTPRequestEntityTooLarge:
        return web.json_response({"error": "the file is too large"}, status=413)
