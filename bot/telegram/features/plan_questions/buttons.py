"""The buttons of the questions on how a medicine is taken."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.medications.medications import MedicationId
from bot.core.schedules.plan_questions import PlanQuestion
from bot.telegram.ui.callback_data import CallbackData, Matches

LEADS = {
    "other": PlanQuestion.OTHER,
    "weekdays": PlanQuestion.WEEKDAYS,
    "every": PlanQuestion.EVERY,
    "cycle": PlanQuestion.CYCLE,
    "hours": PlanQuestion.HOURS,
    "taper": PlanQuestion.TAPER,
    "course": PlanQuestion.COURSE,
    "no": PlanQuestion.OFTEN,
}  # answers that lead to another question and set nothing
MEAL = r"(?:breakfast|lunch|dinner|bedtime)?(?:[+-][0-9]{1,3})?"
WEEKDAY = r"(?:on|off)[0-6]|set[0-6]{2,7}"
NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,2})?"


@dataclass(frozen=True, slots=True)
class EditPlan(CallbackData):
    """Ask one question again."""

    verb = "edit"
    question: Literal["often", "amount", "days"]
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class ChooseSaid(CallbackData):
    """The medicine that a sentence was said of."""

    verb = "of"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class AnswerPlan(CallbackData):
    """An answer to a question on `count` medicines, of which `medication` is the first."""

    verb = "say"
    question: PlanQuestion
    medication: MedicationId
    count: Annotated[int, Matches("[0-9]{1,3}")]
    value: Annotated[
        str,
        Matches(
            rf"skip|needed|apart|yes|done|pick|clock|daytime|taken|{'|'.join(LEADS)}"
            rf"|{NUMBER}|{WEEKDAY}|[0-9]{{1,3}}-[0-9]{{1,3}}|(?=.){MEAL}"
        ),
    ]
