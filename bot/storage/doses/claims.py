"""Reads what is due for some people at once, and writes what core decided about it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.core.doses.care_notices import Delay
from bot.core.doses.due_doses import Claim, NewReminder, PersonDue, claim
from bot.core.doses.model import Dose, ReminderId
from bot.core.doses.retry_policy import Delivery, DeliveryState, ReminderKind
from bot.core.people.accounts import PersonId
from bot.core.people.caregivers import CaregiverId
from bot.core.people.habits import Habits
from bot.storage.doses import dose_rows as rows_
from bot.storage.file.database import Row, Transaction
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people import care_notices

PEOPLE_DUE = """
    SELECT DISTINCT m.person_id AS id FROM doses JOIN medications AS m ON m.id = doses.medication_id
    WHERE doses.next_at <= ?1
    UNION SELECT person_id FROM reminders WHERE next_try_at <= ?1
"""
PEOPLE = """
    SELECT people.id, accounts.blocked_at IS NOT NULL AS is_blocked, repeat_minutes, repeats FROM people
    JOIN accounts ON accounts.chat_id = people.chat_id WHERE people.id IN (SELECT value FROM json_each(?))
"""
TO_SEND = "SELECT id, person_id FROM reminders WHERE next_try_at <= ? ORDER BY next_try_at, id"
NEXT = """
    SELECT min(at) AS at FROM (
        SELECT min(next_at) AS at FROM doses WHERE next_at IS NOT NULL
        UNION ALL SELECT min(next_try_at) FROM reminders WHERE next_try_at > ?
    )
"""
PENDING = """
    SELECT * FROM reminders INDEXED BY reminders_pending
    WHERE next_try_at IS NOT NULL AND person_id IN (SELECT value FROM json_each(?))
"""
DOSES = """
    SELECT doses.*, m.person_id FROM json_each(?1) AS mine JOIN medications AS m ON m.person_id = mine.value
    JOIN doses INDEXED BY doses_open ON doses.medication_id = m.id WHERE doses.next_at IS NOT NULL AND doses.due_at <= ?2
    UNION SELECT doses.*, m.person_id FROM doses JOIN medications AS m ON m.id = doses.medication_id
    WHERE doses.reminder_id IN (SELECT value FROM json_each(?3))
    ORDER BY due_at, id
"""  # open, or of a reminder that is still to be sent
REMINDERS = "SELECT * FROM reminders WHERE id IN (SELECT value FROM json_each(?))"
CAREGIVERS = """
    SELECT id, person_id, delay_minutes FROM caregivers
    WHERE confirmed_at IS NOT NULL AND person_id IN (SELECT value FROM json_each(?))
"""
LAST_ID = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'reminders'), 0) AS id"
NEW_REMINDER = (
    "INSERT INTO reminders (id, person_id, kind, created_at, next_try_at, every, repeats_left)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
CHANGED_REMINDER = """
    UPDATE reminders SET kind = ?, state = ?, attempts = ?, repeats_left = ?, every = ?, created_at = ?, next_try_at = ?,
                         sent_at = ?, message_id = ? WHERE id = ?
"""


async def claim_for(tx: Transaction, people: Sequence[int], now: datetime) -> int:
    """Claim what is due to some people; return how many of their reminders were given up by that."""
    claimed = [claim(due, now) for due in await _read(tx, people, now)]
    await _write(tx, claimed, now)
    return sum(one.given_up for one in claimed)


async def _read(tx: Transaction, people: Sequence[int], now: datetime) -> list[PersonDue]:
    listed = json.dumps(people)
    pending = await tx.rows(PENDING, listed)
    doses: defaultdict[int, list[Dose]] = defaultdict(list)
    for row in await tx.rows(DOSES, listed, seconds(now), json.dumps([row["id"] for row in pending])):
        doses[row["person_id"]].append(rows_.dose_of(row))
    asking = {dose.reminder for mine in doses.values() for dose in mine if dose.reminder}
    known = {row["id"] for row in pending}
    caring: defaultdict[int, list[Delay]] = defaultdict(list)
    for row in await tx.rows(CAREGIVERS, listed):
        caring[row["person_id"]].append(Delay(CaregiverId(row["id"]), row["delay_minutes"]))
    others = await tx.rows(REMINDERS, json.dumps(sorted(asking - known)))
    deliveries: defaultdict[int, dict[ReminderId, Delivery]] = defaultdict(dict)
    for row in (*pending, *others):
        deliveries[row["person_id"]][ReminderId(row["id"])] = delivery_of(row)
    return [
        PersonDue(
            PersonId(row["id"]),
            bool(row["is_blocked"]),
            tuple(doses[row["id"]]),
            deliveries[row["id"]],
            Habits(timedelta(minutes=row["repeat_minutes"]), row["repeats"]),
            tuple(caring[row["id"]]),
        )
        for row in await tx.rows(PEOPLE, listed)
    ]


async def _write(tx: Transaction, claimed: Sequence[Claim], now: datetime) -> None:
    row = await tx.row(LAST_ID)
    first = (row["id"] if row else 0) + 1
    new = list(enumerate((one for each in claimed for one in each.reminders), first))
    await tx.run_many(
        NEW_REMINDER,
        [
            (
                id,
                one.person,
                one.kind,
                seconds(now),
                seconds(now),
                int(one.every.total_seconds()),
                one.repeats,
            )
            for id, one in new
        ],
    )
    await tx.run_many(
        CHANGED_REMINDER, [changed_reminder(one) for each in claimed for one in each.deliveries]
    )
    await tx.run_many(rows_.CHANGED_DOSE, _doses(claimed, new))
    await tx.run_many(rows_.NEW_EVENT, [rows_.new_event(one) for each in claimed for one in each.events])
    await care_notices.add(tx, [one for each in claimed for one in each.notices], now)


def _doses(claimed: Iterable[Claim], new: Iterable[tuple[int, NewReminder]]) -> list[rows_.Values]:
    changed = [rows_.changed_dose(dose, dose.reminder) for each in claimed for dose in each.changed]
    asked = [rows_.changed_dose(dose, ReminderId(id)) for id, one in new for dose in one.doses]
    return changed + asked


def delivery_of(row: Row) -> Delivery:
    """Build a delivery from a row of reminders."""
    return Delivery(
        ReminderId(row["id"]),
        ReminderKind(row["kind"]),
        instant(row["created_at"]),
        DeliveryState(row["state"]),
        row["attempts"],
        rows_.instant_or_none(row["next_try_at"]),
        rows_.instant_or_none(row["sent_at"]),
        row["message_id"],
        timedelta(seconds=row["every"]),
        row["repeats_left"],
    )


def changed_reminder(delivery: Delivery) -> rows_.Values:
    """Return the values of CHANGED_REMINDER."""
    moments = (delivery.created_at, delivery.next_try_at, delivery.sent_at)
    return (
        delivery.kind, delivery.state, delivery.attempts, delivery.repeats_left, int(delivery.every.total_seconds()),
        *(rows_.seconds_or_none(at) for at in moments), delivery.message_id, delivery.id,
    )  # fmt: skip
