"""Puts a tapped answer into the plans it is about, or tells what has to be asked about it first."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.core.medications.medications import MedicationService
from bot.core.schedules.answered_schedule import (
    by_hours,
    in_cycle,
    on_weekdays,
    planned,
    tapered,
    when_needed,
    with_times,
)
from bot.core.schedules.plan_answers import PlanAnswers, clock_for
from bot.core.schedules.plan_questions import PlanDialogue, PlanQuestion, fits
from bot.core.schedules.rare_medicines import is_too_often
from bot.core.schedules.schedule import AtMeal, Meal, Schedule, TimeOfDay, one_amount, only_rule
from bot.telegram.features.plan_questions.answer_buttons import PICKING
from bot.telegram.transport.request_context import RequestContext
from knowledge.interactions.dosing_habits import Habit, habit_of

Become = Callable[[Schedule | None], Schedule]
AT_MEAL = re.compile(r"(?P<meal>breakfast|lunch|dinner|bedtime)?(?P<minutes>[+-]\d{1,3})?")
OF_STOCK = (PlanQuestion.DAYS, PlanQuestion.TABLETS)


class TappedAnswers:
    """What an answer does."""

    def __init__(self, medicines: MedicationService, answers: PlanAnswers) -> None:
        self._medicines = medicines
        self._answers = answers

    async def take(self, request: RequestContext, dialogue: PlanDialogue, value: str) -> PlanDialogue | None:
        """Note an answer; return what has to be asked at once because of it, where something has to be."""
        match dialogue.ask, value:
            case _, "skip":
                return None
            case PlanQuestion.WEEKDAYS, "pick":
                return replace(dialogue, said=PICKING)
            case PlanQuestion.WEEKDAYS, "done":
                return await self._on_weekdays(request, dialogue, [int(day) for day in dialogue.chosen])
            case PlanQuestion.WEEKDAYS, _ if value.startswith("set"):
                return await self._on_weekdays(request, dialogue, [int(day) for day in value[3:]])
            case PlanQuestion.WEEKDAYS, _:
                return _picked(dialogue, value)
            case ((PlanQuestion.TAPER | PlanQuestion.LESS), _) if _fits(dialogue.ask, value):
                return _chosen(dialogue, float(value))
            case PlanQuestion.STEP, _ if _fits(dialogue.ask, value):
                return self._tapered(request, dialogue, int(float(value)))
            case ((PlanQuestion.SAID | PlanQuestion.DAILY), "yes") if dialogue.meant:
                return await self._agreed(request, dialogue, dialogue.meant)
        become = self._change(request, dialogue, value)
        if become:
            return await self._keep(request, dialogue, become)
        if dialogue.ask in OF_STOCK and _fits(dialogue.ask, value):
            await self._answers.take(request.account, dialogue.head, dialogue.ask, float(value), request.at)
        return None

    def _change(self, request: RequestContext, dialogue: PlanDialogue, value: str) -> Become | None:
        """Return what an answer makes of a plan; None where it changes none."""
        ask, at, clock = dialogue.ask, request.at, clock_for(request.account, request.at)
        if value == "needed":
            return when_needed
        if ask is PlanQuestion.COUNTED:
            return lambda before: by_hours(before, value)
        if ask is PlanQuestion.CYCLE and "-" in value:
            on, off = (int(days) for days in value.split("-"))
            return lambda before: in_cycle(before, max(1, on), max(1, off), clock, at)
        if ask is PlanQuestion.WHEN and not value[0].isdigit():
            return lambda before: _at_meal(before, value)
        if ask in OF_STOCK or not _fits(ask, value):
            return None
        return lambda before: planned(before, ask, float(value), clock, at)

    async def _on_weekdays(
        self, request: RequestContext, dialogue: PlanDialogue, days: list[int]
    ) -> PlanDialogue | None:
        """Note weekdays; without any the question stays."""
        if not days:
            return dialogue
        return await self._keep(request, dialogue, lambda before: on_weekdays(before, days))

    async def _keep(
        self, request: RequestContext, dialogue: PlanDialogue, become: Become
    ) -> PlanDialogue | None:
        """Change the plans, unless one of them would take a rare medicine too often: then that is asked about first."""
        listed = await self._medicines.look_at(request.account, dialogue.head, request.at)
        for medication, product in listed:
            habit, before, after = habit_of(product), medication.plan, become(medication.plan)
            if is_too_often(after, habit) and not is_too_often(before, habit):
                return dialogue.saying(after, PlanQuestion.DAILY)
        bedtime = {medication.id for medication, product in listed if habit_of(product) is Habit.BEDTIME}
        for medication, _ in listed:
            is_at_bedtime = dialogue.ask is PlanQuestion.OFTEN and medication.id in bedtime
            change = _moved_to_bedtime(become) if is_at_bedtime else become
            await self._answers.change(request.account, [medication.id], change, request.at)
        return None

    async def _agreed(
        self, request: RequestContext, dialogue: PlanDialogue, meant: Schedule
    ) -> PlanDialogue | None:
        """Keep what the person said yes to; a rare medicine that is taken too often is asked about once more."""
        listed = await self._medicines.look_at(request.account, dialogue.head, request.at)
        if dialogue.ask is PlanQuestion.SAID and any(
            is_too_often(meant, habit_of(product)) and not is_too_often(medication.plan, habit_of(product))
            for medication, product in listed
        ):
            return dialogue.at(PlanQuestion.DAILY)
        await self._answers.change(request.account, dialogue.head, lambda _: meant, request.at)
        says_amount = dialogue.chosen or one_amount(meant) != 1.0
        if says_amount:
            return None if dialogue.edits else dialogue.at(PlanQuestion.DAYS)
        return dialogue.at(PlanQuestion.AMOUNT)

    def _tapered(self, request: RequestContext, dialogue: PlanDialogue, days: int) -> PlanDialogue:
        """Show a taper whose parts were all chosen; ask again where the first ones are not known any more."""
        if len(dialogue.chosen) != 2:
            return dialogue.at(PlanQuestion.TAPER).choosing()
        first, less = dialogue.chosen
        clock = clock_for(request.account, request.at)
        if less >= first:  # one step is no taper: it ends after its days
            meant = planned(None, PlanQuestion.OFTEN, 1, clock, request.at)
            meant = planned(meant, PlanQuestion.AMOUNT, first, clock, request.at)
            return dialogue.saying(planned(meant, PlanQuestion.COURSE, days, clock, request.at))
        return dialogue.saying(tapered(first, less, days, clock, request.at))


def _picked(dialogue: PlanDialogue, value: str) -> PlanDialogue:
    """Return the weekdays with one more or one less, as the button says: a second tap changes nothing."""
    day = int(value[-1])
    others = [one for one in dialogue.chosen if one != day]
    return replace(dialogue, said=PICKING).choosing(
        *sorted([*others, day] if value.startswith("on") else others)
    )


def _chosen(dialogue: PlanDialogue, value: float) -> PlanDialogue | None:
    """Keep an amount of a taper, and go on."""
    if dialogue.ask is PlanQuestion.TAPER:
        return dialogue.choosing(value).at(PlanQuestion.LESS)
    if not dialogue.chosen:
        return dialogue.at(PlanQuestion.TAPER)
    return dialogue.choosing(dialogue.chosen[0], value).at(PlanQuestion.STEP)


def _at_meal(before: Schedule | None, value: str) -> Schedule:
    """Return a schedule at a meal, or with all of its meals before or after eating."""
    found = AT_MEAL.fullmatch(value)
    minutes = int((found and found["minutes"]) or 0)
    if found and found["meal"]:
        return with_times(before, [AtMeal(Meal(found["meal"]), minutes)])
    rule = only_rule(before)
    if rule is None:
        return before or when_needed(None)
    return with_times(before, [_beside_meal(one.at, minutes) for one in rule.times])


def _beside_meal(at: TimeOfDay, minutes: int) -> TimeOfDay:
    is_meal = isinstance(at, AtMeal) and at.meal is not Meal.BEDTIME
    return replace(at, minutes=minutes) if is_meal and isinstance(at, AtMeal) else at


def _moved_to_bedtime(become: Become) -> Become:
    """Return a change that puts the only dose of a day to bedtime."""

    def moved(before: Schedule | None) -> Schedule:
        after = become(before)
        rule = only_rule(after)
        return with_times(after, [AtMeal(Meal.BEDTIME)]) if rule and len(rule.times) == 1 else after

    return moved


def _fits(ask: PlanQuestion, value: str) -> bool:
    return value[:1].isdigit() and "-" not in value and fits(ask, float(value))
