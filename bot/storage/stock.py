"""How many tablets are left: counted down by doses that are taken, given back where that is undone."""

from typing import Any

from bot.storage.database import Transaction


async def take_from_stock(tx: Transaction, which: str, *values: Any) -> None:
    """Count down the medicines of some doses, given as a condition on their table; note on each by how much."""
    doses = await tx.rows(
        "SELECT plan_id, day, slot, medication_id, amount FROM doses JOIN plans ON plans.id = plan_id"
        f" WHERE {which}",
        *values,
    )
    for dose in doses:
        medicine = await tx.row("SELECT stock FROM medications WHERE id = ?", dose["medication_id"])
        if medicine and medicine["stock"]:
            taken = min(dose["amount"], medicine["stock"])
            await tx.run(
                "UPDATE medications SET stock = stock - ? WHERE id = ?", taken, dose["medication_id"]
            )
            await tx.run(
                "UPDATE doses SET deducted = ? WHERE plan_id = ? AND day = ? AND slot = ?",
                *(taken, dose["plan_id"], dose["day"], dose["slot"]),
            )


async def give_back(tx: Transaction, which: str, *values: Any) -> None:
    """Put back what some doses, given as a condition on their table, took off the stock."""
    await tx.run(
        "UPDATE medications SET stock = stock + given.tablets FROM (SELECT medication_id, sum(deducted) AS tablets"
        f" FROM doses JOIN plans ON plans.id = plan_id WHERE {which} GROUP BY medication_id) AS given"
        " WHERE medications.id = given.medication_id AND given.tablets > 0",
        *values,
    )
    await tx.run(f"UPDATE doses SET deducted = 0 WHERE {which}", *values)
