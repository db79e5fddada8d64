"""Who gets new packs: the line and the button of /family, and what the other side is told."""

from bot.core.people.accounts import Account
from bot.core.people.caregivers import Caregiver, Refills
from bot.telegram.features.caregivers.buttons import SetRefills, ShowFamily
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Html, Texts


def line(t: Texts, care: Caregiver) -> list[Html]:
    """Return what was agreed about new packs; nothing where nobody asked."""
    return {
        Refills.NO: [],
        Refills.ASKED: [t("New packs: asked, and not answered yet.")],
        Refills.AGREED: [t("New packs: told by name what runs out, gets it, and adds it here.")],
    }[care.refills]


def buttons(t: Texts, care: Caregiver, account: Account) -> list[Button]:
    """Return what this side can do about new packs."""
    if not care.is_agreed:
        return []
    if care.refills is Refills.NO:
        is_person = care.person_chat == account.chat_id
        return [Button(t("📦 Ask to get new packs"), SetRefills(care.id, Refills.ASKED))] if is_person else []
    stop = Button(t("📦 No more new packs"), SetRefills(care.id, Refills.NO))
    if care.refills is Refills.ASKED and care.person_chat != account.chat_id:
        return [Button(t("📦 Yes, I get them"), SetRefills(care.id, Refills.AGREED)), stop]
    return [stop]


def told(t: Texts, care: Caregiver, account: Account) -> Screen:
    """Tell one side what the other wants, with the answers."""
    is_person = care.person_chat == account.chat_id
    who = (care.name if is_person else care.inviter) or t("your family member")
    said = {
        Refills.ASKED: t(
            "📦 <b>{who}</b> asks you to get new packs. Before a medicine runs out I would tell you its name and until when"
            " it lasts, and you tap once you have it. You can end it at any time.",
            who=who,
        ),
        Refills.AGREED: t(
            "📦 <b>{who}</b> gets new packs from now on. I tell both of you what runs out.", who=who
        ),
        Refills.NO: t("📦 <b>{who}</b> ended it: only you are told of new packs from now on.", who=who)
        if is_person
        else t("📦 <b>{who}</b> ended it: you need get no new packs any more.", who=who),
    }[care.refills]
    answers = tuple(buttons(t, care, account)) if care.refills is Refills.ASKED else ()
    rows = ((answers,) if answers else ()) + ((Button(t("◀ Who sees what"), ShowFamily()),),)
    return Screen((said,), rows, is_personal=False)
