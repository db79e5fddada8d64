"""One bot at a time: who was replaced can't write any more, and knows that it may not send."""

from pathlib import Path

import pytest

from bot.core.errors import LeaseLost, is_passing
from bot.storage.file.database import Database
from bot.storage.file.lease import Holding, Lease, holding
from tests.bot.storage.conftest import KEY


@pytest.fixture
async def two(tmp_path: Path):
    """Two processes' connections to one database."""
    first, second = [await Database.open(tmp_path / "users.db", KEY) for _ in range(2)]
    yield first, second
    await first.close()
    await second.close()


async def test_a_bot_that_was_replaced_can_change_nothing_any_more(two):
    first, second = two
    await Lease.claim(first, "first")
    await Lease.claim(second, "second")
    with pytest.raises(LeaseLost) as lost:
        async with first.change() as tx:
            await tx.run("DELETE FROM updates")
    assert is_passing(lost.value)  # what it leaves is done by the other one
    await second.probe()


async def test_a_bot_that_was_replaced_knows_it_once_it_looks(two):
    first, second = two
    await Lease.claim(first, "first")
    old = Lease(first, 1, trusted=0.0)
    assert await old.is_held()
    await Lease.claim(second, "second")
    assert not await old.is_held()
    with pytest.raises(LeaseLost):
        await old.keep()


async def test_of_two_that_saw_the_same_end_one_takes_over(two):
    first, second = two
    await Lease.claim(first, "first", after=0)
    with pytest.raises(LeaseLost):
        await Lease.claim(second, "second", after=0)
    await first.probe()


async def test_who_holds_it_can_be_read_from_outside(two, tmp_path):
    assert holding(tmp_path / "none.db", KEY) == Holding()
    assert holding(tmp_path / "users.db", KEY) == Holding()
    lease = await Lease.claim(two[0], "boot 17")
    assert holding(tmp_path / "users.db", KEY) == Holding(1, 0, "boot 17")
    await lease.release()
    assert holding(tmp_path / "users.db", KEY) == Holding(1, 0, "")
