"""Short answers to what can't be used, and to what went wrong."""

from collections.abc import Sequence

from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts
from inference.photo import PhotoProblem


def cancelled(t: Texts, *, was_open: bool) -> Screen:
    """Leave whatever was being asked."""
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


def reading(t: Texts) -> Screen:
    """Say at once that a photo has arrived."""
    return Screen((t("🔍 Reading your photo…"),))


def busy(t: Texts) -> Screen:
    """Too many photos at once."""
    return Screen((t("Many photos are being read right now. Please send it again in a minute."),))


def not_read(t: Texts) -> Screen:
    """The photo could not be read, through no fault of the person."""
    return Screen(
        (
            t(
                "I could not read this photo. Please take another one, on white paper in good light, and send it."
            ),
        )
    )


def too_big(t: Texts) -> Screen:
    """Telegram does not give files over 20 MB to bots."""
    return Screen(
        (t("This file is too large for me (over 20 MB). Please send it as a photo, not as a file."),)
    )


def photo_problem(t: Texts, problem: PhotoProblem) -> Screen:
    """Say in one sentence what to do about a picture that can't be used."""
    return Screen(({
        PhotoProblem.EMPTY: t("This file is empty. Please send the photo again."),
        PhotoProblem.NOT_AN_IMAGE: t("This is not a picture. Please send a photo of your pills."),
        PhotoProblem.UNSUPPORTED_FORMAT: t("I can not open this kind of picture. Please send a JPEG, PNG, WebP or HEIC photo."),
        PhotoProblem.DAMAGED: t("This picture is damaged or incomplete. Please send it again."),
        PhotoProblem.TOO_LARGE_FILE: t("This file is too large for me (over 20 MB). Please send it as a photo, not as a file."),
        PhotoProblem.TOO_MANY_PIXELS: t("This picture has too many pixels. Please send it as a photo, not as a file."),
        PhotoProblem.ANIMATED: t("This picture moves. Please send a still photo of your pills."),
        PhotoProblem.TOO_SMALL: t("This picture is too small to see pills in. Please take a closer photo."),
    }[problem],))  # fmt: skip


def nothing_on_some(t: Texts, photos: Sequence[int]) -> Screen:
    """Of several photos some show no pill: what lies there is in no answer, and that is not left unsaid."""
    return Screen((
        t.count(
            "⚪ I see no pill in photo {photos}. If there is one, I did not look it up: please send that photo again.",
            "⚪ I see no pill in photos {photos}. If there are any, I did not look them up: please send those photos again.",
            len(photos),
            photos=", ".join(map(str, photos)),
        ),
    ))  # fmt: skip
