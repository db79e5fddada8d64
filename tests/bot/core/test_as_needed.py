"""“I took one now”, over the real storage: told once, counted, taken back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest

from bot.core.doses.model import DoseId
from bot.core.medications.as_needed import AsNeededService, Outcome, Telling
from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.people.accounts import Account, ChatId, Language
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.file.timestamps import instant
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from tests.bot.core.core_fixture import NOW, Shelf
from tests.schedules import scheduled

NOTHING = DoseId(0)


@dataclass
class Home:
    """One person with one medicine, taken two at a time when needed."""

    database: Database
    medicines: MedicationService
    needed: AsNeededService
    account: Account
    id: MedicationId

    async def medicine(self, at: datetime = NOW) -> Medication:
        found = await self.medicines.get(self.account, self.id, at)
        assert found is not None
        return found

    async def take(self, seen: DoseId, origin: str, at: datetime = NOW) -> Telling:
        told = await self.needed.take(self.account, self.id, seen, origin, at)
        assert told is not None
        return told


@pytest.fixture
async def home(shelf: Shelf) -> Home:
    medicines = shelf.medicines
    (added,) = await medicines.add(shelf.account, [shelf.find("타이레놀")], "test", NOW)
    assert added.id is not None
    await medicines.plan(shelf.account, added.id, scheduled(amount=2), NOW)
    await medicines.count(shelf.account, added.id, 9)
    needed = AsNeededService(medicines, StoredIntakes(shelf.database))
    return Home(shelf.database, medicines, needed, shelf.account, added.id)


async def test_a_dose_is_noted_with_its_time_and_counted_down(home):
    told = await home.take(NOTHING, "update:1")
    assert told.outcome is Outcome.NOTED
    assert (told.medication.stock, told.medication.taken.last_at) == (7, NOW)
    assert (told.medication.taken.times, told.medication.taken.tablets) == (1, 2)


async def test_two_devices_that_show_the_same_screen_tell_of_one_dose(home):
    first = await home.take(NOTHING, "update:1")
    second = await home.take(NOTHING, "update:2", NOW + timedelta(seconds=1))
    assert (second.outcome, second.intake) == (Outcome.OLD_SCREEN, None)
    assert (second.medication.stock, second.medication.taken.times) == (7, 1)
    again = await home.take(first.intake, "update:3", NOW + timedelta(seconds=2))
    assert again.outcome is Outcome.NOTED, "the newer screen knows of the first"
    assert (again.medication.stock, again.medication.taken.times) == (5, 2)


async def test_a_tap_that_is_handled_again_after_a_crash_is_told_of_as_new_and_noted_once(home):
    first = await home.take(NOTHING, "update:1")
    again = await home.take(NOTHING, "update:1", NOW + timedelta(minutes=1))
    assert (again.outcome, again.intake) == (Outcome.NOTED, first.intake)
    assert (again.medication.stock, again.medication.taken.times) == (7, 1)


async def test_a_dose_is_taken_back_for_ten_minutes_with_its_tablets(home):
    told = await home.take(NOTHING, "update:1")
    ten = NOW + timedelta(minutes=10)
    assert not await home.needed.undo(home.account, told.intake, ten + timedelta(seconds=1))
    assert await home.needed.undo(home.account, told.intake, ten)
    assert await home.needed.undo(home.account, told.intake, ten), "a second tap finds it done"
    medicine = await home.medicine()
    assert (medicine.stock, medicine.taken) == (9, None)


async def test_what_was_taken_back_is_not_known_to_a_screen_that_showed_it(home):
    told = await home.take(NOTHING, "update:1")
    await home.needed.undo(home.account, told.intake, NOW)
    assert (await home.take(told.intake, "update:2")).outcome is Outcome.OLD_SCREEN
    later = await home.take(NOTHING, "update:3")
    assert (later.outcome, later.intake > told.intake) == (Outcome.NOTED, True)


async def test_tablets_counted_after_a_dose_are_not_given_back_with_it(home):
    told = await home.take(NOTHING, "update:1")
    await home.medicines.count(home.account, home.id, 20)
    assert await home.needed.undo(home.account, told.intake, NOW)
    assert (await home.medicine()).stock == 20


@pytest.mark.parametrize(("left", "after"), [(1, 0), (0, 0), (None, None)])
async def test_the_stock_never_falls_below_nothing_and_may_be_unknown(home, left, after):
    await home.medicines.count(home.account, home.id, left)
    told = await home.take(NOTHING, "update:1")
    assert told.medication.stock == after
    await home.needed.undo(home.account, told.intake, NOW)
    assert (await home.medicine()).stock == left


async def test_only_the_last_24_hours_are_counted(home):
    seen = NOTHING
    for hours in (0, 20, 24):
        seen = (await home.take(seen, f"update:{hours}", NOW + timedelta(hours=hours))).intake
    taken = (await home.medicine(NOW + timedelta(hours=24))).taken
    assert (taken.times, taken.tablets) == (2, 4), "the one of exactly a day ago is over"
    taken = (await home.medicine(NOW + timedelta(hours=60))).taken
    assert (taken.last_at, taken.times) == (NOW + timedelta(hours=24), 0)


@pytest.mark.parametrize("by", ["pause", "plan"])
async def test_a_medicine_that_is_paused_or_has_times_by_now_is_not_counted(home, by):
    if by == "pause":
        await home.medicines.pause(home.account, home.id, NOW)
    else:
        await home.medicines.plan(home.account, home.id, scheduled((time(8),)), NOW)
    told = await home.take(NOTHING, "update:1")
    assert (told.outcome, told.medication.stock) == (Outcome.NOT_FREE, 9)


async def test_nobody_tells_or_takes_back_the_dose_of_somebody_else(home):
    other = await StoredAccounts(home.database).open(ChatId(8), Language.KOREAN, "Asia/Seoul", NOW)
    assert await home.needed.take(other, home.id, NOTHING, "update:1", NOW) is None
    told = await home.take(NOTHING, "update:2")
    await home.needed.undo(other, told.intake, NOW)
    assert (await home.medicine()).taken is not None


async def test_a_medicine_that_was_deleted_takes_what_was_taken_of_it_along(home):
    await home.take(NOTHING, "update:1")
    await home.medicines.stop(home.account, home.id, NOW, delete=True)
    await StoredMedications(home.database).forget_deleted(NOW + timedelta(minutes=11))
    assert await home.database.rows("SELECT * FROM doses") == []


@pytest.mark.parametrize("planned", [True, False])
async def test_a_dose_taken_back_is_asked_for_at_the_times_set_meanwhile(shelf: Shelf, planned: bool) -> None:
    medicines = shelf.medicines
    (added,) = await medicines.add(shelf.account, [shelf.find("타이레놀")], "test", NOW)
    assert added.id is not None
    if planned:
        await medicines.plan(shelf.account, added.id, scheduled(amount=2), NOW)
    needed, ledger = AsNeededService(medicines, StoredIntakes(shelf.database)), StoredLedger(shelf.database)
    told = await needed.take(shelf.account, added.id, NOTHING, "update:1", NOW)
    assert told is not None
    assert told.intake is not None
    soon, later = NOW + timedelta(minutes=3), NOW + timedelta(minutes=6)
    await medicines.plan(shelf.account, added.id, scheduled((time(12), time(20))), soon)

    async def hours() -> list[int]:
        await ledger.extend(NOW + timedelta(hours=15))  # until midnight in Seoul
        rows = await shelf.database.rows("SELECT due_at FROM doses WHERE slot IS NOT NULL ORDER BY due_at")
        return [instant(row["due_at"]).astimezone(shelf.account.zone).hour for row in rows]

    assert await hours() == [20], "one of today's doses was taken"
    assert await needed.undo(shelf.account, told.intake, later)
    assert await hours() == [12, 20]
