"""The buttons of photos that are given for training."""

from dataclasses import dataclass
from typing import Annotated

from bot.core.photos.donations import DonationId
from bot.core.photos.model import QuestionId
from bot.telegram.ui.callback_data import CallbackData, Matches


@dataclass(frozen=True, slots=True)
class OfferPhoto(CallbackData):
    """Offer to give the photos of a question."""

    verb = "donate"
    question: QuestionId


@dataclass(frozen=True, slots=True)
class GivePhoto(CallbackData):
    """Give them."""

    verb = "donate-yes"
    question: QuestionId


@dataclass(frozen=True, slots=True)
class DeclineDonation(CallbackData):
    """Do not give them."""

    verb = "donate-no"


@dataclass(frozen=True, slots=True)
class ShowDonations(CallbackData):
    """List what was given."""

    verb = "gifts"


@dataclass(frozen=True, slots=True)
class ShowDonation(CallbackData):
    """Show one photo that was given."""

    verb = "gift"
    donation: DonationId


@dataclass(frozen=True, slots=True)
class TakeBack(CallbackData):
    """Take back one photo, or "all"."""

    verb = "take-back"
    which: Annotated[str, Matches("all|[0-9]{1,18}")]
