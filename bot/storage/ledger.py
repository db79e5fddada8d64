"""The ledger of doses: written ahead, claimed when due, answered once."""

from collections import defaultdict
from datetime import datetime, timedelta

from bot.core.doses.reminders import Action, Dose, DoseState, Reminder, ReminderId, ReminderKind
from bot.core.people.accounts import ChatId
from bot.storage.accounts import SELECT as ACCOUNTS
from bot.storage.accounts import account_of
from bot.storage.database import Database, Row, Transaction
from bot.storage.dose_expansion import PLANS, write_ahead
from bot.storage.medications import plan_of
from bot.storage.schedule_change import ask_for_what_was_not, replaced, withdraw_what_was_taken
from bot.storage.stock import give_back, take_from_stock
from bot.storage.timestamps import instant, seconds

TO_EXPAND = f"{PLANS} AND plans.expanded_until < ?"
DUE = """
    SELECT doses.plan_id, doses.day, doses.slot, doses.due_at, doses.next_at, people.id AS person_id, medication_id
    FROM doses JOIN plans ON plans.id = doses.plan_id
               JOIN medications ON medications.id = plans.medication_id
               JOIN people ON people.id = medications.person_id
    WHERE doses.next_at <= ? AND doses.state = 'waiting'
    ORDER BY doses.next_at
"""


SLACK = timedelta(hours=1)  # plans are written ahead hourly, not whenever the clock ticks
AT_LEAST_OPEN = timedelta(minutes=30)  # for an answer, also of a dose that was put off for long
AT_ONCE = 200  # plans in one transaction: others want to write too
UNSENT = """
    SELECT reminders.id FROM reminders JOIN people ON people.id = reminders.person_id
                                       JOIN accounts ON accounts.chat_id = people.chat_id
    WHERE reminders.sent_at IS NULL AND accounts.blocked_at IS NULL ORDER BY reminders.id
"""
MINE = """reminder_id = (
    SELECT reminders.id FROM reminders JOIN people ON people.id = person_id WHERE reminders.id = ? AND chat_id = ?
)"""
UNANSWERED = "state IN ('waiting', 'asked', 'missed')"
IN_USE = """EXISTS (SELECT 1 FROM plans AS p JOIN medications AS m ON m.id = p.medication_id
    WHERE p.id = doses.plan_id AND m.stopped_at IS NULL AND m.paused_at IS NULL)"""
OPEN = f"{UNANSWERED} AND {IN_USE}"  # can still be answered
OVER = """(
    EXISTS (SELECT 1 FROM doses AS later WHERE later.plan_id = doses.plan_id AND later.due_at > doses.due_at
            AND (later.reminder_id IS NOT NULL OR later.state <> 'waiting'))
    OR EXISTS (SELECT 1 FROM plans WHERE plans.id = doses.plan_id AND ended_at IS NOT NULL)
)"""  # no more to be asked for: a later dose was, or the plan has ended


class StoredLedger:
    """`bot.core.doses.reminders.Ledger` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def extend(self, until: datetime) -> None:
        """Write the doses of every plan up to an instant; a dose that is there already stays as it is."""
        while await self._database.row(f"{TO_EXPAND} LIMIT 1", seconds(until - SLACK)):
            await self._extend_some(until)

    async def _extend_some(self, until: datetime) -> None:
        async with self._database.change() as tx:
            for plan in await tx.rows(f"{TO_EXPAND} LIMIT {AT_ONCE}", seconds(until - SLACK)):
                await write_ahead(tx, plan, instant(plan["expanded_until"]), until)

    async def claim(self, now: datetime, *, late_after: timedelta, window: timedelta) -> list[ReminderId]:
        """Group what is due into one reminder a person; what is too old is missed and told of in one digest."""
        if not await self._anything(now):
            return []
        async with self._database.change() as tx:
            await _close_unanswered(tx, now)
            await _review_unsent(tx, now, late_after)
            groups: defaultdict[tuple[int, ReminderKind], list[Row]] = defaultdict(list)
            due = await tx.rows(DUE, seconds(now))
            latest = {
                dose["medication_id"]: dose["due_at"] for dose in sorted(due, key=lambda dose: dose["due_at"])
            }
            for dose in due:
                is_past = (
                    instant(dose["next_at"]) < now - window or dose["due_at"] < latest[dose["medication_id"]]
                )
                groups[dose["person_id"], ReminderKind.DIGEST if is_past else ReminderKind.DUE].append(dose)
            for (person, kind), doses in groups.items():
                oldest = instant(min(dose["next_at"] for dose in doses))
                if kind is ReminderKind.DUE and oldest < now - late_after:
                    kind = ReminderKind.LATE
                await _remind(tx, person, kind, doses, now, window)
            unsent = await tx.rows(UNSENT)
        return [ReminderId(row["id"]) for row in unsent]

    async def _anything(self, now: datetime) -> bool:
        return (
            await self._database.row(
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM doses WHERE next_at <= ?)"
                " OR EXISTS (SELECT 1 FROM reminders WHERE sent_at IS NULL)",
                seconds(now),
            )
            is not None
        )

    async def reminder(self, id: ReminderId) -> Reminder | None:
        """Return a reminder with its doses as they stand; None where it, or its account, is gone."""
        row = await self._database.row("SELECT * FROM reminders WHERE id = ?", id)
        account = row and await self._database.row(f"{ACCOUNTS} WHERE people.id = ?", row["person_id"])
        if not row or not account:
            return None
        doses = await self._database.rows(
            f"SELECT plans.*, medications.name, medications.stock, doses.due_at, doses.state,"
            f" {UNANSWERED} AND NOT {IN_USE} AS is_off"
            " FROM doses JOIN plans ON plans.id = doses.plan_id JOIN medications ON medications.id = plans.medication_id"
            " WHERE reminder_id = ? ORDER BY due_at, medications.id",
            id,
        )
        listed = tuple(
            Dose(
                dose["name"],
                instant(dose["due_at"]),
                DoseState(dose["state"]),
                dose["amount"],
                bool(dose["is_off"]),
                plan_of(dose),
                dose["stock"],
            )
            for dose in doses
        )
        return Reminder(id, account_of(account), ReminderKind(row["kind"]), listed, row["message_id"])

    async def sent(self, id: ReminderId, message_id: int, at: datetime) -> None:
        """Note that a reminder was delivered."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE reminders SET sent_at = ?, message_id = ? WHERE id = ?", seconds(at), message_id, id
            )

    async def answer(
        self, id: ReminderId, chat_id: ChatId, action: Action, at: datetime, snooze: timedelta
    ) -> bool:
        """Apply a tap to the doses of a reminder that are still open; the first answer stands."""
        async with self._database.change() as tx:
            if action is Action.LATER:
                changed = await tx.run(
                    f"UPDATE doses SET state = 'waiting', next_at = ? WHERE {MINE} AND state = 'asked'",
                    *(seconds(at + snooze), id, chat_id),
                )
            else:
                if action is Action.TAKEN:
                    await take_from_stock(tx, f"{MINE} AND {OPEN}", id, chat_id)
                changed = await tx.run(
                    f"UPDATE doses SET state = ?, next_at = NULL, answered_at = ? WHERE {MINE} AND {OPEN}",
                    *(action, seconds(at), id, chat_id),
                )
                if changed and action is Action.TAKEN:
                    old = await replaced(tx, f"{MINE} AND state = 'taken'", id, chat_id)
                    await withdraw_what_was_taken(tx, old, at)
        return changed > 0

    async def undo(
        self, id: ReminderId, chat_id: ChatId, at: datetime, since: datetime, window: timedelta
    ) -> bool:
        """Ask again for what was answered no longer ago; what is not to be asked for any more is missed."""
        answered = f"{MINE} AND state IN ('taken', 'skipped') AND answered_at >= ?"
        mine = (id, chat_id, seconds(since))
        async with self._database.change() as tx:
            old = await replaced(tx, f"{answered} AND state = 'taken'", *mine)
            await give_back(tx, answered, *mine)
            undone = await tx.run(
                f"UPDATE doses SET state = iif({OVER}, 'missed', 'asked'), answered_at = NULL,"
                f" next_at = iif({OVER}, NULL, max(due_at + ?, ?)) WHERE {answered}",
                *(int(window.total_seconds()), seconds(at + AT_LEAST_OPEN), *mine),
            )
            await ask_for_what_was_not(tx, old)
        return undone > 0

    async def next_at(self) -> datetime | None:
        """Return when something is to be done next."""
        row = await self._database.row("SELECT min(next_at) AS at FROM doses WHERE next_at IS NOT NULL")
        return instant(row["at"]) if row and row["at"] is not None else None


async def _close_unanswered(tx: Transaction, now: datetime) -> None:
    """Miss what was asked for and not answered in time, and what is due to people who can't be written to."""
    await tx.run(
        "UPDATE doses SET state = 'missed', next_at = NULL WHERE next_at <= ? AND (state = 'asked' OR plan_id IN ("
        " SELECT plans.id FROM plans JOIN medications ON medications.id = plans.medication_id"
        " JOIN people ON people.id = medications.person_id JOIN accounts ON accounts.chat_id = people.chat_id"
        " WHERE accounts.blocked_at IS NOT NULL))",
        seconds(now),
    )


async def _review_unsent(tx: Transaction, now: datetime, late_after: timedelta) -> None:
    """Look again at reminders that a crash or a failure left unsent.

    They keep their id, since a copy may have arrived and its buttons must go on working. One whose doses were all
    answered on that copy needs no sending, nor does one to a person who can't be written to; one that has become
    late, or too late, says so.
    """
    open_doses = "SELECT 1 FROM doses WHERE reminder_id = reminders.id AND state"
    await tx.run(
        f"UPDATE reminders SET sent_at = ? WHERE sent_at IS NULL AND (NOT EXISTS ({open_doses} IN ('asked', 'missed'))"
        " OR person_id IN (SELECT people.id FROM people JOIN accounts ON accounts.chat_id = people.chat_id"
        " WHERE blocked_at IS NOT NULL))",
        seconds(now),
    )
    await tx.run(
        "UPDATE reminders SET kind = 'late' WHERE sent_at IS NULL AND kind = 'due' AND created_at < ?",
        seconds(now - late_after),
    )
    await tx.run(
        f"UPDATE reminders SET kind = 'digest' WHERE sent_at IS NULL AND NOT EXISTS ({open_doses} = 'asked')"
    )


async def _remind(
    tx: Transaction, person: int, kind: ReminderKind, doses: list[Row], now: datetime, window: timedelta
) -> None:
    """Write one reminder and hang its doses on it; earlier doses of the medicines that were not answered are missed."""
    row = await tx.row(
        "INSERT INTO reminders (person_id, kind, created_at) VALUES (?, ?, ?) RETURNING id",
        person,
        kind,
        seconds(now),
    )
    assert row is not None  # noqa: S101  (RETURNING gives the row)
    missed = kind is ReminderKind.DIGEST
    await tx.run_many(
        "UPDATE doses SET state = ?, next_at = ?, reminder_id = ? WHERE plan_id = ? AND day = ? AND slot = ?",
        [
            (
                "missed" if missed else "asked",
                None
                if missed
                else max(seconds(instant(dose["due_at"]) + window), seconds(now + AT_LEAST_OPEN)),
                row["id"],
                dose["plan_id"],
                dose["day"],
                dose["slot"],
            )
            for dose in doses
        ],
    )
    await tx.run_many(
        "UPDATE doses SET state = 'missed', next_at = NULL"
        " WHERE plan_id IN (SELECT id FROM plans WHERE medication_id = ?) AND due_at < ?"
        " AND state IN ('asked', 'waiting') AND next_at IS NOT NULL",
        [(dose["medication_id"], dose["due_at"]) for dose in doses],
    )
