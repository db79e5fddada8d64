"""Nothing of a deleted account is left in the file: not in free pages, not between rows, not in the log."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.core.people.accounts import ChatId, Language
from bot.core.updates import IncomingUpdate, PendingUpdate
from bot.storage.chats.inbox import Inbox
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.people import StoredPeople
from tests.bot.storage.conftest import KEY
from tests.bot.storage.pages import decrypted
from tests.schedules import scheduled

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINE, OTHERS = 7_777_123_456_789, range(8_000_000_000_000, 8_000_000_000_040)
NAME, WORDS, MEDICINE = "어머니-김영희", "제 비밀은 보라색 고양이", "비밀의약"


async def live(database: Database, chat: int, name: str) -> None:
    """Let a chat write, add a person and medicines with plans, and have doses come due."""
    accounts, inbox = StoredAccounts(database), Inbox(database)
    account = await accounts.open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOON)
    person = await StoredPeople(database).add(ChatId(chat), name, f"update:{chat}")
    assert person is not None
    for number in range(25):
        body = json.dumps({"text": f"{name} {WORDS}", "filling": "x" * (number * 50)}, ensure_ascii=False)
        update = chat + number
        await inbox.store([IncomingUpdate(PendingUpdate(update, chat), body)], NOON)
        await inbox.begin(update)
        medicines = StoredMedications(database)
        added = await medicines.add(
            person, f"p{number}", f"{MEDICINE} {name} {number}", f"{chat}:{number}", NOON, most=99
        )
        assert added.id is not None
        await medicines.plan(person, added.id, scheduled((time(8), time(20))), NOON)
        await medicines.stop(person, added.id, NOON, delete=number % 2 == 0)
        await inbox.done([update], NOON)
    await StoredLedger(database).claim(NOON + timedelta(days=1))
    await accounts.save(account)


@pytest.fixture
async def database(tmp_path: Path):
    database = await Database.open(tmp_path / "users.db", KEY)
    for chat in OTHERS[:20]:
        await live(database, chat, f"남 {chat}")
    await live(database, MINE, NAME)
    for chat in OTHERS[20:]:
        await live(database, chat, f"남 {chat}")
    yield database
    await database.close()


def traces(database: Path) -> dict[str, int]:
    pages = decrypted(database, KEY)
    wanted = {"name": NAME.encode(), "chat": MINE.to_bytes(6, "big"), "digits": str(MINE).encode()}
    return {what: pages.count(bytes_) for what, bytes_ in wanted.items()}


@pytest.mark.slow
async def test_a_deleted_account_leaves_no_trace_in_the_decrypted_file(database, tmp_path):
    assert all(traces(tmp_path / "users.db").values())
    await StoredAccounts(database).delete(ChatId(MINE), NOON)
    assert traces(tmp_path / "users.db") == {"name": 0, "chat": 0, "digits": 0}
