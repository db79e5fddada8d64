"""Backups: one a night, whole, kept for some days; restored over the database, or not at all."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from bot.core.doses.model import Action
from bot.core.doses.reminder_service import ReminderService
from bot.core.doses.retry_policy import Failed, ReminderKind
from bot.core.people.accounts import ChatId, Language, OwnPills, PersonId
from bot.core.people.caregivers import Refills, Sees
from bot.core.people.restored_shares import RestoredShares
from bot.ops.backups.backup import Backups, NightlyBackups, is_due
from bot.ops.backups.database_swap import change_key, restore
from bot.ops.jobs.timer import new_timer
from bot.ops.process.lock import InUse, alone
from bot.storage.chats.donations import StoredDonations, given_in
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.file.encryption import KeyRefused, opened
from bot.storage.file.migrations import MIGRATIONS, numbered
from bot.storage.file.snapshots import CopyError, inspect
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.caregivers import StoredCaregivers
from bot.storage.people.people import StoredPeople, tombstones
from knowledge.products import ProductId
from tests.bot.core.test_caregivers import Heard
from tests.fakes import FakeMeter, FakeNotifier
from tests.schedules import scheduled

T = TypeVar("T")
KEY, OTHER = "ab" * 32, "cd" * 32
ROOT = MIGRATIONS.parent
SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database of one account."""
    asyncio.run(add_account(tmp_path / "users.db", 7))
    return tmp_path


async def add_account(path: Path, chat: int) -> None:
    database = await Database.open(path, KEY)
    await StoredAccounts(database).open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOON)
    await database.close()


def backups_of(folder: Path, days: int = 30) -> Backups:
    return Backups(folder / "users.db", folder / "backups", days)


def chats(path: Path, key: str = KEY) -> list[int]:
    with opened(path, key) as db:
        return [row[0] for row in db.execute("SELECT chat_id FROM accounts ORDER BY 1")]


@pytest.mark.parametrize(
    ("latest", "now", "due"),
    [
        (None, "12:00", True),
        ("22 03:00", "12:00", False),
        ("22 02:59", "12:00", True),  # made by hand before the night's hour
        ("21 03:10", "02:59", False),
        ("21 03:10", "03:00", True),
        ("19 03:00", "02:00", True),  # the machine was off for some nights
    ],
)
def test_a_backup_is_due_once_after_each_nights_hour(latest, now, due):
    made = datetime.strptime(f"2026-11-{latest}", "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL) if latest else None
    at = datetime.strptime(f"2026-11-22 {now}", "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)
    assert is_due(made, at.astimezone(UTC), 3, SEOUL) is due


def test_a_backup_has_its_name_only_when_it_is_whole(folder):
    (folder / "backups").mkdir()
    (folder / "backups" / ".users-20261101T000000Z.db.part").write_bytes(b"of one that was killed")
    path, contents = backups_of(folder).make(KEY, NOON)
    assert path.name == "users-20261122T030000Z.db"
    assert contents == inspect(path, KEY)
    assert {file.name for file in path.parent.iterdir()} == {path.name, ".backup-lock"}


def test_a_backup_with_a_wrong_key_leaves_nothing(folder):
    with pytest.raises(KeyRefused):
        backups_of(folder).make(OTHER, NOON)
    assert backups_of(folder).all() == []


def test_backups_are_removed_once_they_are_older_than_they_are_kept(folder):
    backups = backups_of(folder, days=7)
    for days in (40, 8, 7, 0):
        backups.make(KEY, NOON - timedelta(days=days))
    (folder / "backups" / "users-mine.db").touch()
    assert backups.expire(NOON) == 2
    assert [(NOON - at).days for at, _ in backups.all()] == [0, 7]
    assert (folder / "backups" / "users-mine.db").exists()
    assert backups.expire(NOON + timedelta(days=8)) == 2
    assert backups.latest() is None


def test_two_backups_at_once_do_not_meet(folder):
    with alone(folder / "backups", file=".backup-lock"), pytest.raises(InUse):
        backups_of(folder).make(KEY, NOON)


async def test_every_night_makes_one_and_a_night_that_failed_is_made_up_for(folder):
    backups, at = backups_of(folder), [NOON]
    nightly = NightlyBackups(backups, KEY, lambda: at[0], new_timer(), hour=3, time_zone=SEOUL)
    await nightly.look()
    await nightly.look()
    assert len(backups.all()) == 1
    at[0] += timedelta(days=1)
    aside = (folder / "users.db").rename(folder / "gone.db")
    await nightly.look()
    assert not await nightly.is_well()
    aside.rename(folder / "users.db")
    await nightly.look()
    assert await nightly.is_well()
    assert [made for made, _ in backups.all()] == [NOON + timedelta(days=1), NOON]


async def test_without_an_hour_no_backup_is_made_and_old_ones_go_all_the_same(folder):
    backups = backups_of(folder, days=1)
    for days in (9, 1):
        backups.make(KEY, NOON - timedelta(days=days))
    await NightlyBackups(backups, KEY, lambda: NOON, new_timer(), hour=None, time_zone=SEOUL).look()
    assert [made for made, _ in backups.all()] == [NOON - timedelta(days=1)]


def test_a_restored_database_is_that_of_the_backup_and_the_replaced_one_is_kept_for_as_long(folder):
    path, _ = backups_of(folder).make(KEY, NOON)
    asyncio.run(add_account(folder / "users.db", 8))
    contents, aside, _ = restore(path, KEY, folder / "users.db", KEY, NOON)
    assert contents.count("accounts") == 1
    assert chats(folder / "users.db") == [7]
    assert aside is not None
    assert chats(aside) == [7, 8]
    assert {file.name for file in folder.iterdir()} == {"users.db", aside.name, "backups"}
    backups_of(folder).expire(NOON + timedelta(days=31))
    assert not aside.exists()


def test_a_backup_of_an_older_schema_is_brought_forward(folder, tmp_path):
    with opened(tmp_path / "old.db", KEY) as db:
        for number in (1, 2):
            db.executescript(numbered()[number].read_text())
        db.execute("PRAGMA user_version = 2")
        db.execute(
            "INSERT INTO accounts (chat_id, language, time_zone, created_at) VALUES (5, 'en', 'UTC', 1)"
        )
    contents, *_ = restore(tmp_path / "old.db", KEY, folder / "users.db", KEY, NOON)
    assert contents.schema == max(numbered())
    assert chats(folder / "users.db") == [5]


def test_a_backup_of_a_newer_schema_is_refused_and_nothing_is_changed(folder):
    path, _ = backups_of(folder).make(KEY, NOON)
    with opened(path, KEY) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(Exception, match="install the newer Yaksok"):
        restore(path, KEY, folder / "users.db", KEY, NOON)
    assert chats(folder / "users.db") == [7]
    assert {file.name for file in folder.iterdir()} == {"users.db", "backups"}


def test_a_backup_of_another_key_is_refused_and_can_be_restored_with_that_key(folder):
    path, _ = backups_of(folder).make(KEY, NOON)
    change_key(folder / "users.db", KEY, OTHER)
    with pytest.raises(KeyRefused, match="made with another key"):
        restore(path, OTHER, folder / "users.db", OTHER, NOON)
    restore(path, KEY, folder / "users.db", OTHER, NOON)
    assert chats(folder / "users.db", OTHER) == [7]


def test_a_damaged_backup_is_refused(folder):
    path, _ = backups_of(folder).make(KEY, NOON)
    damaged = bytearray(path.read_bytes())
    damaged[-2000] ^= 1  # in the last page: the first ones are read as the file is opened
    path.write_bytes(damaged)
    with pytest.raises(CopyError):
        restore(path, KEY, folder / "users.db", KEY, NOON)
    assert chats(folder / "users.db") == [7]


@pytest.mark.parametrize("rest", [b"", b"not a database at all, but as long as a page of one" * 100])
def test_a_database_that_can_not_be_opened_any_more_is_restored_over(folder, rest):
    path, _ = backups_of(folder).make(KEY, NOON)
    (folder / "users.db").write_bytes(rest)
    (folder / "users.db-wal").write_bytes(b"left over")
    _, aside, knows_deletions = restore(path, KEY, folder / "users.db", KEY, NOON)
    assert not knows_deletions
    assert chats(folder / "users.db") == [7]
    assert aside is not None
    assert aside.read_bytes()[:50] == rest[:50]


async def doses_of(database: Database, chat: int, at: datetime) -> None:
    """Let an account take something at 8 and at 20 o'clock from an instant on."""
    account = await StoredAccounts(database).open(ChatId(chat), Language.KOREAN, "Asia/Seoul", at)
    store = StoredMedications(database)
    await store.add(account.person_id, ProductId("1"), "가", f"update:{chat}", at, most=9)
    (medication,) = await store.active(account.person_id)
    await store.plan(account.person_id, medication.id, scheduled((time(8), time(20))), at)


def test_a_restored_bot_asks_for_no_dose_that_is_long_past_and_calls_none_of_them_missed(tmp_path):
    """The backup is five days old; the doses of those days were asked for and answered, and nobody knows."""
    start = NOON - timedelta(days=6)

    async def live() -> None:
        database = await Database.open(tmp_path / "users.db", KEY)
        await doses_of(database, 7, start)
        reminders = ReminderService(
            StoredLedger(database), FakeNotifier(), StoredAccounts(database), FakeMeter()
        )
        await reminders.tick(start)
        await reminders.tick(start + timedelta(hours=8))  # 20:00: asked, and not answered yet
        await reminders.settled()
        await database.close()

    async def after() -> tuple[FakeNotifier, list[str]]:
        notifier = FakeNotifier()
        database = await Database.open(tmp_path / "users.db", KEY)
        reminders = ReminderService(StoredLedger(database), notifier, StoredAccounts(database), FakeMeter())
        await reminders.tick(NOON - timedelta(hours=1))  # 11 in Seoul; 8 o'clock's can still be taken
        await reminders.settled()
        states = [
            row["state"]
            for row in await database.rows("SELECT state FROM doses WHERE due_at < ?", NOON.timestamp())
        ]
        assert await reminders.answer(notifier.reminded[0].id, ChatId(7), Action.TAKEN, NOON) is not None
        await database.close()
        return notifier, states

    asyncio.run(live())
    path, _ = backups_of(tmp_path).make(KEY, start + timedelta(hours=8, minutes=1))
    restore(path, KEY, tmp_path / "users.db", KEY, NOON - timedelta(hours=1))
    notifier, states = asyncio.run(after())
    assert [reminder.kind for reminder in notifier.reminded] == [ReminderKind.LATE]
    assert states == ["asked"]


def test_an_id_that_was_given_after_the_backup_is_not_given_again(tmp_path):
    """The chat still holds buttons with it: they must not act on another medicine."""

    async def added(chat: int) -> int:
        database = await Database.open(tmp_path / "users.db", KEY)
        await doses_of(database, chat, NOON)
        account = await StoredAccounts(database).find(ChatId(chat))
        (medication,) = await StoredMedications(database).active(account.person_id)
        await database.close()
        return medication.id

    asyncio.run(add_account(tmp_path / "users.db", 7))
    path, _ = backups_of(tmp_path).make(KEY, NOON)
    before = asyncio.run(added(7))
    restore(path, KEY, tmp_path / "users.db", KEY, NOON)
    assert asyncio.run(added(7)) > before


@pytest.mark.parametrize("comes_back", [False, True])
def test_who_deleted_everything_does_not_come_back_from_a_backup(folder, comes_back):
    path, _ = backups_of(folder).make(KEY, NOON)

    async def deleted_since() -> None:
        database = await Database.open(folder / "users.db", KEY)
        accounts = StoredAccounts(database)
        await accounts.delete(ChatId(7), NOON + timedelta(hours=1))
        if comes_back:  # the account of today is not that of the backup, and is lost as all of today is
            await accounts.open(ChatId(7), Language.ENGLISH, "Asia/Seoul", NOON + timedelta(hours=2))
        await database.close()

    asyncio.run(deleted_since())
    for _ in range(2):  # the second time over what was restored
        restore(path, KEY, folder / "users.db", KEY, NOON + timedelta(hours=3))
        assert chats(folder / "users.db") == []


def test_a_photo_that_was_taken_back_does_not_come_back_from_a_backup(folder):
    async def given() -> None:
        database = await Database.open(folder / "users.db", KEY)
        account = await StoredAccounts(database).find(ChatId(7))
        for place, photo in enumerate((b"stays", b"taken back")):
            await StoredDonations(database).give(account.person_id, f"question:1:{place}", photo, 1, NOON)
        await database.close()

    async def taken_back() -> None:
        database = await Database.open(folder / "users.db", KEY)
        store = StoredDonations(database)
        newest = (await store.of(ChatId(7)))[0]
        assert await store.take_back(ChatId(7), newest.id, NOON + timedelta(hours=1)) == 1
        await database.close()

    asyncio.run(given())
    path, _ = backups_of(folder).make(KEY, NOON)
    asyncio.run(taken_back())
    restore(path, KEY, folder / "users.db", KEY, NOON + timedelta(hours=2))
    assert [photo for _, photo in given_in(folder / "users.db", KEY)] == [b"stays"]


class Home:
    """A database in use: a mother with a medicine of her own, and three of the one who writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.people = StoredPeople(database)
        self.medicines = StoredMedications(database)

    async def person(self) -> PersonId:
        account = await StoredAccounts(self.database).find(ChatId(7))
        assert account is not None
        return account.person_id

    async def settle(self) -> None:
        me, mother = await self.person(), await self.people.add(ChatId(7), "어머니", "update:1")
        assert mother is not None
        await self.people.choose(ChatId(7), me)
        for person, product in ((mother, "1"), (me, "1"), (me, "2"), (me, "3")):
            added = await self.medicines.add(
                person, ProductId(product), "약", f"update:{person}:{product}", NOON, most=9
            )
            assert added.id is not None
            await self.medicines.plan(person, added.id, scheduled((time(8),)), NOON)

    async def delete_some(self) -> None:
        """Remove the mother; delete the first medicine for good, the second and take it back, and stop the third."""
        later, me = NOON + timedelta(days=2), await self.person()
        mother = (await self.people.of(ChatId(7)))[1].id
        assert await self.people.remove(ChatId(7), mother, later)
        first, second, third = [one.id for one in await self.medicines.active(me)]
        for id in (first, second):
            assert await self.medicines.stop(me, id, later, delete=True)
        assert await self.medicines.undo(me, second, later)
        assert await self.medicines.stop(me, third, later, delete=False)

    async def purge(self) -> None:
        await self.medicines.forget_deleted(NOON + timedelta(days=3))

    async def told(self) -> tuple[int, list[str], int]:
        """Return how many people there are, what the first of them takes, and how many plans are kept."""
        return (
            len(await self.people.of(ChatId(7))),
            [one.product_id for one in await self.medicines.active(await self.person())],
            len(await self.database.rows("SELECT id FROM plans")),
        )


def at_home(path: Path, act: Callable[[Home], Coroutine[None, None, T]]) -> T:
    async def work() -> T:
        database = await Database.open(path, KEY)
        try:
            return await act(Home(database))
        finally:
            await database.close()

    return asyncio.run(work())


@pytest.mark.parametrize("is_purged", [False, True], ids=["just now", "long since"])
def test_a_person_and_a_medicine_that_were_deleted_do_not_come_back_from_a_backup(folder, is_purged):
    """One that was stopped is back, for that is no deletion: the list is that of the backup."""
    live = folder / "users.db"
    at_home(live, Home.settle)
    assert at_home(live, Home.told) == (2, ["1", "2", "3"], 4)
    path, _ = backups_of(folder).make(KEY, NOON + timedelta(days=1))
    at_home(live, Home.delete_some)
    if is_purged:
        at_home(live, Home.purge)
    for _ in range(2):  # the second time over what was restored
        assert restore(path, KEY, live, KEY, NOON + timedelta(days=4)).knows_deletions
        assert at_home(live, Home.told) == (1, ["2", "3"], 2)
    for kept in (path, live):
        with opened(kept, KEY) as db:
            notes = db.execute("SELECT account FROM deletions").fetchall()
        assert all(len(note) == 64 for (note,) in notes), "nothing but hashes is kept of what was deleted"
        assert len(notes) == (0 if kept == path else 2)


class Family:
    """Somebody with two caregivers who agreed, and an open invitation."""

    def __init__(self, database: Database) -> None:
        self.database, self.caregivers = database, StoredCaregivers(database)

    async def settle(self) -> None:
        accounts = StoredAccounts(self.database)
        person = await accounts.find(ChatId(7))
        assert person
        for chat, token in ((8, "stays"), (9, "ends"), (0, "open")):
            care = await self.caregivers.invite(person.person_id, "영희", token, 30, NOON, most=9)
            assert care
            if chat:
                await accounts.open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOON)
                assert await self.caregivers.accept(care.id, ChatId(chat), "철수")
                assert await self.caregivers.confirm(care.id, NOON)
                assert await self.caregivers.set_refills(care.id, Refills.NO, Refills.AGREED)

    async def end_some(self) -> None:
        for token in ("ends", "open"):
            care = await self.caregivers.by_token(token)
            assert care
            assert await self.caregivers.end(care.id, NOON + timedelta(days=2))

    async def agreed(self) -> list[tuple[str, bool, Refills]]:
        return [(one.token, one.is_agreed, one.refills) for one in await self.caregivers.of(ChatId(7))]


def test_what_a_caregiver_may_see_does_not_come_back_once_it_was_ended(folder):
    """Nor does an invitation that was taken back; who gets new packs is asked anew, for either side may have ended it."""
    live = folder / "users.db"

    def at(act: Callable[[Family], Coroutine[None, None, T]]) -> T:
        return at_home(live, lambda home: act(Family(home.database)))

    at(Family.settle)
    path, _ = backups_of(folder).make(KEY, NOON + timedelta(days=1))
    at(Family.end_some)
    restore(path, KEY, live, KEY, NOON + timedelta(days=4))
    assert at(Family.agreed) == [("stays", False, Refills.NO)]
    assert at(lambda family: family.caregivers.by_token("open")) is None
    assert at(lambda family: family.caregivers.of(ChatId(9))) == []


def test_what_a_caregiver_may_see_is_not_widened_by_a_backup_but_confirmed_once_by_the_person(folder):
    live = folder / "users.db"
    channel = Heard()

    def at(act: Callable[[Family], Coroutine[None, None, T]]) -> T:
        return at_home(live, lambda home: act(Family(home.database)))

    async def share(family: Family, sees: Sees) -> None:
        care = await family.caregivers.by_token("stays")
        assert care
        await family.caregivers.set_terms(care.id, sees, 30)

    async def tick(family: Family, days: float) -> None:
        shares = RestoredShares(family.caregivers, StoredAccounts(family.database), channel)
        await shares.tick(NOON + timedelta(days=days))
        await shares.settled()

    async def agree_to_own_pills(family: Family) -> None:
        accounts = StoredAccounts(family.database)
        account = await accounts.find(ChatId(7))
        assert account
        await accounts.save(replace(account, own_pills=OwnPills.AGREED))

    at(Family.settle)
    at(agree_to_own_pills)
    at(lambda family: share(family, Sees.LIST))
    path, _ = backups_of(folder).make(KEY, NOON + timedelta(days=1))
    at(lambda family: share(family, Sees.MISSES))
    at(Family.end_some)
    restore(path, KEY, live, KEY, NOON + timedelta(days=4))
    with opened(live, KEY) as db:
        assert tuple(
            db.execute("SELECT count(*) FROM care_notices WHERE next_try_at IS NOT NULL").fetchone()
        ) == (0,)
        assert tuple(
            db.execute("SELECT count(*) FROM caregivers WHERE weekly_at IS NOT NULL").fetchone()
        ) == (0,)
    account = at(lambda family: StoredAccounts(family.database).find(ChatId(7)))
    assert account
    assert account.own_pills is OwnPills.UNASKED, "the consent may have been withdrawn since"
    assert at(Family.agreed) == [("stays", False, Refills.NO)]
    channel.outcomes.append(Failed())
    for days in (4.0, 4.001, 4.02, 5, 6):  # the first question is lost on the line
        at(lambda family, days=days: tick(family, days))
    assert channel.told == [("restored", 7), ("restored", 7)]


async def test_deletions_are_forgotten_once_no_backup_holds_the_accounts(folder):
    database = await Database.open(folder / "users.db", KEY)
    await StoredAccounts(database).delete(ChatId(7), NOON)
    await tombstones.forget(database, NOON)
    assert len(await database.rows("SELECT * FROM deletions")) == 1
    await tombstones.forget(database, NOON + timedelta(seconds=1))
    assert await database.rows("SELECT * FROM deletions") == []
    await database.close()


def test_a_changed_key_opens_the_database_and_the_old_one_does_not(folder):
    change_key(folder / "users.db", KEY, OTHER)
    assert chats(folder / "users.db", OTHER) == [7]
    with pytest.raises(KeyRefused):
        inspect(folder / "users.db", KEY)
    assert {file.name for file in folder.iterdir()} == {"users.db"}


def command(folder: Path, *words: str, key: str = KEY) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
    own = {"YAKSOK_DATA_DIR": str(folder), "YAKSOK_DATABASE_KEY": key, "YAKSOK_TOKEN": "1:none"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words], cwd=ROOT, env={**clean, **own}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def ran(folder: Path, *words: str, key: str = KEY) -> tuple[int, str]:
    """Run a command to its end; return its code and what it said."""
    process = command(folder, *words, key=key)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    return process.returncode, said


def test_the_commands_back_up_restore_and_change_the_key(folder, tmp_path_factory):
    new_key = tmp_path_factory.mktemp("keys") / "key"
    new_key.write_text(OTHER + "\n")
    assert ran(folder, "backup")[0] == 0
    ((_, path),) = backups_of(folder).all()
    code, said = ran(folder, "restore", str(path))
    assert (code, "1 accounts" in said, "is kept for 30 days" in said) == (0, True, True)
    code, said = ran(folder, "change-key", "--new-key-file", str(new_key))
    assert (code, f"YAKSOK_DATABASE_KEY_FILE={new_key}" in said) == (0, True)
    code, said = ran(folder, "restore", str(path), key=OTHER)
    assert (code, "made with another key" in said) == (2, True)
    old_key = new_key.with_name("old")
    old_key.write_text(KEY)
    assert ran(folder, "restore", str(path), "--key-file", str(old_key), key=OTHER)[0] == 0
    assert chats(folder / "users.db", OTHER) == [7]


def test_a_new_key_in_the_data_folder_is_refused(folder):
    (folder / "key").write_text(OTHER)
    code, said = ran(folder, "change-key", "--new-key-file", str(folder / "key"))
    assert (code, "outside the folders" in said) == (2, True)
    assert chats(folder / "users.db") == [7]


@pytest.mark.parametrize(
    "words", [("restore", "{backup}"), ("change-key", "--new-key-file", "{key}"), ("run",)]
)
def test_while_a_bot_runs_nothing_replaces_its_database_and_no_second_one_starts(
    folder, tmp_path_factory, words
):
    key = tmp_path_factory.mktemp("keys") / "key"
    key.write_text(OTHER)
    path, _ = backups_of(folder).make(KEY, NOON)
    with alone(folder):
        code, said = ran(folder, *(word.format(backup=path, key=key) for word in words))
    assert code == 2
    assert f"in use by process {os.getpid()}" in said
    assert chats(folder / "users.db") == [7]


def test_a_lock_is_gone_with_the_process_that_held_it(tmp_path):
    script = """
import signal, sys
from pathlib import Path
from bot.ops.process.lock import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""
    holder = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(InUse), alone(tmp_path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with alone(tmp_path):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("what", ["backup", "restore", "change-key"])
def test_a_command_killed_at_any_moment_leaves_a_whole_database(folder, tmp_path_factory, what):
    """Each is begun and killed several times, at moments from its first step on, then run to its end."""
    luck = random.Random(20261122)
    new_key = tmp_path_factory.mktemp("keys") / "key"
    new_key.write_text(OTHER)
    path, _ = backups_of(folder).make(KEY, NOON)
    words = {
        "backup": ["backup"],
        "restore": ["restore", str(path)],
        "change-key": ["change-key", "--new-key-file", str(new_key)],
    }
    key = KEY
    for _ in range(5):
        process = command(folder, *words[what], key=key)
        draft_seen = folder / (".users.db.new" if what != "backup" else "backups/.backup-lock")
        while process.poll() is None and not draft_seen.exists():
            os.sched_yield()
        try:
            process.wait(luck.random() * 0.3)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        fits = [each for each in (KEY, OTHER) if opens(folder / "users.db", each)]
        assert len(fits) == 1
        key = fits[0]
        assert chats(folder / "users.db", key) == [7]
        for _, made in backups_of(folder).all():
            assert opens(made, KEY) or opens(made, OTHER)
        new_key.write_text(OTHER if key == KEY else KEY)
        if what == "restore":
            assert key == KEY
    assert ran(folder, *words[what], key=key)[0] == 0
    assert not list(folder.glob(".users.db.new*"))


def opens(path: Path, key: str) -> bool:
    try:
        inspect(path, key)
    except KeyRefused:
        return False
    return True
