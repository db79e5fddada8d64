"""What the bot says of itself: its name, commands, descriptions and menu button, by scope and language."""

import re
from typing import Any

from bot.sandbox.errors import bad_request

Json = dict[str, Any]

COMMANDS_LIMIT = 100
_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
_PRIVATE = ("chat", "all_private_chats", "default")
_GROUP = ("chat", "all_group_chats", "default")


class Profile:
    """Commands by (scope, chat, language), texts by (kind, language); a person sees the nearest there is."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[str, Json] = {}  # by chat; "" for all that have none of their own

    def set_commands(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Set the commands of a scope and a language; an empty list takes them away."""
        key = (*_scope(scope), language)
        if commands:
            self.commands[key] = commands
        else:
            self.commands.pop(key, None)

    def commands_of(self, scope: Json | None, language: str) -> list[Json]:
        """Return the commands set for exactly this scope and language."""
        return self.commands.get((*_scope(scope), language), [])

    def commands_for(self, chat_id: int, language: str) -> list[Json]:
        """Return the commands that a person sees: narrowest scope first, then their language, then any."""
        for scope in _GROUP if chat_id < 0 else _PRIVATE:
            for wanted in (language, ""):
                found = self.commands.get((scope, chat_id if scope == "chat" else 0, wanted))
                if found:
                    return found
        return []

    def text_for(self, kind: str, language: str) -> str:
        """Return the "name", "description" or "short_description" in a language, or else the one for all."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")


def check_commands(commands: Any) -> list[Json]:
    """Check an Array of BotCommand; ApiError where one breaks the rules."""
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in commands]


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = _COMMAND.fullmatch(str(command.get("command", "")))
    if name is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.group(1), "description": description}


def _scope(scope: Json | None) -> tuple[str, int]:
    if not scope:
        return "default", 0
    return str(scope.get("type", "default")), int(scope.get("chat_id", 0))
