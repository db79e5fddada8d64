"""The sandbox in a process of its own."""

import asyncio
import re
import sys

from bot.sandbox.client import SandboxClient
from bot.settings import ROOT


async def test_the_sandbox_runs_alone_and_says_how_a_bot_reaches_it():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        async with asyncio.timeout(60):
            lines = [(await process.stdout.readline()).decode() for _ in range(2)]
            found = re.search(r"YAKSOK_API_URL=(\S+) YAKSOK_TOKEN=\S+ python -m bot run", lines[1])
            assert found
            async with SandboxClient(found[1]) as client:
                assert (await client.person()).chat_id
    finally:
        process.terminate()
        await process.wait()


async def test_a_port_that_is_taken_is_named():
    taken = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = str(taken.sockets[0].getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", port, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert port in errors.decode()
    taken.close()
