"""Who sees what: the overview, one agreement, the invitation and what comes of it."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import KeyboardButton, KeyboardButtonRequestUsers, ReplyKeyboardMarkup

from bot.core.people.accounts import Account
from bot.core.people.caregivers import DELAYS, MOST_CAREGIVERS, Caregiver, LinkProblem, Refills, Sees
from bot.telegram.features.caregivers import refill_views as refills
from bot.telegram.features.caregivers.buttons import (
    AnswerInvitation,
    ConfirmCaregiver,
    EndCare,
    InviteCaregiver,
    PickCaregiver,
    SeeToday,
    SetTerms,
    ShowCaregiver,
    ShowFamily,
)
from bot.telegram.features.people.buttons import ShowPeople
from bot.telegram.ui import paging
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join

A_PAGE = 4  # of both kinds


def family(t: Texts, cares: Sequence[Caregiver], account: Account, page: int = 0) -> Screen:
    """Show who sees whose medicines, with a button for each."""
    mine = [care for care in cares if care.person_chat == account.chat_id]
    others = [care for care in cares if care.person_chat != account.chat_id]
    blocks = [t("👪 <b>Who sees what</b>")]
    if mine:
        blocks.append(
            lines([t("Told of this chat's missed doses:"), *(_line(t, care, own=True) for care in mine)])
        )
    if others:
        blocks.append(lines([t("I tell you about:"), *(_line(t, care, own=False) for care in others)]))
    if not cares:
        blocks.append(t("Nobody but you. Invite somebody, and they are told when a dose is missed."))
    last = max(0, (len(cares) - 1) // A_PAGE)
    page = min(page, last)
    keys = [
        Button(_title(t, care, own=care in mine), ShowCaregiver(care.id))
        for care in cares[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    keys.append(Button(t("➕ Invite"), InviteCaregiver()))
    keys.append(Button(t("👥 Whose medicines"), ShowPeople(0)))
    keys += paging.turning(t, page, last, ShowFamily)
    return Screen(tuple(blocks), two_in_a_row(keys), is_personal=False)


def detail(t: Texts, care: Caregiver, account: Account, link: str) -> Screen:
    """Show one agreement, and what this side can do."""
    if care.person_chat != account.chat_id:
        return _of_caregiver(t, care, account)
    if care.chat_id is None:
        said = [
            t("👪 Send this link to one person. It works once, for 7 days:"),
            t("{link}", link=link),
            t("Nothing is shown to them before you confirm who opened it."),
        ]
    elif not care.is_agreed:
        return accepted(t, care)
    else:
        said = [t("👪 <b>{name}</b>", name=called(t, care.name))]
    sees = [
        Button(_sees(t, one), SetTerms(care.id, one, care.delay_minutes))
        for one in Sees
        if one is not care.sees
    ]
    later = (
        DELAYS[(DELAYS.index(care.delay_minutes) + 1) % len(DELAYS)]
        if care.delay_minutes in DELAYS
        else DELAYS[0]
    )
    pick = [Button(t("👤 Choose a person"), PickCaregiver(care.id))] if care.chat_id is None else []
    keys = [
        *pick,
        *sees,
        Button(t("After {n} minutes", n=later), SetTerms(care.id, care.sees, later)),
        *refills.buttons(t, care, account),
        Button(t("✋ End this"), EndCare(care.id)),
        Button(t("◀ Who sees what"), ShowFamily()),
    ]
    return Screen((*said, _terms(t, care)), two_in_a_row(keys), is_personal=False)


def people_to_pick(t: Texts, care: Caregiver) -> ReplyKeyboardMarkup:
    """Return the button below the chat by which Telegram lets one person be chosen."""
    request = KeyboardButtonRequestUsers(care.id, user_is_bot=False, max_quantity=1)
    button = KeyboardButton(t("👤 Choose a person"), request_users=request)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


def invitation(t: Texts, care: Caregiver) -> Screen:
    """Ask who opened a link whether they want to be told."""
    who = called(t, care.inviter)
    return Screen(
        (
            t("👪 <b>{who}</b> asks me to tell you when a dose of medicine is missed.", who=who),
            _terms(t, care),
            t("I keep your name and this chat for that. You can end it at any time with /family."),
        ),
        (
            (
                Button(t("✅ Yes, tell me"), AnswerInvitation(care.token, "yes"), style="success"),
                Button(t("No"), AnswerInvitation(care.token, "no")),
            ),
        ),
        is_personal=False,
    )


def waits(t: Texts, care: Caregiver) -> Screen:
    """It waits for the person."""
    said = t("✅ Thank you. As soon as {who} confirms, I tell you.", who=called(t, care.inviter))
    return Screen((said,), is_personal=False)


def accepted(t: Texts, care: Caregiver) -> Screen:
    """Ask the person whether who accepted is who was meant."""
    asked = t(
        "👪 <b>{name}</b> opened your link and wants to be told. Is this who you meant?",
        name=called(t, care.name),
    )
    return _confirmation(t, care, asked)


def restored(t: Texts, care: Caregiver) -> Screen:
    """Ask the person whether what a restored backup says still holds."""
    asked = t(
        "👪 I was restored from a backup, and do not know what you changed since. May <b>{name}</b> still see this?"
        " Until you say yes, I tell them nothing.",
        name=called(t, care.name),
    )
    return _confirmation(t, care, asked)


def _confirmation(t: Texts, care: Caregiver, asked: Html) -> Screen:
    return Screen(
        (asked, _terms(t, care)),
        (
            (
                Button(t("✅ Yes"), ConfirmCaregiver(care.id), style="success"),
                Button(t("✋ No, end it"), EndCare(care.id)),
            ),
        ),
        is_personal=False,
    )


def begins(t: Texts, care: Caregiver) -> Screen:
    """Tell the caregiver that it begins, and what they will see."""
    who = called(t, care.inviter)
    blocks = (t("👪 <b>{who}</b> confirmed. From now on I tell you.", who=who), _terms(t, care))
    return Screen(blocks, ((Button(t("◀ Who sees what"), ShowFamily()),),), is_personal=False)


def declined(t: Texts) -> Screen:
    """Nothing was agreed."""
    return Screen((t("All right. Nothing was agreed, and nothing is kept."),), is_personal=False)


def ended_by_me(t: Texts) -> Screen:
    """It is over, said to who ended it."""
    keys = ((Button(t("◀ Who sees what"), ShowFamily()),),)
    return Screen((t("✋ Ended. Nothing more is told from now on."),), keys, is_personal=False)


def ended_by_other(t: Texts, care: Caregiver, account: Account) -> Screen:
    """It is over, said to the other side."""
    name = care.name if care.person_chat == account.chat_id else care.inviter
    said = t("✋ <b>{name}</b> ended it. Nothing more is told from now on.", name=called(t, name))
    return Screen((said,), is_personal=False)


def too_many(t: Texts) -> Screen:
    """There is a limit."""
    said = t("At most {n} people can be told. End one first.", n=MOST_CAREGIVERS)
    return Screen((said,), ((Button(t("◀ Who sees what"), ShowFamily()),),), is_personal=False)


def refused(t: Texts, problem: LinkProblem) -> Screen:
    """Say why a link leads nowhere."""
    said = {
        LinkProblem.UNKNOWN: t("This link is not valid any more. Please ask for a new one."),
        LinkProblem.EXPIRED: t("This link is older than 7 days. Please ask for a new one."),
        LinkProblem.USED: t("This link was used by somebody else already. Please ask for a new one."),
        LinkProblem.OWN: t("This is your own link. Send it to the person who is to be told."),
        LinkProblem.MINE_ALREADY: t("You have accepted this already. /family shows it."),
        LinkProblem.TOO_MANY: t(
            "I already tell you about as many people as I can. End one in /family first."
        ),
    }[problem]
    return Screen((said,), is_personal=False)


def seen(t: Texts, care: Caregiver, day: Screen) -> Screen:
    """Show a person's day to their caregiver, who can change nothing in it."""
    heading = t("👪 <b>{who}</b>", who=called(t, care.inviter))
    back = ((Button(t("◀ Who sees what"), ShowFamily()),),)
    return replace(day.headed(heading), rows=back, is_personal=False)


def called(t: Texts, name: str) -> str:
    """Return a name, also of somebody without one that can be shown."""
    return name or t("your family member")


def _of_caregiver(t: Texts, care: Caregiver, account: Account) -> Screen:
    who = called(t, care.inviter)
    state = [] if care.is_agreed else [t("{who} has not confirmed yet.", who=who)]
    today = [Button(t("📅 Today"), SeeToday(care.id))] if care.is_agreed and care.sees is Sees.LIST else []
    packs = refills.buttons(t, care, account)
    keys = [
        *today,
        *packs,
        Button(t("✋ End this"), EndCare(care.id)),
        Button(t("◀ Who sees what"), ShowFamily()),
    ]
    return Screen(
        (t("👪 <b>{who}</b>", who=who), *state, _terms(t, care)), two_in_a_row(keys), is_personal=False
    )


def _line(t: Texts, care: Caregiver, *, own: bool) -> Html:
    if own and care.chat_id is None:
        return t("• an open invitation")
    said = t(
        "• {name}: {sees}, after {n} minutes",
        name=_title(t, care, own=own),
        sees=_sees(t, care.sees),
        n=care.delay_minutes,
    )
    return join(" ", [said, t("📦")]) if care.refills is Refills.AGREED else said


def _title(t: Texts, care: Caregiver, *, own: bool) -> str:
    if not own:
        return called(t, care.inviter)
    if care.chat_id is None:
        return t("Open invitation")
    return called(t, care.name) if care.is_agreed else t("{name}?", name=called(t, care.name))


def _terms(t: Texts, care: Caregiver) -> Html:
    told = {
        Sees.MISSES: t("Seen: that a dose was missed and when, without names of medicines."),
        Sees.WEEKLY: t("Seen: missed doses without names of medicines, and a line every Monday."),
        Sees.LIST: t("Seen: missed doses with names, the day's medicines, and a line every Monday."),
    }[care.sees]
    after = t("Told {n} minutes after a dose is called missed.", n=care.delay_minutes)
    return lines([told, after, *refills.line(t, care)])


def _sees(t: Texts, sees: Sees) -> Html:
    return {
        Sees.MISSES: t("only misses"), Sees.WEEKLY: t("and a weekly line"), Sees.LIST: t("and the list"),
    }[sees]  # fmt: skip
