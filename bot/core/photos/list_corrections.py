"""The list kept right where a pill that put a medicine on it turns out to be another."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.medications.medications import Added, Addition, Medications
from bot.core.people.accounts import Account
from bot.core.photos.model import Correction, QuestionId
from bot.core.photos.questions import Questions
from bot.core.ports import Knowledge


class ListCorrections:
    """Remembers which pill put which medicine on the list, and corrects the list with the pill."""

    def __init__(self, questions: Questions, knowledge: Knowledge, medications: Medications) -> None:
        self._questions = questions
        self._knowledge = knowledge
        self._medications = medications

    async def note_added(self, account: Account, id: QuestionId, additions: Sequence[Addition]) -> None:
        """Remember which pills put which medicines on the list: should one be something else, so is the medicine."""
        question = await self._questions.get(account.person_id, id)
        new = {addition.product_id: addition.id for addition in additions if addition.outcome is Added.NEW}
        for pill in question.pills if question else ():
            if pill.identity in new:
                await self._questions.note_added(id, pill.number, new[pill.identity])

    async def put_right(
        self, account: Account, id: QuestionId, number: int, at: datetime
    ) -> Correction | None:
        """Correct the list where a pill that put a medicine on it is now another product; None where all is right."""
        question = await self._questions.get(account.person_id, id)
        pill = question.pill(number) if question else None
        if question is None or pill is None or pill.medication_id is None:
            return None
        listed = await self._medications.get(account.person_id, pill.medication_id)
        if listed is None or listed.product_id == pill.identity:
            return None
        if any(
            other.identity == listed.product_id for other in question.pills
        ):  # another pill of it is there
            await self._questions.note_added(id, number, None)
            return None
        product = (
            (await self._knowledge.products([pill.identity])).get(pill.identity) if pill.identity else None
        )
        if product:
            await self._medications.correct(account.person_id, listed.id, product.id, product.name, at)
        else:
            await self._medications.stop(account.person_id, listed.id, at, delete=False)
        return Correction(listed.id, listed.product_id, listed.name, product.id if product else None)
