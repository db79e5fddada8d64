"""What can be wrong outside: it is named, the rest goes on, and the report tells what was left out."""

import asyncio
import errno
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import aiohttp.web
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from training.aihub.archives.scan_report import scan_all
from training.aihub.errors import AihubError, StoreError
from training.aihub.shards.prepare import Options, prepare
from training.aihub.work import store as stores
from training.aihub.work.store import Store, split_url

ROOT = Path(__file__).resolve().parents[3]


def test_a_folder_that_is_no_data_set_is_named(tmp_path):
    (tmp_path / "holiday.txt").write_text("sun")
    with pytest.raises(AihubError, match="expected zip archives of the data set, found none"):
        prepare(Options(str(tmp_path), str(tmp_path / "data")))


def test_the_command_says_it_in_one_line(tmp_path):
    asked = [sys.executable, "-c", "from training.aihub.commands import app; app()"]
    asked += ["prepare", "--from", str(tmp_path), "--to", str(tmp_path / "data")]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: {tmp_path}: expected zip archives of the data set, found none\n"


def test_bad_archives_are_left_out_by_name_and_the_others_are_used(sound_archives, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(sound_archives[0], source)
    (source / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    (source / "TS_5_단일.zip.part1").write_bytes(b"PK")
    with zipfile.ZipFile(source / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(6):
            bomb.writestr(f"{number}.json", b" " * 60_000_000)
    with zipfile.ZipFile(source / "coco.zip", "w") as other:
        other.writestr("annotations/instances.json", '{"images": [], "annotations": []}')
        other.writestr("README", "other")
    told = prepare(Options(str(source), str(tmp_path / "data")))
    assert {name: reason.partition(": ")[2].split(",")[0] for name, reason in told.left_out} == {
        "TS_5_단일.zip.part1": "still being downloaded",
        "bomb.zip": "would grow 1028 times when unpacked: a zip bomb",
        "cut.zip": "has no list of members after 16 bytes: cut off",
    }
    assert (told.photos, told.dropped) == (56, {"member/other-data-set": 1})
    assert [
        "coco.zip",
        "annotations/instances.json",
        "other-data-set: expected one image and its annotation",
    ] in (told.examples)


class FullFileSystem(MemoryFileSystem):
    """A disk that is nearly full."""

    protocol = "nearlyfull"
    left = 0

    def _open(self, path, mode="rb", **kwargs):
        file = super()._open(path, mode, **kwargs)
        if mode == "wb":
            write = file.write

            def counted(data):
                FullFileSystem.left -= len(data)
                if FullFileSystem.left < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return write(data)

            file.write = counted
        return file


def test_a_full_disk_stops_the_work_and_the_next_run_goes_on(sound_archives, tmp_path):
    fsspec.register_implementation("nearlyfull", FullFileSystem, clobber=True)
    options = Options(str(sound_archives[0]), "nearlyfull://data", tar=True)
    FullFileSystem.left = 4_000_000
    with pytest.raises(StoreError, match=r"nearlyfull://data/shards/.*\.tar: no space left"):
        prepare(options)
    assert [name for name in Store("nearlyfull://data").files() if name.endswith(".writing")] == []
    FullFileSystem.left = 1 << 40
    assert prepare(options).photos == 56


def test_a_shard_that_can_not_be_written_is_left_out_by_name_and_made_by_the_next_run(
    sound_archives, tmp_path
):
    options = Options(str(sound_archives[0]), str(tmp_path / "data"), tar=True, part=20)
    prepare(replace(options, target=str(tmp_path / "whole")))
    first, *_ = sorted(file.stem for file in (tmp_path / "whole" / "shards").iterdir())
    blocked = tmp_path / "data" / "shards" / f"{first}.tar.writing"
    blocked.mkdir(parents=True)
    told = prepare(options)
    assert [name for name, _ in told.left_out] == [first]
    assert "Is a directory" in told.left_out[0][1]
    assert 0 < told.photos < 56
    blocked.rmdir()
    again = prepare(options)
    assert (again.photos, again.left_out) == (56, [])


@pytest.fixture
async def broken_store(sound_archives):
    """Serve the archives over HTTP: those of labels well, single photos with a 403, combined ones never."""
    names = sorted(str(path.relative_to(sound_archives[0])) for path in sound_archives[0].rglob("*.zip"))
    never = asyncio.Event()

    async def answer(request):
        number = int(request.match_info["number"])
        if "TS_1_단일" in names[number]:
            raise aiohttp.web.HTTPForbidden
        if "TS_1_조합" in names[number]:
            await never.wait()
        return aiohttp.web.FileResponse(sound_archives[0] / names[number])

    async def listing(_):
        links = "".join(f'<a href="/data/{number}.zip">{number}</a>' for number in range(len(names)))
        return aiohttp.web.Response(text=links, content_type="text/html")

    app = aiohttp.web.Application()
    app.router.add_get("/data", listing)
    app.router.add_get("/data/{number}.zip", answer)
    runner = aiohttp.web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/data", names
    never.set()
    await runner.cleanup()


async def test_a_store_that_refuses_or_hangs_is_named_and_the_others_go_on(
    broken_store, tmp_path, monkeypatch
):
    monkeypatch.setattr(stores, "PATIENCE", 0.5)
    url, names = broken_store
    told = await asyncio.to_thread(scan_all, url, str(tmp_path))
    reasons = {
        names[int(name.removesuffix(".zip"))].rpartition("/")[2]: why for name, why in told["left_out"]
    }
    assert "403" in reasons["TS_1_단일.zip"]
    assert "no answer within 0.5 s" in reasons["TS_1_조합.zip"]
    assert told["labels"] == 80


@pytest.mark.parametrize(
    ("url", "folder", "name"),
    [
        ("s3://bucket/a/b.parquet", "s3://bucket/a", "b.parquet"),
        ("b.csv", ".", "b.csv"),
        ("/tmp/b.csv", "/tmp", "b.csv"),
    ],
)
def test_a_file_s_url_is_a_folder_and_a_name(url, folder, name):
    store, found = split_url(url)
    assert (store.url, found) == (folder, name)


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    store = Store(str(tmp_path))
    stopped = store.writing("a/b.bin")
    stopped.__enter__().write(b"half")
    stopped.__exit__(ValueError, ValueError("stop"), None)
    assert store.files() == []
    store.write("a/b.bin", b"whole")
    assert (store.files(), store.read("a/b.bin")) == (["a/b.bin"], b"whole")


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"/nothing\.json: no such file"):
        Store(str(tmp_path)).read("nothing.json")
