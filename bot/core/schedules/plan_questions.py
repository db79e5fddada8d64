"""The questions after medicines were added: how often, when, how many, for how long; and in which order. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.core.doses.model import MedicationId
from bot.core.schedules.schedule import QUARTER, Schedule, Unit
from bot.core.schedules.schedule_json import from_json, to_json

LONGEST_INTERVAL = 365  # days
MOST_AT_ONCE = 100.0  # units a dose
MOST_TABLETS_AT_ONCE = 20.0
MOST_TABLETS = 2000.0  # left
MOST_DAYS = 365


class PlanQuestion(StrEnum):
    """One question."""

    OFTEN = "often"  # times a day
    WHEN = "when"  # before or after which meal
    OTHER = "other"  # in which other way it is taken
    WEEKDAYS = "weekdays"  # on which days of the week
    EVERY = "every"  # how many days from one dose to the next
    CYCLE = "cycle"  # how many days on and off
    FIRST = "first"  # in how many days the next dose is
    LATE = "late"  # at which hour, where it is today and its time has passed
    HOURS = "hours"  # from one dose to the next
    COUNTED = "counted"  # how these hours are counted
    GAP = "gap"  # hours between two doses at least, where it is taken only when needed
    MOST = "most"  # doses in 24 hours, where it is taken only when needed
    TAPER = "taper"  # units at first, where they become fewer
    LESS = "less"  # by how many fewer
    STEP = "step"  # after how many days
    SAID = "said"  # whether a sentence, or a taper, was understood right
    DAILY = "daily"  # whether a medicine that most people take once a week is really taken more often
    AMOUNT = "amount"  # units a dose
    DAYS = "days"  # for how many days what is left is enough
    TABLETS = "tablets"  # how many units are left
    COURSE = "course"  # after how many days it is over


LIMITS: Mapping[PlanQuestion, tuple[float, float]] = {
    PlanQuestion.OFTEN: (1, 3),
    PlanQuestion.EVERY: (2, LONGEST_INTERVAL),
    PlanQuestion.FIRST: (0, LONGEST_INTERVAL),
    PlanQuestion.LATE: (0, 23.75),
    PlanQuestion.HOURS: (1, 72),
    PlanQuestion.GAP: (1, 72),
    PlanQuestion.MOST: (1, 24),
    PlanQuestion.TAPER: (QUARTER, MOST_AT_ONCE),
    PlanQuestion.LESS: (QUARTER, MOST_AT_ONCE),
    PlanQuestion.STEP: (1, 90),
    PlanQuestion.AMOUNT: (QUARTER, MOST_AT_ONCE),
    PlanQuestion.DAYS: (1, MOST_DAYS),
    PlanQuestion.TABLETS: (0, MOST_TABLETS),
    PlanQuestion.COURSE: (1, MOST_DAYS),
}  # of the questions that a number answers
IN_PARTS = (
    PlanQuestion.AMOUNT, PlanQuestion.TABLETS, PlanQuestion.LATE, PlanQuestion.TAPER, PlanQuestion.LESS,
)  # fmt: skip
THEN = {
    PlanQuestion.OFTEN: PlanQuestion.WHEN,
    PlanQuestion.WEEKDAYS: PlanQuestion.WHEN,
    PlanQuestion.EVERY: PlanQuestion.WHEN,
    PlanQuestion.CYCLE: PlanQuestion.WHEN,
    PlanQuestion.HOURS: PlanQuestion.COUNTED,
    PlanQuestion.GAP: PlanQuestion.MOST,
    PlanQuestion.TAPER: PlanQuestion.LESS,
    PlanQuestion.LESS: PlanQuestion.STEP,
    PlanQuestion.STEP: PlanQuestion.SAID,
}  # what belongs together, also where one answer is changed
LAST = {
    PlanQuestion.WHEN: PlanQuestion.AMOUNT,
    PlanQuestion.FIRST: PlanQuestion.AMOUNT,
    PlanQuestion.LATE: PlanQuestion.AMOUNT,
    PlanQuestion.COUNTED: PlanQuestion.AMOUNT,
    PlanQuestion.MOST: PlanQuestion.AMOUNT,
    PlanQuestion.AMOUNT: PlanQuestion.DAYS,
    PlanQuestion.SAID: PlanQuestion.DAYS,
}


def limits_of(ask: PlanQuestion, unit: Unit = Unit.ML) -> tuple[float, float]:
    """Return the least and the most that can be an answer; of tablets fewer are taken at once than of millilitres."""
    least, most = LIMITS[ask]
    is_at_once = ask in (PlanQuestion.AMOUNT, PlanQuestion.TAPER, PlanQuestion.LESS)
    return least, MOST_TABLETS_AT_ONCE if is_at_once and unit is Unit.TABLET else most


def fits(ask: PlanQuestion, value: float, unit: Unit = Unit.ML) -> bool:
    """Return whether a number can be an answer: within bounds, and whole where parts make no sense."""
    if ask not in LIMITS:
        return False
    least, most = limits_of(ask, unit)
    step = QUARTER if ask in IN_PARTS else 1.0
    return least <= value <= most and (value / step).is_integer()


@dataclass(frozen=True, slots=True)
class PlanDialogue:
    """What is asked at the moment, and about which medicines: groups are asked about one after the other, each alike."""

    groups: tuple[tuple[MedicationId, ...], ...]
    ask: PlanQuestion = PlanQuestion.OFTEN
    edits: bool = False  # one answer of a medicine is being changed; no other question follows
    done: tuple[MedicationId, ...] = ()
    chosen: tuple[float, ...] = ()  # weekdays so far, or the amounts of a taper
    said: str = ""  # a schedule, as JSON, that waits for a yes; or that weekdays are picked one by one

    @property
    def head(self) -> tuple[MedicationId, ...]:
        """The medicines that are asked about at the moment."""
        return self.groups[0]

    def at(self, ask: PlanQuestion) -> "PlanDialogue":
        """Ask something else about the same medicines."""
        return replace(self, ask=ask)

    def choosing(self, *chosen: float) -> "PlanDialogue":
        """Keep what was chosen so far."""
        return replace(self, chosen=chosen)

    def saying(self, schedule: Schedule, ask: PlanQuestion = PlanQuestion.SAID) -> "PlanDialogue":
        """Ask whether a schedule is what was meant; it is kept once the person says yes."""
        return replace(self, ask=ask, said=to_json(schedule))

    @property
    def meant(self) -> Schedule | None:
        """The schedule that waits for a yes."""
        return from_json(self.said) if self.said.startswith("{") else None

    def apart(self) -> "PlanDialogue":
        """Ask about each medicine of the group by itself."""
        return replace(self, groups=(*((id,) for id in self.head), *self.groups[1:]), ask=PlanQuestion.OFTEN)

    def after(self, ask: PlanQuestion | None) -> "PlanDialogue | None":
        """Go on with a question; None for it goes on with the next medicines, and returns None after the last."""
        if ask:
            return self.at(ask)
        rest, done = self.groups[1:], (*self.done, *self.head)
        return PlanDialogue(rest, done=done) if rest else None

    def as_data(self) -> dict[str, Any]:
        """Return what a dialogue keeps."""
        return {
            "groups": self.groups, "ask": self.ask, "edits": self.edits, "done": self.done, "chosen": self.chosen,
            "said": self.said,
        }  # fmt: skip

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "PlanDialogue":
        """Read it back."""
        groups = tuple(tuple(MedicationId(id) for id in group) for group in data["groups"])
        return cls(
            groups,
            PlanQuestion(data["ask"]),
            data["edits"],
            tuple(MedicationId(id) for id in data["done"]),
            tuple(data.get("chosen", ())),
            data.get("said", ""),
        )


def following(ask: PlanQuestion, *, edits: bool, counts_days: bool = False) -> PlanQuestion | None:
    """Return the question after an answer; None after the last about these medicines.

    `counts_days`: the days are counted from a first one, which is asked for.
    """
    if ask in THEN:
        return THEN[ask]
    if ask is PlanQuestion.WHEN and counts_days:
        return PlanQuestion.FIRST
    return None if edits else LAST.get(ask)
