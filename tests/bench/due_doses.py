"""Doses that fall due every minute, for benches that last longer than one."""

from datetime import datetime, timedelta

from bot.core.people.accounts import Account
from bot.core.schedules.schedule import MOST_TIMES_A_DAY
from bot.storage.medications.medications import StoredMedications
from knowledge.products import ProductId
from tests.schedules import scheduled

MINUTE = timedelta(minutes=1)


async def plan_minutes(
    medications: StoredMedications, account: Account, now: datetime, lasting: timedelta, stock: float
) -> None:
    """Let doses fall due in each minute to come, now and then two at once, as long as a run may last.

    Each medicine has its turn after all others: a later dose closes the one before it.
    """
    local = now.astimezone(account.home).replace(second=0, microsecond=0)
    minutes = [local + MINUTE * number for number in range(1, lasting // MINUTE + 3)]
    turns = max(3, len(minutes) // MOST_TIMES_A_DAY + 1)
    for number, turn in enumerate([*range(turns), 0]):
        times = tuple(sorted({at.time() for at in minutes[turn::turns]}))
        product, origin = ProductId(f"due-{number}"), f"due:{account.chat_id}:{number}"
        added = await medications.add(account.person_id, product, f"약 {number}", origin, now, most=99)
        if times and added.id is not None:
            await medications.plan(account.person_id, added.id, scheduled(times), now)
            await medications.count(account.person_id, added.id, stock)
