"""systemd hears that the bot is ready and alive."""

import asyncio
import socket
from pathlib import Path

from bot.ops.process.systemd import alive, notify


async def test_the_watchdog_hears_of_it_in_time_and_of_the_end(tmp_path: Path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(path))
        heard.setblocking(False)
        loop = asyncio.get_running_loop()
        environment = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "200000"}
        async with asyncio.timeout(10), alive(environment):
            notify("READY=1", environment)
            said = {await loop.sock_recv(heard, 100) for _ in range(3)}
        assert said == {b"READY=1", b"WATCHDOG=1"}
        async with asyncio.timeout(10):
            while await loop.sock_recv(heard, 100) != b"STOPPING=1":
                pass


async def test_without_systemd_nothing_is_told():
    async with alive({}):
        notify("READY=1", {})
