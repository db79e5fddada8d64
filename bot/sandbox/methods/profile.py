"""Methods about the bot itself, and about a chat."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.targets import known_chat
from bot.sandbox.params import Params
from bot.sandbox.state.profile import check_commands
from bot.sandbox.state.world import World

Json = dict[str, Any]

_LIMIT = {"name": 64, "description": 512, "short_description": 120}
_MENU_BUTTONS = ("default", "commands", "web_app")


async def get_me(world: World, params: Params) -> Json:
    """Return the bot with what it can do."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return world.bot | abilities


async def log_out(world: World, params: Params) -> bool:
    """Agree; there is no cloud to move from."""
    return True


async def close(world: World, params: Params) -> bool:
    """Agree; there is no other server to move to."""
    return True


async def set_my_commands(world: World, params: Params) -> bool:
    """Set the commands of a scope and a language."""
    if "commands" not in params:
        raise bad_request('parameter "commands" is required')
    commands = check_commands(params.json("commands"))
    world.profile.set_commands(params.json("scope"), params.text("language_code"), commands)
    world.changed.set()
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the commands set for exactly this scope and language."""
    return world.profile.commands_of(params.json("scope"), params.text("language_code"))


async def delete_my_commands(world: World, params: Params) -> bool:
    """Take the commands of a scope and a language away."""
    world.profile.set_commands(params.json("scope"), params.text("language_code"), [])
    world.changed.set()
    return True


async def set_my_name(world: World, params: Params) -> bool:
    """Set what the bot is called in a language."""
    return _set_text(world, params, "name")


async def get_my_name(world: World, params: Params) -> Json:
    """Return what the bot is called in a language."""
    named = world.profile.text_for("name", params.text("language_code"))
    return {"name": named or world.bot["first_name"]}


async def set_chat_menu_button(world: World, params: Params) -> bool:
    """Set the button beside the field for messages: of one chat, or of all that have none of their own."""
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("unknown menu button type specified")
    world.profile.menu_buttons[params.text("chat_id")] = button
    world.changed.set()
    return True


async def get_chat_menu_button(world: World, params: Params) -> Json:
    """Return the button of a chat, else the one of all."""
    buttons = world.profile.menu_buttons
    return buttons.get(params.text("chat_id")) or buttons.get("") or {"type": "default"}


async def set_my_description(world: World, params: Params) -> bool:
    """Set what an empty chat shows."""
    return _set_text(world, params, "description")


async def get_my_description(world: World, params: Params) -> Json:
    """Return what an empty chat shows."""
    return {"description": world.profile.text_for("description", params.text("language_code"))}


async def set_my_short_description(world: World, params: Params) -> bool:
    """Set what the bot's page shows."""
    return _set_text(world, params, "short_description")


async def get_my_short_description(world: World, params: Params) -> Json:
    """Return what the bot's page shows."""
    return {"short_description": world.profile.text_for("short_description", params.text("language_code"))}


async def get_chat(world: World, params: Params) -> Json:
    """Return a chat in full."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    extras = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return known_chat(world, params).described() | extras


def _set_text(world: World, params: Params, kind: str) -> bool:
    text = params.text(kind)
    if len(text) > _LIMIT[kind]:
        raise bad_request(f"{kind.replace('_', ' ')} is too long")
    world.profile.texts[kind, params.text("language_code")] = text
    world.changed.set()
    return True
