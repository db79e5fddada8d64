"""An album is one question, answered once, whenever the bot is stopped."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from pathlib import Path

import pytest
from telegram import Update

from bot.core.errors import DiskError
from bot.core.updates import IncomingUpdate
from bot.sandbox.server import Sandbox
from bot.storage.chats.inbox import Inbox
from bot.telegram.transport.albums import Albums
from bot.telegram.transport.background import Background
from tests.bot.telegram.telegram_fixture import Rig, noon, rig, text
from tests.bot.telegram.virtual import loop_time, run_virtually

PART = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]


def part(update_id: int, album: str = "A", chat_id: int = 1) -> IncomingUpdate:
    return text(update_id, chat_id, media_group_id=album, photo=PART)


async def number_of(update: Update) -> int:
    return update.update_id


class Table:
    """Hands every part to Albums, as the application does; keeps which albums came out."""

    def __init__(self, delay: float = 0.1) -> None:
        self.delay = delay
        self.albums: Albums[int] | None = None
        self.out: list[list[int]] = []
        self.before: Callable[[], Awaitable[None]] | None = None
        self.news = asyncio.Event()

    def lay(self, bench: Rig) -> None:
        self.albums = Albums(
            self.delay,
            number_of,
            self._keep,
            bench.background,
            bench.inbox,
            noon,
            queued=bench.dispatcher.queued,
        )

    async def handle(self, update: Update) -> None:
        assert self.albums is not None
        message = update.effective_message
        if message is not None and message.media_group_id:
            await self.albums.add(update)

    async def _keep(self, parts: tuple[Update, ...], first: int) -> None:
        assert first == parts[0].update_id
        self.news.set()
        if self.before:
            await self.before()
        self.out.append([each.update_id for each in parts])


async def test_the_parts_of_an_album_are_handed_over_together_and_marked(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    table = Table()
    async with rig(tmp_path, sandbox, table.handle) as bench:
        table.lay(bench)
        await bench.bring(part(1), part(2))
        await bench.bring(part(3))
        await bench.meter.until_marked(3)
        assert await bench.waiting() == []
    assert table.out == [[1, 2, 3]]


async def test_an_album_that_was_killed_twice_is_handed_over_whole_though_its_chat_goes_on_writing(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    table = Table(delay=60.0)
    for _ in range(2):
        async with rig(tmp_path, sandbox, table.handle, killed=True) as bench:
            table.lay(bench)
            await bench.bring(part(1), part(2), part(5, chat_id=2))
            await asyncio.wait_for(until_begun(bench, 3), 20)
    table.delay = 0.1
    async with rig(tmp_path, sandbox, table.handle) as bench:
        table.lay(bench)
        await bench.bring(part(3), text(4), part(6, chat_id=2))
        await bench.meter.until_marked(6)
    assert sorted(table.out) == [[1, 2, 3], [5, 6]]


async def test_an_album_for_which_the_database_fails_is_handed_over_again_with_all_its_parts(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    table, faults = Table(), [DiskError("full"), DiskError("full")]

    async def fail() -> None:
        if faults:
            raise faults.pop()

    table.before = fail
    async with rig(tmp_path, sandbox, table.handle, retry_seconds=0.0) as bench:
        table.lay(bench)
        await bench.bring(part(1), part(2), part(3))
        await bench.meter.until_marked(3)
        assert bench.errors == []
    assert [sorted(album) for album in table.out] == [[1, 2, 3]]


async def until_begun(bench: Rig, count: int) -> None:
    while bench.background.length < count:
        await bench.waiting()


async def test_what_is_begun_is_begun_with_the_first_part_before_the_chat_goes_on(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    order: list[str] = []

    async def begin(update: Update) -> str:
        order.append(f"begun {update.update_id}")
        return "as it was asked then"

    async def keep(parts: tuple[Update, ...], begun: str) -> None:
        order.append(f"{len(parts)} parts, {begun}")

    async def handle(update: Update) -> None:
        if update.update_id == 2:
            order.append("text 2")
        else:
            await albums.add(update)

    async with rig(tmp_path, sandbox, handle) as bench:
        albums = Albums(0.1, begin, keep, bench.background, bench.inbox, noon, queued=bench.dispatcher.queued)
        await bench.bring(part(1), text(2), part(3))
        await bench.meter.until_marked(3)
    assert order == ["begun 1", "text 2", "2 parts, as it was asked then"]


async def test_the_parts_are_marked_in_one_step_so_that_no_crash_can_part_them(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    marked: list[set[int]] = []

    class NotingInbox(Inbox):
        async def done(self, update_ids: Collection[int], at: datetime) -> None:
            marked.append(set(update_ids))
            await super().done(update_ids, at)

    table = Table()
    async with rig(tmp_path, sandbox, table.handle, inbox_type=NotingInbox) as bench:
        table.lay(bench)
        await bench.bring(part(1), part(2), part(3))
        await bench.meter.until_marked(3)
    assert marked[0] == {1, 2, 3}


def test_an_album_closes_so_long_after_its_last_part() -> None:
    """In virtual time; nothing is kept, for the moments are what matters."""

    class Unkept:
        async def done(self, update_ids: Collection[int], at: datetime) -> None: ...

    async def scene() -> list[tuple[float, int]]:
        out: list[tuple[float, int]] = []

        async def keep(parts: tuple[Update, ...], first: int) -> None:
            out.append((loop_time(), len(parts)))

        background = Background()
        albums = Albums(1.2, number_of, keep, background, Unkept(), noon)  # type: ignore[arg-type]
        for number in range(1, 4):
            await albums.add(Update.de_json(json.loads(part(number).body), None))
            await asyncio.sleep(1.0)
        await background.wait()
        return out

    [(moment, count)] = run_virtually(scene())
    assert moment == pytest.approx(3.2)
    assert count == 3


async def test_albums_at_the_same_time_do_not_mix(tmp_path: Path, sandbox: Sandbox) -> None:
    table = Table()
    async with rig(tmp_path, sandbox, table.handle) as bench:
        table.lay(bench)
        await bench.bring(part(1, "A"), part(2, "B"), part(3, "A", chat_id=2), part(4, "A"), part(5, "B"))
        await bench.meter.until_marked(5)
    assert sorted(table.out) == [[1, 4], [2, 5], [3]]


async def test_nothing_is_marked_before_the_album_is_handled(tmp_path: Path, sandbox: Sandbox) -> None:
    table, gate = Table(), asyncio.Event()
    table.before = gate.wait  # type: ignore[assignment]
    async with rig(tmp_path, sandbox, table.handle) as bench:
        table.lay(bench)
        await bench.bring(part(1), part(2), text(3))
        await table.news.wait()
        await bench.meter.until_marked(1)
        assert await bench.waiting() == [1, 2]
        gate.set()
        await bench.meter.until_marked(3)
    assert table.out == [[1, 2]]


@pytest.mark.parametrize("handling", [False, True], ids=["while it is collected", "while it is handled"])
async def test_after_a_restart_the_whole_album_is_handed_over(
    tmp_path: Path, sandbox: Sandbox, *, handling: bool
) -> None:
    first = Table(delay=0.01 if handling else 60.0)
    first.before = asyncio.Event().wait  # type: ignore[assignment]
    async with rig(tmp_path, sandbox, first.handle, closing_seconds=0.05) as bench:
        first.lay(bench)
        await bench.bring(part(1), part(2), text(3))
        if handling:
            await first.news.wait()
        await bench.meter.until_marked(1)
    second = Table()
    async with rig(tmp_path, sandbox, second.handle, running=False) as bench:
        second.lay(bench)
        assert await bench.waiting() == [1, 2]
        running = asyncio.create_task(bench.dispatcher.run())
        await bench.bring(part(4))
        await bench.meter.until_marked(3)
        await bench.dispatcher.aclose()
        await running
    assert (first.out, second.out) == ([], [[1, 2, 4]])


async def test_an_album_stays_open_while_updates_of_its_chat_wait_for_their_turn(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    table, gate, begun = Table(delay=0.02), asyncio.Event(), asyncio.Event()

    async def handle(update: Update) -> None:
        if update.update_id == 2:
            begun.set()
            await gate.wait()
        await table.handle(update)

    async with rig(tmp_path, sandbox, handle) as bench:
        table.lay(bench)
        await bench.bring(part(1), text(2), part(3))
        await begun.wait()
        with pytest.raises(TimeoutError):  # far longer than the delay
            async with asyncio.timeout(0.2):
                await table.news.wait()
        gate.set()
        await bench.meter.until_marked(3)
    assert table.out == [[1, 3]]


async def test_an_error_is_told_once_and_the_album_is_not_tried_again(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    table = Table()

    async def fail() -> None:
        raise KeyError("boom")

    table.before = fail
    async with rig(tmp_path, sandbox, table.handle) as bench:
        table.lay(bench)
        await bench.bring(part(1), part(2))
        await bench.meter.until_marked(2)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, KeyError)]
        assert await bench.waiting() == []


async def test_what_is_no_part_of_an_album_is_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    table = Table()
    refused: list[ValueError] = []

    async def handle(update: Update) -> None:
        assert table.albums is not None
        try:
            await table.albums.add(update)
        except ValueError as error:
            refused.append(error)

    async with rig(tmp_path, sandbox, handle) as bench:
        table.lay(bench)
        await bench.bring(text(1))
        await bench.meter.until_marked(1)
    assert len(refused) == 1


def test_an_album_closes_though_its_chat_never_rests() -> None:
    class Unkept:
        async def done(self, update_ids: Collection[int], at: datetime) -> None: ...

    async def scene() -> float:
        async def keep(parts: tuple[Update, ...], first: int) -> None: ...

        background = Background()
        albums = Albums(1.0, number_of, keep, background, Unkept(), noon, queued=lambda chat_id: True)  # type: ignore[arg-type]
        await albums.add(Update.de_json(json.loads(part(1).body), None))
        await background.wait()
        return loop_time()

    assert run_virtually(scene()) == pytest.approx(11.0, abs=0.2)
