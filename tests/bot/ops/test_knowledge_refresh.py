"""Downloads in a process of their own, and what becomes of them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.core.errors import SettingError
from bot.ops.jobs.timer import new_timer
from bot.ops.knowledge.knowledge_download import KnowledgeDownload
from bot.ops.knowledge.knowledge_refresh import TRY_AGAIN, KnowledgeRefresh
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.settings import ROOT, Settings
from knowledge.build.builder import build_records
from knowledge.sources.records import Region
from knowledge.starter import records
from tests.fakes import FakeClock
from tests.knowledge.official import DUR, PARTNER, PILL, dur, sheet

LONG_AGO = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SECRET = "secret%2Bservice%2Fkey=="
KNOWLEDGE = (sys.executable, "-m", "knowledge")


class FakeRechecks:
    """Stands for the re-check of all lists: remembers with which knowledge it was asked for."""

    def __init__(self) -> None:
        self.versions: list[str] = []
        self.succeeds = True
        self.fails = False

    async def run(self, version: str, now: object) -> bool:
        self.versions.append(version)
        if self.fails:
            raise OSError("disk")
        return self.succeeds


def build_of(path: Path, day: datetime) -> None:
    """Put the same facts in the place of a file, as they are built on another day."""
    build_records(records(), path, Region.KOREA, built_at=day)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A file of long ago: what is built in the test differs, however fast it is built."""
    await asyncio.to_thread(build_of, tmp_path / "knowledge.db", LONG_AGO)
    return tmp_path / "knowledge.db"


@pytest.fixture
async def live(path: Path) -> AsyncIterator[LiveKnowledge]:
    knowledge = await asyncio.to_thread(LiveKnowledge, path)
    yield knowledge
    knowledge.close()


def settings(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **more)


async def test_lists_are_checked_at_the_start_and_by_each_newer_file_once(live, path):
    rechecks, clock = FakeRechecks(), FakeClock()
    watch = KnowledgeRefresh(live, rechecks, clock, new_timer())
    await watch.look()
    await watch.look()
    first = live.version
    await asyncio.to_thread(build_of, path, clock() + timedelta(days=1))
    await watch.look()
    await watch.look()
    assert rechecks.versions == [first, live.version]


async def test_a_check_of_all_lists_that_failed_is_tried_again_after_a_while_and_not_at_every_look(live):
    rechecks, clock = FakeRechecks(), FakeClock()
    rechecks.fails = True
    watch = KnowledgeRefresh(live, rechecks, clock, new_timer())
    with pytest.raises(OSError, match="disk"):
        await watch.look()
    await watch.look()
    assert len(rechecks.versions) == 1
    clock.at += TRY_AGAIN + timedelta(seconds=1)
    rechecks.fails = False
    await watch.look()
    await watch.look()
    assert len(rechecks.versions) == 2


async def test_as_long_as_some_were_not_told_every_look_asks_whether_it_is_time(live):
    rechecks = FakeRechecks()
    rechecks.succeeds = False
    watch = KnowledgeRefresh(live, rechecks, FakeClock(), new_timer())
    await watch.look()
    await watch.look()
    rechecks.succeeds = True
    await watch.look()
    await watch.look()
    assert len(rechecks.versions) == 3


async def test_a_watch_that_runs_is_well_and_one_that_ended_is_not(live):
    watch = KnowledgeRefresh(live, FakeRechecks(), FakeClock(), new_timer())
    assert not await watch.is_well()
    watch.start()
    assert await watch.is_well()
    await watch.aclose()
    assert not await watch.is_well()


async def test_a_download_is_planned_for_the_hour_where_the_bot_lives_and_only_if_it_was_asked_for(live):
    async def nothing() -> bool:
        return False

    timer, idle = new_timer(), new_timer()
    timer.start()
    wished = KnowledgeRefresh(
        live, FakeRechecks(), FakeClock(), timer, download=nothing, hour=3, time_zone="Asia/Seoul"
    )
    wished.start()
    at = timer.get_job("sync").next_run_time
    await wished.aclose()
    assert str(at.tzinfo) == "Asia/Seoul"
    assert abs(at - at.replace(hour=3, minute=0, second=0)) <= timedelta(minutes=30)
    timer.shutdown()
    never = KnowledgeRefresh(live, FakeRechecks(), FakeClock(), idle)
    never.start()
    assert idle.get_jobs() == []
    await never.aclose()


async def test_a_download_that_went_well_is_taken_into_use(live, path):
    command = (*KNOWLEDGE, "build", "--starter", "--out", path)
    before, rechecks = live.version, FakeRechecks()
    watch = KnowledgeRefresh(
        live, rechecks, FakeClock(), new_timer(), download=KnowledgeDownload(command, {}).run
    )
    await watch._sync()
    assert live.version != before
    assert rechecks.versions == [live.version]


async def test_a_download_that_fails_tells_the_operator_why_and_the_old_file_stays(live, path, tmp_path):
    async def refuse(_: web.Request) -> web.Response:
        text = "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>"
        text += "SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode>"
        return web.Response(text=text + "</cmmMsgHeader></OpenAPI_ServiceResponse>")

    app = web.Application()
    app.router.add_get("/{path:.*}", refuse)
    before, old = path.read_bytes(), live.version
    async with TestServer(app) as server:
        url = str(server.make_url("/"))
        command = (*KNOWLEDGE, "sync", "--out", tmp_path / "sources", "--build", path, "--only", "recalls")
        command += ("--api-url", url, "--bulk-url", url, "--json")
        with structlog.testing.capture_logs() as logs:
            watch = KnowledgeRefresh(
                live,
                FakeRechecks(),
                FakeClock(),
                new_timer(),
                download=KnowledgeDownload(command, {"YAKSOK_SERVICE_KEY": SECRET}).run,
            )
            await watch._sync()
    failed = next(line for line in logs if line["log_level"] == "error")
    assert "old file stays" in failed["event"]
    assert "활용신청" in failed["reason"], "the remedy is told"
    assert SECRET not in str(logs)
    assert "secret+service" not in str(logs)
    assert path.read_bytes() == before
    assert live.version == old


async def test_without_a_key_the_whole_files_are_had_and_a_build_of_them_is_tried(tmp_path):
    """What this server has is no whole catalogue: the build says what is wanting, and a note that the key is."""
    rules = dur(tmp_path / "rules.csv", [{**DUR, **PARTNER}]).read_bytes()
    pills = sheet(tmp_path / "pills.xlsx", [PILL]).read_bytes()

    async def whole_file(request: web.Request) -> web.Response:
        given = {"OpenData_PotOpenTabletIdntfc": pills, "OpenData_PotOpenDurIngr_A": rules}
        body = given.get(request.match_info["name"])
        return web.Response(body=body) if body else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{way}/{name}", whole_file)
    async with TestServer(app) as server:
        command = (*KNOWLEDGE, "sync", "--out", tmp_path / "sources", "--build", tmp_path / "k.db")
        command += ("--bulk-url", str(server.make_url("/")), "--json")
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=os.environ | {"YAKSOK_SERVICE_KEY": ""}, stderr=asyncio.subprocess.PIPE
        )
        _, said = await process.communicate()
    assert process.returncode == 1
    assert "(YAKSOK_SERVICE_KEY)" in said.decode()
    assert "k.db: not built: products: expected 20,000 to 120,000, got 1;" in said.decode()
    assert len(list((tmp_path / "sources" / "mfds").iterdir())) == 2


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_what_was_downloaded_is_built_with_what_lies_there_and_taken(live, path, tmp_path, shared_data):
    stored = json.loads(
        (shared_data / "korea/api/medi-meta_retrieve-stop-sale-details-list.json").read_text("utf-8")
    )
    stored["body"]["totalCount"] = 1

    async def recalls(_: web.Request) -> web.Response:
        return web.json_response(stored)

    (tmp_path / "sources").mkdir()
    for name in ("mfds", "hira"):
        (tmp_path / "sources" / name).mkdir()
        for file in (shared_data / "korea" / name).rglob("*.*"):
            (tmp_path / "sources" / name / file.name).symlink_to(file)
    app = web.Application()
    app.router.add_get("/{path:.*}", recalls)
    async with TestServer(app) as server:
        command = (*KNOWLEDGE, "sync", "--out", tmp_path / "sources", "--build", path, "--only", "recalls")
        command += ("--api-url", str(server.make_url("/")), "--json")
        download = KnowledgeDownload(command, {"YAKSOK_SERVICE_KEY": SECRET})
        watch = KnowledgeRefresh(live, FakeRechecks(), FakeClock(), new_timer(), download=download.run)
        with structlog.testing.capture_logs() as logs:
            await watch._sync()
    assert [line["event"] for line in logs][-1] == "knowledge taken", logs
    assert (await live.look_up("와파린", 20)).products


async def test_a_download_that_hangs_is_ended():
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    with structlog.testing.capture_logs() as logs:
        assert not await KnowledgeDownload(command, {}, seconds=0.5).run()
    assert "not done after 0.5 s" in logs[-1]["reason"]


async def test_a_download_that_is_broken_off_leaves_no_process():
    started = asyncio.create_task(
        KnowledgeDownload((sys.executable, "-c", "import time; time.sleep(60)"), {}).run()
    )
    await asyncio.sleep(0)
    started.cancel()
    with pytest.raises(asyncio.CancelledError):
        await started


async def test_the_command_of_the_settings_is_one_that_exists_and_holds_no_key(tmp_path):
    download = KnowledgeDownload.by(settings(tmp_path, service_key=SecretStr(SECRET), sync_hour=3))
    assert SECRET not in str(download._command)
    assert await KnowledgeDownload((*download._command, "--help"), download._environment).run()


def test_a_schedule_without_a_key_is_refused_with_the_settings_name(tmp_path):
    with pytest.raises(SettingError, match="YAKSOK_SERVICE_KEY"):
        KnowledgeDownload.by(settings(tmp_path, sync_hour=3))


def test_nothing_is_downloaded_unless_it_was_asked_for(tmp_path):
    assert settings(tmp_path).sync_hour is None
