"""How people reach who sees what of their medicines."""

from telegram.ext import filters

from bot.telegram.features.caregivers.buttons import (
    AddCaredPack,
    AnswerInvitation,
    AskCaredPack,
    ConfirmCaregiver,
    EndCare,
    InviteCaregiver,
    PickCaregiver,
    SeeToday,
    SetRefills,
    SetTerms,
    ShowCaregiver,
    ShowFamily,
)
from bot.telegram.features.caregivers.handlers import FamilyHandlers
from bot.telegram.features.caregivers.pack_handlers import PackHandlers
from bot.telegram.transport.routing import Command, Feature, Message, Tap


def routes(handlers: FamilyHandlers, packs: PackHandlers) -> Feature:
    """Return the command and the buttons of /family."""
    return Feature(
        commands=(Command("family", handlers.family, lambda t: t("Who is told when I miss a dose")),),
        messages=(Message(filters.StatusUpdate.USERS_SHARED, handlers.picked),),
        taps=(
            Tap(ShowFamily, handlers.show),
            Tap(InviteCaregiver, handlers.invite),
            Tap(PickCaregiver, handlers.pick),
            Tap(ShowCaregiver, handlers.one),
            Tap(SetTerms, handlers.terms),
            Tap(SetRefills, handlers.refills),
            Tap(AnswerInvitation, handlers.answer),
            Tap(ConfirmCaregiver, handlers.confirm),
            Tap(EndCare, handlers.end),
            Tap(SeeToday, handlers.see_today),
            Tap(AskCaredPack, packs.ask),
            Tap(AddCaredPack, packs.add),
        ),
    )
