"""What belongs to an account, in every table there is: the rows that a cascading reference deletes with it."""

from bot.core.people.accounts import ChatId
from bot.storage.file.database import Database, Snapshot

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
REFERENCES = """
    SELECT r."table" AS parent, r."from" AS child,
           coalesce(r."to", (SELECT name FROM pragma_table_info(r."table") WHERE pk = 1)) AS key
    FROM pragma_foreign_key_list(?) AS r WHERE r.on_delete = 'CASCADE'
"""


class StoredAccountData:
    """`bot.core.people.privacy.AccountData` in SQLite. A new table is exported without a change here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: ChatId) -> dict[str, list[dict[str, object]]]:
        """Return an account's rows of every table, as they are at one moment."""
        async with self._database.snapshot() as then:
            return {
                table: [
                    dict(row) for row in await then.rows(f'SELECT * FROM "{table}" WHERE {mine}', chat_id)
                ]
                for table, mine in (await belonging(then)).items()
            }


async def belonging(then: Snapshot) -> dict[str, str]:
    """Return the tables with rows that are deleted with an account, and the condition on them; `?1` is its chat."""
    references = {row["name"]: await then.rows(REFERENCES, row["name"]) for row in await then.rows(TABLES)}
    found = {"accounts": "chat_id = ?1"}
    for _ in references:  # so often, a chain of references is followed to its end
        for table, given in references.items():
            ways = [
                f'"{each["child"]}" IN (SELECT "{each["key"]}" FROM "{each["parent"]}" WHERE {found[each["parent"]]})'
                for each in given
                if each["parent"] in found
            ]
            if ways and table != "accounts":
                found[table] = " OR ".join(ways)
    return found
