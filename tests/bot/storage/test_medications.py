"""Lists: nothing doubled, nothing of others, times kept."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.medications.medications import Added, Medication, MedicationId
from bot.core.people.accounts import ChatId, Language, PersonId
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from knowledge.products import ProductId
from tests.schedules import scheduled

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TYLENOL = ProductId("202106092")


async def person(database, chat: int = 7) -> PersonId:
    return (await StoredAccounts(database).open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOW)).person_id


async def listed(database, chat: int = 7) -> tuple[PersonId, Medication]:
    """Return a person with one more medicine on the list, and that medicine."""
    someone, store = await person(database, chat), StoredMedications(database)
    origin = f"test:{len(await database.rows('SELECT * FROM medications'))}"
    addition = await store.add(someone, TYLENOL, "가", origin, NOW, most=60)
    assert addition.id is not None
    medication = await store.get(someone, addition.id)
    assert medication is not None
    return someone, medication


async def test_the_same_medicine_from_two_devices_at_once_is_added_once(database):
    someone, store = await person(database), StoredMedications(database)
    added = await asyncio.gather(
        *(store.add(someone, TYLENOL, "가", f"update:{n}", NOW, most=60) for n in (1, 2, 3))
    )
    assert sorted(a.outcome for a in added) == ["listed", "listed", "new"]
    assert len({a.id for a in added}) == 1
    assert [m.name for m in await store.active(someone)] == ["가"]


async def test_the_same_tap_handled_again_finds_what_it_added_as_new(database):
    someone, store = await person(database), StoredMedications(database)
    first, again = [await store.add(someone, TYLENOL, "가", "update:1", NOW, most=60) for _ in range(2)]
    assert first == again
    assert first.outcome is Added.NEW


async def test_a_list_takes_no_more_than_it_may_hold(database):
    someone, store = await person(database), StoredMedications(database)
    added = [await store.add(someone, ProductId(str(n)), "가", f"update:{n}", NOW, most=3) for n in range(5)]
    assert [a.outcome for a in added] == [Added.NEW] * 3 + [Added.FULL] * 2
    again = await store.add(someone, ProductId("1"), "가", "update:9", NOW, most=3)
    assert again.outcome is Added.LISTED
    assert len(await store.active(someone)) == 3


async def test_a_medicine_taken_off_can_be_added_again_and_both_stay_in_the_history(database):
    someone, medication = await listed(database)
    store = StoredMedications(database)
    assert await store.stop(someone, medication.id, NOW, delete=False)
    assert not await store.stop(someone, medication.id, NOW, delete=False)
    assert (await store.add(someone, TYLENOL, "가", "update:2", NOW, most=60)).outcome is Added.NEW
    assert not await store.undo(someone, medication.id, NOW), "it would be on the list twice"
    assert len(await store.active(someone)) == 1
    assert len(await database.rows("SELECT * FROM medications")) == 2


async def test_nobody_touches_the_list_of_somebody_else(database):
    yours, (_, medication), store = (
        await person(database, 8),
        await listed(database),
        StoredMedications(database),
    )
    id = medication.id
    assert await store.get(yours, id) is None
    for change in (
        store.stop(yours, id, NOW, delete=True), store.plan(yours, id, scheduled((time(8),)), NOW), store.count(yours, id, 1),
        store.pause(yours, id, NOW), store.resume(yours, id, None, NOW, NOW), store.undo(yours, id, NOW),
        store.correct(yours, id, ProductId("2"), "나", NOW),
    ):  # fmt: skip
        assert not await change
    assert await store.active(await person(database)) == [medication]


async def test_a_plan_comes_back_as_it_was_set(database):
    someone, medication = await listed(database)
    store = StoredMedications(database)
    for plan in (
        scheduled((time(8), time(20))),
        scheduled((time(8),), 7, date(2026, 11, 23), date(2027, 1, 1), 0.5),
        scheduled(amount=2),
    ):
        for _ in range(2):
            assert await store.plan(someone, medication.id, plan, NOW)
        changed = await store.get(someone, medication.id)
        assert changed is not None
        assert changed.plan == plan
    assert len(await database.rows("SELECT * FROM plans")) == 3, "the same plan again is no other plan"


async def test_a_medicine_that_is_not_there_takes_no_plan(database):
    store = StoredMedications(database)
    assert not await store.plan(await person(database), MedicationId(9), scheduled((time(8),)), NOW)


async def test_a_paused_medicine_keeps_its_plan_which_can_be_changed_meanwhile(database):
    someone, medication = await listed(database)
    store = StoredMedications(database)
    await store.plan(someone, medication.id, scheduled((time(8),)), NOW)
    assert await store.pause(someone, medication.id, NOW + timedelta(days=1))
    assert not await store.pause(someone, medication.id, NOW + timedelta(days=2))
    (paused,) = await store.active(someone)
    assert (paused.plan, paused.paused_at) == (scheduled((time(8),)), NOW + timedelta(days=1))
    await store.plan(someone, medication.id, scheduled((time(9),)), NOW + timedelta(days=2))
    (paused,) = await store.active(someone)
    assert (paused.plan, paused.paused_at) == (scheduled((time(9),)), NOW + timedelta(days=1))
    assert await database.rows("SELECT * FROM plans WHERE ended_at IS NULL") == []


@pytest.mark.parametrize("delete", [False, True])
async def test_a_medicine_taken_off_comes_back_with_its_plan_and_stock_for_ten_minutes(database, delete):
    someone, medication = await listed(database)
    store = StoredMedications(database)
    await store.plan(someone, medication.id, scheduled((time(8),)), NOW)
    await store.count(someone, medication.id, 12)
    before = await store.active(someone)
    await store.stop(someone, medication.id, NOW + timedelta(hours=1), delete=delete)
    assert await store.active(someone) == []
    assert not await store.undo(someone, medication.id, NOW + timedelta(hours=1, seconds=1)), "too late"
    assert await store.undo(someone, medication.id, NOW + timedelta(hours=1))
    assert not await store.undo(someone, medication.id, NOW + timedelta(hours=1)), "a second tap"
    assert await store.active(someone) == before


async def test_a_medicine_paused_and_then_stopped_comes_back_paused(database):
    someone, medication = await listed(database)
    store = StoredMedications(database)
    await store.plan(someone, medication.id, scheduled((time(8),)), NOW)
    await store.pause(someone, medication.id, NOW)
    before = await store.active(someone)
    await store.stop(someone, medication.id, NOW, delete=True)
    assert await store.undo(someone, medication.id, NOW)
    assert await store.active(someone) == before
    assert await database.rows("SELECT * FROM plans WHERE ended_at IS NULL") == []


async def test_what_was_deleted_is_gone_with_its_history_once_it_can_not_be_undone(database):
    (someone, medication), store = await listed(database), StoredMedications(database)
    await store.plan(someone, medication.id, scheduled((time(8),)), NOW)
    await store.stop(someone, medication.id, NOW, delete=True)
    await store.forget_deleted(NOW)
    assert len(await database.rows("SELECT * FROM medications")) == 1
    await store.forget_deleted(NOW + timedelta(seconds=1))
    for table in ("medications", "plans"):
        assert await database.rows(f"SELECT * FROM {table}") == []


async def test_a_wrong_product_is_corrected_in_its_place_or_leaves_where_the_right_one_is_listed(database):
    (someone, medication), store = await listed(database), StoredMedications(database)
    await store.plan(someone, medication.id, scheduled((time(8),)), NOW)
    assert await store.correct(someone, medication.id, ProductId("2"), "나", NOW)
    (corrected,) = await store.active(someone)
    assert (corrected.name, corrected.plan) == ("나", scheduled((time(8),)))
    _, other = await listed(database)
    assert await store.correct(someone, other.id, ProductId("2"), "나", NOW)
    assert [m.name for m in await store.active(someone)] == ["나"]


async def test_the_file_holds_no_name_that_can_be_read(database, tmp_path):
    await StoredMedications(database).add(
        await person(database), TYLENOL, "타이레놀 TYLENOL", "update:1", NOW, most=60
    )
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("users.db*"))
    assert len(raw) > 4096
    assert b"TYLENOL" not in raw
    assert "타이레놀".encode() not in raw
