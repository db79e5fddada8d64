"""A page or a box that was photographed, its medicines, and what was decided of each: pure values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from bot.core.medications.medications import Addition, Medication
from bot.core.medications.model import NO_REFILL, RefillId
from bot.core.photos.model import Decision
from bot.core.schedules.schedule import Schedule
from inference.types import PrintedLine
from knowledge.products import ProductId

DocumentId = NewType("DocumentId", int)


class DocumentKind(StrEnum):
    """What it is."""

    GUIDE = "guide"
    ENVELOPE = "envelope"
    PRESCRIPTION = "prescription"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class PossibleDose:
    """One of several ways in which a dose that was not read well may be meant."""

    plan: Schedule
    units: float | None  # given out in all


@dataclass(frozen=True, slots=True)
class Row:
    """One medicine of a document, and what the document says of it."""

    number: int  # as drawn on the picture, from 1
    candidates: tuple[ProductId, ...]  # the likeliest first
    is_sure: bool  # the first one
    plan: Schedule | None = None  # None: when it is taken has to be asked
    units: float | None = None  # given out in all
    expires_on: date | None = None
    lot: str = ""
    after: RefillId = NO_REFILL  # the last refill of the first candidate when the document was read
    decision: Decision = Decision.OPEN
    product_id: ProductId | None = None
    doses: tuple[PossibleDose, ...] = ()  # to choose from where there is no plan

    @property
    def identity(self) -> ProductId | None:
        """Return which product it is: what the person chose, or what is certain; None also where it is left out."""
        if self.decision is Decision.OPEN and self.is_sure:
            return self.candidates[0]
        return self.product_id

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be asked of the product."""
        return self.is_sure or self.decision is not Decision.OPEN


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one photo, without the photo and without its text."""

    id: DocumentId
    kind: DocumentKind
    rows: tuple[Row, ...]
    is_added: bool = False

    def row(self, number: int) -> Row | None:
        """Return a row by its number."""
        return next((row for row in self.rows if row.number == number), None)

    @property
    def is_box(self) -> bool:
        """Return whether it is a box or its code, and no printed page."""
        return self.kind is DocumentKind.BOX

    @property
    def identities(self) -> tuple[ProductId, ...]:
        """Return the products that are certain or chosen, each once."""
        return tuple(dict.fromkeys(row.identity for row in self.rows if row.identity))

    @property
    def unsettled(self) -> tuple[Row, ...]:
        """Return the rows whose product has to be asked."""
        return tuple(row for row in self.rows if not row.is_settled)

    @property
    def all_products(self) -> tuple[ProductId, ...]:
        """Return everything that its rows may be."""
        return tuple(dict.fromkeys(id for row in self.rows for id in (*row.candidates, row.product_id) if id))


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read, and the lines that name its medicines, in the order of the rows."""

    document: Document
    names: tuple[PrintedLine, ...]
    is_cut: bool = False  # lines run out of the photo


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """What came of putting a document on the list."""

    additions: tuple[Addition, ...]
    listed: tuple[Medication, ...]  # its medicines, as they are on the list now
    removed: tuple[Medication, ...]  # those that left the list for them
