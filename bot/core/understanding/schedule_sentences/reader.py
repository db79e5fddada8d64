"""A sentence to the schedule it says, or to why it is unclear."""

from datetime import date, datetime

from bot.core.people.accounts import Language
from bot.core.schedules.schedule import MealTimes, Schedule
from bot.core.understanding.schedule_sentences import english, korean
from bot.core.understanding.schedule_sentences.draft import Unclear, Why
from bot.core.understanding.schedule_sentences.grammar import schedule_of
from bot.core.understanding.schedule_sentences.tokens import DOSE

LONGEST = 400  # characters; a longer text is no schedule
USUAL_MEALS = MealTimes()


def says_amount(text: str, today: date) -> bool:
    """Return whether a sentence says how much is taken, in either language."""
    said = text[:LONGEST]
    return any(token.kind == DOSE for lexer in (korean, english) for token in lexer.tokens_of(said, today))


def read(text: str, language: Language, now: datetime, meals: MealTimes = USUAL_MEALS) -> Schedule | Unclear:
    """Return the schedule that a sentence says. `now` is the person's local time."""
    if len(text) > LONGEST:
        return Unclear(Why.NOTHING)
    lexer = korean if language is Language.KOREAN else english
    return schedule_of(lexer.tokens_of(text, now.date()), now, meals)
