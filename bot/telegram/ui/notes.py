"""Short answers to what can't be used, and to what went wrong."""

from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts


def cancelled(t: Texts, *, was_open: bool) -> Screen:
    """Say that the open question was closed, or that there was none."""
    return Screen(
        (
            t("Left. Nothing was changed.")
            if was_open
            else t("There is nothing to leave. Send a photo of your pills."),
        ),
        is_personal=False,
    )


def unusable(t: Texts) -> Screen:
    """Answer what is neither text nor a picture."""
    return Screen(
        (
            t(
                "I can read photos and text only. Please send a photo of your pills, or write a medicine's name."
            ),
        ),
        is_personal=False,
    )


def private_only(t: Texts) -> Screen:
    """Groups are refused: health is nobody else's business."""
    return Screen(
        (t("I only talk in private, since this is about your health. Please write to me directly."),)
    )


def stale(t: Texts) -> Screen:
    """Answer a button whose matter is gone."""
    return Screen(
        (t("This button is from an older message. Please look at the newest one, or open /mymeds."),),
        is_personal=False,
    )


def gone(t: Texts) -> Screen:
    """What was being worked on was deleted meanwhile, by the person."""
    return Screen((t("It was deleted meanwhile, so I stopped."),), is_personal=False)


def failed(t: Texts, reference: str) -> Screen:
    """Apologise, with what the operator needs to find it."""
    return Screen(
        (
            t(
                "Sorry, something went wrong on my side. Please try again. (Reference {reference})",
                reference=reference,
            ),
        )
    )


def put_off(t: Texts) -> Screen:
    """Say that a message waits, and need not be sent again."""
    return Screen(
        (t("I can't save anything right now. I keep your message and will answer as soon as I can."),)
    )
