"""Lists: nothing doubled, nothing of others, times kept."""

import asyncio
from datetime import UTC, datetime, time

from bot.core.medications import MedicationId
from bot.core.people import ChatId, Language, PersonId
from bot.storage.accounts import StoredAccounts
from bot.storage.medications import StoredMedications
from knowledge.products import ProductId

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TYLENOL = ProductId("202106092")


async def person(database, chat: int = 7) -> PersonId:
    return (await StoredAccounts(database).open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOW)).person_id


async def test_the_same_tap_twice_and_the_same_medicine_twice_add_it_once(database):
    someone, store = await person(database), StoredMedications(database)
    added = await asyncio.gather(
        store.add(someone, TYLENOL, "가", "update:1", NOW), store.add(someone, TYLENOL, "가", "update:1", NOW),
        store.add(someone, TYLENOL, "가", "update:2", NOW),
    )  # fmt: skip
    assert sorted(added) == [False, False, True]
    assert [m.name for m in await store.active(someone)] == ["가"]


async def test_a_medicine_taken_off_can_be_added_again_and_both_stay_in_the_history(database):
    someone, store = await person(database), StoredMedications(database)
    await store.add(someone, TYLENOL, "가", "update:1", NOW)
    (medication,) = await store.active(someone)
    assert await store.stop(someone, medication.id, NOW)
    assert not await store.stop(someone, medication.id, NOW)
    assert await store.add(someone, TYLENOL, "가", "update:2", NOW)
    assert len(await store.active(someone)) == 1
    assert len(await database.rows("SELECT * FROM medications")) == 2


async def test_nobody_touches_the_list_of_somebody_else(database):
    mine, yours, store = await person(database), await person(database, 8), StoredMedications(database)
    await store.add(mine, TYLENOL, "가", "update:1", NOW)
    (medication,) = await store.active(mine)
    assert await store.get(yours, medication.id) is None
    assert not await store.stop(yours, medication.id, NOW)
    assert not await store.plan(yours, medication.id, [time(8)], NOW)
    assert len(await store.active(mine)) == 1


async def test_times_are_replaced_as_a_whole_and_none_end_the_plan(database):
    someone, store = await person(database), StoredMedications(database)
    await store.add(someone, TYLENOL, "가", "update:1", NOW)
    (medication,) = await store.active(someone)
    for times in ([time(8), time(20)], [time(8)], []):
        assert await store.plan(someone, medication.id, times, NOW)
        changed = await store.get(someone, medication.id)
        assert changed is not None
        assert list(changed.times) == times


async def test_a_medicine_that_is_not_there_takes_no_times(database):
    assert not await StoredMedications(database).plan(await person(database), MedicationId(9), [time(8)], NOW)


async def test_the_file_holds_no_name_that_can_be_read(database, tmp_path):
    await StoredMedications(database).add(
        await person(database), TYLENOL, "타이레놀 TYLENOL", "update:1", NOW
    )
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("users.db*"))
    assert len(raw) > 4096
    assert b"TYLENOL" not in raw
    assert "타이레놀".encode() not in raw
