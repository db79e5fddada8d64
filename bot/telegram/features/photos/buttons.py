"""The buttons under the answer to a photo."""

from dataclasses import dataclass
from typing import Annotated

from bot.core.photos.model import QuestionId
from bot.telegram.ui.callback_data import CallbackData, Matches, Page
from knowledge.products import ProductId

Count = Annotated[int, Matches("[0-9]{1,4}")]


@dataclass(frozen=True, slots=True)
class TurnPage(CallbackData):
    """Show a page of the pills."""

    verb = "page"
    question: QuestionId
    page: Page


@dataclass(frozen=True, slots=True)
class ShowPill(CallbackData):
    """Show what one pill may be."""

    verb = "pill"
    question: QuestionId
    number: int


@dataclass(frozen=True, slots=True)
class ShowAll(CallbackData):
    """Go back from one pill to all of its photo."""

    verb = "all"
    question: QuestionId
    number: int


@dataclass(frozen=True, slots=True)
class JoinSides(CallbackData):
    """Two photos show the same pills, front and back; there were `count` pills when it was offered."""

    verb = "join"
    question: QuestionId
    count: Count


@dataclass(frozen=True, slots=True)
class TurnPill(CallbackData):
    """Send a photo of a pill's other side."""

    verb = "turn"
    question: QuestionId
    number: int


@dataclass(frozen=True, slots=True)
class ChooseProduct(CallbackData):
    """A pill is this product."""

    verb = "is"
    question: QuestionId
    number: int
    product: ProductId


@dataclass(frozen=True, slots=True)
class NoneOfThese(CallbackData):
    """A pill is none of the products offered."""

    verb = "none"
    question: QuestionId
    number: int


@dataclass(frozen=True, slots=True)
class SameMedicine(CallbackData):
    """The pills that look like this one are the same medicine."""

    verb = "same"
    question: QuestionId
    number: int


@dataclass(frozen=True, slots=True)
class KeepPills(CallbackData):
    """Put one pill on the list, or all that are sure."""

    verb = "keep"
    question: QuestionId
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ShowReasons(CallbackData):
    """Show reasons and sources, for which there was no room under the picture."""

    verb = "why"
    question: QuestionId


@dataclass(frozen=True, slots=True)
class TellMissing(CallbackData):
    """A pill of the photo was not found."""

    verb = "missing"
    question: QuestionId
