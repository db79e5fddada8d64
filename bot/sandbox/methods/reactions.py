"""The method by which the bot puts an emoji on a message, instead of writing one."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.targets import own_message
from bot.sandbox.params import Params
from bot.sandbox.state.world import World

_LISTED = (  # by the Bot API's ReactionTypeEmoji: there are no others
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 "
    "💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 "
    "👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 "
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
EMOJI = frozenset(_LISTED.split())


async def set_message_reaction(world: World, params: Params) -> bool:
    """Put one emoji on a message of either side, or take it away where the list is empty.

    Documented: the list of emoji, one reaction of a bot a message, and that a part of an album stands for the first
    message of it that is still there. Telegram documents no limit of reactions in a second: there is none here.
    """
    chat, message = own_message(world, params, "react")
    emoji = _emoji(params.json("reaction"))
    chat.react(_first_of_album(chat.messages, message)["message_id"], emoji, world.now)
    world.changed.set()
    return True


def _emoji(reactions: Any) -> str:
    """Return the one emoji of a list of ReactionType, "" for none."""
    if not reactions:
        return ""
    if not isinstance(reactions, list):
        raise bad_request("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    kind = reactions[0].get("type") if isinstance(reactions[0], dict) else None
    if kind not in ("emoji", "custom_emoji", "paid"):
        raise bad_request("invalid reaction type specified")
    if (
        kind != "emoji" or reactions[0].get("emoji") not in EMOJI
    ):  # a bot may use no other kind in a private chat
        raise bad_request("REACTION_INVALID")
    return str(reactions[0]["emoji"])


def _first_of_album(messages: dict[int, dict[str, Any]], message: dict[str, Any]) -> dict[str, Any]:
    group = message.get("media_group_id")
    parts = (each for each in messages.values() if group and each.get("media_group_id") == group)
    return min(parts, key=lambda each: int(each["message_id"]), default=message)
