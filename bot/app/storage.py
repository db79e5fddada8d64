"""The users' database: opened, and the repositories over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.core.doses.model import BUTTONS_WORK_FOR, UNDO_FOR
from bot.core.understanding.dialogues import Dialogues
from bot.ops.monitoring.host import this_process
from bot.settings import Settings
from bot.storage.chats.dialogues import StoredDialogues
from bot.storage.chats.documents import StoredDocuments
from bot.storage.chats.donations import StoredDonations
from bot.storage.chats.inbox import Inbox
from bot.storage.chats.own_pills import StoredOwnPills
from bot.storage.chats.questions import StoredQuestions
from bot.storage.doses.dose_record import StoredDoseRecord
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.file.lease import Lease
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.refills import StoredRefills
from bot.storage.medications.shown_findings import StoredShownFindings
from bot.storage.medications.substitutions import StoredSubstitutions
from bot.storage.people import tombstones
from bot.storage.people.account_data import StoredAccountData
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.care_notices import StoredNotices
from bot.storage.people.caregivers import StoredCaregivers
from bot.storage.people.people import StoredPeople
from bot.storage.people.person_notices import StoredPersonNotices


class Stores:
    """The repositories over one database."""

    def __init__(self, database: Database, lease: Lease, backup_days: int) -> None:
        self._database = database
        self.lease = lease
        self._backup_days = timedelta(days=backup_days)
        self.inbox = Inbox(database)
        self.accounts = StoredAccounts(database)
        self.dialogues = Dialogues(StoredDialogues(database))
        self.medications = StoredMedications(database)
        self.intakes = StoredIntakes(database)
        self.substitutions = StoredSubstitutions(database)
        self.questions = StoredQuestions(database)
        self.documents = StoredDocuments(database)
        self.ledger = StoredLedger(database)
        self.dose_record = StoredDoseRecord(database)
        self.caregivers = StoredCaregivers(database)
        self.care_notices = StoredNotices(database)
        self.people = StoredPeople(database)
        self.refills = StoredRefills(database)
        self.person_notices = StoredPersonNotices(database)
        self.shown_findings = StoredShownFindings(database)
        self.account_data = StoredAccountData(database)
        self.donations = StoredDonations(database)
        self.own_pills = StoredOwnPills(database)

    async def forget_old(self, now: datetime) -> None:
        """Delete for good what nobody needs any more: once an hour."""
        await self.questions.forget_old(now)
        await self.documents.forget_old(now)
        await self.medications.forget_deleted(now - UNDO_FOR)
        await self.ledger.forget_reminders(now - BUTTONS_WORK_FOR)
        await self.care_notices.forget(now - BUTTONS_WORK_FOR)
        await self.person_notices.forget(now - BUTTONS_WORK_FOR)
        await tombstones.forget(self._database, now - self._backup_days)

    async def is_writable(self) -> bool:
        """Return True where the database takes a change; raise StorageError where it does not: for /healthz."""
        await self._database.probe()
        return True


@asynccontextmanager
async def opened_stores(settings: Settings, after: int | None = None) -> AsyncIterator[Stores]:
    """Open the database while the block lasts, as its only writer.

    Raise SettingError where the key does not fit, LeaseLost where its fence is not `after` any more.
    """
    database = await Database.open(settings.database_path, settings.key())
    try:
        lease = await Lease.claim(database, this_process(), after)
        yield Stores(database, lease, settings.backup_days)
        await lease.release()
    finally:
        await database.close()
