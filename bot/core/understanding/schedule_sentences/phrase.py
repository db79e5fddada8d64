"""A schedule as a sentence in Korean or English, which reads back as the same schedule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from datetime import time as Time

from bot.core.people.accounts import Language
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    MealTimes,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Schedule,
    Taper,
    TimedAmount,
    TimeOfDay,
    clock_of,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a screen shows a schedule: with the clock time of each meal, and amounts as they are written there."""

    meals: MealTimes
    amount: Callable[[float], str]


def phrase(
    schedule: Schedule, language: Language, today: date, unit: str = "", *, shown: Shown | None = None
) -> str:
    """Return a schedule in words. `today` is the person's local day; `unit` is what is counted, tablets unless given.

    Without `shown` the sentence reads back as the same schedule.
    """
    korean = language is Language.KOREAN
    words = _Korean(today, unit or "알", shown) if korean else _English(today, unit or "tablet", shown)
    return words.schedule(schedule)


class _Words:
    """What both languages share: which parts a sentence has."""

    def __init__(self, today: date, unit: str, shown: Shown | None) -> None:
        self.today = today
        self.unit = unit
        self.shown = shown

    def schedule(self, schedule: Schedule) -> str:
        match schedule:
            case Regular():
                return self.regular(schedule)
            case Taper():
                return self.taper(schedule)
            case Interval():
                return self.interval(schedule)
            case AsNeeded():
                return self.as_needed(schedule)

    def regular(self, schedule: Regular) -> str:
        raise NotImplementedError

    def taper(self, schedule: Taper) -> str:
        raise NotImplementedError

    def interval(self, schedule: Interval) -> str:
        raise NotImplementedError

    def as_needed(self, schedule: AsNeeded) -> str:
        raise NotImplementedError

    def time(self, at: TimeOfDay) -> str:
        raise NotImplementedError

    def amount(self, amount: float) -> str:
        """Return an amount with its unit."""
        return self.shown.amount(amount) if self.shown else self.counted(amount)

    def counted(self, amount: float) -> str:
        raise NotImplementedError

    def clocked(self, said: str, at: TimeOfDay) -> str:
        """Return a time of day that is tied to a meal, with its clock time where that is shown."""
        return f"{said} {clock_of(at, self.shown.meals):%H:%M}" if self.shown else said

    def needs_year(self, day: date) -> bool:
        """Whether a date without its year would be taken for another."""
        return day.year != self.today.year + (
            (day.year, day.month) >= (self.today.year + 1, 1) and day.month < self.today.month
        )

    def starts(self, schedule: Regular) -> date | None:
        """Return the first day that has to be said: the schedule's, or the one from which a rule counts."""
        counted = (getattr(rule.days, "first", None) for rule in schedule.rules)
        return schedule.first_day or next((day for day in counted if day), None)


class _Korean(_Words):
    WEEKDAYS = "월화수목금토일"
    MEALS = {Meal.BREAKFAST: "아침", Meal.LUNCH: "점심", Meal.DINNER: "저녁", Meal.BEDTIME: "자기 전"}

    def regular(self, schedule: Regular) -> str:
        start = self.starts(schedule)
        parts = [f"{self.date(start)}부터"] if start else []
        parts += [f"{self.date(schedule.last_day)}까지"] if schedule.last_day else []
        parts += [", ".join(f"{self.days(rule.days)} {self.times(rule.times)}" for rule in schedule.rules)]
        parts += [f"모두 {schedule.doses}번"] if schedule.doses else []
        return " ".join(parts)

    def taper(self, schedule: Taper) -> str:
        if self.shown and (at := _only_time(schedule)):
            each = [
                self.amount(step.times[0].amount) + (f" {step.days}일" if step.days else " 계속")
                for step in schedule.steps
            ]
            end = " 먹고 끝" if schedule.steps[-1].days else ""
            return f"{self.date(schedule.first_day)}부터 {self.time(at)}: {', '.join(each)}{end}"
        *steps, last = schedule.steps
        said = [f"{self.times(step.times)} {step.days}일 동안" for step in steps]
        said += [
            f"{self.times(last.times)} {last.days}일 동안 먹고 끝" if last.days else self.times(last.times)
        ]
        return f"{self.date(schedule.first_day)}부터 " + ", 그다음 ".join(said)

    def interval(self, schedule: Interval) -> str:
        parts = [f"{self.date(schedule.first_day)}부터"] if schedule.first_day else []
        parts += [f"{self.date(schedule.last_day)}까지"] if schedule.last_day else []
        if schedule.since_taken:
            parts += [f"마지막으로 먹은 지 {schedule.hours:g}시간마다"]
        else:
            parts += [f"{self.clock(schedule.start)}부터"]
            parts += [f"{self.clock(schedule.until)}까지"] if schedule.until else []
            parts += [f"{schedule.hours:g}시간마다"]
        parts += [self.amount(schedule.amount)]
        parts += [f"모두 {schedule.doses}번"] if schedule.doses else []
        return " ".join(parts)

    def as_needed(self, schedule: AsNeeded) -> str:
        parts = [f"필요할 때 {self.amount(schedule.amount)}"]
        parts += [f"하루 최대 {schedule.most_a_day}번"] if schedule.most_a_day else []
        parts += [f"{schedule.least_hours:g}시간 간격"] if schedule.least_hours else []
        return ", ".join(parts)

    def days(self, days: Days) -> str:
        match days:
            case EveryDay():
                return "매일"
            case OnWeekdays():
                every = "매주" if days.every == 1 else f"{days.every}주마다"
                return every + " " + " ".join(f"{self.WEEKDAYS[one]}요일" for one in sorted(days.weekdays))
            case EveryNDays():
                return f"{days.every}일마다" if days.every > 1 else "매일"
            case OnMonthDays():
                every = "매달" if days.every == 1 else f"{days.every}개월마다"
                return every + " " + " ".join(f"{one}일" for one in sorted(days.days))
            case Cycle():
                return f"{days.on}일 먹고 {days.off}일 쉬고"

    def times(self, times: Sequence[TimedAmount]) -> str:
        if len({one.amount for one in times}) == 1 and not _is_ambiguous(times):
            each = "씩" if len(times) > 1 else ""
            return f"{', '.join(self.time(one.at) for one in times)} {self.amount(times[0].amount)}{each}"
        return ", ".join(f"{self.time(one.at)} {self.amount(one.amount)}" for one in times)

    def time(self, at: TimeOfDay) -> str:
        if isinstance(at, Time):
            return self.clock(at)
        if at.minutes == 0 or at.meal is Meal.BEDTIME:
            return self.clocked(self.MEALS[at.meal], at)
        side = f"{self.MEALS[at.meal]} {'식전' if at.minutes < 0 else '식후'}"
        if self.shown:
            return self.clocked(side, at)
        hours, minutes = divmod(abs(at.minutes), 60)
        return f"{side} {hours}시간" if hours and not minutes else f"{side} {abs(at.minutes)}분"

    def clock(self, at: Time) -> str:
        if self.shown:
            return f"{at:%H:%M}"
        half = "오전" if at.hour < 12 else "오후"
        return f"{half} {at.hour % 12 or 12}시" + (f" {at.minute}분" if at.minute else "")

    def counted(self, amount: float) -> str:
        return f"{amount:g}{self.unit}"

    def date(self, day: date) -> str:
        year = f"{day.year}년 " if self.needs_year(day) else ""
        return f"{year}{day.month}월 {day.day}일"


class _English(_Words):
    WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    MONTHS = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    MEALS = {Meal.BREAKFAST: "breakfast", Meal.LUNCH: "lunch", Meal.DINNER: "dinner", Meal.BEDTIME: "bedtime"}
    PLAIN = {
        Meal.BREAKFAST: "in the morning",
        Meal.LUNCH: "at noon",
        Meal.DINNER: "in the evening",
        Meal.BEDTIME: "at bedtime",
    }

    def regular(self, schedule: Regular) -> str:
        start = self.starts(schedule)
        said = "; ".join(f"{self.times(rule.times)} {self.days(rule.days)}" for rule in schedule.rules)
        parts = [said]
        parts += [f"from {self.date(start)}"] if start else []
        parts += [f"until {self.date(schedule.last_day)}"] if schedule.last_day else []
        parts += [f"{schedule.doses} times in total"] if schedule.doses else []
        return ", ".join(parts)

    def taper(self, schedule: Taper) -> str:
        if self.shown and (at := _only_time(schedule)):
            each = [
                self.amount(step.times[0].amount)
                + (f" for {step.days} days" if step.days else " from then on")
                for step in schedule.steps
            ]
            end = ", then stop" if schedule.steps[-1].days else ""
            return f"from {self.date(schedule.first_day)} {self.time(at)}: {', '.join(each)}{end}"
        *steps, last = schedule.steps
        said = [f"{self.times(step.times)} for {step.days} days" for step in steps]
        said += [
            f"{self.times(last.times)} for {last.days} days and stop" if last.days else self.times(last.times)
        ]
        return f"from {self.date(schedule.first_day)} " + ", then ".join(said)

    def interval(self, schedule: Interval) -> str:
        if schedule.since_taken:
            said = (
                f"{self.amount(schedule.amount)} every {schedule.hours:g} hours after the last one was taken"
            )
        else:
            said = f"{self.amount(schedule.amount)} every {schedule.hours:g} hours from {self.clock(schedule.start)}"
            said += f" to {self.clock(schedule.until)}" if schedule.until else ""
        parts = [said]
        parts += [f"starting {self.date(schedule.first_day)}"] if schedule.first_day else []
        parts += [f"until {self.date(schedule.last_day)}"] if schedule.last_day else []
        parts += [f"{schedule.doses} times in total"] if schedule.doses else []
        return ", ".join(parts)

    def as_needed(self, schedule: AsNeeded) -> str:
        parts = [f"{self.amount(schedule.amount)} as needed"]
        parts += [f"at most {schedule.most_a_day} times a day"] if schedule.most_a_day else []
        parts += [f"at least {schedule.least_hours:g} hours apart"] if schedule.least_hours else []
        return ", ".join(parts)

    def days(self, days: Days) -> str:
        match days:
            case EveryDay():
                return "every day"
            case OnWeekdays():
                named = _joined([self.WEEKDAYS[one] for one in sorted(days.weekdays)])
                return f"every {named}" if days.every == 1 else f"every {days.every} weeks on {named}"
            case EveryNDays():
                return f"every {days.every} days" if days.every > 1 else "every day"
            case OnMonthDays():
                named = _joined([_ordinal(one) for one in sorted(days.days)])
                every = "of every month" if days.every == 1 else f"every {days.every} months"
                return f"on the {named} {every}"
            case Cycle():
                return f"{days.on} days on and {days.off} days off"

    def times(self, times: Sequence[TimedAmount]) -> str:
        if len({one.amount for one in times}) == 1:
            return f"{self.amount(times[0].amount)} {_joined([self.time(one.at) for one in times])}"
        return _joined([f"{self.amount(one.amount)} {self.time(one.at)}" for one in times])

    def time(self, at: TimeOfDay) -> str:
        if isinstance(at, Time):
            return f"at {self.clock(at)}"
        if at.minutes == 0 or at.meal is Meal.BEDTIME:
            return self.clocked(self.PLAIN[at.meal], at)
        side = f"{'before' if at.minutes < 0 else 'after'} {self.MEALS[at.meal]}"
        return self.clocked(side, at) if self.shown else f"{abs(at.minutes)} minutes {side}"

    def clock(self, at: Time) -> str:
        if self.shown:
            return f"{at:%H:%M}"
        return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"

    def counted(self, amount: float) -> str:
        return f"{amount:g} {self.unit}" + ("s" if amount > 1 else "")

    def date(self, day: date) -> str:
        year = f", {day.year}" if self.needs_year(day) else ""
        return f"{self.MONTHS[day.month - 1]} {day.day}{year}"


def _only_time(schedule: Taper) -> TimeOfDay | None:
    """Return the time of a taper that has one dose a day, always at the same time."""
    times = {one.at for step in schedule.steps for one in step.times}
    return times.pop() if len(times) == 1 and all(len(step.times) == 1 for step in schedule.steps) else None


def _is_ambiguous(times: Sequence[TimedAmount]) -> bool:
    """Return whether a relation to one meal could be read as that of the meals named before it, too."""
    meals = [
        one.at.minutes for one in times if isinstance(one.at, AtMeal) and one.at.meal is not Meal.BEDTIME
    ]
    return len(set(meals)) > 1


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
