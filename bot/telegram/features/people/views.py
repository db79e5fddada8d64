"""The people of an account: the list, one person, and their profile."""

from collections.abc import Sequence
from typing import Literal

from bot.core.people.accounts import Account
from bot.core.people.household import LONGEST_NAME, MOST_PEOPLE, NameProblem, Person
from bot.telegram.features.allergies import views as allergies
from bot.telegram.features.allergies.buttons import ShowAllergies
from bot.telegram.features.meal_times.buttons import ShowMealTimes
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.people.buttons import (
    AddPerson,
    ChoosePerson,
    RemovePerson,
    RenamePerson,
    ShowPeople,
    ShowPerson,
)
from bot.telegram.features.settings.buttons import AskFact, ForgetFacts, ShowProfile, TellFact
from bot.telegram.features.time_zones.buttons import ChangeZone
from bot.telegram.ui import paging
from bot.telegram.ui.cities import city
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.interactions.check import Profile

A_PAGE = 4


def people(t: Texts, everybody: Sequence[Person], page: int = 0) -> Screen:
    """Show all people and who is chosen, with a button for each."""
    shown = everybody[page * A_PAGE : (page + 1) * A_PAGE]
    blocks = [
        t("👥 <b>Whose medicines I keep</b>"),
        lines([_line(t, one) for one in everybody]),
        t("What you send now is for the one with ✅. Tap a name to change that."),
    ]
    buttons = [Button(called(t, one.name), ShowPerson(), person=one.id) for one in shown]
    buttons.append(Button(t("➕ Add a person"), AddPerson()))
    buttons += paging.turning(t, page, (len(everybody) - 1) // A_PAGE, ShowPeople)
    return Screen(tuple(blocks), two_in_a_row(buttons), is_personal=False)


def _line(t: Texts, one: Person) -> Html:
    name = called(t, one.name)
    return t("✅ <b>{name}</b>", name=name) if one.is_chosen else t("• {name}", name=name)


def called(t: Texts, name: str) -> str:
    """Return what a person is called, also one without a name: the one who writes."""
    return name or t("Me")


def person(t: Texts, account: Account) -> Screen:
    """Show one person and what can be done; the first one can't be removed."""
    id = account.person_id
    buttons = [
        Button(t("✅ Choose"), ChoosePerson(), person=id),
        Button(t("💊 List"), ShowList(0), person=id),
        Button(t("🎂 Age and more"), ShowProfile(), person=id),
        Button(t("✏️ Other name"), RenamePerson(), person=id),
        Button(t("◀ People"), ShowPeople(0)),
    ]
    if not account.is_owner:
        buttons.insert(4, Button(t("🗑 Remove"), RemovePerson("ask"), person=id))
    heading = t("👤 <b>{name}</b>", name=called(t, account.name))
    return Screen(
        (heading, lines([told(t, account.profile), lives(t, account)])),
        two_in_a_row(buttons),
        is_personal=False,
    )


def chosen(t: Texts, account: Account) -> Screen:
    """Say who is chosen from now on."""
    return Screen(
        (
            t("✅ From now on this is about <b>{name}</b>.", name=called(t, account.name)),
            t("Photos and names that you send are for this list. Everybody's reminders go on."),
        ),
        (
            (
                Button(t("💊 List"), ShowList(0), person=account.person_id),
                Button(t("🎂 Age and more"), ShowProfile(), person=account.person_id),
            ),
        ),
        is_personal=False,
    )


def ask_name(t: Texts) -> Screen:
    """Ask for a name."""
    return Screen(
        (t("Write the name to show, such as Mother or Father."),),
        ((Button(t("◀ People"), ShowPeople(0)),),),
        is_personal=False,
    )


def refused(t: Texts, problem: NameProblem) -> Screen:
    """Say why a name is not taken, and how another would be."""
    said = {
        NameProblem.EMPTY: t("I see no letter in that name. Please write another one."),
        NameProblem.TOO_LONG: t(
            "That name is too long. Please write one of at most {n} letters.", n=LONGEST_NAME
        ),
        NameProblem.DOUBLE: t("There is somebody of that name already. Please write another one."),
        NameProblem.TOO_MANY: t("I can keep {n} people at most. Remove one first.", n=MOST_PEOPLE),
    }[problem]
    return Screen((said,), ((Button(t("◀ People"), ShowPeople(0)),),), is_personal=False)


def ask_remove(t: Texts, account: Account) -> Screen:
    """Make sure before a person's list goes."""
    return Screen(
        (
            t("Remove <b>{name}</b>?", name=called(t, account.name)),
            t("The list, the reminders and all that was taken are deleted. It can not be undone."),
        ),
        (
            (
                Button(t("Yes, remove"), RemovePerson("yes"), person=account.person_id),
                Button(t("No, keep it"), ShowPerson(), person=account.person_id),
            ),
        ),
        is_personal=False,
    )


def profile(t: Texts, account: Account, news: Sequence[Html] = ()) -> Screen:
    """Show a person's profile, and what it changes for their list."""
    blocks = [
        t("🎂 <b>Age and more</b>"),
        lines([told(t, account.profile), lives(t, account)]),
        *news,
        t("With this I can check rules about age, pregnancy, nursing and allergies. You need not tell it."),
    ]
    is_told = account.profile != Profile()
    buttons = [
        Button(t("Birth year"), AskFact("born")),
        Button(t("Pregnancy, nursing"), AskFact("pregnant")),
        Button(t("🚫 Allergies"), ShowAllergies(0)),
        Button(t("Meals and bedtime"), ShowMealTimes()),
        *([] if account.is_owner else [Button(t("City and clock"), ChangeZone("ask"))]),  # else in /settings
        *([Button(t("Forget this"), ForgetFacts())] if is_told else []),
        *([Button(t("◀ The list"), ShowList(0))] if account.is_owner or not is_told else []),  # six at most
    ]
    return Screen(tuple(blocks), two_in_a_row(buttons))


def told(t: Texts, profile: Profile) -> Html:
    """Return a person's profile, line by line."""
    year = t("Born: {year}", year=profile.birth_year or t("not told"))
    return lines(
        [
            year,
            t("Pregnant: {answer}", answer=_answer(t, profile.pregnant)),
            t("Nursing: {answer}", answer=_answer(t, profile.nursing)),
            allergies.in_a_line(t, profile),
        ]
    )


def lives(t: Texts, account: Account) -> Html:
    """Return by which city's clock a person's medicines are taken."""
    return t("Clock: {city}", city=city(account.time_zone, t.language))


def _answer(t: Texts, flag: bool | None) -> Html:
    return t("not told") if flag is None else t("yes") if flag else t("no")


def ask_state(t: Texts, state: Literal["pregnant", "nursing"]) -> Screen:
    """Ask whether someone is pregnant, with the other question a tap away; or nursing."""
    asked = t("Is this person pregnant?") if state == "pregnant" else t("Is this person nursing a baby?")
    return Screen(
        (asked,),
        two_in_a_row(
            (
                Button(t("Yes"), TellFact(state, "yes")),
                Button(t("No"), TellFact(state, "no")),
                Button(t("I'd rather not"), TellFact(state, "none")),
                *([Button(t("Nursing"), AskFact("nursing"))] if state == "pregnant" else []),
            )
        ),
    )
