"""A photo to an answer: which pills are seen, and what each may be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.medications.medications import Medications, products_on_list
from bot.core.people.accounts import Account
from bot.core.photos.known_size import scales_of_settled
from bot.core.photos.model import Answer, Decision, Pill, Question, QuestionId, Turned
from bot.core.photos.pill_matching import front_and_back, other_sides
from bot.core.photos.questions import Questions
from bot.core.ports import Knowledge, Scans
from inference.size.scale import sized
from inference.types import Scan, SeenPill
from knowledge.products import Product, ProductId


class PhotoService:
    """Reads photos, and takes two photos of the same pills for their two sides."""

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

    async def scan(self, photo: bytes, *, alone: bool) -> Scan:
        """Look at one photo. Those of an album are numbered when all were seen."""
        return await self._scans.scan(photo, numbered=alone)

    async def ask(
        self, account: Account, origin: str, scans_by_place: Mapping[int, Scan], at: datetime
    ) -> Answer:
        """Say what the pills of one question may be, numbered through all photos that could be read.

        The photos are given by their places in the album, counted from one.
        """
        scans = await self._numbered([scans_by_place[place] for place in sorted(scans_by_place)])
        scans = [_from_photo(scan, photo) for photo, scan in enumerate(scans, start=1)]
        own = await products_on_list(self._medications, account.person_id)
        pills = tuple([pill for scan in scans for pill in await self._identified(scan.pills, own)])
        id = await self._questions.ask(account.person_id, origin, pills, at)
        flaws = frozenset(flaw for scan in scans for flaw in scan.flaws)
        pictures = tuple(scan.annotated for scan in scans)
        may_be_sides = len(scans) == 2 and bool(front_and_back(pills, len(scans[0].pills)))
        empty = tuple(place for place, scan in sorted(scans_by_place.items()) if not scan.pills)
        return Answer(Question(id, pills, None), pictures, flaws, may_be_sides, empty)

    async def _numbered(self, scans: Iterable[Scan]) -> list[Scan]:
        numbered: list[Scan] = []
        for scan in scans:
            first = 1 + sum(len(before.pills) for before in numbered)
            numbered.append(scan if scan.is_numbered else await self._scans.number(scan, first))
        return numbered

    async def turn_over(self, account: Account, id: QuestionId, number: int, scan: Scan) -> Turned | None:
        """Take a photo for one of a question's pills turned over: of all of them, or of pill `number` alone.

        None where the question is gone, or the photo does not clearly show that pill.
        """
        question = await self.get(account, id)
        if question is None:
            return None
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
        own = await products_on_list(self._medications, account.person_id)
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

    async def _identified(self, seen: Sequence[SeenPill], own: frozenset[ProductId]) -> list[Pill]:
        """Say what the pills of one photo may be; those that are settled give the scale for the others."""
        pills = [await self._identify(pill, own) for pill in seen]
        settled = [pill.identity for pill in pills if pill.identity]
        if not settled or len(settled) == len(pills):
            return pills
        scales = scales_of_settled(pills, await self._knowledge.products(settled))
        return [
            await self._identify(sized(pill.seen, scales), own)
            if scales and pill.identity is None and not pill.seen.sizes
            else pill
            for pill in pills
        ]

    async def _identify(
        self, seen: SeenPill, own: frozenset[ProductId], other_side: SeenPill | None = None
    ) -> Pill:
        ranking = await self._knowledge.rank(seen, other_side=other_side, typed=None, own=own)
        candidates = tuple(candidate.product.id for candidate in ranking.candidates)
        return Pill(
            seen.number, seen, ranking.certainty, candidates, advice=ranking.advice, other_side=other_side
        )


def _from_photo(scan: Scan, photo: int) -> Scan:
    """Return a scan whose pills know which of a question's photos they are on."""
    return replace(scan, pills=tuple(replace(pill, photo=photo) for pill in scan.pills))
