"""The screens of a person's allergies."""

from collections.abc import Sequence

from bot.core.people.accounts import Language
from bot.core.people.allergies import MOST_ALLERGIES, name_of
from bot.telegram.features.allergies.buttons import DropAllergen, KeepAllergen, ShowAllergies, mark_of
from bot.telegram.features.settings.buttons import ShowProfile
from bot.telegram.ui import paging
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.interactions.check import Allergen, Profile

A_PAGE = 4


def allergies(t: Texts, profile: Profile, page: int = 0, news: Sequence[Html] = ()) -> Screen:
    """Show what was told and what it means for the list, and ask for more."""
    told = profile.allergies
    page = min(page, max(0, len(told) - 1) // A_PAGE)
    shown = told[page * A_PAGE : (page + 1) * A_PAGE]
    blocks = [
        t("🚫 <b>Allergies</b>"),
        lines([_line(t, one) for one in told]) if told else t("Nothing is written down yet."),
        *news,
        t("Write what the allergy is to, for example penicillin or aspirin. A medicine's name will do, too."),
    ]
    buttons = [
        *(Button(t("✖ {name}", name=called(t, one)), DropAllergen(mark_of(name_of(one)))) for one in shown),
        *paging.turning(t, page, max(0, len(told) - 1) // A_PAGE, ShowAllergies),
        Button(t("◀ Age and more"), ShowProfile()),
    ]
    return Screen(tuple(blocks), two_in_a_row(buttons))


def which(t: Texts, told: str, choices: Sequence[Allergen]) -> Screen:
    """Ask which of some substances and classes is meant."""
    mark = mark_of(told)
    buttons = [Button(called(t, one), KeepAllergen(str(place), mark)) for place, one in enumerate(choices)]
    as_told = t("None: keep as I wrote it") if choices else t("Keep as I wrote it")
    buttons += [
        Button(as_told, KeepAllergen("told", mark)),
        Button(t("Leave it out"), KeepAllergen("leave", mark)),
    ]
    if choices:
        return Screen(
            (t("Which of these is “{told}”? I will look for it in every medicine.", told=told),),
            two_in_a_row(buttons),
        )
    said = t(
        "I do not find “{told}” in the lists of medicines, so I can not look for it. Kept as you wrote it, it stands on"
        " the page for the doctor.",
        told=told,
    )
    return Screen((said, t("Or write it another way.")), two_in_a_row(buttons))


def full(t: Texts) -> Screen:
    """Say that no more are kept."""
    return Screen(
        (t("I keep {n} allergies at most.", n=MOST_ALLERGIES),),
        ((Button(t("🚫 Allergies"), ShowAllergies(0)),),),
    )


def called(t: Texts, one: Allergen) -> str:
    """Return what an allergy is called in the person's language."""
    return (one.english if t.language is Language.ENGLISH else "") or name_of(one)


def in_a_line(t: Texts, profile: Profile) -> Html:
    """Return all allergies in a line, for the profile."""
    names = join(", ", [t("{name}", name=called(t, one)) for one in profile.allergies])
    return t("Allergies: {names}", names=names or t("not told"))


def _line(t: Texts, one: Allergen) -> Html:
    if not one.name:
        return t("• “{told}” ⚪ in no list: I can not look for it", told=one.told)
    if one.told.casefold() in (one.name.casefold(), one.english.casefold()):
        return t("• <b>{name}</b>", name=called(t, one))
    return t("• <b>{name}</b> (you wrote “{told}”)", name=called(t, one), told=one.told)
