"""Log lines of the processes that scan photos have the number of the update that the photo came with."""

import json
import logging
from pathlib import Path

import pytest
import structlog

from bot.ops.monitoring.worker_logs import WorkerLogs
from bot.sandbox.server import Sandbox
from inference.pool_processes import PoolSettings, Workers
from tests.bench.admission import write_accounts
from tests.e2e.conftest import has_button
from tests.e2e.killable import KillableBot
from tests.pictures import four_pills


def say(_: object, word: str) -> None:
    """Log something; runs in a worker."""
    logging.getLogger("worker").info(word)


def lines_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


async def test_a_worker_logs_with_the_number_of_each_task_and_without_one_where_there_is_none(
    capfd: pytest.CaptureFixture[str],
):
    workers = Workers(PoolSettings(workers=1, logs=WorkerLogs(json=True)), dict)
    await workers.start()
    try:
        for number in (7, 8):
            with structlog.contextvars.bound_contextvars(update=number):
                await workers.run(say, "looking")
        await workers.run(say, "alone")
    finally:
        await workers.close()
    told = [(line["event"], line.get("update")) for line in lines_of(capfd.readouterr().err)]
    assert told == [("looking", 7), ("looking", 8), ("alone", None)]


async def test_the_line_of_the_worker_has_the_number_of_the_line_of_the_bot(tmp_path: Path):
    async with Sandbox() as sandbox, sandbox.client() as client:
        person = await client.person()
        bot = KillableBot(sandbox, tmp_path, YAKSOK_LOG_JSON="true")
        await write_accounts(bot, [person])
        await bot.start()
        try:
            await person.send_photo(four_pills())
            await person.wait_for_bot(has_button("pill:"), timeout=90)
        finally:
            await bot.stop()
    lines = lines_of(bot.log.read_text())
    (looked,) = [line["update"] for line in lines if line["event"] == "photo looked at"]
    (inside,) = [line["update"] for line in lines if line["logger"] == "inference.pool_worker"]
    assert inside == looked
