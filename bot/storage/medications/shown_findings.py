"""What people were told, and with which knowledge their lists were checked."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.core.interactions.rechecks import Listed
from bot.core.people.accounts import PersonId
from bot.storage.file.database import Database
from bot.storage.file.timestamps import seconds
from bot.storage.people.accounts import SELECT as ACCOUNTS
from bot.storage.people.accounts import account_of
from knowledge.products import ProductId

LISTED = f"""
    {ACCOUNTS} WHERE people.id > ? AND accounts.blocked_at IS NULL AND EXISTS (
        SELECT 1 FROM medications WHERE person_id = people.id AND stopped_at IS NULL
    ) ORDER BY people.id LIMIT ?
"""
TAKEN = """
    SELECT person_id, product_id FROM medications
    WHERE person_id IN (SELECT value FROM json_each(?)) AND stopped_at IS NULL ORDER BY id
"""
TOLD = "SELECT person_id, finding FROM told WHERE person_id IN (SELECT value FROM json_each(?))"


class StoredShownFindings:
    """`bot.core.interactions.rechecks.RecheckStore` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_checked(self, version: str) -> bool:
        """Return whether all lists were checked with this knowledge file last."""
        row = await self._database.row("SELECT 1 FROM rechecks WHERE version = ?", version)
        return row is not None

    async def checked(self, version: str, at: datetime) -> None:
        """Note that all lists were checked with this knowledge file; an older one that comes back is news again."""
        async with self._database.change() as tx:
            await tx.run("DELETE FROM rechecks")
            await tx.run("INSERT INTO rechecks (version, checked_at) VALUES (?, ?)", version, seconds(at))

    async def listed(self, after: PersonId, limit: int) -> list[Listed]:
        """Return the next people with a list who did not block the bot, by their ids."""
        accounts = [account_of(row) for row in await self._database.rows(LISTED, after, limit)]
        products: defaultdict[int, list[ProductId]] = defaultdict(list)
        for row in await self._database.rows(TAKEN, _ids(account.person_id for account in accounts)):
            products[row["person_id"]].append(ProductId(row["product_id"]))
        return [Listed(account, tuple(products[account.person_id])) for account in accounts]

    async def told(self, people: Iterable[PersonId]) -> dict[PersonId, frozenset[str]]:
        """Return what each of these people was told, by the keys of the findings."""
        found: defaultdict[PersonId, set[str]] = defaultdict(set)
        for row in await self._database.rows(TOLD, _ids(people)):
            found[PersonId(row["person_id"])].add(row["finding"])
        return {person: frozenset(findings) for person, findings in found.items()}

    async def tell(self, person: PersonId, findings: Collection[str], at: datetime) -> None:
        """Note that a person was told these; those that were noted before keep their day."""
        known = (await self.told([person])).get(person, frozenset()) if findings else frozenset()
        if new := set(findings) - known:  # a list that says the same again costs no write
            async with self._database.change() as tx:
                await tx.run_many(
                    "INSERT INTO told (person_id, finding, told_at) SELECT id, ?, ? FROM people WHERE id = ?"
                    " ON CONFLICT DO NOTHING",
                    [(finding, seconds(at), person) for finding in sorted(new)],
                )

    async def forget(self, findings: Mapping[PersonId, frozenset[str]]) -> None:
        """Forget what people were told, of what is not so any more."""
        if findings:
            async with self._database.change() as tx:
                await tx.run_many(
                    "DELETE FROM told WHERE person_id = ? AND finding = ?",
                    [(person, finding) for person, keys in findings.items() for finding in keys],
                )


def _ids(people: Iterable[PersonId]) -> str:
    return json.dumps(list(people))
