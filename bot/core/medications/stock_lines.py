"""What is told of medicines that run out or expire: of each the gravest, the gravest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.medications.stock import OF_STOCK, StockNews
from bot.core.people.accounts import Account
from knowledge.products import Product

GRAVEST = (StockNews.OUT, StockNews.CLOSED, StockNews.LOW, StockNews.EXPIRES)


@dataclass(frozen=True, slots=True)
class StockLine:
    """One medicine that a notice is about, and the gravest news of it."""

    medication: Medication
    product: Product | None
    news: StockNews


async def stock_lines(
    medicines: MedicationService,
    account: Account,
    told: Sequence[tuple[MedicationId, StockNews]],
    now: datetime,
) -> tuple[StockLine, ...]:
    """Return those of the medicines that are taken still, those that run out first."""
    listed = await medicines.look_at(account, list(dict.fromkeys(id for id, _ in told)), now)
    lines = [
        StockLine(medication, product, news)
        for medication, product in listed
        if not medication.paused_at
        for news in _gravest(news for which, news in told if which == medication.id)
    ]
    return tuple(sorted(lines, key=lambda line: GRAVEST.index(line.news)))


def _gravest(told: Iterable[StockNews]) -> list[StockNews]:
    """Return the gravest news of a medicine's stock, and that it expires."""
    news = sorted(told, key=GRAVEST.index)
    stock = [one for one in news if one in OF_STOCK][:1]
    return [*stock, *(one for one in news if one is StockNews.EXPIRES)]
