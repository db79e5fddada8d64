"""The screens about the other side of pills."""

from collections.abc import Sequence

from bot.core.photos.model import Question
from bot.telegram.features.photos.buttons import (
    JoinSides,
)
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts


def turn_over(t: Texts, number: int) -> Screen:
    """Ask for a photo of the other side."""
    return Screen((
        t("Turn pill {n} over and send me one more photo.", n=number),
        t("If there are several, you may also turn all of them over where they lie."),
    ))  # fmt: skip


def front_and_back(t: Texts, question: Question) -> Screen:
    """Ask whether two photos are of the same pills; unless the person says so they are counted as others."""
    return Screen(
        (t("Are these two photos of the same pills, front and back?"),),
        ((Button(t("Yes, the same"), JoinSides(question.id, len(question.pills))),),),
    )


def joined(t: Texts) -> Screen:
    """Say that two photos are taken together from now on."""
    return Screen((t("🔄 Then I count each pill once, and look at both of its sides."),))


def both_sides(t: Texts, numbers: Sequence[int]) -> Screen:
    """Say of which pills the photo was taken for the other side, so that a mistake is noticed."""
    return Screen((
        t("🔄 I took this photo as the other side of: {numbers}.", numbers=", ".join(map(str, numbers))),
        t("If it shows another pill, please send it once more: then I read it by itself."),
    ))  # fmt: skip


def not_the_other_side(t: Texts, number: int) -> Screen:
    """Say that a photo is read by itself after all."""
    return Screen(
        (t("I can't tell that this is the other side of pill {n}, so I read it as a new photo.", n=number),)
    )
