"""A bot that was replaced makes no request to Telegram."""

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.ops.monitoring.metrics import Metrics
from bot.sandbox.server import Sandbox
from bot.telegram.transport import application
from bot.telegram.transport.fence import FencedRequest
from bot.telegram.transport.limits import RateLimiter


async def test_no_request_leaves_once_another_bot_has_taken_over():
    ours = True

    async def may_send() -> bool:
        return ours

    async with Sandbox() as sandbox, sandbox.client() as client:
        person = await client.person(start=True)
        built = application.build(sandbox.token, sandbox.url, RateLimiter(meter=Metrics()), may_send=may_send)
        async with built:
            await built.bot.send_message(person.chat_id, "ours")
            before = (await client.stats())["requests"]
            ours = False
            for ask in (
                lambda: built.bot.send_message(person.chat_id, "stale"),
                lambda: built.bot.answer_callback_query("1"),
                lambda: built.bot.do_api_request("get_Updates", api_kwargs={"timeout": 0}),
            ):
                with pytest.raises(NetworkError, match="taken over"):
                    await ask()
            assert (await client.stats())["requests"] == before


class Wire(httpx.AsyncBaseTransport):
    """Counts the pieces in which the body of each request is written, and says to each that it is done."""

    def __init__(self) -> None:
        self.pieces: list[int] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        self.pieces.append(len([piece async for piece in request.stream]))
        return httpx.Response(200, json={"ok": True, "result": True})


async def test_a_form_with_a_file_is_written_in_one_piece():
    async def may_send() -> bool:
        return True

    wire = Wire()
    bot = Bot("1:token", request=FencedRequest(may_send, httpx_kwargs={"transport": wire}))
    await bot.set_chat_photo(1, b"a picture")
    assert wire.pieces == [1]
