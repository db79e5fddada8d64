"""The web server goes on answering whatever others do with their connections."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.ops.monitoring.metrics import Metrics
from bot.web.connections import LimitedSite, most_connections
from bot.web.server import WEBHOOK_PATH, create_web_app
from bot.web.webhook import SECRET_HEADER, Webhook

SECRET = "s3cret"
HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "


@asynccontextmanager
async def served(
    *, most: int = 200, header_seconds: float = 10.0, body_seconds: float = 10.0
) -> AsyncIterator[int]:
    """Serve with these limits; give the port."""
    taken: list[str] = []

    async def take(body: str) -> None:
        taken.append(body)

    webhook = Webhook(SECRET, take, body_seconds=body_seconds)
    runner = web.AppRunner(create_web_app(checks={}, metrics=Metrics(), webhook=webhook))
    await runner.setup()
    await LimitedSite(runner, "127.0.0.1", 0, most=most, header_seconds=header_seconds).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def is_closed(reader: asyncio.StreamReader, within: float) -> bool:
    """Return whether the other side closes a connection."""
    try:
        async with asyncio.timeout(within):
            return await reader.read() == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


async def test_half_open_connections_change_nothing_for_others():
    async with served(most=50) as port, aiohttp.ClientSession() as session:
        halves = []
        for _ in range(300):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HALF)
            halves.append((reader, writer))
        for _ in range(5):
            began = time.perf_counter()
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
            assert time.perf_counter() - began < 1.0
        closed = [await is_closed(reader, 0.05) for reader, _ in halves[:240]]
        assert all(closed)
        for _, writer in halves:
            writer.close()


@pytest.mark.parametrize("sent", [b"", HALF])
async def test_whoever_does_not_finish_the_headers_is_cut_off(sent):
    async with served(header_seconds=0.3) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await is_closed(reader, 5)
        writer.close()


async def test_a_second_request_has_its_own_time_for_the_headers():
    async with served(header_seconds=0.5) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"404: Not Found")).startswith(b"HTTP/1.1 404")
            await asyncio.sleep(0.6)  # longer than the headers may take: the connection is idle, not slow
        writer.write(HALF)
        assert await is_closed(reader, 5)
        writer.close()


async def test_a_body_that_does_not_come_is_answered_with_408():
    async with served(body_seconds=0.3) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 50\r\n\r\n{{".encode()
        )
        async with asyncio.timeout(5):
            assert b"408" in await reader.readline()
        writer.close()


def test_the_limit_leaves_file_descriptors_for_the_database():
    assert 20 <= most_connections() <= 200
