"""The screens of a person's meal times and bedtime."""

from datetime import time

from bot.core.people.accounts import Account
from bot.core.schedules.schedule import Meal
from bot.telegram.features.meal_times.buttons import AskMealTime, SetMealTime, ShowMealTimes
from bot.telegram.features.settings.buttons import ShowProfile
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

STEPS = (-60, -30, 30, 60)  # minutes earlier and later that are offered


def meal_times(t: Texts, account: Account, *, changed: bool = False) -> Screen:
    """Show when a person eats and goes to bed, with a button to change each."""
    blocks = [t("🍚 <b>Meals and bedtime</b>"), t("“After breakfast” and the like go by these times.")]
    if changed:
        blocks.append(t("✅ Changed. Medicines that are tied to it move with it."))
    buttons = [
        Button(f"{name_of(t, meal)} {account.meals.of(meal):%H:%M}", AskMealTime(meal)) for meal in Meal
    ]
    return Screen(tuple(blocks), two_in_a_row([*buttons, Button(t("◀ Back"), ShowProfile())]))


def ask(t: Texts, account: Account, meal: Meal) -> Screen:
    """Ask for the time of a meal."""
    now = account.meals.of(meal)
    minutes = [now.hour * 60 + now.minute + step for step in STEPS]
    offered = [time(*divmod(one, 60)) for one in minutes if 0 <= one < 24 * 60]
    said = t(
        "{meal}: now {time}. Tap another time, or write it, such as 7:40.",
        meal=name_of(t, meal),
        time=f"{now:%H:%M}",
    )
    buttons = [Button(f"{at:%H:%M}", SetMealTime(meal, at)) for at in offered]
    return Screen((said,), two_in_a_row([*buttons, Button(t("◀ Back"), ShowMealTimes())]))


def not_a_time(t: Texts) -> Screen:
    """What was written is no time of day."""
    return Screen((t("I did not understand that as a time. Please write it like 7:30 or 21:00."),))


def name_of(t: Texts, meal: Meal) -> Html:
    """Return what a meal is called."""
    return {
        Meal.BREAKFAST: t("Breakfast"),
        Meal.LUNCH: t("Lunch"),
        Meal.DINNER: t("Dinner"),
        Meal.BEDTIME: t("Bedtime"),
    }[meal]
