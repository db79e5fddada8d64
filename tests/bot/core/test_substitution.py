"""A refill in the place of the medicine on the list, over the real storage and the starter catalogue."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.medications.substitution import Offer, Replaced, SubstitutionService
from bot.core.people.accounts import Account, ChatId, Language
from bot.core.photos.model import Pill, QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.storage.chats.questions import StoredQuestions
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.substitutions import StoredSubstitutions
from bot.storage.people.accounts import StoredAccounts
from knowledge.identify.certainty import Certainty
from knowledge.products import ProductId
from tests.bot.core.core_fixture import NOW, Shelf
from tests.bot.core.test_photos import WHITE, NoScans
from tests.schedules import scheduled

DAILY = scheduled((time(8),), amount=0.5)


@dataclass
class Home:
    """One person who takes a metformin, and a photo of the same from another maker."""

    database: Database
    medicines: MedicationService
    refilling: SubstitutionService
    account: Account
    id: MedicationId
    old: ProductId
    new: ProductId
    question: QuestionId

    async def replace(self, at: datetime = NOW, number: int = 1) -> Replaced | None:
        return await self.refilling.replace(self.account, self.question, Offer(number, self.id), at)

    async def medicine(self) -> Medication:
        found = await self.medicines.get(self.account, self.id, NOW)
        assert found is not None
        return found


@pytest.fixture
async def home(shelf: Shelf) -> Home:
    database, account, medicines = shelf.database, shelf.account, shelf.medicines
    questions = StoredQuestions(database)
    photos = PhotoService(NoScans(), shelf.knowledge, questions, StoredMedications(database))
    old, new, other = map(shelf.find, ("다이아벡스", "글루코파지", "타이레놀"))
    (added,) = await medicines.add(account, [old], "test", NOW)
    assert added.id is not None
    await medicines.plan(account, added.id, DAILY, NOW)
    await medicines.count(account, added.id, 7)
    pills = [Pill(number, WHITE, Certainty.SURE, (id,)) for number, id in enumerate((new, other), start=1)]
    question = await questions.ask(account.person_id, "update:1", pills, NOW)
    refilling = SubstitutionService(photos, medicines, StoredSubstitutions(database))
    return Home(database, medicines, refilling, account, added.id, old, new, question)


async def test_a_refill_keeps_the_times_the_tablets_and_the_medicine_it_is_on_the_list(home):
    replaced = await home.replace()
    assert (replaced.before, replaced.medication.product_id) == (home.old, home.new)
    assert (replaced.medication.id, replaced.medication.plan, replaced.medication.stock) == (
        home.id,
        DAILY,
        7,
    )
    rows = await home.database.rows("SELECT product_id, replaced_at FROM replacements")
    assert [tuple(row) for row in rows] == [(home.old, int(NOW.timestamp()))]


async def test_a_second_tap_finds_it_done_and_changes_nothing(home):
    first, second = await home.replace(), await home.replace(NOW + timedelta(seconds=1))
    assert first == second
    assert len(await home.database.rows("SELECT * FROM replacements")) == 1


async def test_a_refill_is_taken_back_for_ten_minutes(home):
    replaced = await home.replace()
    ten = NOW + timedelta(minutes=10)
    assert not await home.refilling.undo(home.account, replaced.id, ten + timedelta(seconds=1))
    assert await home.refilling.undo(home.account, replaced.id, ten)
    assert await home.refilling.undo(home.account, replaced.id, ten), "a second tap finds it done"
    medicine = await home.medicine()
    assert (medicine.product_id, medicine.plan, medicine.stock) == (home.old, DAILY, 7)
    again = await home.replace(ten)
    assert again is not None
    assert again.id > replaced.id


async def test_another_medicine_is_never_put_in_its_place(home):
    assert await home.replace(number=2) is None
    assert (await home.medicine()).product_id == home.old


async def test_a_refill_that_is_on_the_list_by_itself_takes_no_place(home):
    await home.medicines.add(home.account, [home.new], "update:9", NOW)
    assert await home.replace() is None
    assert (await home.medicine()).product_id == home.old


async def test_what_came_back_to_the_list_meanwhile_is_not_doubled_by_taking_a_refill_back(home):
    replaced = await home.replace()
    await home.medicines.add(home.account, [home.old], "update:9", NOW)
    assert not await home.refilling.undo(home.account, replaced.id, NOW)
    assert (await home.medicine()).product_id == home.new


async def test_nobody_replaces_or_takes_back_the_medicine_of_somebody_else(home):
    other = await StoredAccounts(home.database).open(ChatId(8), Language.KOREAN, "Asia/Seoul", NOW)
    assert await home.refilling.replace(other, home.question, Offer(1, home.id), NOW) is None
    replaced = await home.replace()
    await home.refilling.undo(other, replaced.id, NOW)
    assert (await home.medicine()).product_id == home.new
