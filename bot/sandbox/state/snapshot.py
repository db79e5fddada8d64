"""The sandbox's state in a file, and sent files in a folder beside it, so that chats outlive a restart."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.sandbox.delivery.webhooks import Webhook
from bot.sandbox.state.chats import Chat, ChatId, Person
from bot.sandbox.state.files import Media, StoredFile
from bot.sandbox.state.updates import Update
from bot.sandbox.state.world import World

Json = dict[str, Any]

_PAUSE = 0.5  # seconds between two savings at least


class StateKeeper:
    """Loads the state at once (ValueError for a damaged file), saves it soon after changes and at the end."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._folder = path.with_name(path.name + ".files")
        self._saved: set[str] = set()
        if path.exists():
            self._load()

    def _load(self) -> None:
        try:
            restore(self._world, json.loads(self._path.read_text("utf-8")), self._folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"expected the state of a sandbox in {self._path}; got {error!r}") from error
        self._saved = set(self._world.files.files)

    async def run(self) -> None:
        """Save after changes until cancelled."""
        try:
            while True:
                await self._world.changed.wait()
                await asyncio.sleep(_PAUSE)
                self._world.changed.clear()
                await self._save()
        finally:
            await self._save()

    async def _save(self) -> None:
        files = [file for file in self._world.files.files.values() if file.file_id not in self._saved]
        # The messages are never changed in place, so the state may be written while the chats go on.
        await asyncio.to_thread(self._write, json.dumps(snapshot(self._world), ensure_ascii=False), files)
        self._saved.update(file.file_id for file in files)

    def _write(self, state: str, files: list[StoredFile]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (self._folder / file.file_id).write_bytes(file.data)
        draft = self._path.with_name(self._path.name + ".new")
        draft.write_text(state, "utf-8")
        draft.replace(self._path)


def snapshot(world: World) -> Json:
    """Return all that a restart must not lose, as JSON, without the bytes of files."""
    return {
        "next_update_id": world.updates.next_id,
        "allowed_updates": list(world.updates.allowed),
        "updates": [asdict(update) for update in world.updates.pending.values()],
        "last_message_id": world.chats.last_message_id,
        "chats": [_chat_fields(chat) for chat in world.chats.all.values()],
        "files": [
            {name: getattr(file, name) for name in ("file_id", "unique_id", "path", "mime_type")}
            for file in world.files.files.values()
        ],
        "media": {file_id: [media.kind, media.value] for file_id, media in world.files.media.items()},
        "webhook": asdict(world.webhook),
        "commands": [[*key, commands] for key, commands in world.profile.commands.items()],
        "texts": [[*key, text] for key, text in world.profile.texts.items()],
    }


def restore(world: World, state: Json, folder: Path) -> None:
    """Put a snapshot into a new world; the bytes of files lie in `folder` under their ids."""
    world.updates.next_id = max(state["next_update_id"], world.updates.next_id)
    world.updates.allowed = tuple(state["allowed_updates"])
    world.updates.pending = {fields["body"]["update_id"]: Update(**fields) for fields in state["updates"]}
    world.chats.last_message_id = state["last_message_id"]
    world.chats.all = {fields["id"]: _chat(fields) for fields in state["chats"]}
    for fields in state["files"]:
        world.files.restore(StoredFile(**fields, data=(folder / fields["file_id"]).read_bytes()))
    world.files.media = {file_id: Media(kind, value) for file_id, (kind, value) in state["media"].items()}
    world.webhook = Webhook(**state["webhook"])
    world.profile.commands = {
        (scope, chat, language): made for scope, chat, language, made in state["commands"]
    }
    world.profile.texts = {(kind, language): text for kind, language, text in state["texts"]}


def _chat_fields(chat: Chat) -> Json:
    plain = ("id", "kind", "title", "reachable", "blocked", "seq", "log", "removed", "reacted", "keyboard")
    return {name: getattr(chat, name) for name in plain} | {
        "people": [asdict(person) for person in chat.people]
    }


def _chat(fields: Json) -> Chat:
    log = [(seq, message) for seq, message in fields["log"]]
    removed = [(seq, message_id) for seq, message_id in fields["removed"]]
    reacted = [(seq, reaction) for seq, reaction in fields.get("reacted", [])]  # older files have none
    messages = {message["message_id"]: message for _, message in log}
    for _, message_id in removed:
        messages.pop(message_id, None)
    people = [Person(**person) for person in fields["people"]]
    known = {
        "id": ChatId(fields["id"]),
        "people": people,
        "log": log,
        "removed": removed,
        "reacted": reacted,
        "messages": messages,
    }
    return Chat(**(fields | known))
