"""How people reach their list."""

from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.medications.buttons import (
    Acknowledge,
    AddByName,
    AddProduct,
    AskRemoval,
    ChooseToAdd,
    DeleteMedicine,
    NoneFound,
    PauseMedicine,
    PickProduct,
    ResumeMedicine,
    ShowCautions,
    ShowList,
    ShowMedicine,
    StopMedicine,
    UndoRemoval,
)
from bot.telegram.features.medications.handlers import STEP, MedicationHandlers
from bot.telegram.features.medications.several import STEP as SEVERAL
from bot.telegram.features.medications.several import AddingSeveral
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: MedicationHandlers, several: AddingSeveral, adding: Adding) -> Feature:
    """Return the commands and buttons of the list."""
    return Feature(
        commands=(
            Command("mymeds", handlers.mymeds, lambda t: t("The list of medicines")),
            Command("add", handlers.add, lambda t: t("Add a medicine by name")),
        ),
        taps=(
            Tap(ShowList, handlers.turn),
            Tap(AddByName, handlers.add_by_name),
            Tap(PickProduct, handlers.pick),
            Tap(ShowCautions, handlers.cautions),
            Tap(Acknowledge, adding.acknowledged),
            Tap(AddProduct, handlers.take),
            Tap(ChooseToAdd, several.choose),
            Tap(NoneFound, handlers.nothing),
            Tap(ShowMedicine, handlers.one),
            Tap(PauseMedicine, handlers.pause),
            Tap(ResumeMedicine, handlers.resume),
            Tap(UndoRemoval, handlers.undo),
            Tap(AskRemoval, handlers.drop),
            Tap(StopMedicine, handlers.stop),
            Tap(DeleteMedicine, handlers.delete),
        ),
        answers={STEP: handlers.typed, SEVERAL: several.typed},
    )
