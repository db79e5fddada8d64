"""What a person decides of each pill of a photo."""

from dataclasses import replace

from bot.core.medications.medications import Medications, products_on_list
from bot.core.people.accounts import Account
from bot.core.photos.model import Decision, Question, QuestionId
from bot.core.photos.pill_matching import unsettled_like
from bot.core.photos.questions import Questions
from bot.core.photos.typed_candidates import HANGUL, looks_otherwise, rank_typed
from bot.core.ports import Knowledge
from knowledge.products import ProductId


class PillDecisions:
    """Notes which product a pill is, by a tap or by what is typed."""

    def __init__(self, questions: Questions, knowledge: Knowledge, medications: Medications) -> None:
        self._questions = questions
        self._knowledge = knowledge
        self._medications = medications

    async def choose(
        self, account: Account, id: QuestionId, number: int, product: ProductId | None
    ) -> Question | None:
        """Note that a pill is this product, or none of those offered; return the changed question."""
        question = await self._questions.get(account.person_id, id)
        pill = question.pill(number) if question else None
        if pill is None or (product is not None and product not in pill.candidates):
            return None
        await self._questions.decide(id, number, Decision.CHOSEN if product else Decision.NONE, product)
        return await self._questions.get(account.person_id, id)

    async def choose_alike(self, account: Account, id: QuestionId, number: int) -> Question | None:
        """Note that the unsettled pills that look like this one are what it is; return the changed question."""
        question = await self._questions.get(account.person_id, id)
        pill = question.pill(number) if question else None
        if question is None or pill is None or pill.identity is None:
            return None
        for same in unsettled_like(question, number):
            await self._questions.decide(id, same, Decision.CHOSEN, pill.identity)
        return await self._questions.get(account.person_id, id)

    async def confirm(self, account: Account, id: QuestionId, number: int | None) -> Question | None:
        """Confirm what a pill is, or all whose identity is certain; return the changed question."""
        question = await self._questions.get(account.person_id, id)
        for pill in question.pills if question else ():
            if pill.identity and number in (None, pill.number):
                await self._questions.decide(id, pill.number, Decision.CHOSEN, pill.identity)
        return await self._questions.get(account.person_id, id)

    async def is_absent(self, typed: str) -> bool:
        """Return whether a typed name, not what is stamped on a pill, is in no list."""
        return bool(HANGUL.search(typed)) and (await self._knowledge.look_up(typed, 1)).absent

    async def look_again(self, account: Account, id: QuestionId, number: int, typed: str) -> Question | None:
        """Rank one pill again by what the person typed: what is stamped on it, or its name in Hangul."""
        question = await self._questions.get(account.person_id, id)
        pill = question.pill(number) if question else None
        if pill is None:
            return None
        own = await products_on_list(self._medications, account.person_id)
        ranking = await rank_typed(self._knowledge, pill, typed, own)
        if not ranking.candidates:
            return replace(question, pills=(replace(pill, candidates=()),)) if question else None
        await self._questions.rerank(id, number, ranking)
        return await self._questions.get(account.person_id, id)

    async def unlike(self, question: Question) -> tuple[int, ...]:
        """Return the chosen pills that look quite different from what the catalogue says of the product."""
        return tuple([pill.number for pill in question.pills if await looks_otherwise(self._knowledge, pill)])
