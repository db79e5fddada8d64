"""Photos that were given, inside the encrypted database: deleted with their account, or as soon as they are taken back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import sqlcipher3

from bot.core.people.accounts import ChatId, PersonId
from bot.core.photos.donations import Donation, DonationId
from bot.core.photos.model import QuestionId
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.file.snapshots import CopyError
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people import tombstones

OURS = "person_id IN (SELECT id FROM people WHERE chat_id = ?)"


class StoredDonations:
    """`bot.core.photos.donations.Donations` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, question: QuestionId, file_ids: Sequence[str]) -> None:
        """Note where the photos of a question can be fetched again; nothing where it is gone already."""
        async with self._database.change() as tx:
            await tx.run_many(
                "INSERT INTO photos (question_id, place, file_id) SELECT id, ?, ? FROM questions WHERE id = ?"
                " ON CONFLICT DO NOTHING",
                [(place, file_id, question) for place, file_id in enumerate(file_ids)],
            )

    async def files(self, person: PersonId, question: QuestionId) -> list[str]:
        """Return where the photos of a person's question can be fetched."""
        rows = await self._database.rows(
            "SELECT file_id FROM photos JOIN questions ON questions.id = question_id"
            " WHERE question_id = ? AND person_id = ? ORDER BY place",
            question,
            person,
        )
        return [row["file_id"] for row in rows]

    async def give(self, person: PersonId, origin: str, photo: bytes, version: int, at: datetime) -> bool:
        """Keep a photo, once; return False where it is kept already."""
        async with self._database.change() as tx:
            kept = await tx.run(
                "INSERT INTO donations (person_id, origin, photo, consent_version, given_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                person,
                origin,
                photo,
                version,
                seconds(at),
            )
        return kept == 1

    async def of(self, chat_id: ChatId) -> list[Donation]:
        """Return what an account gave, the newest first."""
        rows = await self._database.rows(
            f"SELECT id, given_at FROM donations WHERE {OURS} ORDER BY id DESC", chat_id
        )
        return [Donation(DonationId(row["id"]), instant(row["given_at"])) for row in rows]

    async def photo(self, chat_id: ChatId, id: DonationId) -> bytes | None:
        """Return a photo that an account gave."""
        row = await self._database.row(f"SELECT photo FROM donations WHERE id = ? AND {OURS}", id, chat_id)
        return row["photo"] if row else None

    async def take_back(self, chat_id: ChatId, id: DonationId | None, at: datetime) -> int:
        """Delete one, or all where none is named, from the log of changes too; return how many.

        It is noted, so that it does not come back from a backup.
        """
        which, values = f"(id = ? OR ?) AND {OURS}", (id, id is None, chat_id)
        async with self._database.change() as tx:
            await tombstones.note(tx, tombstones.PHOTO, which, *values, at=at)
            gone = await tx.run(f"DELETE FROM donations WHERE {which}", *values)
        await self._database.fold_log()
        return gone


def given_in(path: Path, key: str) -> Iterator[tuple[int, bytes]]:
    """Yield all that is given, for an operator, also while a bot runs: numbers and photos, not whose they are."""
    try:
        with opened(path, key) as connection:
            for row in connection.execute("SELECT id, photo FROM donations ORDER BY id"):
                yield row["id"], row["photo"]
    except sqlcipher3.Error as error:
        raise CopyError(f"{path} can't be read: {error}") from error
