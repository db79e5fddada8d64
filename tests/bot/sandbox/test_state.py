"""A sandbox that keeps its state knows everything again after a restart."""

import json
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox, create_app
from bot.sandbox.state.world import SandboxSettings

from .conftest import Clock, MakeBot, picture


async def test_chats_files_commands_and_updates_outlive_a_restart(
    tmp_path: Path, make_bot: MakeBot, clock: Clock
) -> None:
    settings = SandboxSettings(state_file=tmp_path / "kept" / "sandbox.json", clock=clock)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("네", callback_data="yes")]])
    async with Sandbox(settings) as before:
        bot, person = await make_bot(before), await before.client().person(start=True)
        await bot.set_my_commands([("help", "도움말")])
        await bot.set_my_description("설명")
        photo = await bot.send_photo(
            person.chat_id, picture((200, 100)), caption="처음", reply_markup=keyboard
        )
        await photo.edit_caption("나중", reply_markup=keyboard)
        gone = await bot.send_message(person.chat_id, "잠깐")
        await gone.delete()
        await photo.set_reaction("👀")
        await person.block()
        shown, update_ids = await person.messages(), [update.update_id for update in await bot.get_updates()]
    async with Sandbox(settings) as after:
        bot, client = await make_bot(after), after.client()
        same = PersonClient(client, person.chat_id)
        assert await same.messages() == shown
        assert [update.update_id for update in await bot.get_updates()] == update_ids
        assert await client.file(photo.photo[-1].file_id)
        view = await client.ask("GET", same.path)
        assert (view["blocked"], view["description"]) == (True, "설명")
        assert view["commands"] == [{"command": "help", "description": "도움말"}]
        await same.unblock()
        again = await bot.send_photo(person.chat_id, photo.photo[-1].file_id)
        assert again.photo == photo.photo
        assert again.message_id > gone.message_id
        assert (await same.tap(photo.message_id, "네", wait=0)).answered is False
        assert (await bot.get_updates())[-1].update_id > update_ids[-1]


async def test_the_state_is_saved_soon_after_a_change_and_not_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    async with Sandbox(SandboxSettings(state_file=path)) as sandbox:
        person = await sandbox.client().person(start=True)
        while not path.exists():
            await sandbox.client().stats()
        state = json.loads(path.read_text("utf-8"))
        assert [chat["id"] for chat in state["chats"]] == [person.chat_id]


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"chats": 1}'])
def test_a_damaged_state_file_is_refused_by_its_name(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "sandbox.json"
    path.write_text(damage)
    with pytest.raises(ValueError, match=r"sandbox\.json"):
        create_app(SandboxSettings(state_file=path))


async def test_without_a_state_file_nothing_is_kept(
    sandbox: Sandbox, make_bot: MakeBot, clock: Clock
) -> None:
    person = await sandbox.client().person(start=True)
    async with Sandbox(SandboxSettings(clock=clock)) as other:
        bot = await make_bot(other)
        assert not await bot.get_updates()
        stranger = await other.client().person()
        assert stranger.chat_id != person.chat_id
