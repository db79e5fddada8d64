"""Photos given to learn from, in plain words."""

from collections.abc import Sequence
from datetime import tzinfo

from bot.core.photos.donations import Donation, DonationId
from bot.core.photos.model import QuestionId
from bot.telegram.features.donations.buttons import (
    DeclineDonation,
    GivePhoto,
    OfferPhoto,
    ShowDonation,
    TakeBack,
)
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts

SHOWN = 5  # photos with a button each


def offer(t: Texts, question: QuestionId) -> tuple[Button, ...]:
    """Return the button under an answer that did not recognise a pill."""
    return (Button(t("Give this photo"), OfferPhoto(question)),)


def consent(t: Texts, question: QuestionId, backup_days: int) -> Screen:
    """Tell what giving a photo means, and ask."""
    return Screen(
        (
            t("<b>May I keep this photo, to learn from it?</b> You need not: I serve you just the same."),
            t(
                "• It is kept encrypted on this server, without your name or your list.\n"
                "• Whoever runs this bot may look at it, to teach the program to tell pills.\n"
                "• Please give none that shows a face, a name or an address.\n"
                "• With /privacy you can take it back at any time. It is deleted at once; backup copies lose it within"
                " {days} days.",
                days=backup_days,
            ),
        ),
        ((Button(t("Yes, keep it"), GivePhoto(question)), Button(t("No"), DeclineDonation())),),
        is_personal=False,
    )


def thanks(t: Texts) -> Screen:
    """It is kept."""
    return Screen(
        (t("Thank you. The photo is kept. With /privacy you can see it and take it back."),),
        is_personal=False,
    )


def declined(t: Texts) -> Screen:
    """It is not kept."""
    return Screen((t("All right. The photo is not kept."),), is_personal=False)


def not_there(t: Texts) -> Screen:
    """It can't be fetched any more, or enough was given."""
    return Screen(
        (t("I can not take this photo: it is too old, or you gave many already. Thank you!"),),
        is_personal=False,
    )


def given(t: Texts, donations: Sequence[Donation], zone: tzinfo) -> Screen:
    """List what was given, the newest first."""
    if not donations:
        return Screen((t("You gave no photo, so none is kept."),), is_personal=False)
    buttons = [
        Button(t("📷 {day}", day=f"{each.given_at.astimezone(zone):%m-%d %H:%M}"), ShowDonation(each.id))
        for each in donations[:SHOWN]
    ]
    buttons.append(Button(t("Take all back"), TakeBack("all")))
    told = t.count("You gave {n} photo to learn from.", "You gave {n} photos to learn from.", len(donations))
    return Screen(
        (told, t("Tap one to see it and to take it back.")), two_in_a_row(buttons), is_personal=False
    )


def one(t: Texts, id: DonationId) -> Screen:
    """Stand under a photo that was given."""
    return Screen(
        (t("You gave this photo to learn from."),),
        ((Button(t("Take it back"), TakeBack(str(id))),),),
        is_personal=False,
    )


def taken_back(t: Texts, backup_days: int) -> Screen:
    """It is gone."""
    return Screen(
        (t("It is deleted here. Backup copies lose it within {days} days.", days=backup_days),),
        is_personal=False,
    )
