"""The answers to each question on how a medicine is taken, as buttons."""

from collections.abc import Callable, Iterable
from datetime import datetime, time

from babel.dates import get_day_names

from bot.core.medications.medications import Medication
from bot.core.people.accounts import Account
from bot.core.schedules.plan_questions import PlanDialogue, PlanQuestion
from bot.core.schedules.schedule import Meal, Unit, clock_of, only_rule
from bot.telegram.features.dose_times.buttons import ChooseTimes
from bot.telegram.features.plan_questions.buttons import AnswerPlan
from bot.telegram.ui import plans
from bot.telegram.ui.screens import Button, two_in_a_row
from bot.telegram.ui.texts import Texts

Answer = Callable[[str, float | str], Button]
Rows = tuple[tuple[Button, ...], ...]
LATER_TODAY = (time(12, 30), time(18, 30), time(20), time(22))
DAYS_OFFERED = (7, 30, 60, 90)
TABLETS_OFFERED = (10, 20, 30, 60, 100)
COURSES_OFFERED = (3, 5, 7, 10, 14)
AMOUNTS_OFFERED = {
    Unit.TABLET: (1, 0.5, 1.5, 2, 3),
    Unit.ML: (5, 10, 2.5, 15, 20),
    Unit.UNIT: (4, 6, 10, 14, 20),
}
FEW = (1, 2, 3, 4, 5)  # of anything else
WEEKDAY_SETS = ("024", "135", "01234", "56")
A_WEEK = 4  # weekdays in a row of buttons


def rows(t: Texts, dialogue: PlanDialogue, medication: Medication, account: Account, now: datetime) -> Rows:
    """Return the buttons under a question."""

    def answer(label: str, value: float | str) -> Button:
        given = value if isinstance(value, str) else f"{value:g}"
        return Button(label, AnswerPlan(dialogue.ask, dialogue.head[0], len(dialogue.head), given))

    if dialogue.ask is PlanQuestion.WEEKDAYS and dialogue.said == PICKING:
        return _weekdays(t, dialogue, answer)
    return two_in_a_row(_answers(t, dialogue, medication, account, now, answer))


PICKING = "pick"  # what a dialogue says while weekdays are picked one by one


def _answers(
    t: Texts, dialogue: PlanDialogue, medication: Medication, account: Account, now: datetime, answer: Answer
) -> Iterable[Button]:
    skip = answer(t("Skip"), "skip")
    match dialogue.ask:
        case PlanQuestion.OFTEN:
            return _often(t, dialogue, answer)
        case PlanQuestion.OTHER:
            return [
                answer(t("Some weekdays"), "weekdays"), answer(t("Every few days"), "every"),
                answer(t("Days on and off"), "cycle"), answer(t("Every few hours"), "hours"),
                answer(t("Fewer by and by"), "taper"), skip,
            ]  # fmt: skip
        case PlanQuestion.WHEN:
            return _when(t, dialogue, medication, account, answer)
        case PlanQuestion.WEEKDAYS:
            sets = [answer(weekdays_of(t, one), f"set{one}") for one in WEEKDAY_SETS]
            return [*sets, answer(t("Pick weekdays"), "pick"), skip]
        case PlanQuestion.EVERY:
            return [
                answer(t("Every 2 days"), 2), answer(t("Every 3 days"), 3), answer(t("Once a week"), 7),
                answer(t("Every 2 weeks"), 14), answer(t("Every 4 weeks"), 28), skip,
            ]  # fmt: skip
        case PlanQuestion.CYCLE:
            said = [(21, 7), (24, 4), (5, 2), (14, 14), (28, 28)]
            return [
                *(answer(t("{on} on, {off} off", on=on, off=off), f"{on}-{off}") for on, off in said), skip
            ]  # fmt: skip
        case PlanQuestion.FIRST:
            return [*_first_days(t, medication, answer), skip]
        case PlanQuestion.LATE:
            clock = now.astimezone(account.zone).time()
            later = [at for at in LATER_TODAY if at > clock]
            return [
                answer(t("Taken today"), "skip"),
                *(answer(t("Today {time}", time=f"{at:%H:%M}"), at.hour + at.minute / 60) for at in later),
                answer(t("Not today"), "skip"),
            ]
        case PlanQuestion.HOURS:
            return [*(answer(t("Every {n} hours", n=n), n) for n in (4, 6, 8, 12)), skip]
        case PlanQuestion.COUNTED:
            return [
                answer(t("By the clock, day and night"), "clock"),
                answer(t("In the daytime only"), "daytime"),
                answer(t("From the last one taken"), "taken"),
            ]
        case PlanQuestion.GAP:
            return [*(answer(t("{n} hours", n=n), n) for n in (4, 6, 8, 12)), answer(t("Not told"), "skip")]
        case PlanQuestion.MOST:
            return [*(answer(t("{n} times", n=n), n) for n in (2, 3, 4, 6)), answer(t("Not told"), "skip")]
        case PlanQuestion.TAPER:
            return [*(answer(plans.amount(t, n, medication.unit), n) for n in (8, 6, 4, 3, 2)), skip]
        case PlanQuestion.LESS:
            return [answer(plans.amount(t, n, medication.unit), n) for n in (0.5, 1, 2)]
        case PlanQuestion.STEP:
            return [answer(t("After {n} days", n=n), n) for n in (2, 3, 5, 7, 14)]
        case PlanQuestion.SAID:
            return [answer(t("✅ Yes, so it is"), "yes"), answer(t("✏️ No, once more"), "no")]
        case PlanQuestion.DAILY:
            return [
                answer(t("📅 Once a week"), "weekdays"),
                answer(t("It says so on the prescription"), "yes"),
            ]
        case PlanQuestion.AMOUNT:
            offered = AMOUNTS_OFFERED.get(medication.unit, FEW)
            skipped = plans.amount(t, 1, medication.unit)
            return [
                *(answer(plans.amount(t, value, medication.unit), value) for value in offered),
                answer(t("Skip ({amount})", amount=skipped), "skip"),
            ]
        case PlanQuestion.DAYS:
            lasting = [answer(t("{n} days", n=days), days) for days in DAYS_OFFERED]
            return [*lasting, answer(t("Only some days"), "course"), skip]
        case PlanQuestion.TABLETS:
            return [*(answer(plans.amount(t, n, medication.unit), n) for n in TABLETS_OFFERED), skip]
        case PlanQuestion.COURSE:
            return [*(answer(t("For {n} days", n=days), days) for days in COURSES_OFFERED), skip]


def _often(t: Texts, dialogue: PlanDialogue, answer: Answer) -> list[Button]:
    """Return the answers to how often; several medicines can be told apart, one can be given other times."""
    buttons = [
        answer(t("Once a day"), 1), answer(t("Twice a day"), 2), answer(t("3 times a day"), 3),
        answer(t("When needed"), "needed"),
    ]  # fmt: skip
    if len(dialogue.head) > 1:
        return [*buttons, answer(t("Each apart"), "apart"), answer(t("Later"), "skip")]
    last = (
        Button(t("⏰ Set times"), ChooseTimes(dialogue.head[0]))
        if dialogue.edits
        else answer(t("Later"), "skip")
    )
    return [*buttons, answer(t("Another way"), "other"), last]


def _when(
    t: Texts, dialogue: PlanDialogue, medication: Medication, account: Account, answer: Answer
) -> list[Button]:
    """Return the answers to when: one dose a day at any meal, several before or after their meals."""
    rule = only_rule(medication.plan)
    times = plans.clock_times(sorted(clock_of(one.at, account.meals) for one in rule.times)) if rule else ""
    more = [Button(t("Other times"), ChooseTimes(medication.id))] if len(dialogue.head) == 1 else []
    same = answer(t("At {times}", times=times), "skip")
    if rule and len(rule.times) > 1:
        return [answer(t("After the meals"), "+30"), answer(t("Before the meals"), "-30"), same, *more]
    said = (
        (t("After breakfast"), f"{Meal.BREAKFAST}+30"), (t("After dinner"), f"{Meal.DINNER}+30"),
        (t("Before breakfast"), f"{Meal.BREAKFAST}-30"), (t("At bedtime"), f"{Meal.BEDTIME}+0"),
    )  # fmt: skip
    return [*(answer(label, value) for label, value in said), *more, same]


def _first_days(t: Texts, medication: Medication, answer: Answer) -> Iterable[Button]:
    named = (t("Today"), t("Tomorrow"), t("In 2 days"), t("In 3 days"), t("In 4 days"))
    rule = only_rule(medication.plan)
    offered = named[: getattr(rule.days, "every", len(named))] if rule else named
    return (answer(name, days) for days, name in enumerate(offered))


def _weekdays(t: Texts, dialogue: PlanDialogue, answer: Answer) -> Rows:
    """Return one button a weekday, which says what its tap does, and one to be done."""
    each = [_weekday(t, day, answer, is_on=day in dialogue.chosen) for day in range(7)]
    return (tuple(each[:A_WEEK]), tuple(each[A_WEEK:]), (answer(t("Done"), "done"),))


def _weekday(t: Texts, day: int, answer: Answer, *, is_on: bool) -> Button:
    name = weekdays_of(t, str(day))
    return answer(f"✅{name}", f"off{day}") if is_on else answer(name, f"on{day}")


def weekdays_of(t: Texts, days: str) -> str:
    """Return weekdays in short: 월·수·금, Mon Wed Fri."""
    names = get_day_names("abbreviated", locale=t.language)
    return ("·" if t.language == "ko" else " ").join(names[int(day)] for day in days)
