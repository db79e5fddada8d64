"""The bot's emoji on a message, by the documented rules."""

from collections.abc import Sequence
from typing import Any

import aiohttp
import pytest
from telegram import Bot, ReactionTypeCustomEmoji, ReactionTypeEmoji
from telegram.error import BadRequest, Forbidden

from bot.sandbox.client import PersonClient
from bot.sandbox.methods.reactions import EMOJI
from bot.sandbox.server import Sandbox

from .api_spec import ApiSpec
from .conftest import Clock, picture


async def test_the_bot_puts_an_emoji_on_a_persons_message_changes_it_and_takes_it_away(
    bot: Bot, person: PersonClient, clock: Clock
) -> None:
    sent = await person.send_text("봐 주세요")
    for emoji in ("👀", "👍", ""):
        await bot.set_message_reaction(person.chat_id, sent["message_id"], emoji or None)
    assert (await person.messages()).reactions == tuple(
        {"message_id": sent["message_id"], "emoji": emoji, "at": clock.now} for emoji in ("👀", "👍", "")
    )


async def test_an_emoji_on_a_part_of_an_album_stands_on_its_first_message(
    bot: Bot, person: PersonClient
) -> None:
    first, second, third = [await person.send_photo(picture(), media_group_id="7") for _ in range(3)]
    await bot.set_message_reaction(person.chat_id, third["message_id"], "👀")
    await person.delete(first["message_id"])
    await bot.set_message_reaction(person.chat_id, third["message_id"], "👀")
    shown = [each["message_id"] for each in (await person.messages()).reactions]
    assert shown == [first["message_id"], second["message_id"]]


@pytest.mark.parametrize(
    ("reaction", "words"),
    [
        ("🍎", "Reaction_invalid"),
        ([ReactionTypeCustomEmoji("5368324170671202286")], "Reaction_invalid"),
        ([ReactionTypeEmoji("👀"), ReactionTypeEmoji("👍")], "Reactions_too_many"),
    ],
)
async def test_other_emoji_and_more_than_one_are_refused(
    bot: Bot, person: PersonClient, reaction: str | Sequence[Any], words: str
) -> None:
    sent = await person.send_text("봐 주세요")
    with pytest.raises(BadRequest, match=words):
        await bot.set_message_reaction(person.chat_id, sent["message_id"], reaction)  # type: ignore[arg-type]
    assert (await person.messages()).reactions == ()


@pytest.mark.parametrize("reaction", [{"type": "emoji", "emoji": "👀"}, [{"type": "smile"}], ["👀"]])
async def test_what_is_no_list_of_reactions_is_refused(
    sandbox: Sandbox, person: PersonClient, reaction: Any
) -> None:
    sent = await person.send_text("봐 주세요")
    body = {"chat_id": person.chat_id, "message_id": sent["message_id"], "reaction": reaction}
    address = f"{sandbox.base_url}{sandbox.token}/setMessageReaction"
    async with aiohttp.ClientSession() as http, http.post(address, json=body) as answer:
        assert answer.status == 400


async def test_the_message_must_exist_and_the_chat_be_open(bot: Bot, person: PersonClient) -> None:
    sent = await person.send_text("봐 주세요")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(person.chat_id, sent["message_id"] + 1, "👀")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_message_reaction(1, sent["message_id"], "👀")
    await person.block()
    with pytest.raises(Forbidden):
        await bot.set_message_reaction(person.chat_id, sent["message_id"], "👀")


async def test_reactions_are_no_messages_and_wait_for_nobody(bot: Bot, person: PersonClient) -> None:
    sent = await person.send_text("봐 주세요")
    for _ in range(40):
        await bot.set_message_reaction(person.chat_id, sent["message_id"], "👀")
    await bot.send_message(person.chat_id, "봤어요")


def test_the_emoji_are_those_of_the_description(spec: ApiSpec) -> None:
    (words,) = (
        entry["description"]
        for entry in spec.types["ReactionTypeEmoji"]["fields"]
        if entry["name"] == "emoji"
    )
    assert set(words.split('"')[1::2]) == EMOJI
