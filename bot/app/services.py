"""The use cases of the bot, over its stores, the knowledge file, the scan pool and Telegram."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.app.storage import Stores
from bot.core.documents.document_service import DocumentService
from bot.core.doses.care_notices import CareNoticeService, CareNotifier
from bot.core.doses.dose_record import DoseRecordService
from bot.core.doses.reminder_service import ReminderService
from bot.core.doses.send_queue import Notifier, ReminderMeter
from bot.core.interactions.check import InteractionCheck
from bot.core.interactions.rechecks import Alerts, Rechecks
from bot.core.medications.as_needed import AsNeededService
from bot.core.medications.caregiver_refills import CaregiverRefills, PackMessages
from bot.core.medications.medications import MedicationService
from bot.core.medications.refills import RefillService
from bot.core.medications.substitution import SubstitutionService
from bot.core.people.accounts import AccountService
from bot.core.people.caregivers import CaregiverService, CareMessages
from bot.core.people.household import PeopleService
from bot.core.people.privacy import AccountDataService, Rows
from bot.core.people.restored_shares import RestoredMessages, RestoredShares
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.donations import DonationService
from bot.core.photos.list_corrections import ListCorrections
from bot.core.photos.own_pills import OwnPillService
from bot.core.photos.photo_service import PhotoService
from bot.core.ports import Knowledge, Scans, Sentences
from bot.core.reports.account_export import archive
from bot.core.reports.doctor_report import ReportService
from bot.core.reports.person_notices import PersonNoticeService, PersonNotifier
from bot.core.understanding.official_answers import OfficialAnswers
from bot.ops.jobs.drawing import Drawing
from bot.settings import Settings
from inference.documents.table_picture import table_picture
from inference.types import Page, PrintedLine


class CareChannel(CareNotifier, CareMessages, RestoredMessages, PackMessages, Protocol):
    """How caregivers, and those they care for, are written to."""


class Services:
    """One of each use case, wired to each other."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        knowledge: Knowledge,
        sentences: Sentences,
        scans: Scans,
        notifier: Notifier,
        alerts: Alerts,
        care: CareChannel,
        people: PersonNotifier,
        meter: ReminderMeter,
    ) -> None:
        self.sentences = sentences
        self.scans = scans
        self.knowledge = knowledge
        self.accounts = AccountService(stores.accounts, settings.time_zone)
        self.people = PeopleService(stores.people)
        self.account_data = AccountDataService(
            stores.account_data, stores.accounts, settings.backup_days, pack=_archive_in_thread
        )
        self.medications = MedicationService(
            stores.medications, stores.intakes, knowledge, stores.shown_findings
        )
        self.official = OfficialAnswers(self.medications)
        self.as_needed = AsNeededService(self.medications, stores.intakes)
        self.checks = InteractionCheck(self.medications, knowledge)
        self.photos = PhotoService(scans, knowledge, stores.questions, stores.medications)
        self.decisions = PillDecisions(stores.questions, knowledge, stores.medications)
        self.corrections = ListCorrections(stores.questions, knowledge, stores.medications)
        self.substitutions = SubstitutionService(self.photos, self.medications, stores.substitutions)
        self.donations = DonationService(stores.donations)
        self.own_pills = OwnPillService(stores.own_pills, stores.accounts, stores.medications)
        self.reminders = ReminderService(stores.ledger, notifier, stores.accounts, meter)
        self.care_notices = CareNoticeService(stores.care_notices, self.medications, care, stores.accounts)
        self.refills = RefillService(stores.refills)
        self.caregiver_refills = CaregiverRefills(
            stores.caregivers, stores.accounts, self.medications, self.refills, care
        )
        self.documents = DocumentService(knowledge, stores.documents, self.medications, self.refills)
        self.person_notices = PersonNoticeService(
            stores.person_notices, self.medications, stores.dose_record, people, stores.accounts
        )
        self.caregivers = CaregiverService(stores.caregivers, stores.accounts, care)
        self.restored_shares = RestoredShares(stores.caregivers, stores.accounts, care)
        self.dose_record = DoseRecordService(stores.dose_record, knowledge)
        self.reports = ReportService(self.medications, stores.dose_record, knowledge)
        self.draw = Drawing().draw
        self.cut_out = _cut_out_in_thread
        self.rechecks = Rechecks(stores.shown_findings, self.medications, knowledge, alerts, stores.accounts)

    async def tick(self, now: datetime) -> datetime | None:
        """Do what is due, for people and their caregivers; return when something is due next."""
        await self.restored_shares.tick(now)
        found = [
            await self.reminders.tick(now),
            await self.care_notices.tick(now),
            await self.person_notices.tick(now),
        ]
        return min((at for at in found if at), default=None)

    async def settled(self) -> None:
        """Wait until no reminder and no notice is on its way."""
        await self.reminders.settled()
        await self.restored_shares.settled()
        await self.care_notices.settled()
        await self.person_notices.settled()

    async def aclose(self) -> None:
        """Wait for what is on its way, for a while."""
        await self.reminders.aclose()
        await self.restored_shares.aclose()
        await self.care_notices.aclose()
        await self.person_notices.aclose()


async def _cut_out_in_thread(page: Page, names: Sequence[PrintedLine]) -> bytes:
    return await asyncio.to_thread(table_picture, page, names)


async def _archive_in_thread(rows: Rows, zone: ZoneInfo, at: datetime) -> bytes:
    return await asyncio.to_thread(archive, rows, zone, at)
