"""What is said while photos are read, and about photos that could not be read."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Html, Texts
from inference.photo import PhotoProblem

LONG = 10.0  # seconds of waiting that are worth a word


class ReadFailure(StrEnum):
    """Why a photo was not read, through no fault of whoever sent it."""

    NOT_FETCHED = "not-fetched"
    NOT_SCANNED = "not-scanned"
    BUSY = "busy"


Problem = PhotoProblem | ReadFailure


def reading(t: Texts, seconds: float = 0.0) -> Screen:
    """Say at once that photos have arrived, and how long those before them may take."""
    if seconds < LONG:
        return Screen((t("🔍 Reading your photo…"),))
    tens = math.ceil(seconds / 10) * 10
    return Screen((
        t("🔍 Reading your photo… Many photos came before it, so it may take {seconds} seconds.", seconds=tens),
    ))  # fmt: skip


def crowded(t: Texts, photos: int, seconds: float) -> Screen:
    """Too many photos wait, so these were not accepted."""
    minutes = max(1, math.ceil(seconds / 60))
    return Screen((
        t.count(
            "Many photos are waiting already, so I could not take {n} photo of yours.",
            "Many photos are waiting already, so I could not take {n} photos of yours.",
            photos,
        ),
        t.count(
            "Please send it again in about {n} minute.",
            "Please send it again in about {n} minutes.",
            minutes,
        ),
    ))  # fmt: skip


def unread(t: Texts, problems: Mapping[int, Problem], photos: int) -> Screen:
    """Say kindly which of so many photos could not be read, by their places, and what to do about each."""
    if photos == 1:
        return Screen((_sentence(t, problems[1]),))
    places: defaultdict[Problem, list[int]] = defaultdict(list)
    for place, problem in sorted(problems.items()):
        places[problem].append(place)
    return Screen(tuple(_about(t, where, _sentence(t, problem)) for problem, where in places.items()))


def _about(t: Texts, places: Sequence[int], sentence: Html) -> Html:
    return t.count(
        "⚪ Photo {photos}: {sentence}",
        "⚪ Photos {photos}: {sentence}",
        len(places),
        photos=", ".join(map(str, places)),
        sentence=sentence,
    )


def _sentence(t: Texts, problem: Problem) -> Html:
    """Say in one sentence what to do about a photo that was not read."""
    return {
        ReadFailure.NOT_FETCHED: t("I could not get this photo from Telegram. Please send it again."),
        ReadFailure.NOT_SCANNED: t(
            "I could not read this photo. Please take another one, on white paper in good light, and send it."
        ),
        ReadFailure.BUSY: t("Many photos are being read right now. Please send it again in a minute."),
        PhotoProblem.EMPTY: t("This file is empty. Please send the photo again."),
        PhotoProblem.NOT_AN_IMAGE: t("This is not a picture. Please send a photo of your pills."),
        PhotoProblem.UNSUPPORTED_FORMAT: t("I can not open this kind of picture. Please send a JPEG, PNG, WebP or HEIC photo."),
        PhotoProblem.DAMAGED: t("This picture is damaged or incomplete. Please send it again."),
        PhotoProblem.TOO_LARGE_FILE: t("This file is too large for me (over 20 MB). Please send it as a photo, not as a file."),
        PhotoProblem.TOO_MANY_PIXELS: t("This picture has too many pixels. Please send it as a photo, not as a file."),
        PhotoProblem.ANIMATED: t("This picture moves. Please send a still photo of your pills."),
        PhotoProblem.TOO_SMALL: t("This picture is too small to see pills in. Please take a closer photo."),
    }[problem]  # fmt: skip


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
