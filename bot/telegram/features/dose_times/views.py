"""The screens for choosing times of day."""

from datetime import datetime

from bot.core.medications.medications import Medication
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import Meal, clocks_of
from bot.telegram.features.dose_times.buttons import ChooseTimes, ToggleTime, WriteTime
from bot.telegram.features.medications.buttons import ShowMedicine
from bot.telegram.features.plan_questions.buttons import EditPlan
from bot.telegram.ui import paging, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Texts

A_PAGE = 4


def times(t: Texts, medication: Medication, account: Account, now: datetime, page: int = 0) -> Screen:
    """Choose daily times: the usual ones by a tap, any other by writing it; the next reminder is told."""
    due = medication.next_due
    coming = [t("Next reminder: {moment}", moment=plans.moment(t, due, account, now))] if due else []
    mine = clocks_of(medication.plan, account.meals)
    chosen = plans.clock_times(mine) or t("none")
    usual = [account.meals.of(meal) for meal in Meal]
    names = dict(zip(usual, (t("Morning"), t("Noon"), t("Evening"), t("Bedtime")), strict=True))
    offered = sorted({*usual, *mine})
    last = (len(offered) - 1) // A_PAGE
    page = min(page, last)
    buttons = [
        Button(
            " ".join(filter(None, ("✅" if at in mine else "", names.get(at, ""), f"{at:%H:%M}"))),
            ToggleTime(medication.id, at, page, "off" if at in mine else "on"),
        )
        for at in offered[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    buttons += [
        Button(t("Another time"), WriteTime(medication.id)),
        Button(t("Done"), ShowMedicine(medication.id)),
    ]
    turning = paging.turning(t, page, last, lambda number: ChooseTimes(medication.id, number))
    return Screen(
        (
            t("⏰ When is <b>{name}</b> taken?", name=words.short_name(medication.name)),
            lines([t("Reminders: {times}", times=chosen), *coming]),
        ),
        (*two_in_a_row(buttons), *two_in_a_row(turning)),
    )


def ask_clock(t: Texts) -> Screen:
    """Ask for a time in writing."""
    return Screen((t("Write the time, for example 7:30 or 21:00."),))


def not_a_clock(t: Texts) -> Screen:
    """What was written is no time of day."""
    return Screen((t("I did not understand that as a time. Please write it like 7:30 or 21:00."),))


def too_many_times(t: Texts, most: int) -> Screen:
    """There is a limit."""
    return Screen((t("I can remind you {most} times a day at most. Take one off first.", most=most),))


def days_first(t: Texts, medication: Medication) -> Screen:
    """A medicine that is usually taken once a week or month has its days chosen before its times."""
    said = t("📅 This medicine is usually not taken every day. Please choose its day first.")
    return Screen((said,), ((Button(t("⏰ How often"), EditPlan("often", medication.id)),),))


def no_times_of_its_own(t: Texts, medication: Medication) -> Screen:
    """A taper and the like can't be changed time by time."""
    said = t(
        "This way of taking it has no times of its own to choose. Write it once more, such as “every 3 days at 8”."
    )
    return Screen((said,), ((Button(t("⏰ How often"), EditPlan("often", medication.id)),),))
