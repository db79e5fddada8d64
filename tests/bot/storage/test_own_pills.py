"""Pictures of own pills: kept by consent alone, and gone with it and with their medicine."""

from dataclasses import replace

import pytest

from bot.core.people.accounts import ChatId, OwnPills
from bot.storage.chats.own_pills import StoredOwnPills
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from tests.bot.storage.test_medications import NOW, TYLENOL, listed

PICTURE = b"\xff\xd8a pill"


async def consent(database, own_pills: OwnPills, chat: int = 7) -> None:
    accounts = StoredAccounts(database)
    account = await accounts.find(ChatId(chat))
    assert account
    await accounts.save(replace(account, own_pills=own_pills))


@pytest.mark.parametrize("said", list(OwnPills))
async def test_a_picture_is_kept_only_for_who_agreed(database, said: OwnPills):
    someone, medicine = await listed(database)
    await consent(database, said)
    store = StoredOwnPills(database)
    await store.keep(medicine.id, PICTURE, 1, NOW)
    kept = {TYLENOL: PICTURE} if said is OwnPills.AGREED else {}
    assert await store.of(someone, {TYLENOL}) == kept
    assert await store.of(someone, set()) == {}


async def test_a_second_picture_takes_the_place_of_the_first_and_others_keep_theirs(database):
    (someone, medicine), (other, others) = await listed(database), await listed(database, chat=8)
    store = StoredOwnPills(database)
    for chat in (7, 8):
        await consent(database, OwnPills.AGREED, chat)
    for id, picture in ((medicine.id, PICTURE), (others.id, PICTURE), (medicine.id, PICTURE + b"2")):
        await store.keep(id, picture, 1, NOW)
    assert await store.of(someone, {TYLENOL}) == {TYLENOL: PICTURE + b"2"}
    await store.delete(ChatId(7))
    assert await store.of(someone, {TYLENOL}) == {}
    assert await store.of(other, {TYLENOL}) == {TYLENOL: PICTURE}


async def test_it_is_deleted_with_the_end_of_its_medicine(database):
    someone, medicine = await listed(database)
    await consent(database, OwnPills.AGREED)
    store = StoredOwnPills(database)
    await store.keep(medicine.id, PICTURE, 1, NOW)
    await StoredMedications(database).stop(someone, medicine.id, NOW, delete=False)
    assert await database.rows("SELECT * FROM own_pills") == []
    await store.keep(medicine.id, PICTURE, 1, NOW)
    assert await database.rows("SELECT * FROM own_pills") == []
