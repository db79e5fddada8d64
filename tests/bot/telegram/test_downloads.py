"""A file comes into memory within its limits, whatever the server says or sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from telegram import Bot, PhotoSize

from bot.telegram.transport.downloads import DownloadError, Downloads, TooLargeError

TOKEN = "1:secret"


@asynccontextmanager
async def server(described: dict[str, object], content: bytes, status: int = 200) -> AsyncIterator[PhotoSize]:
    """Serve one file over the two addresses of the Bot API, and give what stands for it in a message."""

    async def get_file(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"file_id": "f", "file_unique_id": "u"} | described})

    async def get_me(_: web.Request) -> web.Response:
        me = {"id": 1, "is_bot": True, "first_name": "Yaksok", "username": "yaksok_bot"}
        return web.json_response({"ok": True, "result": me})

    async def file(_: web.Request) -> web.Response:
        return web.Response(body=content, status=status)

    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/getFile", get_file)
    app.router.add_post(f"/bot{TOKEN}/getMe", get_me)
    app.router.add_get(f"/file/bot{TOKEN}/photos/1.jpg", file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with Bot(TOKEN, f"http://{host}:{port}/bot", f"http://{host}:{port}/file/bot") as bot:
            photo = PhotoSize("f", "u", 9, 9)
            photo.set_bot(bot)
            yield photo
    finally:
        await runner.cleanup()


async def fetched(photo: PhotoSize, most: int = 1000) -> bytes:
    downloads = Downloads()
    try:
        return await downloads.fetch(photo, most)
    finally:
        await downloads.aclose()


async def test_a_file_is_fetched_as_it_is() -> None:
    async with server({"file_path": "photos/1.jpg", "file_size": 1000}, bytes(1000)) as photo:
        assert await fetched(photo) == bytes(1000)


@pytest.mark.parametrize("told", [{"file_size": 1001}, {"file_size": 10}, {}], ids=["says", "lies", "silent"])
async def test_a_file_beyond_the_limit_is_not_fetched_whatever_is_told_of_it(told: dict[str, object]) -> None:
    async with server({"file_path": "photos/1.jpg"} | told, bytes(1001)) as photo:
        with pytest.raises(TooLargeError):
            await fetched(photo)


async def test_an_error_names_no_address_for_that_holds_the_token() -> None:
    async with server({"file_path": "photos/1.jpg"}, b"", status=404) as photo:
        with pytest.raises(DownloadError) as caught:
            await fetched(photo)
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("most", [4, 3])
async def test_a_file_on_this_machine_is_read_within_the_same_limit(tmp_path: Path, most: int) -> None:
    path = tmp_path / "1.jpg"
    await asyncio.to_thread(path.write_bytes, b"file")
    async with server({"file_path": str(path)}, b"") as photo:
        if most == 4:
            assert await fetched(photo, most) == b"file"
        else:
            with pytest.raises(TooLargeError):
                await fetched(photo, most)


async def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "1.jpg"
    await asyncio.to_thread(path.touch)
    async with server({"file_path": str(path)}, b"") as photo:
        await asyncio.to_thread(path.unlink)
        with pytest.raises(DownloadError):
            await fetched(photo)


async def test_a_file_that_is_shorter_than_telegram_told_is_an_error_of_ours() -> None:
    async with server({"file_path": "photos/1.jpg", "file_size": 1000}, bytes(999)) as photo:
        with pytest.raises(DownloadError):
            await fetched(photo)
