"""Worlds to test in: real storage and the starter catalogue; a clock that stands, a notifier that remembers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from bot.core.doses.model import Action, DoseId
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_service import ReminderService
from bot.core.doses.retry_policy import ReminderKind
from bot.core.medications.medications import MedicationId, MedicationService
from bot.core.people.accounts import Account, ChatId, Language
from bot.ops.knowledge.live_knowledge import LiveKnowledge, likeliest
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.shown_findings import StoredShownFindings
from bot.storage.people.accounts import StoredAccounts
from knowledge.products import ProductId
from tests.fakes import FakeClock, FakeMeter, FakeNotifier, NoCatalogue
from tests.schedules import scheduled

KEY = "cd" * 32
EIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul on the 22nd
CHAT = ChatId(7)
NOW = datetime(2026, 11, 22, tzinfo=UTC)  # 09:00 in Seoul


@dataclass
class Shelf:
    """One person's list, over a database and the starter catalogue."""

    database: Database
    knowledge: LiveKnowledge
    account: Account

    @property
    def medicines(self) -> MedicationService:
        store, intakes = StoredMedications(self.database), StoredIntakes(self.database)
        return MedicationService(store, intakes, self.knowledge, StoredShownFindings(self.database))

    def find(self, name: str) -> ProductId:
        """Return the product that a name means before all others."""
        with self.knowledge.reading() as catalogue:
            return likeliest(catalogue, name, 1).products[0].id


@dataclass
class World:
    """One database, a clock that stands, and a notifier that remembers."""

    path: Path
    database: Database
    clock: FakeClock
    notifier: FakeNotifier
    meter: FakeMeter = field(default_factory=FakeMeter)

    @property
    def reminders(self) -> ReminderService:
        database = self.database
        return ReminderService(StoredLedger(database), self.notifier, StoredAccounts(database), self.meter)

    @property
    def medicines(self) -> MedicationService:
        store, intakes = StoredMedications(self.database), StoredIntakes(self.database)
        return MedicationService(store, intakes, NoCatalogue(), StoredShownFindings(self.database))

    async def tick(self) -> datetime | None:
        """Do what is due, and wait until it has been sent."""
        reminders = self.reminders
        next_at = await reminders.tick(self.clock())
        await reminders.settled()
        return next_at

    async def person(self, chat: ChatId = CHAT) -> Account:
        return await StoredAccounts(self.database).open(chat, Language.KOREAN, "Asia/Seoul", self.clock())

    async def takes(self, name: str, *times: time, chat: ChatId = CHAT, **plan: Any) -> MedicationId:
        """Put a medicine with a plan on a person's list: every day, unless told otherwise."""
        account, store = await self.person(chat), StoredMedications(self.database)
        addition = await store.add(
            account.person_id, ProductId(name), name, f"test:{chat}:{name}", self.clock(), most=60
        )
        assert addition.id is not None
        await store.plan(account.person_id, addition.id, scheduled(times, **plan), self.clock())
        return addition.id

    async def stock(self, id: MedicationId) -> float | None:
        """Return how many tablets of a medicine are left."""
        medication = await StoredMedications(self.database).get((await self.person()).person_id, id)
        return medication.stock if medication else None

    @property
    def asked(self) -> list[Reminder]:
        """Return the messages that asked for a dose, without those that tell what was missed."""
        asking = (ReminderKind.DUE, ReminderKind.LATE)
        return [reminder for reminder in self.notifier.reminded if reminder.kind in asking]

    @property
    def first_asked(self) -> list[Reminder]:
        """Return the messages that asked for a dose for the first time."""
        return [reminder for reminder in self.asked if not reminder.is_repeat]

    async def undo(self, reminder: int, dose: DoseId | None = None) -> bool:
        _, changed = await self.reminders.undo(self.notifier.reminded[reminder].id, CHAT, self.clock(), dose)
        return changed

    async def answer(
        self, reminder: int, action: Action, chat: ChatId = CHAT, dose: DoseId | None = None
    ) -> bool:
        id = self.notifier.reminded[reminder].id
        _, changed = await self.reminders.answer(id, chat, action, self.clock(), dose)
        return changed

    async def events(self) -> list[str]:
        """Return what happened to doses, in order."""
        return [row["kind"] for row in await self.database.rows("SELECT kind FROM dose_events ORDER BY id")]

    async def states(self) -> list[str]:
        return [
            row["state"]
            for row in await self.database.rows("SELECT state FROM doses ORDER BY due_at, plan_id")
        ]

    async def restart(self) -> None:
        await self.database.close()
        self.database = await Database.open(self.path, KEY)
