"""The buttons under the answer to a photo of a page or a box."""

from dataclasses import dataclass
from typing import Literal

from bot.core.documents.model import DocumentId
from bot.telegram.ui.callback_data import CallbackData
from knowledge.products import ProductId

Walk = Literal["walk"]  # every row is shown, not only those that have to be asked


@dataclass(frozen=True, slots=True)
class ShowDocument(CallbackData):
    """Show the whole document; "read": the red warning has been read."""

    verb = "doc"
    document: DocumentId
    read: Literal["read"] | None = None


@dataclass(frozen=True, slots=True)
class AddDocument(CallbackData):
    """Put all of it on the list; the old medicines that it makes outdated stay, or leave."""

    verb = "docadd"
    document: DocumentId
    old: Literal["ask", "keep", "swap"]


@dataclass(frozen=True, slots=True)
class LeaveDocument(CallbackData):
    """Nothing of it goes on the list."""

    verb = "docoff"
    document: DocumentId


@dataclass(frozen=True, slots=True)
class ShowRow(CallbackData):
    """Show one medicine of the document."""

    verb = "docrow"
    document: DocumentId
    number: int
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class ChooseRow(CallbackData):
    """A medicine of the document is this product."""

    verb = "docis"
    document: DocumentId
    number: int
    product: ProductId
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class LeaveRow(CallbackData):
    """A medicine of the document is left out."""

    verb = "docno"
    document: DocumentId
    number: int
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class WriteName(CallbackData):
    """The name of a medicine is to be written: this one was read wrong, or, for number 0, one is missing."""

    verb = "docname"
    document: DocumentId
    number: int
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class ChooseDose(CallbackData):
    """A medicine on the list is taken in this one of the ways that its row may mean; 9 is another way."""

    verb = "docdose"
    document: DocumentId
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class ShowReasons(CallbackData):
    """Show the reasons and sources of what is said of a document."""

    verb = "docwhy"
    document: DocumentId
