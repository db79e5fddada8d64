"""What was read from papers is kept by person, changed row by row, and forgotten."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.documents.model import DocumentKind, PossibleDose, Row
from bot.core.medications.model import RefillId
from bot.core.people.accounts import ChatId, Language, PersonId
from bot.core.photos.model import Decision
from bot.core.schedules.schedule import AtMeal, Meal, daily
from bot.storage.chats.documents import StoredDocuments
from bot.storage.people.accounts import StoredAccounts
from knowledge.products import ProductId

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROWS = (
    Row(1, (ProductId("a"), ProductId("b")), True, replace(daily(AtMeal(Meal.DINNER, 30)), doses=5), 5.0),
    Row(
        2,
        (ProductId("c"),),
        False,
        None,
        None,
        date(2027, 3, 31),
        "K1",
        RefillId(3),
        doses=(PossibleDose(daily(AtMeal(Meal.LUNCH)), 3.0),),
    ),  # fmt: skip
)


@pytest.fixture
async def person(database) -> PersonId:
    account = await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "Asia/Seoul", NOW)
    return account.person_id


async def kept(database, person):
    documents = StoredDocuments(database)
    id = await documents.keep(person, "update:1:1", DocumentKind.GUIDE, ROWS, NOW)
    return documents, id


async def test_a_document_comes_back_as_it_was_kept(database, person):
    documents, id = await kept(database, person)
    found = await documents.get(person, id)
    assert (found.kind, found.rows, found.is_added) == (DocumentKind.GUIDE, ROWS, False)
    assert await documents.get(PersonId(person + 1), id) is None


async def test_a_decision_changes_one_row(database, person):
    documents, id = await kept(database, person)
    await documents.put(id, replace(ROWS[1], decision=Decision.CHOSEN, product_id=ProductId("c")))
    await documents.put(id, replace(ROWS[0], decision=Decision.NONE))
    found = await documents.get(person, id)
    assert found.identities == ("c",)
    assert found.unsettled == ()
    assert [row.number for row in found.rows] == [1, 2]
    await documents.put(id, Row(3, (ProductId("d"),), True))
    assert (await documents.get(person, id)).identities == ("c", "d")


async def test_the_same_update_is_answered_once(database, person):
    documents, id = await kept(database, person)
    assert not await documents.answered("update:1:1")
    again = await documents.keep(person, "update:1:1", DocumentKind.GUIDE, ROWS, NOW)
    assert await documents.get(person, id) is None
    await documents.note_message(again, 5)
    await documents.note_added(again)
    assert await documents.answered("update:1:1")
    assert (await documents.get(person, again)).is_added


async def test_it_is_forgotten_after_a_day_without_consent(database, person):
    documents, id = await kept(database, person)
    await documents.forget_old(NOW + timedelta(hours=23))
    assert await documents.get(person, id)
    await documents.forget_old(NOW + timedelta(hours=25))
    assert await documents.get(person, id) is None


async def test_deleting_the_account_deletes_it(database, person):
    await kept(database, person)
    await StoredAccounts(database).delete(ChatId(7), NOW)
    assert await database.rows("SELECT * FROM documents") == []
