"""The ledger in SQLite: no statement walks through what is long over, and what is over is forgotten in the end."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.doses.model import Action, ReminderId
from bot.core.people.accounts import ChatId, Language
from bot.storage.doses import claims, dose_record, dose_rows, intakes, ledger, treatments
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.medications import medications
from bot.storage.medications.medications import StoredMedications
from bot.storage.people import care_notices
from bot.storage.people.accounts import StoredAccounts
from knowledge.products import ProductId
from tests.bot.storage.conftest import KEY
from tests.bot.storage.test_medications import NOW
from tests.schedules import scheduled

HISTORY = ("doses", "dose_events", "reminders")  # tables that grow for ever, or nearly so
STATEMENTS = [
    (module.__name__, name)
    for module in (care_notices, claims, dose_record, intakes, ledger, medications, treatments)
    for name, text in vars(module).items()
    if isinstance(text, str) and re.match(r"\s*(SELECT|WITH)\b", text) and any(table in text for table in HISTORY)
    and "{" not in text and "?" in text and name != "OLDEST"  # which looks at the first fifty rows
]  # fmt: skip
MODULES = {
    module.__name__: module
    for module in (care_notices, claims, dose_record, intakes, ledger, medications, treatments)
}


@pytest.mark.parametrize(("module", "name"), STATEMENTS)
async def test_no_statement_scans_a_table_that_grows_for_ever(
    database: Database, tmp_path: Path, module, name
):
    sql = getattr(MODULES[module], name)
    numbered = [int(number) for number in re.findall(r"\?(\d)", sql)]
    values = ["[]"] * (max(numbered) if numbered else sql.count("?"))
    with opened(tmp_path / "users.db", KEY) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert [step for step in steps if re.match(rf"SCAN ({'|'.join(HISTORY)})\b(?! USING)", step)] == []


async def test_a_claim_rewrites_no_index_in_which_a_long_history_lies_between_people(database, tmp_path):
    with opened(tmp_path / "users.db", KEY) as connection:
        roots = dict(
            connection.execute("SELECT rootpage, name FROM sqlite_master WHERE tbl_name = 'doses'").fetchall()
        )
        steps = connection.execute(f"EXPLAIN {dose_rows.CHANGED_DOSE}", [None] * 7).fetchall()
    written = {roots.get(step["p2"]) for step in steps if step["opcode"] == "OpenWrite"}
    assert "doses" in written
    assert not written & {"doses_slot", "doses_medication"}


def test_the_statements_of_the_ledger_are_looked_at():
    assert {("bot.storage.doses.claims", "DOSES"), ("bot.storage.doses.treatments", "DOSES")} <= set(
        STATEMENTS
    )
    assert len(STATEMENTS) >= 10


@pytest.mark.parametrize(
    ("sql", "index"),
    [(claims.DOSES, "doses_open"), (claims.PENDING, "reminders_pending"), (treatments.DOSES, "doses_open")],
)
def test_what_is_open_is_found_by_an_index_that_holds_nothing_else(sql, index):
    assert f"INDEXED BY {index}" in sql


async def test_a_reminder_is_forgotten_in_the_end_and_its_doses_and_their_history_are_not(database):
    account = await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "Asia/Seoul", NOW)
    store, stored = StoredMedications(database), StoredLedger(database)
    added = await store.add(account.person_id, ProductId("A"), "가", "update:1", NOW, most=9)
    await store.plan(account.person_id, added.id, scheduled((time(10),)), NOW)
    due = NOW + timedelta(hours=1)
    await stored.extend(due + timedelta(hours=12))
    await stored.claim(due)
    (one,) = await stored.to_send(due)
    await stored.forget_reminders(due + timedelta(days=60))
    assert await stored.reminder(one.id), "it is still to be sent"
    await stored.answer(one.id, ChatId(7), Action.TAKEN, due)
    await stored.claim(due)
    await stored.forget_reminders(due)
    assert await stored.reminder(one.id)
    await stored.forget_reminders(due + timedelta(seconds=1))
    assert await stored.reminder(one.id) is None
    assert not await stored.undo(ReminderId(one.id), ChatId(7), due), "its buttons are over"
    assert [
        row["state"]
        for row in await database.rows("SELECT state FROM doses WHERE due_at <= ?", int(due.timestamp()))
    ] == ["taken"]
    assert len(await database.rows("SELECT * FROM dose_events")) == 2
