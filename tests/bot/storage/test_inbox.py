"""Updates are kept once, until they are handled, and what was in them no longer than that."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.errors import ServiceError
from bot.core.updates import IncomingUpdate, PendingUpdate, UpdateAttempt
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = "0123456789abcdef" * 4


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "users.db", KEY)
    yield opened
    await opened.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def arrival(update_id: int, chat_id: int | None = 7, body: str = "{}") -> IncomingUpdate:
    return IncomingUpdate(PendingUpdate(update_id, chat_id), body)


async def test_what_is_stored_waits_in_the_order_of_its_numbers(inbox: Inbox) -> None:
    await inbox.store([arrival(3, 8), arrival(1), arrival(2, None)], NOON)
    assert await inbox.waiting() == (PendingUpdate(1, 7), PendingUpdate(2, None), PendingUpdate(3, 8))


async def test_an_update_that_comes_again_is_kept_as_it_came_first(inbox: Inbox) -> None:
    await inbox.store([arrival(1, body="first")], NOON)
    await inbox.store([arrival(1, body="second"), arrival(2)], NOON)
    assert await inbox.begin(1) == UpdateAttempt(1, "first")
    assert len(await inbox.waiting()) == 2


async def test_storing_tells_what_still_waits_and_not_what_is_handled(inbox: Inbox) -> None:
    assert await inbox.store([arrival(1), arrival(2)], NOON) == (PendingUpdate(1, 7), PendingUpdate(2, 7))
    await inbox.done([1], NOON)
    assert await inbox.store([arrival(1), arrival(2), arrival(3)], NOON) == (
        PendingUpdate(2, 7),
        PendingUpdate(3, 7),
    )


async def test_nothing_is_stored_of_an_answer_that_can_not_be_stored_whole(inbox: Inbox) -> None:
    broken = IncomingUpdate(PendingUpdate(2, 7), None)  # type: ignore[arg-type]
    with pytest.raises(ServiceError):
        await inbox.store([arrival(1), broken], NOON)
    assert await inbox.waiting() == ()


async def test_every_beginning_is_counted(inbox: Inbox) -> None:
    await inbox.store([arrival(1, body="text")], NOON)
    assert [await inbox.begin(1), await inbox.begin(1)] == [
        UpdateAttempt(1, "text"),
        UpdateAttempt(2, "text"),
    ]


async def test_what_is_handled_does_not_begin_again_nor_does_what_is_unknown(inbox: Inbox) -> None:
    await inbox.store([arrival(1)], NOON)
    await inbox.done([1], NOON)
    assert await inbox.begin(1) is None
    assert await inbox.begin(99) is None


async def test_what_people_wrote_is_emptied_once_it_is_handled(inbox: Inbox, database: Database) -> None:
    await inbox.store([arrival(1, body="와파린"), arrival(2, body="아스피린")], NOON)
    await inbox.done([1], NOON)
    rows = await database.rows("SELECT update_id, body FROM updates ORDER BY update_id")
    assert [tuple(row) for row in rows] == [(1, ""), (2, "아스피린")]


async def test_several_are_marked_at_once_and_the_first_moment_stays(
    inbox: Inbox, database: Database
) -> None:
    await inbox.store([arrival(number) for number in (1, 2, 3)], NOON)
    await inbox.done([1, 2], NOON)
    await inbox.done([2, 3], NOON + timedelta(hours=1))
    rows = await database.rows("SELECT handled_at FROM updates ORDER BY update_id")
    noon = int(NOON.timestamp())
    assert [row["handled_at"] for row in rows] == [noon, noon, noon + 3600]


async def test_only_handled_updates_are_forgotten_and_only_when_they_are_old(
    inbox: Inbox, database: Database
) -> None:
    await inbox.store([arrival(number) for number in (1, 2, 3)], NOON - timedelta(days=9))
    await inbox.done([1], NOON - timedelta(hours=49))
    await inbox.done([2], NOON - timedelta(hours=47))
    assert await inbox.forget(NOON - timedelta(hours=48)) == 1
    rows = await database.rows("SELECT update_id FROM updates ORDER BY update_id")
    assert [row["update_id"] for row in rows] == [2, 3]


async def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "users.db", KEY)
    inbox = Inbox(database)
    await inbox.store([arrival(1, body="text"), arrival(2)], NOON)
    await inbox.begin(1)
    await inbox.done([2], NOON)
    await database.close()
    database = await Database.open(tmp_path / "users.db", KEY)
    assert await Inbox(database).waiting() == (PendingUpdate(1, 7),)
    assert await Inbox(database).begin(1) == UpdateAttempt(2, "text")
    await database.close()


async def test_a_full_disk_is_told_as_a_service_error(inbox: Inbox, database: Database) -> None:
    async with database.change() as tx:
        row = await tx.row("PRAGMA page_count")
        assert row is not None
        await tx.rows(f"PRAGMA max_page_count = {row[0]}")
    with pytest.raises(ServiceError, match="full"):
        await inbox.store([arrival(1, body="x" * 100_000)], NOON)
    assert await inbox.waiting() == ()
    async with database.change() as tx:
        await tx.rows("PRAGMA max_page_count = 1000000")
    await inbox.store([arrival(1, body="x" * 100_000)], NOON)
    assert await inbox.waiting() == (PendingUpdate(1, 7),)


async def test_what_waits_is_found_by_an_index_among_a_hundred_thousand_that_do_not(
    inbox: Inbox, database: Database
) -> None:
    async with database.change() as tx:
        await tx.run_many(
            "INSERT INTO updates (update_id, chat_id, body, received_at, handled_at) VALUES (?, 1, '', 0, 0)",
            [(number,) for number in range(100_000)],
        )
    plan = await database.rows(
        "EXPLAIN QUERY PLAN SELECT update_id, chat_id FROM updates WHERE handled_at IS NULL"
    )
    assert "updates_waiting" in plan[0]["detail"]
    assert await inbox.waiting() == ()
