"""The buttons of /check."""

from dataclasses import dataclass
from typing import Annotated

from bot.telegram.ui.callback_data import CallbackData, Matches
from knowledge.products import ProductId


@dataclass(frozen=True, slots=True)
class NewCheck(CallbackData):
    """Check other medicines."""

    verb = "check"


@dataclass(frozen=True, slots=True)
class CheckOneMore(CallbackData):
    """Check one more medicine with those of the last check."""

    verb = "chkmore"


@dataclass(frozen=True, slots=True)
class CheckProduct(CallbackData):
    """Check one product with the list."""

    verb = "chkonly"
    product: ProductId


@dataclass(frozen=True, slots=True)
class ChooseForCheck(CallbackData):
    """A name means this product, or "none" of those offered. `left` names were not settled when it was offered."""

    verb = "chk"
    left: Annotated[int, Matches("[0-9]{1,2}")]
    product: ProductId
