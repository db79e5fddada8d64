"""A schedule as a sentence in Korean or English, which reads back as the same schedule."""

from datetime import date

from bot.core.people.accounts import Language
from bot.core.schedules.schedule import Schedule
from bot.core.understanding.schedule_sentences.english_phrase import English
from bot.core.understanding.schedule_sentences.korean_phrase import Korean
from bot.core.understanding.schedule_sentences.phrase_parts import Shown as Shown


def phrase(
    schedule: Schedule, language: Language, today: date, unit: str = "", *, shown: Shown | None = None
) -> str:
    """Return a schedule in words. `today` is the person's local day; `unit` is what is counted, tablets unless given.

    Without `shown` the sentence reads back as the same schedule.
    """
    korean = language is Language.KOREAN
    words = Korean(today, unit or "알", shown) if korean else English(today, unit or "tablet", shown)
    return words.schedule(schedule)
