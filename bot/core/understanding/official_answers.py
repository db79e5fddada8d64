"""A question about medicines, answered by the official texts of those that are named, or of the whole list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.medications.medications import MedicationService
from bot.core.people.accounts import Account
from bot.core.understanding.answers import Answer, answer
from bot.core.understanding.intents import Intent
from knowledge.products import Product, ProductId

MOST = 10  # medicines whose texts are read for one question


@dataclass(frozen=True, slots=True)
class Answered:
    """What the texts say, and of which medicines; `is_of_list` where none was named."""

    products: dict[ProductId, Product]
    answer: Answer
    is_of_list: bool


class OfficialAnswers:
    """Reads official texts; says nothing of its own."""

    def __init__(self, medicines: MedicationService) -> None:
        self._medicines = medicines

    async def answer(
        self, account: Account, intent: Intent, question: str, names: Sequence[str], at: datetime
    ) -> Answered:
        """Answer a question about what is named: what is on the list where the name fits it, else the likeliest."""
        listed = await self._medicines.lists(account)
        ids = [id for name in names if (id := await self._meant(name, listed))] if names else sorted(listed)
        products, texts = {}, {}
        for id in ids[:MOST]:
            if dossier := await self._medicines.rules_of(id):
                products[id], texts[id] = dossier.product, dossier.texts
        return Answered(products, answer(intent, question, texts), is_of_list=not names)

    async def _meant(self, name: str, listed: frozenset[ProductId]) -> ProductId | None:
        found = [product.id for product in await self._medicines.find(name)]
        return next((id for id in found if id in listed), found[0] if found else None)
