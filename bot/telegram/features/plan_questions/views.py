"""The questions after medicines were added, each with its answers on buttons."""

from collections.abc import Callable, Sequence
from datetime import datetime, time

from bot.core.medications.medications import Medication
from bot.core.people.accounts import Account
from bot.core.schedules.plan_questions import LIMITS, PlanDialogue, PlanQuestion
from bot.telegram.features.as_needed import views as as_needed
from bot.telegram.features.dose_times.buttons import ChooseTimes
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.plan_questions.buttons import AnswerPlan
from bot.telegram.ui import plans
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.products import Product

Listed = Sequence[tuple[Medication, Product | None]]
Answer = Callable[[str, float | str], Button]
MOST_NAMES = 8
LATER_TODAY = (time(12, 30), time(18, 30), time(20), time(22))
DAYS_OFFERED = (7, 30, 60, 90)
TABLETS_OFFERED = (10, 20, 30, 60, 100)
COURSES_OFFERED = (3, 5, 7, 10, 14)


def question(t: Texts, dialogue: PlanDialogue, listed: Listed, account: Account, now: datetime) -> Screen:
    """Ask one thing about one medicine, or about several alike."""
    asked = {
        PlanQuestion.OFTEN: t("⏰ How often is it taken?"),
        PlanQuestion.EVERY: t("⏰ How many days from one dose to the next? Tap, or write the number of days."),
        PlanQuestion.FIRST: t("⏰ When is the next dose? Tap, or write in how many days."),
        PlanQuestion.LATE: t("⏰ Has today's dose been taken? If not, tap when I shall ask: at that time from now on."),
        PlanQuestion.AMOUNT: t("💊 How many tablets at a time? Tap, or write the number."),
        PlanQuestion.DAYS: t("📦 How much is left? Tap for how many days, or write the number of tablets."),
        PlanQuestion.TABLETS: t("📦 How many tablets are left? Tap, or write the number."),
        PlanQuestion.COURSE: t("📅 For how many days is it taken? Reminders end then. Tap, or write the number of days."),
    }[dialogue.ask]  # fmt: skip
    blocks = [_about(t, listed), asked]
    medication = listed[0][0]
    if dialogue.ask is PlanQuestion.AMOUNT and not dialogue.edits:
        blocks.insert(1, _so_far(t, medication, account, now))
    if dialogue.ask is PlanQuestion.LATE:
        blocks.insert(1, _passed(t, medication, account, now))
    return Screen(
        tuple(blocks), two_in_a_row(_answers(t, dialogue, listed, now.astimezone(account.zone).time()))
    )


def _about(t: Texts, listed: Listed) -> Html:
    """Name the medicines the question is about."""
    names = [t("<b>{name}</b>", name=plans.title(t, *each)) for each in listed[:MOST_NAMES]]
    if len(listed) == 1:
        return names[0]
    more = [t("…")] if len(listed) > MOST_NAMES else []
    heading = t.count("{n} medicine, all alike:", "{n} medicines, all alike:", len(listed))
    return lines([heading, join(", ", [*names, *more])])


def _so_far(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Say which times were set, since the person only said how often, and when the first reminder comes."""
    if not medication.times:
        return t("Only when needed: I do not remind you.")
    return t(
        "I remind you at {times}. First reminder: {first}. You can change the times in /mymeds.",
        times=plans.clock_times(medication.times),
        first=_first(t, medication, account, now),
    )


def _passed(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Say that the time of today's dose has passed, and when the first reminder comes therefore."""
    return t(
        "{times} is over for today. As it stands the first reminder comes {first}.",
        times=plans.clock_times(medication.times),
        first=_first(t, medication, account, now),
    )


def _first(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Return when the first reminder comes."""
    return plans.moment(t, medication.next_due, account, now) if medication.next_due else t("none")


def _answers(t: Texts, dialogue: PlanDialogue, listed: Listed, clock: time) -> list[Button]:
    def answer(label: str, value: float | str) -> Button:
        given = value if isinstance(value, str) else f"{value:g}"
        return Button(label, AnswerPlan(dialogue.ask, dialogue.head[0], len(dialogue.head), given))

    skip = answer(t("Skip"), "skip")
    match dialogue.ask:
        case PlanQuestion.OFTEN:
            return _often(t, dialogue, answer)
        case PlanQuestion.EVERY:
            return [
                answer(t("Every 2 days"), 2), answer(t("Every 3 days"), 3), answer(t("Once a week"), 7),
                answer(t("Every 2 weeks"), 14), answer(t("Every 4 weeks"), 28), skip,
            ]  # fmt: skip
        case PlanQuestion.FIRST:
            named = (t("Today"), t("Tomorrow"), t("In 2 days"), t("In 3 days"), t("In 4 days"))
            plan = listed[0][0].plan
            offered = named[: plan.every_days] if plan else named
            return [*(answer(name, days) for days, name in enumerate(offered)), skip]
        case PlanQuestion.LATE:
            later = [at for at in LATER_TODAY if at > clock]
            return [
                answer(t("Taken today"), "skip"),
                *(answer(t("Today {time}", time=f"{at:%H:%M}"), at.hour + at.minute / 60) for at in later),
                answer(t("Not today"), "skip"),
            ]
        case PlanQuestion.AMOUNT:
            return [
                *(answer(plans.tablets(t, value), value) for value in (1, 0.5, 1.5, 2, 3)),
                answer(t("Skip (one)"), "skip"),
            ]
        case PlanQuestion.DAYS:
            lasting = [answer(t("{n} days", n=days), days) for days in DAYS_OFFERED]
            return [*lasting, answer(t("Only some days"), "course"), skip]
        case PlanQuestion.TABLETS:
            return [*(answer(plans.tablets(t, n), n) for n in TABLETS_OFFERED), skip]
        case PlanQuestion.COURSE:
            return [*(answer(t("For {n} days", n=days), days) for days in COURSES_OFFERED), skip]


def _often(t: Texts, dialogue: PlanDialogue, answer: Answer) -> list[Button]:
    """Return the answers to how often; several medicines can be told apart, one can be given other times."""
    buttons = [answer(t("Once a day"), 1), answer(t("Twice a day"), 2), answer(t("3 times a day"), 3)]
    if len(dialogue.head) > 1:
        return [
            *buttons, answer(t("When needed"), "needed"), answer(t("Each apart"), "apart"), answer(t("Later"), "skip"),
        ]  # fmt: skip
    last = (
        Button(t("⏰ Set times"), ChooseTimes(dialogue.head[0]))
        if dialogue.edits
        else answer(t("Later"), "skip")
    )
    return [*buttons, answer(t("Every few days"), "every"), answer(t("When needed"), "needed"), last]


def done(t: Texts, listed: Listed, account: Account, now: datetime) -> Screen:
    """Show what was set, when everything was asked."""
    told = [
        lines(
            [
                t("✅ <b>{name}</b>", name=plans.title(t, medication, product)),
                *plans.summary(t, medication, account, now),
            ]
        )
        for medication, product in listed
    ]
    buttons = [Button(t("◀ The list"), ShowList(0))]
    if len(listed) == 1:
        medication = listed[0][0]
        times = Button(t("⏰ Set times"), ChooseTimes(medication.id))
        buttons.insert(0, as_needed.took(t, medication) if medication.plan and medication.is_free else times)
    return Screen((*told, t("You can change everything in /mymeds.")), two_in_a_row(buttons))


def wrong_number(t: Texts, ask: PlanQuestion) -> Screen:
    """Say which numbers can be an answer."""
    least, most = LIMITS[ask]
    said = t(
        "That number does not fit here. Please write one from {least} to {most}, or tap a button.",
        least=plans.number(least) if least else "0",
        most=f"{most:g}",
    )
    return Screen((said,))
