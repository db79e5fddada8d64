"""How people reach the questions on how a medicine is taken."""

from bot.telegram.features.plan_questions.buttons import AnswerPlan, ChooseSaid, EditPlan
from bot.telegram.features.plan_questions.handlers import STEP, PlanQuestionHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: PlanQuestionHandlers) -> Feature:
    """Return the buttons and the dialogue of the questions."""
    return Feature(
        taps=(
            Tap(EditPlan, handlers.edit),
            Tap(AnswerPlan, handlers.answer),
            Tap(ChooseSaid, handlers.chosen),
        ),
        answers={STEP: handlers.typed},
    )
