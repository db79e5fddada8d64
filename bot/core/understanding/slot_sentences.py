"""Sentences that move all medicines of a part of the day: "아침 약 7시 반으로", "morning pills to 7:30". Pure."""

import re

from bot.core.schedules.schedule import Meal
from bot.core.schedules.slot_moves import SlotMove
from bot.core.understanding.clock import time_in

KOREAN = re.compile(
    r"\s*(?:내|제)?\s*(?P<slot>아침|점심|저녁|자기\s*전|취침\s*전|밤)(?:에)?\s*(?:먹는|드시는)?\s*약(?:들|시간)?(?:을|은|는|도)?\s*"
    r"(?:시간(?:을|은)?)?\s*(?:전부|모두|다|한꺼번에)?\s*(?P<time>.{1,20}?)(?:으로|로)\s*(?:바꿔|옮겨|변경|미뤄|당겨|해|부탁|$|[.!~]).{0,12}"
)
ENGLISH = re.compile(
    r"\s*(?:please )?(?:can you )?(?:move |change |shift |set |make )?(?:all )?(?:of )?(?:my |the )?"
    r"(?P<slot>morning|breakfast|noon|lunch|evening|dinner|bedtime|night)(?:time)? "
    r"(?:pills?|meds?|medicines?|medications?|tablets?|doses?) (?:to |at |for )(?P<time>.{1,25}?)(?: please)?[.!]?",
    re.IGNORECASE,
)
SLOTS = {
    "아침": Meal.BREAKFAST, "점심": Meal.LUNCH, "저녁": Meal.DINNER, "밤": Meal.BEDTIME,
    "morning": Meal.BREAKFAST, "breakfast": Meal.BREAKFAST, "noon": Meal.LUNCH, "lunch": Meal.LUNCH,
    "evening": Meal.DINNER, "dinner": Meal.DINNER,
}  # fmt: skip
HALVES = {
    Meal.BREAKFAST: ("아침", " am"), Meal.LUNCH: ("낮", " pm"), Meal.DINNER: ("저녁", " pm"), Meal.BEDTIME: ("밤", " pm"),
}  # fmt: skip


def slot_move(text: str) -> SlotMove | None:
    """Return which part of the day moves to which time; None for any other sentence."""
    if found := KOREAN.fullmatch(text):
        slot = SLOTS.get(found["slot"], Meal.BEDTIME)
        at = time_in(found["time"], korean=True) and time_in(
            f"{HALVES[slot][0]} {found['time']}", korean=True
        )
    elif found := ENGLISH.fullmatch(text):
        slot, said = SLOTS.get(found["slot"].lower(), Meal.BEDTIME), found["time"]
        has_half = re.search(r"[ap]\.?\s?m|noon|midnight|\b(?:1[3-9]|2[0-3])[:.]", said, re.IGNORECASE)
        at = time_in(said if has_half else f"{said}{HALVES[slot][1]}", korean=False)
    else:
        return None
    return SlotMove(slot, at) if at else None
