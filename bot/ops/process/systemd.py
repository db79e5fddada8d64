"""What systemd is told: that the bot is ready, and again and again that it is alive (sd_notify(3))."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager


def notify(state: str, environment: Mapping[str, str] = os.environ) -> None:
    """Tell systemd something, such as READY=1; nothing where it did not start us."""
    address = environment.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.connect(f"\0{address[1:]}" if address.startswith("@") else address)
            door.sendall(state.encode())


@asynccontextmanager
async def alive(environment: Mapping[str, str] = os.environ) -> AsyncIterator[None]:
    """Tell systemd's watchdog, twice in its time, that the event loop goes on; at the end, that we stop."""
    beating = asyncio.create_task(_beat(environment))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        notify("STOPPING=1", environment)


async def _beat(environment: Mapping[str, str]) -> None:
    microseconds = int(environment.get("WATCHDOG_USEC", "0"))
    while microseconds:
        notify("WATCHDOG=1", environment)
        await asyncio.sleep(microseconds / 2_000_000)
