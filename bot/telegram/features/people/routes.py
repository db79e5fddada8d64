"""How people reach the people of their account."""

from bot.telegram.features.people.buttons import (
    AddPerson,
    ChoosePerson,
    RemovePerson,
    RenamePerson,
    ShowPeople,
    ShowPerson,
)
from bot.telegram.features.people.handlers import NEW, RENAME, PeopleHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: PeopleHandlers) -> Feature:
    """Return the command, the buttons and the dialogues of /people."""
    return Feature(
        commands=(Command("people", handlers.people, lambda t: t("Family: whose medicines")),),
        taps=(
            Tap(ShowPeople, handlers.turn),
            Tap(ShowPerson, handlers.person),
            Tap(ChoosePerson, handlers.choose),
            Tap(AddPerson, handlers.add),
            Tap(RenamePerson, handlers.rename),
            Tap(RemovePerson, handlers.remove),
        ),
        answers={NEW: handlers.new_name, RENAME: handlers.other_name},
    )
