"""A schedule as an English sentence."""

from collections.abc import Sequence
from datetime import date
from datetime import time as Time

from bot.core.schedules.schedule import (
    AsNeeded,
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Taper,
    TimedAmount,
    TimeOfDay,
)
from bot.core.understanding.schedule_sentences.phrase_parts import Words, only_time


class English(Words):
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
        if self.shown and (at := only_time(schedule)):
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
                named = _joined(["last day" if one == 31 else _ordinal(one) for one in sorted(days.days)])
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


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
