"""The questions after medicines were added, and what was set or understood."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from babel.dates import format_skeleton

from bot.core.medications.medications import Medication, Overview
from bot.core.people.accounts import Account
from bot.core.schedules.plan_questions import LIMITS, PlanDialogue, PlanQuestion, limits_of
from bot.core.schedules.schedule import Schedule, Unit, clocks_of, one_amount
from bot.telegram.features.as_needed import views as as_needed
from bot.telegram.features.dose_times.buttons import ChooseTimes
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.plan_questions import answer_buttons
from bot.telegram.features.plan_questions.buttons import ChooseSaid
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.interactions.dosing_habits import Habit, habit_of
from knowledge.products import Product

Listed = Sequence[tuple[Medication, Product | None]]
MOST_NAMES = 8
SHOWN_DOSES = 3  # of what was understood


def question(t: Texts, dialogue: PlanDialogue, listed: Listed, account: Account, now: datetime) -> Screen:
    """Ask one thing about one medicine, or about several alike."""
    medication, product = listed[0]
    blocks = [
        _about(t, listed),
        *_before(t, dialogue, medication, product, account, now),
        _asked(t, dialogue, medication.unit),
    ]
    return Screen(tuple(blocks), answer_buttons.rows(t, dialogue, medication, account, now))


def _asked(t: Texts, dialogue: PlanDialogue, unit: Unit) -> Html:
    is_tablet = unit is Unit.TABLET
    return {
        PlanQuestion.OFTEN: t("⏰ How often is it taken? Tap, or write it, such as “Mon Wed Fri after breakfast”."),
        PlanQuestion.OTHER: t("⏰ In which way? Tap, or write it, such as “every 3 days in the morning”."),
        PlanQuestion.WHEN: t("⏰ When is it taken? Tap, or write it, such as “after lunch” or “7:30”."),
        PlanQuestion.WEEKDAYS: t("📅 On which days of the week? Tap, or write them."),
        PlanQuestion.EVERY: t("⏰ How many days from one dose to the next? Tap, or write the number of days."),
        PlanQuestion.CYCLE: t("📅 How many days on, and how many off? Tap, or write it, such as “10 days on, 5 off”."),
        PlanQuestion.FIRST: t("⏰ When is the next dose? Tap, or write in how many days."),
        PlanQuestion.LATE: t("⏰ Has today's dose been taken? If not, tap when I shall ask: at that time from now on."),
        PlanQuestion.HOURS: t("⏰ How many hours from one dose to the next? Tap, or write the number of hours."),
        PlanQuestion.COUNTED: t("⏰ How are these hours counted?"),
        PlanQuestion.GAP: t("⏳ How many hours must lie between two doses at least? It is on the box or the envelope."),
        PlanQuestion.MOST: t("🔢 How many times in 24 hours at most?"),
        PlanQuestion.TAPER: t("📉 How much is it at first? Tap, or write the number."),
        PlanQuestion.LESS: t("📉 By how much does it become less each time? Tap, or write the number."),
        PlanQuestion.STEP: t("📉 After how many days each time? Tap, or write the number of days."),
        PlanQuestion.SAID: t("Is that right? I keep it only once you say yes."),
        PlanQuestion.DAILY: t("Has your doctor really told you to take it more often?"),
        PlanQuestion.AMOUNT: t("💊 How many tablets at a time? Tap, or write the number.") if is_tablet
        else t("💊 How much at a time? Tap, or write the number."),
        PlanQuestion.DAYS: t("📦 How much is left? Tap for how many days, or write the number of tablets.") if is_tablet
        else t("📦 How much is left? Tap for how many days, or write how much."),
        PlanQuestion.TABLETS: t("📦 How many tablets are left? Tap, or write the number.") if is_tablet
        else t("📦 How much is left? Tap, or write the number."),
        PlanQuestion.COURSE: t("📅 For how many days is it taken? Reminders end then. Tap, or write the number of days."),
    }[dialogue.ask]  # fmt: skip


def _before(
    t: Texts,
    dialogue: PlanDialogue,
    medication: Medication,
    product: Product | None,
    account: Account,
    now: datetime,
) -> list[Html]:
    """Return what is said before a question: what was set or understood so far, or what is usual for the medicine."""
    match dialogue.ask:
        case PlanQuestion.OFTEN:
            return _habit(t, habit_of(product))
        case PlanQuestion.WHEN | PlanQuestion.AMOUNT if (
            not dialogue.edits or dialogue.ask is PlanQuestion.WHEN
        ):
            return [_so_far(t, medication, account, now)]
        case PlanQuestion.LATE:
            return [_passed(t, medication, account, now)]
        case PlanQuestion.SAID if dialogue.meant:
            return [understood(t, dialogue.meant, medication, account, now)]
        case PlanQuestion.DAILY if dialogue.meant:
            return [
                t("⚠️ This medicine is usually taken <b>once a week</b> or less. Taken daily by mistake it can be dangerous.")
                if habit_of(product) is Habit.WEEKLY
                else t("⚠️ This medicine is usually taken <b>once a month</b>. Taken more often it can be dangerous."),
                t("You said: {plan}", plan=plans.when(t, dialogue.meant, account, now, medication.unit)),
            ]  # fmt: skip
    return []


def _habit(t: Texts, habit: Habit | None) -> list[Html]:
    match habit:
        case Habit.WEEKLY:
            return [t("📅 This medicine is usually taken once a week. Tap “Another way” for the weekday.")]
        case Habit.MONTHLY:
            return [
                t(
                    "📅 This medicine is usually taken once a month. Write the day, such as “on the 1st of every month”."
                )
            ]
        case Habit.BEDTIME:
            return [t("🌙 This medicine is usually taken right before bed.")]
    return []


def understood(t: Texts, said: Schedule, medication: Medication, account: Account, now: datetime) -> Html:
    """Return what was understood of a sentence, and the next doses by it."""
    plan = t("👂 I understood: <b>{plan}</b>", plan=plans.when(t, said, account, now, medication.unit))
    due = list(islice(account.timetable(said, now).following(now), SHOWN_DOSES))
    if not due:
        return plan
    differ = one_amount(said) is None
    shown = []
    for dose in due:
        local = dose.at.astimezone(account.zone)
        day = format_skeleton("MMMEd", local, locale=t.language)
        amount = [plans.amount(t, dose.amount, medication.unit)] if differ else []
        shown.append(join(" ", [Html(f"{day} {local:%H:%M}"), *amount]))
    return lines([plan, t("Next: {doses}", doses=join(", ", shown))])


def whose(t: Texts, overview: Overview) -> Screen:
    """Ask of which medicine a sentence was said."""
    buttons = [
        Button(plans.label(words.name_in(t, overview, medication.product_id)), ChooseSaid(medication.id))
        for medication in overview.medications[:MOST_NAMES]
    ]
    return Screen((t("👂 Which medicine is that about?"),), two_in_a_row(buttons))


def _about(t: Texts, listed: Listed) -> Html:
    """Name the medicines the question is about."""
    names = [t("<b>{name}</b>", name=plans.title(t, *each)) for each in listed[:MOST_NAMES]]
    if len(listed) == 1:
        return names[0]
    more = [t("…")] if len(listed) > MOST_NAMES else []
    heading = t.count("{n} medicine, all alike:", "{n} medicines, all alike:", len(listed))
    return lines([heading, join(", ", [*names, *more])])


def _so_far(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Say what was set so far, and when the first reminder comes."""
    if not medication.has_times:
        return t("Only when needed: I do not remind you.")
    return t(
        "I remind you: {plan}. First reminder: {first}.",
        plan=plans.when(t, medication.plan, account, now, medication.unit),
        first=_first(t, medication, account, now),
    )


def _passed(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Say that the time of today's dose has passed, and when the first reminder comes therefore."""
    return t(
        "{times} is over for today. As it stands the first reminder comes {first}.",
        times=plans.clock_times(clocks_of(medication.plan, account.meals)),
        first=_first(t, medication, account, now),
    )


def _first(t: Texts, medication: Medication, account: Account, now: datetime) -> Html:
    """Return when the first reminder comes."""
    return plans.moment(t, medication.next_due, account, now) if medication.next_due else t("none")


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


def wrong_number(t: Texts, ask: PlanQuestion, unit: Unit) -> Screen:
    """Say which numbers can be an answer."""
    if ask not in LIMITS:
        return Screen((t("I did not understand that. Please tap a button, or write when it is taken."),))
    least, most = limits_of(ask, unit)
    said = t(
        "That number does not fit here. Please write one from {least} to {most}, or tap a button.",
        least=plans.number(least) if least else "0",
        most=f"{most:g}",
    )
    return Screen((said,))
