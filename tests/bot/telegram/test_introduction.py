"""The bot says who it is in both languages, within Telegram's limits, and only what is not said yet."""

import pytest
from telegram import Bot, MenuButtonCommands

from bot.core.people.accounts import Language
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.telegram.transport import introduction
from bot.telegram.transport.introduction import introduce
from bot.telegram.ui.texts import Texts

KOREAN, ENGLISH = Texts(Language.KOREAN), Texts(Language.ENGLISH)
SET_ONCE = ("setmyname", "setmydescription", "setmyshortdescription", "setchatmenubutton")


def menu(t: Texts) -> list[tuple[str, str]]:
    return [("help", t("How it works"))]


@pytest.fixture
async def bot(sandbox: Sandbox):
    async with Bot(sandbox.token, base_url=sandbox.base_url) as bot:
        yield bot


async def test_name_descriptions_commands_and_menu_are_set_in_both_languages(bot: Bot):
    await introduce(bot, menu)
    for code, t in ((None, KOREAN), ("en", ENGLISH)):
        assert (await bot.get_my_name(code)).name == introduction.name(t)
        assert (await bot.get_my_description(code)).description == introduction.description(t)
        said = (await bot.get_my_short_description(code)).short_description
        assert said == introduction.short_description(t)
        assert [c.description for c in await bot.get_my_commands(language_code=code)] == [t("How it works")]
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_a_second_start_changes_nothing_that_may_be_changed_rarely(bot: Bot, client: SandboxClient):
    await introduce(bot, menu)
    before = (await client.stats())["requests"]
    await introduce(bot, menu)
    after = (await client.stats())["requests"]
    assert {name: after[name] for name in after if name.lower() in SET_ONCE} == {
        name: before[name] for name in before if name.lower() in SET_ONCE
    }


@pytest.mark.parametrize("fault", ["429", "400", "403"])
async def test_what_telegram_refuses_is_left_out_and_the_rest_is_said(
    bot: Bot, client: SandboxClient, fault: str
):
    await client.order_fault("setMyName", fault, retry_after=3600, times=2)
    await introduce(bot, menu)
    assert (await bot.get_my_description("en")).description == introduction.description(ENGLISH)


@pytest.mark.parametrize("t", [KOREAN, ENGLISH])
def test_texts_keep_to_the_lengths_of_the_bot_api(t: Texts):
    assert len(introduction.name(t)) <= introduction.NAME_LIMIT
    assert len(introduction.description(t)) <= introduction.DESCRIPTION_LIMIT
    assert len(introduction.short_description(t)) <= introduction.SHORT_LIMIT
