"""The screens that move a part of the day."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.medications.medications import Overview
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import Meal, Schedule
from bot.core.schedules.slot_moves import SlotMove
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.slot_moves.buttons import MoveSlot
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines
from bot.telegram.ui.texts import Html, Texts

MOST_SHOWN = 6


def ask(
    t: Texts,
    overview: Overview,
    changes: Mapping[int, Schedule],
    move: SlotMove,
    account: Account,
    now: datetime,
) -> Screen:
    """Show how each medicine of a part of the day would be taken, and ask whether to move them."""
    listed = [medication for medication in overview.medications if medication.id in changes]
    back = Button(t("◀ The list"), ShowList(0))
    if not listed:
        return Screen((t("Nothing on the list is taken then, or it is at that time already."),), ((back,),))
    said = [
        t(
            "• <b>{name}</b>: {plan}",
            name=words.name_in(t, overview, medication.product_id),
            plan=plans.when(t, changes[medication.id], account, now, medication.unit),
        )
        for medication in listed[:MOST_SHOWN]
    ]
    more = len(listed) - MOST_SHOWN
    further = [t.count("… and {n} more", "… and {n} more", more)] if more > 0 else []
    asked = t("⏰ Move all to {time}? {slot}", time=f"{move.to:%H:%M}", slot=_name(t, move.slot))
    yes = Button(t("✅ Yes, move them"), MoveSlot(move.slot, move.to))
    return Screen((asked, lines([*said, *further])), ((yes, Button(t("No, keep it"), ShowList(0))),))


def done(t: Texts, move: SlotMove) -> Screen:
    """Say that they were moved."""
    said = t("✅ {slot}: moved to {time}.", slot=_name(t, move.slot), time=f"{move.to:%H:%M}")
    return Screen((said,), ((Button(t("◀ The list"), ShowList(0)),),))


def _name(t: Texts, slot: Meal) -> Html:
    return {
        Meal.BREAKFAST: t("Morning"),
        Meal.LUNCH: t("Noon"),
        Meal.DINNER: t("Evening"),
        Meal.BEDTIME: t("Bedtime"),
    }[slot]
