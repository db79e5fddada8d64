"""The Bot API's addresses, over plain HTTP and by its machine-readable description."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.error import BadRequest, InvalidToken

from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.methods import METHODS
from bot.sandbox.server import Sandbox

from .api_spec import ApiSpec, Journal, JournalledRequest
from .conftest import picture

Json = dict[str, Any]


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def answer_to(http: aiohttp.ClientSession, path: str, **content: Any) -> Json:
    async with http.post(path, **content) as answer:
        body: Json = await answer.json()
        assert body["ok"] == (answer.status == 200)
        assert body.get("error_code", 200) == answer.status
        return body


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/bot2:other/getMe", 401, "Unauthorized"),
        ("/bot1:sandbo/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot1:sandbox/getMee", 404, "Not Found"),
        ("/bot1:sandbox/sendPoll", 404, "Not Found"),
    ],
)
async def test_unknown_tokens_and_methods_are_not_found(
    path: str, code: int, words: str, http: aiohttp.ClientSession
) -> None:
    assert await answer_to(http, path) == {"ok": False, "error_code": code, "description": words}


async def test_a_wrong_token_is_an_invalid_token_to_the_library(sandbox: Sandbox, journal: Journal) -> None:
    async with JournalledRequest(journal) as request:
        stranger = Bot("7:wrong", base_url=sandbox.base_url, request=request)
        with pytest.raises(InvalidToken):
            await stranger.get_me()


async def test_files_need_the_token_too(http: aiohttp.ClientSession, person: PersonClient) -> None:
    await person.send_document(b"secret", "a.txt")
    for path, status in (
        ("/file/bot2:x/documents/file_0.txt", 401),
        ("/file/bot1:sandbox/documents/none", 404),
    ):
        async with http.get(path) as answer:
            assert answer.status == status
    async with http.get("/file/bot1:sandbox/documents/file_0.txt") as answer:
        assert await answer.read() == b"secret"


async def test_parameters_come_in_every_way_that_telegram_takes(
    http: aiohttp.ClientSession, person: PersonClient
) -> None:
    path, chat_id = "/bot1:sandbox/sendMessage", person.chat_id
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    flat = {
        "chat_id": str(chat_id),
        "text": "약",
        "reply_markup": json.dumps(keyboard),
        "protect_content": "true",
    }
    multipart = aiohttp.FormData(flat, default_to_multipart=True)
    whole = {"chat_id": chat_id, "text": "약", "reply_markup": keyboard, "protect_content": True}
    for content in ({"json": whole}, {"data": flat}, {"data": multipart}, {"params": flat}):
        message = (await answer_to(http, path, **content))["result"]
        assert (message["text"], message["reply_markup"], message["has_protected_content"]) == (
            "약",
            keyboard,
            True,
        )
    async with http.get("/bot1:sandbox/SENDMESSAGE", params=flat) as answer:
        assert (await answer.json())["ok"]


async def test_unknown_parameters_are_passed_over(http: aiohttp.ClientSession, person: PersonClient) -> None:
    body = {"chat_id": person.chat_id, "text": "약", "colour": "green"}
    assert (await answer_to(http, "/bot1:sandbox/sendMessage", json=body))["ok"]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "me"}, "message text is empty"),
        ("sendPhoto", {"chat_id": "me"}, "there is no photo in the request"),
        ("sendPhoto", {"chat_id": "me", "photo": "attach://none"}, "there is no photo in the request"),
        ("sendDocument", {"chat_id": "me"}, "there is no document in the request"),
        ("sendMediaGroup", {"chat_id": "me"}, 'parameter "media" is required'),
        ("sendMediaGroup", {"chat_id": "me", "media": "[]"}, "there are no messages to send"),
        ("sendMediaGroup", {"chat_id": "me", "media": "{}"}, "expected an Array of InputMedia"),
        ("sendMediaGroup", {"chat_id": "me", "media": "["}, "can't parse media JSON object"),
        (
            "sendMediaGroup",
            {"chat_id": "me", "media": [{"type": "photo", "media": "attach://none"}] * 2},
            "can't parse InputMedia: media not found",
        ),
        ("sendChatAction", {"chat_id": "me"}, "wrong parameter action in request"),
        ("editMessageText", {"chat_id": "me", "text": "a"}, "message identifier is not specified"),
        ("editMessageMedia", {"chat_id": "me", "message_id": 2}, 'parameter "media" is required'),
        ("deleteMessage", {"chat_id": "me"}, "message identifier is not specified"),
        ("deleteMessages", {"chat_id": "me"}, "message identifiers are not specified"),
        (
            "answerCallbackQuery",
            {},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", {}, "file_id not specified"),
        ("getChat", {}, "chat_id is empty"),
        ("setMyCommands", {}, 'parameter "commands" is required'),
        ("setMyCommands", {"commands": [{"command": "Sp ace", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("setMyName", {"name": "a" * 65}, "name is too long"),
        ("setChatMenuButton", {"menu_button": {"type": "none"}}, "unknown menu button type specified"),
        ("setMyDescription", {"description": "a" * 513}, "description is too long"),
        ("setMyShortDescription", {"short_description": "a" * 121}, "short description is too long"),
        (
            "sendMessage",
            {"chat_id": "me", "text": "a", "reply_markup": "[]"},
            "object expected as reply markup",
        ),
        (
            "sendMessage",
            {"chat_id": "me", "text": "a", "reply_markup": {"inline_keyboard": [{}]}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
async def test_what_is_missing_or_wrong_is_told_in_telegrams_words(
    method: str, params: Json, words: str, http: aiohttp.ClientSession, person: PersonClient, bot: Bot
) -> None:
    await bot.send_message(person.chat_id, "2")  # so that there is a message 2
    params = {name: person.chat_id if value == "me" else value for name, value in params.items()}
    answer = await answer_to(http, f"/bot1:sandbox/{method}", json=params)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {words}")


async def test_an_edit_takes_inline_buttons_only(
    http: aiohttp.ClientSession, person: PersonClient, bot: Bot
) -> None:
    message = await bot.send_message(person.chat_id, "a")
    body = {"chat_id": person.chat_id, "message_id": message.message_id, "text": "b"}
    body["reply_markup"] = {"keyboard": [["a"]]}
    answer = await answer_to(http, "/bot1:sandbox/editMessageText", json=body)
    assert answer["description"] == "Bad Request: inline keyboard expected"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"'])
async def test_a_body_that_is_no_object_is_refused(body: bytes, http: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await answer_to(http, "/bot1:sandbox/sendMessage", data=body, headers=headers))[
        "error_code"
    ] == 400


async def test_a_body_above_all_limits_is_refused(http: aiohttp.ClientSession, person: PersonClient) -> None:
    for size in (50 * 1024 * 1024 + 1, 65 * 1024 * 1024):
        form = aiohttp.FormData({"chat_id": str(person.chat_id)})
        form.add_field("document", io.BytesIO(bytes(size)), filename="big.bin")
        answer = await answer_to(http, "/bot1:sandbox/sendDocument", data=form)
        assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def test_commands_and_descriptions_are_kept_by_scope_and_language(
    bot: Bot, person: PersonClient
) -> None:
    await bot.set_my_commands([("help", "Help"), ("mymeds", "List")])
    await bot.set_my_commands(
        [("help", "도움말")], scope=BotCommandScopeAllPrivateChats(), language_code="ko"
    )
    await bot.set_my_commands([("one", "하나")], scope=BotCommandScopeChat(person.chat_id))
    assert [command.command for command in await bot.get_my_commands()] == ["help", "mymeds"]
    korean = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "ko")
    assert [command.description for command in korean] == ["도움말"]
    assert not await bot.get_my_commands(language_code="ko")
    assert await bot.delete_my_commands()
    assert not await bot.get_my_commands()
    await bot.set_my_description("Long")
    await bot.set_my_short_description("짧게", language_code="ko")
    assert (await bot.get_my_description("ko")).description == "Long"
    assert (await bot.get_my_short_description("ko")).short_description == "짧게"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_my_name()).name == (await bot.get_me()).first_name
    await bot.set_my_name("약속")
    assert (await bot.get_my_name("en")).name == "약속"


async def test_the_menu_button_of_a_chat_goes_before_the_one_of_all(bot: Bot, person: PersonClient) -> None:
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonDefault)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(person.chat_id), MenuButtonCommands)
    await bot.set_chat_menu_button(person.chat_id, MenuButtonDefault())
    assert isinstance(await bot.get_chat_menu_button(person.chat_id), MenuButtonDefault)


async def test_a_chat_and_the_bot_describe_themselves(bot: Bot, person: PersonClient) -> None:
    chat = await bot.get_chat(person.chat_id)
    assert (chat.id, chat.type, chat.first_name) == (person.chat_id, "private", "영희")
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (1, True, "yaksok_bot")
    assert await bot.log_out()
    assert await bot.close()
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(42)


def test_every_method_of_the_sandbox_is_in_the_description(spec: ApiSpec) -> None:
    assert METHODS.keys() <= {name.lower() for name in spec.methods}


async def test_what_the_description_does_not_know_is_noticed(
    bot: Bot, person: PersonClient, journal: Journal, spec: ApiSpec
) -> None:
    """The check itself can fail: each broken exchange draws its complaint."""
    await bot.send_photo(person.chat_id, picture((50, 50)))
    exchange = journal.last
    assert list(spec.request_complaints("sendPhoto", exchange.params)) == []
    assert list(spec.request_complaints("sendFoto", {})) == ["there is no method sendFoto"]
    assert list(spec.request_complaints("sendPhoto", exchange.params | {"x": 1})) == [
        "sendPhoto has no parameter x"
    ]
    assert list(spec.request_complaints("sendPhoto", {"chat_id": 1})) == ["sendPhoto needs photo"]
    assert list(spec.request_complaints("getChat", {"chat_id": True})) != []
    result = exchange.answer["result"]
    assert list(spec.answer_complaints("sendPhoto", result)) == []
    assert list(spec.answer_complaints("sendPhoto", result | {"foto": []})) != []
    assert list(spec.answer_complaints("sendPhoto", {k: v for k, v in result.items() if k != "date"})) != []
    assert list(spec.answer_complaints("sendPhoto", result | {"photo": [{"width": "1"}]})) != []


async def test_the_person_side_needs_no_token_and_the_page_loads_nothing_from_elsewhere(
    http: aiohttp.ClientSession, client: SandboxClient
) -> None:
    async with http.get("/") as page:
        text = await page.text()
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    addresses = [part.split('"')[0] for part in text.split('src="')[1:] + text.split('href="')[1:]]
    assert addresses
    for address in addresses:
        assert address.startswith(("/static/", "#i-"))
        if address.startswith("/static/"):
            async with http.get(address) as file:
                assert file.status == 200
