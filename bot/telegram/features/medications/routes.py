"""How people reach their list."""

from bot.telegram.features.medications.buttons import (
    AddByName,
    AddProduct,
    AskRemoval,
    DeleteMedicine,
    NoneFound,
    PauseMedicine,
    ResumeMedicine,
    ShowList,
    ShowMedicine,
    StopMedicine,
    UndoRemoval,
)
from bot.telegram.features.medications.handlers import MedicationHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: MedicationHandlers) -> Feature:
    """Return the commands and buttons of the list."""
    return Feature(
        commands=(
            Command("mymeds", handlers.mymeds, lambda t: t("The list of medicines")),
            Command("add", handlers.add, lambda t: t("Add a medicine by name")),
        ),
        taps=(
            Tap(ShowList, handlers.turn),
            Tap(AddByName, handlers.add_by_name),
            Tap(AddProduct, handlers.take),
            Tap(NoneFound, handlers.nothing),
            Tap(ShowMedicine, handlers.one),
            Tap(PauseMedicine, handlers.pause),
            Tap(ResumeMedicine, handlers.resume),
            Tap(UndoRemoval, handlers.undo),
            Tap(AskRemoval, handlers.drop),
            Tap(StopMedicine, handlers.stop),
            Tap(DeleteMedicine, handlers.delete),
        ),
    )
