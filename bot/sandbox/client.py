"""A client for the person's side of a sandbox, for tests and benchmarks."""

import asyncio
import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp

Json = dict[str, Any]
Predicate = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a chat showed: messages and edits in order, deleted ids, reactions, what the bot does; `seq` to ask from."""

    seq: int
    messages: tuple[Json, ...]
    deleted: tuple[int, ...]
    reactions: tuple[Json, ...]
    action: str


@dataclass(frozen=True, slots=True)
class TapAnswer:
    """What the bot answered to a tap; `answered` is False where nothing came in time."""

    answered: bool
    text: str = ""
    show_alert: bool = False


class SandboxError(Exception):
    """The sandbox refused; the text says why."""


class SandboxClient:
    """Acts for people. `url` is the sandbox's address without a slash at its end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def person(
        self, first_name: str = "영희", language_code: str = "ko", *, start: bool = False
    ) -> "PersonClient":
        """Make a person; with `start` they send /start at once."""
        body = {"first_name": first_name, "language_code": language_code}
        person = PersonClient(self, (await self.ask("POST", "/sandbox/people", json=body))["chat_id"])
        if start:
            await person.send_text("/start")
        return person

    async def group(self, title: str, members: "list[PersonClient]") -> "PersonClient":
        """Make a group with the bot; the first member acts in it."""
        body = {"title": title, "members": [member.chat_id for member in members]}
        return PersonClient(self, (await self.ask("POST", "/sandbox/groups", json=body))["chat_id"])

    async def order_fault(self, method: str, fault: str, *, retry_after: int = 1, times: int = 1) -> None:
        """Let the next requests of a method fail: see `bot.sandbox.delivery.faults.Fault`."""
        body = {"method": method, "fault": fault, "retry_after": retry_after, "times": times}
        await self.ask("POST", "/sandbox/faults", json=body)

    async def stats(self) -> Json:
        """Return the counts since the start."""
        return await self.ask("GET", "/sandbox/stats")

    async def file(self, file_id: str) -> bytes:
        """Return the bytes of a file in a message."""
        async with self._open().get(f"{self._url}/sandbox/files/{file_id}") as answer:
            if answer.status != 200:
                raise SandboxError(f"no file {file_id}: {answer.status}")
            return await answer.read()

    async def ask(self, method: str, path: str, **content: Any) -> Json:
        """Send one request; SandboxError where it is refused."""
        async with self._open().request(method, self._url + path, **content) as answer:
            body: Json = await answer.json()
            if answer.status != 200:
                raise SandboxError(body.get("error", str(answer.status)))
            return body

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)  # every person may wait for messages at the same time
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def __aenter__(self) -> "SandboxClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class PersonClient:
    """One person in one chat. Remembers how far they have read."""

    def __init__(self, client: SandboxClient, chat_id: int) -> None:
        self._client = client
        self.chat_id = chat_id
        self._seq = 0
        self._unread: deque[Json] = deque()
        self.reactions: dict[int, Json] = {}  # by message, of all that was read

    @property
    def path(self) -> str:
        """The chat's path on the person's side."""
        return f"/sandbox/chats/{self.chat_id}"

    async def send_text(self, text: str) -> Json:
        """Write a text; return the message."""
        return await self._client.ask("POST", f"{self.path}/messages", json={"text": text})

    async def send_kind(self, kind: str, **extra: Any) -> Json:
        """Send something unusual, by its kind: sticker, voice, video, animation, location, contact, …"""
        return await self._client.ask("POST", f"{self.path}/messages", json={"kind": kind, **extra})

    async def share(self, *people: "PersonClient") -> Json:
        """Choose people by the button below the chat that asks for them; return the message."""
        return await self.send_kind("users_shared", users=[person.chat_id for person in people])

    async def send_photo(
        self, photo: bytes, *, caption: str = "", media_group_id: str = "", name: str = "photo.jpg"
    ) -> Json:
        """Send a photo; return the message."""
        return await self._send_file("photo", photo, name, "image/jpeg", caption, media_group_id)

    async def send_document(
        self,
        data: bytes,
        name: str,
        *,
        mime_type: str = "application/octet-stream",
        caption: str = "",
        media_group_id: str = "",
    ) -> Json:
        """Send a file as it is; return the message."""
        return await self._send_file("document", data, name, mime_type, caption, media_group_id)

    async def edit_text(self, message_id: int, text: str) -> Json:
        """Change an own message; return its new form."""
        return await self._client.ask("PATCH", f"{self.path}/messages/{message_id}", json={"text": text})

    async def delete(self, message_id: int) -> None:
        """Delete an own message."""
        await self._client.ask("DELETE", f"{self.path}/messages/{message_id}")

    async def tap(self, message_id: int, button: str, *, wait: float = 15.0) -> TapAnswer:
        """Press a button by its text or data, and wait so many seconds for the bot's answer."""
        body = {"message_id": message_id, "button": button, "wait": wait}
        answer = await self._client.ask("POST", f"{self.path}/taps", json=body)
        given = answer.get("answer", {})
        return TapAnswer(answer["answered"], given.get("text", ""), given.get("show_alert", False))

    async def block(self) -> None:
        """Block the bot."""
        await self._client.ask("POST", f"{self.path}/block")

    async def unblock(self) -> None:
        """Take the bot back."""
        await self._client.ask("POST", f"{self.path}/unblock")

    async def messages(self, after: int = 0, wait: float = 0.0) -> Seen:
        """Return what the chat shows after a number, waiting so many seconds for the first message."""
        query = {"after": str(after), "wait": str(wait)}
        shown = await self._client.ask("GET", f"{self.path}/messages", params=query)
        return Seen(
            shown["seq"],
            tuple(shown["messages"]),
            tuple(shown["deleted"]),
            tuple(shown["reactions"]),
            shown["action"],
        )

    async def wait_for(self, predicate: Predicate, timeout: float = 20.0) -> Json:  # noqa: ASYNC109
        """Return the next message or edit, by either side, that fits.

        Reads on from the last one returned; what does not fit is passed over. TimeoutError where none comes.
        """
        async with asyncio.timeout(timeout):
            while True:
                while self._unread:
                    message = self._unread.popleft()
                    if predicate(message):
                        return message
                seen = await self.messages(self._seq, wait=30.0)
                self._seq = seen.seq
                self._unread.extend(seen.messages)
                self.reactions.update((each["message_id"], each) for each in seen.reactions)

    async def wait_for_bot(
        self,
        predicate: Predicate = lambda message: True,
        timeout: float = 20.0,  # noqa: ASYNC109
    ) -> Json:
        """Return the bot's next message or edit that fits; TimeoutError where none comes."""
        return await self.wait_for(lambda message: message["from"]["is_bot"] and predicate(message), timeout)

    async def _send_file(
        self, field: str, data: bytes, name: str, mime_type: str, caption: str, media_group_id: str
    ) -> Json:
        form = aiohttp.FormData(quote_fields=False)  # file names go as they are
        form.add_field(field, io.BytesIO(data), filename=name, content_type=mime_type)
        for key, value in (("caption", caption), ("media_group_id", media_group_id)):
            if value:
                form.add_field(key, value)
        return await self._client.ask("POST", f"{self.path}/messages", data=form)
