"""The ledger of doses: written ahead, claimed when due, answered, undone. Core decides; this reads and writes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.doses.model import (
    SNOOZE,
    Action,
    Change,
    DoseId,
    DoseState,
    Event,
    MedicationId,
    ReminderId,
    Treatment,
)
from bot.core.doses.reminder_content import Reminder, ReminderDose
from bot.core.doses.retry_policy import Delivery, Outcome, Quiet, ReminderKind, after, answer_until
from bot.core.doses.send_queue import ToSend
from bot.core.doses.transitions import answer, postpone_day, undo
from bot.core.doses.treatment_changes import EXPANDED_AHEAD, expand
from bot.core.medications.units import unit_of
from bot.core.people.accounts import Account, ChatId, PersonId
from bot.core.schedules.schedule import Unit
from bot.core.schedules.schedule_json import from_json
from bot.storage.doses import claims, treatments
from bot.storage.doses.dose_rows import instant_or_none
from bot.storage.file.database import Database, Row
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people.accounts import SELECT as ACCOUNTS
from bot.storage.people.accounts import account_of, habits_of
from knowledge.products import ProductId

AT_ONCE = 50  # people in one transaction: others want to write too
EXPANDED_AT_ONCE = 10  # treatments: a page of each index is written for each
TO_EXPAND = f"""
    SELECT medication_id AS id FROM plans WHERE ended_at IS NULL AND expanded_until < ? LIMIT {EXPANDED_AT_ONCE}
"""
MINE = """
    SELECT doses.id, doses.medication_id, doses.due_at
    FROM reminders JOIN people ON people.id = reminders.person_id JOIN doses ON doses.reminder_id = reminders.id
    WHERE reminders.id = ? AND people.chat_id = ? AND doses.id = coalesce(?, doses.id)
"""
OF_PERSON = """
    SELECT m.id FROM reminders JOIN people ON people.id = reminders.person_id JOIN medications AS m ON m.person_id = people.id
    WHERE reminders.id = ? AND people.chat_id = ? AND m.stopped_at IS NULL
"""
ATTEMPTED = """
    SELECT reminders.*, quiet_from, quiet_until, repeat_minutes, repeats, accounts.time_zone FROM reminders
    JOIN people ON people.id = reminders.person_id JOIN accounts ON accounts.chat_id = people.chat_id WHERE reminders.id = ?
"""
OPEN_UNTIL = "UPDATE doses SET next_at = ? WHERE reminder_id = ? AND state = 'asked'"
IN_REMINDER = """
    SELECT doses.id, doses.due_at, doses.state, doses.amount AS dose_amount, doses.answered_at, doses.next_at,
           doses.deducted,
           m.name, m.product_id, m.unit, m.stock, plans.schedule, plans.begins_at,
           m.stopped_at IS NOT NULL OR m.paused_at IS NOT NULL AS is_unused,
           EXISTS (SELECT 1 FROM dose_events WHERE dose_id = doses.id AND kind = 'undelivered') AS is_unasked
    FROM doses JOIN medications AS m ON m.id = doses.medication_id LEFT JOIN plans ON plans.id = doses.plan_id
    WHERE doses.reminder_id = ? ORDER BY doses.due_at, m.id
"""
OLDEST = f"""
    SELECT id FROM (SELECT * FROM reminders ORDER BY id LIMIT {AT_ONCE}) WHERE created_at < ? AND next_try_at IS NULL
"""  # ids are given in the order of time
Decide = Callable[[Treatment, Collection[DoseId], dict[DoseId, Event]], Change]


class StoredLedger:
    """`bot.core.doses.reminder_service.Ledger` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def extend(self, until: datetime) -> None:
        """Write the doses of every plan up to an instant, hourly; a dose that is there already stays as it is."""
        behind = seconds(until - EXPANDED_AHEAD)
        while await self._database.row(TO_EXPAND, behind):
            async with self._database.change() as tx:
                ids = [MedicationId(row["id"]) for row in await tx.rows(TO_EXPAND, behind)]
                found = await treatments.read(tx, ids, until)
                await treatments.write(tx, [(one, expand(one, until)) for one in found])

    async def claim(self, now: datetime) -> int:
        """Ask for what is due and close what was missed, some people at a time; return how many reminders were given up."""
        people = [row["id"] for row in await self._database.rows(claims.PEOPLE_DUE, seconds(now))]
        given_up = 0
        for start in range(0, len(people), AT_ONCE):
            async with self._database.change() as tx:
                given_up += await claims.claim_for(tx, people[start : start + AT_ONCE], now)
        return given_up

    async def to_send(self, now: datetime) -> Sequence[ToSend]:
        """Return the reminders whose time has come, the oldest first."""
        rows = await self._database.rows(claims.TO_SEND, seconds(now))
        return [ToSend(ReminderId(row["id"]), PersonId(row["person_id"])) for row in rows]

    async def pending(self, id: ReminderId, at: datetime) -> Reminder | None:
        """Return a reminder whose time to be sent has come; None where it has not, or it asks for nothing any more."""
        row = await self._database.row(
            "SELECT 1 FROM reminders WHERE id = ? AND next_try_at <= ?", id, seconds(at)
        )
        reminder = await self.reminder(id) if row else None
        if reminder is None or not reminder.is_wanted:
            return None
        account = reminder.account
        return replace(reminder, is_silent=account.habits.is_quiet(at, account.home))

    async def attempted(self, id: ReminderId, outcome: Outcome, at: datetime) -> Delivery | None:
        """Note what came of an attempt, and return what is next; None where that changes nothing any more."""
        async with self._database.change(ahead=True) as tx:
            row = await tx.row(ATTEMPTED, id)
            before = claims.delivery_of(row) if row else None
            delivery = after(before, outcome, at, quiet_hours_of(row)) if row and before else None
            if delivery is None or delivery == before:
                return None
            await tx.run(claims.CHANGED_REMINDER, *claims.changed_reminder(delivery))
            if before and delivery.may_have_arrived and (until := answer_until(before, at)):
                await tx.run(OPEN_UNTIL, seconds(until), id)
        return delivery

    async def reminder(self, id: ReminderId) -> Reminder | None:
        """Return a reminder with its doses as they stand; None where it, or its account, is gone."""
        row = await self._database.row("SELECT * FROM reminders WHERE id = ?", id)
        account = row and await self._database.row(f"{ACCOUNTS} WHERE people.id = ?", row["person_id"])
        if not row or not account:
            return None
        about = account_of(account)
        doses = tuple(_shown(dose, about) for dose in await self._database.rows(IN_REMINDER, id))
        return Reminder(
            id,
            about,
            ReminderKind(row["kind"]),
            doses,
            row["message_id"],
            is_repeat=row["sent_at"] is not None,
        )

    async def answer(
        self,
        id: ReminderId,
        chat_id: ChatId,
        action: Action,
        at: datetime,
        dose: DoseId | None = None,
        delay: timedelta = SNOOZE,
    ) -> bool:
        """Apply a tap to the doses of a reminder, or to one of them; return whether it changed anything."""
        return await self._change(
            id, chat_id, dose, at, lambda treatment, which, _: answer(treatment, which, action, at, delay)
        )

    async def postpone_day(self, id: ReminderId, chat_id: ChatId, delay: timedelta, at: datetime) -> bool:
        """Ask for all doses of the reminder's person that are still to come today so much later than their times."""
        async with self._database.change() as tx:
            ids = [MedicationId(row["id"]) for row in await tx.rows(OF_PERSON, id, chat_id)]
            found = await treatments.read(tx, ids, at)
            return await treatments.write(tx, [(one, postpone_day(one, delay, at)) for one in found])

    async def undo(self, id: ReminderId, chat_id: ChatId, at: datetime, dose: DoseId | None = None) -> bool:
        """Undo the answers of the last ten minutes; return whether there was one."""
        return await self._change(
            id, chat_id, dose, at, lambda treatment, which, answers: undo(treatment, which, answers, at)
        )

    async def next_at(self, now: datetime) -> datetime | None:
        """Return when something is to be done next: about a dose, or about a reminder that failed before."""
        row = await self._database.row(claims.NEXT, seconds(now))
        return instant(row["at"]) if row and row["at"] is not None else None

    async def forget_reminders(self, before: datetime) -> None:
        """Delete reminders that were made so long ago; their doses, and what happened to those, stay."""
        while await self._database.row(f"{OLDEST} LIMIT 1", seconds(before)):
            async with self._database.change() as tx:
                await tx.run(f"DELETE FROM reminders WHERE id IN ({OLDEST})", seconds(before))

    async def _change(
        self, id: ReminderId, chat_id: ChatId, dose: DoseId | None, at: datetime, decide: Decide
    ) -> bool:
        async with self._database.change() as tx:
            mine = await tx.rows(MINE, id, chat_id, dose)
            if not mine:
                return False
            since = min(at - treatments.RECENT, *(instant(row["due_at"]) for row in mine))
            which = [DoseId(row["id"]) for row in mine]
            answers = await treatments.answers_of(tx, which)
            found = await treatments.read(tx, {MedicationId(row["medication_id"]) for row in mine}, since)
            return await treatments.write(tx, [(one, decide(one, which, answers)) for one in found])


def _shown(row: Row, account: Account) -> ReminderDose:
    state = DoseState(row["state"])
    return ReminderDose(
        row["name"],
        instant(row["due_at"]),
        state,
        row["dose_amount"],
        is_off=bool(row["is_unused"]) and state not in (DoseState.TAKEN, DoseState.SKIPPED),
        timetable=account.timetable(from_json(row["schedule"]), instant(row["begins_at"]))
        if row["schedule"]
        else None,
        stock=row["stock"],
        unit=Unit(row["unit"]) if row["unit"] else unit_of(row["name"]),
        id=DoseId(row["id"]),
        is_unasked=bool(row["is_unasked"]),
        product=ProductId(row["product_id"]),
        answered_at=instant_or_none(row["answered_at"]),
        next_at=instant_or_none(row["next_at"]),
        deducted=row["deducted"],
    )


def quiet_hours_of(row: Row) -> Quiet:
    """Return which instants lie in the quiet hours of an account, whatever the clock of its people."""
    habits, zone = habits_of(row), ZoneInfo(row["time_zone"])
    return lambda at: habits.is_quiet(at, zone)
