"""A second bot on one database is refused, or stands by until the first one has ended or hangs."""

import asyncio
import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.ops.monitoring.host import this_process
from bot.ops.process.lock import InUse, alone
from bot.ops.process.standby import turn
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.storage.file.database import Database
from bot.storage.file.lease import Lease
from tests.e2e.killable import KillableBot

KEY = "0123456789abcdef" * 4


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, database_key=KEY, data_dir=tmp_path)


async def held(settings: Settings, holder: str) -> Database:
    """Return a database whose lease another process has."""
    database = await Database.open(settings.database_path, KEY)
    await Lease.claim(database, holder)
    return database


async def test_a_second_bot_is_refused_and_the_message_names_the_first(settings):
    with alone(settings.data_dir), pytest.raises(InUse, match=f"in use by process {os.getpid()}"):
        async with turn(settings, standby=False):
            pass


async def test_one_that_stands_by_begins_when_the_lock_is_free(settings):
    with ExitStack() as first:
        first.enter_context(alone(settings.data_dir))

        async def stand_by() -> int | None:
            async with turn(settings, standby=True) as after:
                return after

        waiting = asyncio.create_task(stand_by())
        assert not (await asyncio.wait({waiting}, timeout=0.3))[0]
        first.close()
        assert await asyncio.wait_for(waiting, 10) == 0


async def test_the_end_of_a_bot_of_this_machine_needs_no_waiting(settings):
    await (await held(settings, this_process())).close()
    async with asyncio.timeout(5), turn(settings, standby=False, silent=3600) as after:
        assert after == 1


async def test_a_bot_elsewhere_that_goes_on_is_told_of(settings):
    database = await held(settings, "another 17")

    async def beat() -> None:
        while True:
            async with database.change() as tx:
                await tx.run("UPDATE lease SET beats = beats + 1")
            await asyncio.sleep(0.1)

    beating = asyncio.create_task(beat())
    with pytest.raises(InUse, match="another machine"):
        async with turn(settings, standby=False):
            pass
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await database.close()


async def test_a_bot_elsewhere_that_is_silent_is_over(settings):
    await (await held(settings, "another 17")).close()
    async with asyncio.timeout(10), turn(settings, standby=False, silent=0.5) as after:
        assert after == 1


async def test_one_that_hangs_is_replaced_and_a_command_is_waited_for(settings):
    database = await held(settings, this_process())
    with alone(settings.data_dir):
        async with asyncio.timeout(10), turn(settings, standby=True, silent=0.5) as after:
            assert after == 1
        await Lease.claim(database, "another 1")  # so the lock is not the silent bot's
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5), turn(settings, standby=True, silent=0.5):
                pass
    await database.close()


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
async def test_the_standby_answers_within_30_seconds_and_the_first_one_sends_nothing_more(tmp_path, end):
    async with Sandbox() as sandbox, sandbox.client() as client:
        first = KillableBot(sandbox, tmp_path)
        second = first.beside(tmp_path / "second.log")
        person = await client.person("영희", "ko")
        try:
            await first.start()
            await person.send_text("/help")
            for _ in ("the greeting", "the answer"):
                await person.wait_for_bot(timeout=60)
            await second.start("--standby")
            await second.logs("waiting for the bot")
            first.signal(end)
            before = await person.messages()
            await person.send_text("/help")
            await second.logs("Yaksok runs", within=30)
            await person.wait_for_bot(timeout=30)
            if end == signal.SIGSTOP:
                first.signal(signal.SIGCONT)
                assert await first.ended(within=60) != 0
                assert "another bot has taken over" in first.log.read_text()
            said = [m for m in (await person.messages(before.seq)).messages if m["from"]["is_bot"]]
            assert len(said) == 1
        finally:
            first.signal(signal.SIGCONT)
            await first.kill()
            await second.stop()
