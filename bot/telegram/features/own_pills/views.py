"""What keeping a picture of one's own pills means, and the answers."""

from bot.core.people.accounts import Account, OwnPills
from bot.core.photos.model import QuestionId
from bot.telegram.features.own_pills.buttons import KeepOwnPills, NoOwnPills
from bot.telegram.features.settings.buttons import SetPictures, ShowReminderSettings
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts


def ask(t: Texts, question: QuestionId) -> Screen:
    """Ask once, below the photo of a pill that was confirmed."""
    return Screen(
        (t("<b>Shall your reminders show your own pill?</b> You need not agree."), _meaning(t)),
        ((Button(t("Yes, show mine"), KeepOwnPills(question)), Button(t("No"), NoOwnPills())),),
        is_personal=False,
    )


def settings(t: Texts, account: Account) -> Screen:
    """Tell whether pictures are kept, and let that be changed, or reminders be without any."""
    others = (
        Button(t("Without pictures"), SetPictures(has_pictures=False)),
        Button(t("◀ Back"), ShowReminderSettings()),
    )
    if account.own_pills is OwnPills.AGREED:
        return Screen(
            (t("📷 <b>Reminders show your own pills</b> once you confirm a pill in a photo."), _meaning(t)),
            two_in_a_row([Button(t("Delete them all"), NoOwnPills()), *others]),
            is_personal=False,
        )
    return Screen(
        (t("📷 Reminders show drawings. <b>Shall they show your own pills?</b>"), _meaning(t)),
        two_in_a_row([Button(t("Yes, show mine"), KeepOwnPills()), *others]),
        is_personal=False,
    )


def agreed(t: Texts) -> Screen:
    """Pictures are kept from now on."""
    return Screen(
        (t("📷 Thank you. Your reminders show the pills that you confirm in photos. /settings ends it."),),
        is_personal=False,
    )


def none_kept(t: Texts, backup_days: int) -> Screen:
    """No picture is kept, and none will be."""
    return Screen(
        (
            t(
                "All right. Reminders show drawings, and no picture of your pills is kept. Backup copies lose earlier ones"
                " within {days} days.",
                days=backup_days,
            ),
        ),
        is_personal=False,
    )


def _meaning(t: Texts) -> Html:
    return t(
        "I cut out the pill alone and keep that small picture, encrypted. It is deleted when you stop the medicine, or when"
        " you say so in /settings."
    )
