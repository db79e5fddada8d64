"""A question asked with photos, its pills, and what was decided of each: pure values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.core.medications.medications import MedicationId
from inference.types import Flaw, SeenPill
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import Advice
from knowledge.products import ProductId

QuestionId = NewType("QuestionId", int)


class Decision(StrEnum):
    """What a person said about one pill."""

    OPEN = "open"
    CHOSEN = "chosen"
    NONE = "none"  # none of what was offered


@dataclass(frozen=True, slots=True)
class Pill:
    """One numbered pill of a question, what it may be, and what was decided."""

    number: int
    seen: SeenPill
    certainty: Certainty
    candidates: tuple[ProductId, ...]
    decision: Decision = Decision.OPEN
    product_id: ProductId | None = None
    advice: tuple[Advice, ...] = ()
    medication_id: MedicationId | None = None  # what it put on the list
    other_side: SeenPill | None = None  # the same pill, turned over

    @property
    def open(self) -> bool:
        """Whether the person has said nothing of it."""
        return self.decision is Decision.OPEN

    @property
    def identity(self) -> ProductId | None:
        """Return what the pill is: what the person chose, or what is certain and was not denied."""
        if self.open and self.certainty is Certainty.SURE:
            return self.candidates[0]
        return self.product_id


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked with one photo or album, without the photo."""

    id: QuestionId
    pills: tuple[Pill, ...]
    message_id: int | None

    def pill(self, number: int) -> Pill | None:
        """Return a pill by the number drawn on it."""
        return next((pill for pill in self.pills if pill.number == number), None)

    @property
    def identities(self) -> tuple[ProductId, ...]:
        """Return what is certain or chosen, each once."""
        return tuple(dict.fromkeys(p.identity for p in self.pills if p.identity))


@dataclass(frozen=True, slots=True)
class Turned:
    """A question some of whose pills were turned over, and their numbers."""

    question: Question
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and the numbered pictures that answer it."""

    question: Question
    pictures: tuple[bytes, ...]  # JPEG
    flaws: frozenset[Flaw]
    may_be_sides: bool = False  # two photos that may show the same pills, front and back
    empty: tuple[int, ...] = ()  # photos of several on which no pill is seen, counted from one


@dataclass(frozen=True, slots=True)
class Correction:
    """A medicine that a pill had put on the list and that the pill turned out not to be."""

    id: MedicationId
    before: ProductId
    before_name: str
    after: ProductId | None  # what took its place; None where it left the list
