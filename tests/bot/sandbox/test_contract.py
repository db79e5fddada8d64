"""The person's side over plain HTTP, word for word as others measure through it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, Update
from telegram.error import NetworkError, TelegramError

from bot.sandbox.client import PersonClient, SandboxClient, SandboxError
from bot.sandbox.server import Sandbox

from .api_spec import ApiSpec, Journal
from .conftest import picture

Json = dict[str, Any]


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def ask(http: aiohttp.ClientSession, method: str, path: str, **content: Any) -> Json:
    async with http.request(method, path, **content) as answer:
        assert answer.status == 200, await answer.text()
        body: Json = await answer.json()
        return body


async def test_a_person_writes_and_reads_both_sides_in_order(http: aiohttp.ClientSession, bot: Bot) -> None:
    body = {"first_name": "영희", "language_code": "ko"}
    chat_id = (await ask(http, "POST", "/sandbox/people", json=body))["chat_id"]
    messages = f"/sandbox/chats/{chat_id}/messages"
    assert await ask(http, "GET", messages) | {"messages": []} == await ask(
        http, "GET", f"{messages}?after=0"
    )
    await ask(http, "POST", messages, json={"text": "/start"})
    shown = await ask(http, "GET", f"{messages}?after=0&wait=5")
    assert [message["text"] for message in shown["messages"]] == ["/start"]
    waiting = asyncio.create_task(ask(http, "GET", f"{messages}?after={shown['seq']}&wait=20"))
    answer = await bot.send_message(chat_id, "안녕하세요")
    later = await waiting
    assert [message["message_id"] for message in later["messages"]] == [answer.message_id]
    await answer.edit_text("반가워요")
    edited = await ask(http, "GET", f"{messages}?after={later['seq']}&wait=5")
    assert [(m["message_id"], m["text"]) for m in edited["messages"]] == [(answer.message_id, "반가워요")]
    everything = await ask(http, "GET", messages)
    assert [message["text"] for message in everything["messages"]] == ["/start", "안녕하세요", "반가워요"]
    assert everything["seq"] == edited["seq"]


async def test_a_person_sends_photos_and_documents_as_multipart(
    http: aiohttp.ClientSession, bot: Bot
) -> None:
    chat_id = (await ask(http, "POST", "/sandbox/people", json={"first_name": "a", "language_code": "en"}))[
        "chat_id"
    ]
    for field in ("photo", "document"):
        form = aiohttp.FormData({"caption": "what is it?", "media_group_id": "album-1"})
        form.add_field(field, picture(), filename="pills.jpg", content_type="image/jpeg")
        await ask(http, "POST", f"/sandbox/chats/{chat_id}/messages", data=form)
    photo, document = [update.message for update in await bot.get_updates()]
    assert photo
    assert document
    assert (photo.caption, photo.media_group_id, len(photo.photo)) == ("what is it?", "album-1", 3)
    assert document.document
    assert (document.document.file_name, document.document.mime_type) == ("pills.jpg", "image/jpeg")
    async with http.get(f"/sandbox/files/{document.document.file_id}") as answer:
        assert await answer.read() == picture()


async def test_a_file_needs_no_name(http: aiohttp.ClientSession, person: PersonClient) -> None:
    with aiohttp.MultipartWriter("form-data") as form:
        part = form.append(picture(), {"Content-Type": "image/jpeg"})  # type: ignore[arg-type]
        part.set_content_disposition("form-data", name="photo")
        sent = await ask(http, "POST", f"{person.path}/messages", data=form)
    assert sent["photo"]


async def test_a_person_taps_by_text_or_data(
    http: aiohttp.ClientSession, bot: Bot, person: PersonClient
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "네", "callback_data": "yes"}]]}
    form = {"chat_id": person.chat_id, "text": "?", "reply_markup": keyboard}
    sent = await ask(http, "POST", f"/bot{bot.token}/sendMessage", json=form)
    body = {"message_id": sent["result"]["message_id"], "button": "네", "wait": 0}
    tapped = await ask(http, "POST", f"/sandbox/chats/{person.chat_id}/taps", json=body)
    assert tapped["answered"] is False
    assert (await bot.get_updates())[-1].callback_query


async def test_unknown_chats_files_and_faults_are_refused(
    http: aiohttp.ClientSession, person: PersonClient
) -> None:
    chat = f"/sandbox/chats/{person.chat_id}"
    wrong = [
        ("GET", "/sandbox/chats/1/messages", None, 404),
        ("POST", "/sandbox/chats/1/messages", {"text": "a"}, 404),
        ("GET", "/sandbox/files/nothing", None, 404),
        ("POST", "/sandbox/faults", {"method": "getMe", "fault": "boom"}, 400),
        ("POST", f"{chat}/messages", {}, 400),
        ("POST", f"{chat}/messages", {"text": "가" * 4097}, 400),
        ("POST", f"{chat}/messages", {"kind": "telepathy"}, 400),
        ("PATCH", f"{chat}/messages/99999", {"text": "a"}, 404),
        ("POST", "/sandbox/groups", {"title": "a", "members": []}, 400),
    ]
    for method, path, body, status in wrong:
        async with http.request(method, path, json=body) as answer:
            assert (path, answer.status) == (path, status)
            assert (await answer.json())["error"]


@pytest.mark.parametrize("data", [b"not a photo", b""])
async def test_what_can_be_no_photo_goes_as_a_file_as_a_phones_app_does_it(
    person: PersonClient, data: bytes
) -> None:
    message = await person.send_photo(data)
    assert message["document"]["file_size"] == len(data)
    assert "photo" not in message


async def test_a_person_who_blocked_the_bot_cannot_write_to_it(person: PersonClient) -> None:
    await person.block()
    with pytest.raises(SandboxError, match="blocked"):
        await person.send_text("여보세요")
    await person.unblock()
    assert await person.send_text("여보세요")


@pytest.mark.parametrize(
    "kind",
    [
        "sticker",
        "voice",
        "audio",
        "video",
        "video_note",
        "animation",
        "location",
        "venue",
        "contact",
        "dice",
        "poll",
    ],
)
async def test_unusual_messages_arrive_as_telegram_sends_them(
    kind: str, bot: Bot, person: PersonClient, spec: ApiSpec
) -> None:
    sent = await person.send_kind(kind)
    assert spec.value_complaints(sent, ["Message"], "message") == []
    message = (await bot.get_updates())[-1].message
    assert message
    assert getattr(message, kind)


async def test_in_a_group_the_bot_hears_what_concerns_it(bot: Bot, client: SandboxClient) -> None:
    members = [await client.person("영희"), await client.person("철수")]
    group = await client.group("가족", members)
    await group.send_text("오늘 저녁 뭐 먹지")
    await group.send_text("/mymeds")
    await group.send_text("@yaksok_bot 약 있어?")
    said = await bot.send_message(group.chat_id, "저는 일대일 대화에서 도와드려요.")
    answering = {"text": "네", "reply_to_message_id": said.message_id, "from": members[1].chat_id}
    await client.ask("POST", f"{group.path}/messages", json=answering)
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert messages[0].new_chat_members[0].id == bot.id
    assert [message.text for message in messages[1:]] == ["/mymeds", "@yaksok_bot 약 있어?", "네"]
    assert messages[-1].from_user
    assert messages[-1].from_user.first_name == "철수"
    assert {message.chat.type for message in messages} == {"group"}


async def test_a_chat_window_learns_of_commands_and_names(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "도움말")], language_code="ko")
    await bot.set_my_description("약을 알려 드려요", language_code="ko")
    view = await client.ask("GET", person.path)
    assert view["commands"] == [{"command": "help", "description": "도움말"}]
    assert view["description"] == "약을 알려 드려요"
    assert view["person"]["language_code"] == "ko"
    await client.ask("PATCH", person.path, json={"language_code": "en"})
    view = await client.ask("GET", person.path)
    assert view["commands"] == [{"command": "help", "description": "Help"}]
    await person.send_text("hello")
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.from_user
    assert message.from_user.language_code == "en"


async def test_stats_count_what_happened(bot: Bot, person: PersonClient, client: SandboxClient) -> None:
    await bot.send_message(person.chat_id, "a")
    updates = await bot.get_updates()
    assert (await client.stats())["updates"] == {"pending": 1, "delivered": 0}
    await bot.get_updates(offset=updates[-1].update_id + 1)
    stats = await client.stats()
    assert stats["requests"] == {"getMe": 1, "sendMessage": 1, "getUpdates": 2}
    assert stats["updates"] == {"pending": 0, "delivered": 1}
    assert (stats["messages_sent"], stats["too_many_requests"], stats["people"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("429", 429, "Too Many Requests: retry after 3"),
        ("403", 403, "Forbidden: bot was blocked by the user"),
        ("400", 400, "Bad Request: chat not found"),
        ("500", 500, "Internal Server Error"),
    ],
)
async def test_an_ordered_refusal_comes_as_often_as_ordered_and_has_no_effect(
    fault: str, code: int, words: str, bot: Bot, person: PersonClient, client: SandboxClient, journal: Journal
) -> None:
    await client.order_fault("sendMessage", fault, retry_after=3, times=2)
    for _ in range(2):
        with pytest.raises(TelegramError):
            await bot.send_message(person.chat_id, "a")
        assert (journal.last.answer["error_code"], journal.last.answer["description"]) == (code, words)
    assert (await client.stats())["messages_sent"] == 0
    assert await bot.send_message(person.chat_id, "a")


@pytest.mark.parametrize(("fault", "effects"), [("drop-before", 0), ("drop-after", 1)])
async def test_a_cut_connection_tells_nothing_of_the_effect(
    fault: str, effects: int, bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    await client.order_fault("sendMessage", fault)
    with pytest.raises(NetworkError):
        await bot.send_message(person.chat_id, "a")
    assert len([m for m in (await person.messages()).messages if m["from"]["is_bot"]]) == effects
    assert await bot.send_message(person.chat_id, "b")


async def test_polling_survives_cut_connections(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    await client.order_fault("getUpdates", "drop-after")
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["/start"]


async def test_downloads_can_fail_too(bot: Bot, person: PersonClient, client: SandboxClient) -> None:
    sent = await person.send_document(b"data", "a.bin")
    file = await bot.get_file(sent["document"]["file_id"])
    await client.order_fault("file", "drop-after")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"data"


async def test_the_next_fitting_message_can_be_waited_for(bot: Bot, person: PersonClient) -> None:
    waiting = asyncio.create_task(person.wait_for_bot(lambda message: message["text"].startswith("2")))
    for text in ("1", "2", "3"):
        await bot.send_message(person.chat_id, text)
    assert (await waiting)["text"] == "2"
    assert (await person.wait_for_bot())["text"] == "3"
    with pytest.raises(TimeoutError):
        await person.wait_for_bot(timeout=0.05)


async def test_every_update_fits_the_description(
    bot: Bot, person: PersonClient, http: aiohttp.ClientSession, spec: ApiSpec
) -> None:
    await person.send_photo(picture(), caption="/start #약 https://a.kr")
    await person.send_document(b"a", "a.txt")
    sent = await person.send_text("a")
    await person.edit_text(sent["message_id"], "b")
    await person.block()
    updates = (await ask(http, "POST", f"/bot{bot.token}/getUpdates"))["result"]
    kinds = {kind for update in updates for kind in update if kind != "update_id"}
    assert kinds == {"message", "edited_message", "my_chat_member"}
    assert spec.value_complaints(updates, ["Array of Update"], "getUpdates") == []
    assert all(Update.de_json(update, bot) for update in updates)
