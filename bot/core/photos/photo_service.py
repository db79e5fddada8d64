"""A photo to an answer: pills seen, what they may be, and what the person decides of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.core.medications.medications import Added, Addition, MedicationId, Medications
from bot.core.people.accounts import Account, PersonId
from bot.core.photos.model import Answer, Correction, Decision, Pill, Question, QuestionId, Turned
from bot.core.photos.pill_matching import front_and_back, other_sides, unsettled_like
from bot.core.photos.typed_candidates import looks_otherwise, rank_typed
from bot.core.ports import Knowledge, Scans
from inference.types import Scan, SeenPill
from knowledge.identify.ranking import Ranking
from knowledge.products import Product, ProductId


class Questions(Protocol):
    """Where questions are kept."""

    async def answered(self, origin: str) -> bool:
        """Return whether an origin's question has been answered, should the update come again."""
        ...

    async def ask(self, person: PersonId, origin: str, pills: Sequence[Pill], at: datetime) -> QuestionId: ...
    async def note_message(self, id: QuestionId, message_id: int) -> None: ...
    async def get(self, person: PersonId, id: QuestionId) -> Question | None: ...
    async def decide(
        self, id: QuestionId, number: int, decision: Decision, product: ProductId | None
    ) -> None: ...
    async def rerank(self, id: QuestionId, number: int, ranking: Ranking) -> None: ...
    async def note_added(self, id: QuestionId, number: int, medication: MedicationId | None) -> None: ...
    async def turn(self, id: QuestionId, pills: Sequence[Pill], without: Sequence[int] = ()) -> None:
        """Keep the other sides of pills, and what they may be by now; what the person chose stays.

        `without` are the numbers of pills that turned out to be those other sides.
        """
        ...


class PhotoService:
    """The use cases round a photo."""

    def __init__(
        self, scans: Scans, knowledge: Knowledge, questions: Questions, medications: Medications
    ) -> None:
        self._scans = scans
        self._knowledge = knowledge
        self._questions = questions
        self._medications = medications

    async def answered(self, origin: str) -> bool:
        """Return whether this was answered before: the same update may come twice."""
        return await self._questions.answered(origin)

    async def read(self, account: Account, origin: str, photos: Sequence[bytes], at: datetime) -> Answer:
        """Look at the photos of one question, numbering pills through all of them."""
        scans: list[Scan] = []
        for photo in photos:
            seen_before = sum(len(scan.pills) for scan in scans)
            scans.append(await self._scans.scan(photo, first_number=seen_before + 1))
        own = await self._own(account)
        seen = [pill for scan in scans for pill in scan.pills]
        pills = tuple([await self._identify(pill, own) for pill in seen])
        id = await self._questions.ask(account.person_id, origin, pills, at)
        flaws = frozenset(flaw for scan in scans for flaw in scan.flaws)
        pictures = tuple(scan.annotated for scan in scans)
        may_be_sides = len(scans) == 2 and bool(front_and_back(pills, len(scans[0].pills)))
        empty = tuple(place for place, scan in enumerate(scans, start=1) if not scan.pills)
        return Answer(Question(id, pills, None), pictures, flaws, may_be_sides, empty)

    async def turn_over(self, account: Account, id: QuestionId, number: int, photo: bytes) -> Turned | None:
        """Look at a photo of a question's pills turned over: of all of them, or of pill `number` alone.

        None where the question is gone, or the photo does not clearly show that pill.
        """
        question = await self.get(account, id)
        if question is None:
            return None
        scan = await self._scans.scan(photo)
        sides = other_sides(question.pills, number, scan.pills)
        if number not in sides:
            return None
        return await self._turned(account, question, sides)

    async def join(self, account: Account, id: QuestionId, count: int) -> Turned | None:
        """Take the second half of a question's `count` pills for the other sides of the first.

        None where that is not clear, was done before, or the person chose what one of them is.
        """
        question = await self.get(account, id)
        if question is None or len(question.pills) != count:
            return None
        seconds = question.pills[count // 2 :]
        sides = front_and_back(question.pills, count // 2)
        if not sides or any(pill.decision is Decision.CHOSEN for pill in seconds):
            return None
        return await self._turned(account, question, sides, [pill.number for pill in seconds])

    async def _turned(
        self,
        account: Account,
        question: Question,
        sides: Mapping[int, SeenPill],
        without: Sequence[int] = (),
    ) -> Turned | None:
        own = await self._own(account)
        turned = [pill for pill in question.pills if pill.number in sides]
        pills = [await self._identify(pill.seen, own, sides[pill.number]) for pill in turned]
        await self._questions.turn(question.id, pills, without)
        now = await self.get(account, question.id)
        return Turned(now, tuple(sorted(sides))) if now else None

    async def note_message(self, id: QuestionId, message_id: int) -> None:
        """Remember which message carries the buttons; from then on the question counts as answered."""
        await self._questions.note_message(id, message_id)

    async def get(self, account: Account, id: QuestionId) -> Question | None:
        """Return a question of this account; None where it is gone."""
        return await self._questions.get(account.person_id, id)

    async def products(self, ids: Collection[ProductId]) -> dict[ProductId, Product]:
        """Return what the catalogue says of candidates."""
        return await self._knowledge.products(ids)

    async def choose(
        self, account: Account, id: QuestionId, number: int, product: ProductId | None
    ) -> Question | None:
        """Note that a pill is this product, or none of those offered; return the question as it stands."""
        question = await self.get(account, id)
        pill = question.pill(number) if question else None
        if pill is None or (product is not None and product not in pill.candidates):
            return None
        await self._questions.decide(id, number, Decision.CHOSEN if product else Decision.NONE, product)
        return await self.get(account, id)

    async def choose_alike(self, account: Account, id: QuestionId, number: int) -> Question | None:
        """Note that the unsettled pills that look like this one are what it is; return the question as it stands."""
        question = await self.get(account, id)
        pill = question.pill(number) if question else None
        if question is None or pill is None or pill.identity is None:
            return None
        for same in unsettled_like(question, number):
            await self._questions.decide(id, same, Decision.CHOSEN, pill.identity)
        return await self.get(account, id)

    async def unlike(self, question: Question) -> tuple[int, ...]:
        """Return the chosen pills that look quite different from what the catalogue says of the product."""
        return tuple([pill.number for pill in question.pills if await looks_otherwise(self._knowledge, pill)])

    async def confirm(self, account: Account, id: QuestionId, number: int | None) -> Question | None:
        """Confirm what a pill is, or all whose identity is certain; return the question as it stands."""
        question = await self.get(account, id)
        for pill in question.pills if question else ():
            if pill.identity and number in (None, pill.number):
                await self._questions.decide(id, pill.number, Decision.CHOSEN, pill.identity)
        return await self.get(account, id)

    async def note_added(self, account: Account, id: QuestionId, additions: Sequence[Addition]) -> None:
        """Remember which pills put which medicines on the list: should one be something else, so is the medicine."""
        question = await self.get(account, id)
        new = {addition.product_id: addition.id for addition in additions if addition.outcome is Added.NEW}
        for pill in question.pills if question else ():
            if pill.identity in new:
                await self._questions.note_added(id, pill.number, new[pill.identity])

    async def put_right(
        self, account: Account, id: QuestionId, number: int, at: datetime
    ) -> Correction | None:
        """Correct the list where a pill put a medicine on it and is something else by now; None where all is right."""
        question = await self.get(account, id)
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
        product = (await self.products([pill.identity])).get(pill.identity) if pill.identity else None
        if product:
            await self._medications.correct(account.person_id, listed.id, product.id, product.name, at)
        else:
            await self._medications.stop(account.person_id, listed.id, at, delete=False)
        return Correction(listed.id, listed.product_id, listed.name, product.id if product else None)

    async def look_again(self, account: Account, id: QuestionId, number: int, typed: str) -> Question | None:
        """Rank one pill again by what the person typed: what is stamped on it, or its name in Hangul."""
        question = await self.get(account, id)
        pill = question.pill(number) if question else None
        if pill is None:
            return None
        own = await self._own(account)
        ranking = await rank_typed(self._knowledge, pill, typed, own)
        if not ranking.candidates:
            return replace(question, pills=(replace(pill, candidates=()),)) if question else None
        await self._questions.rerank(id, number, ranking)
        return await self.get(account, id)

    async def _own(self, account: Account) -> frozenset[ProductId]:
        return frozenset(m.product_id for m in await self._medications.active(account.person_id))

    async def _identify(
        self, seen: SeenPill, own: frozenset[ProductId], other_side: SeenPill | None = None
    ) -> Pill:
        ranking = await self._knowledge.rank(seen, other_side=other_side, typed=None, own=own)
        candidates = tuple(candidate.product.id for candidate in ranking.candidates)
        return Pill(
            seen.number, seen, ranking.certainty, candidates, advice=ranking.advice, other_side=other_side
        )
