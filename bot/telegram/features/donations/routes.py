"""How people reach the photos they give for training."""

from bot.telegram.features.donations.buttons import (
    DeclineDonation,
    GivePhoto,
    OfferPhoto,
    ShowDonation,
    ShowDonations,
    TakeBack,
)
from bot.telegram.features.donations.handlers import DonationHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: DonationHandlers) -> Feature:
    """Return the buttons of photos that are given for training."""
    return Feature(
        taps=(
            Tap(OfferPhoto, handlers.ask),
            Tap(GivePhoto, handlers.give),
            Tap(DeclineDonation, handlers.decline),
            Tap(ShowDonations, handlers.given),
            Tap(ShowDonation, handlers.one),
            Tap(TakeBack, handlers.take_back),
        ),
    )
