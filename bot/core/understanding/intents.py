"""What a sentence can mean, and the value that tells what was understood."""

from dataclasses import dataclass
from datetime import time as ClockTime
from enum import StrEnum


class Intent(StrEnum):
    """A thing that people want when they write; each leads to one screen."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    DOUBLE_DOSE = "double_dose"
    MISSED_DOSE = "missed_dose"
    TOOK = "took"
    DID_I_TAKE = "did_i_take"
    TODAY = "today"
    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    PAUSE = "pause"
    SET_SCHEDULE = "set_schedule"
    CHECK = "check"
    FOOD = "food"
    INFO = "info"
    SYMPTOM = "symptom"
    PREGNANCY = "pregnancy"
    REFILL = "refill"
    CAREGIVER = "caregiver"
    REPORT = "report"
    SNOOZE = "snooze"
    SKIP = "skip"
    SETTINGS = "settings"
    EXPORT_DELETE = "export_delete"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    CANCEL = "cancel"
    PHOTO = "photo"
    OTHER = "other"


DANGERS = (Intent.EMERGENCY, Intent.CRISIS)


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that a sentence tells of, or may tell of."""

    intent: Intent  # EMERGENCY or CRISIS
    reason: str  # the rule that found it, such as "breathing"; "classifier" where no rule did
    doubtful: (
        bool  # asked about, long-standing, a story or a joke: show the number first, then the other answer
    )


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a sentence was understood to say."""

    intent: Intent
    medicines: tuple[
        str, ...
    ] = ()  # products and ingredients named, in the order said, typing errors corrected
    time: ClockTime | None = None  # the clock time said
    danger: Danger | None = (
        None  # set for an emergency or a crisis, and where one may be meant beside the intent
    )
    others: tuple[Intent, ...] = ()  # what further sentences of the same text want
    confidence: float = 1.0  # 0 to 1, of the intent
    only_names: bool = False  # nothing was said but names of medicines
