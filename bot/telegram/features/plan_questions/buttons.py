"""The buttons of the questions on how a medicine is taken."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.medications.medications import MedicationId
from bot.core.schedules.plan_questions import PlanQuestion
from bot.telegram.ui.callback_data import CallbackData, Matches


@dataclass(frozen=True, slots=True)
class EditPlan(CallbackData):
    """Ask one question again."""

    verb = "edit"
    question: Literal["often", "amount", "days"]
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class AnswerPlan(CallbackData):
    """An answer to a question on `count` medicines, of which `medication` is the first."""

    verb = "say"
    question: PlanQuestion
    medication: MedicationId
    count: Annotated[int, Matches("[0-9]{1,3}")]
    value: Annotated[str, Matches(r"skip|needed|apart|every|course|[0-9]{1,4}(\.[0-9]{1,2})?")]
