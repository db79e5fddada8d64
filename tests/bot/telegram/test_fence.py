"""A bot that was replaced makes no request to Telegram."""

import pytest
from telegram.error import NetworkError

from bot.ops.monitoring.metrics import Metrics
from bot.sandbox.server import Sandbox
from bot.telegram.transport import application
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
