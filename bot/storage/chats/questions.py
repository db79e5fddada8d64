"""Questions asked with photos: what was seen and what was decided, never the photo."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.core.medications.medications import MedicationId
from bot.core.people.accounts import PersonId
from bot.core.photos.model import Decision, Pill, Question, QuestionId
from bot.storage.file.database import Database, Row, Transaction
from bot.storage.file.timestamps import seconds
from inference.types import SeenPill
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import Advice, Ranking
from knowledge.products import ProductId

SIDES = TypeAdapter[SeenPill | tuple[SeenPill, SeenPill]](SeenPill | tuple[SeenPill, SeenPill])
KEPT = timedelta(days=30)
KEPT_WITHOUT_CONSENT = timedelta(days=1)


class StoredQuestions:
    """`bot.core.photos.photo_service.Questions` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answered(self, origin: str) -> bool:
        """Return whether the question of this origin has been answered."""
        return (
            await self._database.row(
                "SELECT 1 FROM questions WHERE origin = ? AND message_id IS NOT NULL", origin
            )
            is not None
        )

    async def ask(self, person: PersonId, origin: str, pills: Sequence[Pill], at: datetime) -> QuestionId:
        """Keep a question and its pills; the same origin again replaces what was kept and not answered."""
        async with self._database.change() as tx:
            await tx.run("DELETE FROM questions WHERE origin = ?", origin)
            row = await tx.row(
                "INSERT INTO questions (person_id, origin, asked_at) VALUES (?, ?, ?) RETURNING id",
                person,
                origin,
                seconds(at),
            )
            assert row is not None  # noqa: S101  (RETURNING gives the row)
            for pill in pills:
                await tx.run(
                    "INSERT INTO pills (question_id, number, seen, certainty, candidates, advice) VALUES (?, ?, ?, ?, ?, ?)",
                    row["id"],
                    pill.number,
                    _seen(pill),
                    *_columns(pill.certainty, pill.candidates, pill.advice),
                )
        return QuestionId(row["id"])

    async def forget_old(self, now: datetime) -> None:
        """Delete what was found in photos a month ago; after a day where the person has not agreed to more."""
        async with self._database.change() as tx:
            await tx.run(
                "DELETE FROM questions WHERE asked_at < ? OR asked_at < ? AND person_id IN (SELECT people.id FROM people"
                " JOIN accounts ON accounts.chat_id = people.chat_id WHERE consent_version = 0)",
                seconds(now - KEPT),
                seconds(now - KEPT_WITHOUT_CONSENT),
            )

    async def note_message(self, id: QuestionId, message_id: int) -> None:
        """Remember which message carries the buttons."""
        async with self._database.change() as tx:
            await tx.run("UPDATE questions SET message_id = ? WHERE id = ?", message_id, id)

    async def get(self, person: PersonId, id: QuestionId) -> Question | None:
        """Return a person's question."""
        row = await self._database.row("SELECT * FROM questions WHERE id = ? AND person_id = ?", id, person)
        if row is None:
            return None
        pills = await self._database.rows("SELECT * FROM pills WHERE question_id = ? ORDER BY number", id)
        return Question(id, tuple(_pill(pill) for pill in pills), row["message_id"])

    async def decide(
        self, id: QuestionId, number: int, decision: Decision, product: ProductId | None
    ) -> None:
        """Note what a person said about a pill."""
        async with self._database.change() as tx:
            await _decide(tx, id, number, decision, product)

    async def rerank(self, id: QuestionId, number: int, ranking: Ranking) -> None:
        """Put a new ranking in the place of the old one; the decision is open again."""
        candidates = [candidate.product.id for candidate in ranking.candidates]
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE pills SET certainty = ?, candidates = ?, advice = ? WHERE question_id = ? AND number = ?",
                *_columns(ranking.certainty, candidates, ranking.advice),
                id,
                number,
            )
            await _decide(tx, id, number, Decision.OPEN, None)

    async def note_added(self, id: QuestionId, number: int, medication: MedicationId | None) -> None:
        """Remember which medicine a pill put on the list."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE pills SET medication_id = ? WHERE question_id = ? AND number = ?",
                *(medication, id, number),
            )

    async def turn(self, id: QuestionId, pills: Sequence[Pill], without: Sequence[int] = ()) -> None:
        """Keep the other sides of pills, and what they may be now; what the person chose stays.

        `without` are the numbers of pills that turned out to be those other sides.
        """
        async with self._database.change() as tx:
            for number in without:
                await tx.run("DELETE FROM pills WHERE question_id = ? AND number = ?", id, number)
            for pill in pills:
                await tx.run(
                    "UPDATE pills SET seen = ?, certainty = ?, candidates = ?, advice = ?, decision = 'open'"
                    " WHERE question_id = ? AND number = ? AND decision <> 'chosen'",
                    *(_seen(pill), *_columns(pill.certainty, pill.candidates, pill.advice), id, pill.number),
                )


async def _decide(
    tx: Transaction, id: QuestionId, number: int, decision: Decision, product: ProductId | None
) -> None:
    await tx.run(
        "UPDATE pills SET decision = ?, product_id = ? WHERE question_id = ? AND number = ?",
        decision,
        product,
        id,
        number,
    )


def _columns(
    certainty: Certainty, candidates: Sequence[ProductId], advice: Sequence[Advice]
) -> tuple[str, str, str]:
    return certainty, json.dumps(candidates), json.dumps(advice)


def _seen(pill: Pill) -> str:
    """Return one side as it is, or both in a list."""
    sides = (pill.seen, pill.other_side) if pill.other_side else pill.seen
    return SIDES.dump_json(sides).decode()


def _pill(row: Row) -> Pill:
    seen = SIDES.validate_json(row["seen"])
    front, back = seen if isinstance(seen, tuple) else (seen, None)
    return Pill(
        row["number"],
        front,
        Certainty(row["certainty"]),
        tuple(ProductId(id) for id in json.loads(row["candidates"])),
        Decision(row["decision"]),
        ProductId(row["product_id"]) if row["product_id"] else None,
        tuple(Advice(advice) for advice in json.loads(row["advice"])),
        MedicationId(row["medication_id"]) if row["medication_id"] is not None else None,
        other_side=back,
    )
