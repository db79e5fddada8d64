"""What people do in a simulated year, and what they must see of it: an oracle that knows nothing of the ledger's code."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEAST_OPEN, POSTPONED = 30, 10  # minutes
ZONES = ("Asia/Seoul", "America/New_York", "Europe/Berlin")
TIMES = (
    time(6, 30),
    time(8),
    time(12, 30),
    time(20, 45),
    time(22),
)  # more than two hours lie between two of a person
QUIET = (time(21), time(7))


class Does(StrEnum):
    """What a person does about the doses of one time."""

    TAKES = "takes"
    SKIPS = "skips"
    POSTPONES = "postpones"  # by ten minutes, and takes it then
    IGNORES = "ignores"
    TAKES_LATE = "takes-late"  # once it is told as missed, before a caregiver would hear of it


@dataclass(frozen=True, slots=True)
class Life:
    """One person: where they live, what they take when, how they want to be reminded, and who cares for them."""

    number: int
    zone: ZoneInfo
    medicines: tuple[tuple[str, tuple[time, ...]], ...]
    every: int  # minutes
    repeats: int
    is_quiet: bool  # whether QUIET holds
    delay: int | None  # minutes until a caregiver is told; None: nobody is
    is_weekly: bool  # whether the caregiver gets a weekly line

    @property
    def times(self) -> list[time]:
        """The times at which anything is taken."""
        return sorted({at for _, times in self.medicines for at in times})

    def keeps_quiet(self, at: datetime) -> bool:
        """Return whether an instant lies in the quiet hours by the chat's clock, which is this person's."""
        local = at.astimezone(self.zone).time()
        return self.is_quiet and (local >= QUIET[0] or local < QUIET[1])


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that a person presses at an instant: its action as the bot's buttons call it."""

    at: datetime
    person: int
    action: str


@dataclass(frozen=True, slots=True)
class Course:
    """The doses of one time of a person: what is tapped, what is seen when, and what stands at the end."""

    due_at: datetime
    taps: tuple[Tap, ...]
    asked: tuple[datetime, ...]
    missed_at: datetime | None
    told_at: datetime | None  # the caregiver
    state: str
    taken_at: datetime | None


def lives(count: int, seed: int) -> list[Life]:
    """Make people who differ in all that matters here."""
    luck = random.Random(seed)
    made = []
    for number in range(count):
        times = sorted(luck.sample(TIMES, luck.choice((1, 1, 2, 3))))
        times = [at for at in times if at != time(6, 30) or time(8) not in times]
        times = [at for at in times if at != time(22) or time(20, 45) not in times]
        others = luck.sample(times, luck.randint(1, len(times)))
        medicines = [("타이레놀", tuple(times))]
        if luck.random() < 0.5:
            medicines.append(("노바스크", tuple(sorted(others))))
        made.append(
            Life(
                number, ZoneInfo(luck.choice(ZONES)), tuple(medicines), luck.choice((5, 10, 10, 15)), luck.choice((0, 2, 3, 3)),
                luck.random() < 0.3, luck.choice((None, 5, 30, 60)), luck.random() < 0.5,
            )
        )  # fmt: skip
    return made


def courses(life: Life, first: date, days: int, seed: int) -> Iterator[Course]:
    """Yield what is to happen at each time of so many days of a person's."""
    luck = random.Random(seed * 1_000_003 + life.number)
    for number in range(days):
        for at in life.times:
            due = datetime.combine(first + number * DAY, at, life.zone).astimezone(UTC)
            does = luck.choices(list(Does), (70, 6, 8, 10, 6))[0]
            yield _course(life, due, does, luck)


def _course(life: Life, due: datetime, does: Does, luck: random.Random) -> Course:
    end = due + MINUTE * max(LEAST_OPEN, life.every * (life.repeats + 1))
    at = due + MINUTE * luck.choice((1, 3, 7, 11, 17, 23))

    def tap(when: datetime, action: str) -> Tap:
        return Tap(when, life.number, action)

    if does is Does.POSTPONES:
        begins = at + MINUTE * POSTPONED
        taken = begins + MINUTE * luck.choice((1, 3, 7))
        asked = (*_asked(life, due, at), *_asked(life, begins, taken))
        return Course(due, (tap(at, "later"), tap(taken, "taken")), asked, None, None, "taken", taken)
    if does in (Does.TAKES, Does.SKIPS):
        state = "taken" if does is Does.TAKES else "skipped"
        return Course(due, (tap(at, state),), _asked(life, due, at), None, None, state, at)
    asked = _asked(life, due, end)
    if does is Does.TAKES_LATE:
        late = end + 2 * MINUTE
        return Course(due, (tap(late, "taken"),), asked, end, None, "taken", late)
    told = end + MINUTE * life.delay if life.delay else None
    return Course(due, (), asked, end, told, "missed", None)


def _asked(life: Life, begins: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return when a reminder and its repeats come before an answer, or before the doses are missed."""
    planned = [begins + MINUTE * life.every * number for number in range(life.repeats + 1)]
    return tuple(at for at in planned if at < until and (at == begins or not life.keeps_quiet(at)))


def mondays(life: Life, begins: datetime, ends: datetime) -> list[datetime]:
    """Return the Mondays at nine, by a person's clock, after an instant and before another."""
    day = begins.astimezone(life.zone).date()
    found = []
    while (at := datetime.combine(day, time(9), life.zone).astimezone(UTC)) < ends:
        if day.weekday() == 0 and at > begins:
            found.append(at)
        day += DAY
    return found
