"""How the bot gets what people send: long polling, webhooks, files."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox

from .api_spec import Journal
from .conftest import Clock, MakeBot, picture

DAY = 24 * 60 * 60


async def test_a_waiting_poll_returns_when_someone_writes(bot: Bot, client: SandboxClient) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    person = await client.person("순자", "ko")
    sent = await person.send_text("/start 안녕")
    (update,) = await polling
    assert update.message
    assert update.message.message_id == sent["message_id"]
    assert update.message.text == "/start 안녕"
    assert update.message.from_user
    assert (update.message.from_user.first_name, update.message.from_user.language_code) == ("순자", "ko")
    assert [entity.type for entity in update.message.entities] == ["bot_command"]
    assert (update.message.entities[0].offset, update.message.entities[0].length) == (0, 6)


async def test_updates_stay_until_they_are_confirmed(bot: Bot, person: PersonClient) -> None:
    first, again = await bot.get_updates(), await bot.get_updates()
    assert [update.update_id for update in first] == [update.update_id for update in again] != []
    assert not await bot.get_updates(offset=first[-1].update_id + 1)
    assert not await bot.get_updates()


async def test_updates_come_in_order_and_no_more_than_asked_for(bot: Bot, person: PersonClient) -> None:
    for number in range(4):
        await person.send_text(str(number))
    updates = await bot.get_updates(limit=3)
    assert [update.message.text for update in updates if update.message] == ["/start", "0", "1"]
    assert [update.update_id - updates[0].update_id for update in updates] == [0, 1, 2]


async def test_updates_are_gone_after_a_day(bot: Bot, person: PersonClient, clock: Clock) -> None:
    clock.now += DAY
    assert not await bot.get_updates()


async def test_only_wanted_kinds_arrive(bot: Bot, client: SandboxClient) -> None:
    await bot.get_updates(allowed_updates=[Update.CALLBACK_QUERY])
    await client.person(start=True)
    assert not await bot.get_updates()


async def test_a_second_poller_ends_the_first(
    sandbox: Sandbox, make_bot: MakeBot, client: SandboxClient, journal: Journal
) -> None:
    one, other = await make_bot(sandbox), await make_bot(sandbox)
    first = asyncio.create_task(one.get_updates(timeout=20))
    async with asyncio.timeout(5):
        while (await client.stats())["requests"].get("getUpdates", 0) < 1:
            pass
    second = asyncio.create_task(other.get_updates(timeout=20))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await client.person(start=True)
    assert len(await second) == 1


class Receiver:
    """A bot's web server, which can be told to fail."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.secrets: list[str | None] = []
        self.bodies: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            await self.bodies.put(await request.json())
        return web.Response(status=status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/hook"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(
    bot: Bot, receiver: Receiver, client: SandboxClient, journal: Journal
) -> None:
    assert await bot.set_webhook(receiver.url, secret_token="s3cret_-", max_connections=7)
    await client.person(start=True)
    body = await asyncio.wait_for(receiver.bodies.get(), 5)
    update = Update.de_json(body, bot)
    assert update.message
    assert update.message.text == "/start"
    assert receiver.secrets == ["s3cret_-"]
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.last_error_message) == (receiver.url, 7, None)


async def test_a_webhook_is_tried_again_until_it_takes_the_update(
    bot: Bot, receiver: Receiver, client: SandboxClient
) -> None:
    receiver.statuses = [500, 302, 403]
    await bot.set_webhook(receiver.url)
    person = await client.person(start=True)
    await person.send_text("2")
    texts = [(await asyncio.wait_for(receiver.bodies.get(), 5))["message"]["text"] for _ in range(2)]  # type: ignore[index]
    assert texts == ["/start", "2"]
    assert len(receiver.secrets) == 5
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"


async def test_what_a_webhook_refuses_is_there_for_polling_afterwards(
    bot: Bot, receiver: Receiver, client: SandboxClient
) -> None:
    receiver.statuses = [500] * 1000
    await bot.set_webhook(receiver.url)
    await client.person(start=True)
    async with asyncio.timeout(5):
        while not (await bot.get_webhook_info()).last_error_date:
            pass
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_an_unreachable_webhook_is_told_of(bot: Bot, client: SandboxClient) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await client.person(start=True)
    async with asyncio.timeout(5):
        while not (info := await bot.get_webhook_info()).last_error_message:
            pass
    assert info.last_error_message == "Connection refused"


async def test_no_polling_beside_a_webhook(bot: Bot, receiver: Receiver, journal: Journal) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0)
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict):
        await polling
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.set_webhook(receiver.url)
    assert journal.last.answer["description"] == "Webhook is already set"
    await bot.delete_webhook()
    assert journal.last.answer["description"] == "Webhook was deleted"
    await bot.delete_webhook()
    assert journal.last.answer["description"] == "Webhook is already deleted"


async def test_pending_updates_can_be_dropped(bot: Bot, person: PersonClient) -> None:
    await bot.delete_webhook(drop_pending_updates=True)
    assert not await bot.get_updates()


@pytest.mark.parametrize(
    ("url", "secret", "complaint"),
    [
        ("ftp://a.kr", "", "an https url must be provided"),
        ("http://", "", "failed to resolve host"),
        ("https://a.kr", "no spaces", "unallowed characters"),
        ("https://a.kr", "x" * 257, "too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot: Bot, url: str, secret: str, complaint: str) -> None:
    with pytest.raises(BadRequest, match=complaint):
        await bot.set_webhook(url, secret_token=secret)


async def test_a_file_comes_down_as_it_went_up(bot: Bot, person: PersonClient) -> None:
    await person.send_document(
        b"%PDF-1.7 ...", "검사 결과.pdf", mime_type="application/pdf", caption="봐 주세요"
    )
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.document
    assert (message.document.file_name, message.document.mime_type) == ("검사 결과.pdf", "application/pdf")
    assert message.caption == "봐 주세요"
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7 ..."


async def test_every_size_of_a_photo_comes_down(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    sent = await person.send_photo(picture((1600, 1200)), caption="이게 뭐예요?")
    message = (await bot.get_updates())[-1].message
    assert message
    assert [(size.width, size.height) for size in message.photo] == [
        (90, 68),
        (320, 240),
        (800, 600),
        (1280, 960),
    ]
    for size, shown in zip(message.photo, sent["photo"], strict=True):
        data = bytes(await (await size.get_file()).download_as_bytearray())
        assert len(data) == size.file_size
        assert data == await client.file(shown["file_id"])


async def test_the_same_photo_keeps_its_ids(person: PersonClient) -> None:
    one, same, other = [
        await person.send_photo(picture(size)) for size in ((640, 480), (640, 480), (641, 480))
    ]
    assert one["photo"] == same["photo"]
    assert {size["file_unique_id"] for size in one["photo"]}.isdisjoint(
        size["file_unique_id"] for size in other["photo"]
    )


async def test_large_files_can_be_sent_but_not_fetched(bot: Bot, person: PersonClient) -> None:
    await person.send_document(bytes(20 * 1024 * 1024), "fits.bin")
    await person.send_document(bytes(20 * 1024 * 1024 + 1), "large.bin")
    fits, large = [update.message.document for update in (await bot.get_updates())[-2:] if update.message]
    assert fits
    assert large
    assert (await fits.get_file()).file_size == 20 * 1024 * 1024
    with pytest.raises(BadRequest, match="File is too big"):
        await large.get_file()


async def test_an_unknown_file_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("AgACAgQAAx")


async def test_an_album_arrives_as_messages_that_share_a_number(bot: Bot, person: PersonClient) -> None:
    for number in range(3):
        await person.send_photo(picture((300 + number, 200)), media_group_id="77")
    messages = [update.message for update in (await bot.get_updates())[-3:]]
    assert [message.media_group_id for message in messages if message] == ["77"] * 3
    assert len({message.message_id for message in messages if message}) == 3
