"""A schedule as a Korean sentence."""

from collections.abc import Sequence
from datetime import date
from datetime import time as Time

from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
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


class Korean(Words):
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
        if self.shown and (at := only_time(schedule)):
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
                return (
                    every + " " + " ".join("말일" if one == 31 else f"{one}일" for one in sorted(days.days))
                )
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


def _is_ambiguous(times: Sequence[TimedAmount]) -> bool:
    """Return whether a relation to one meal could be read as that of the meals named before it, too."""
    meals = [
        one.at.minutes for one in times if isinstance(one.at, AtMeal) and one.at.meal is not Meal.BEDTIME
    ]
    return len(set(meals)) > 1
