"""What is on the list after a page was added: what is taken when, what ends by itself, what is asked next."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.documents.model import AddedDocument
from bot.core.medications.medications import Added, Medication, Overview
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import Regular, only_rule
from bot.telegram.features.medications import day_views as days
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines
from bot.telegram.ui.texts import Html, Texts, join

FEW = 3  # medicines: of more, who reads in large letters sees the times in the list


def added(t: Texts, put: AddedDocument, overview: Overview, account: Account, now: datetime) -> Screen:
    """Say what is on the list now, when it is taken and from when on reminders come."""
    ids = {one.id for one in put.listed}
    mine = replace(overview, medications=tuple(m for m in overview.medications if m.id in ids))
    planned = [one for one in mine.medications if one.plan]
    blocks = [_heading(t, put, planned)]
    if planned and not (t.is_large and len(planned) > FEW):
        blocks.append(days.by_time(t, replace(mine, medications=tuple(planned)), account))
    if first := min((one.next_due for one in planned if one.next_due), default=None):
        blocks.append(t("🔔 First reminder: {moment}.", moment=plans.moment(t, first, account, now)))
    blocks += [*_ends(t, mine, planned), *_others(t, put, overview)]
    if asked := [one for one in mine.medications if not one.plan]:
        names = join(", ", [t("<b>{name}</b>", name=_name(t, overview, one)) for one in asked])
        blocks.append(t("❓ Next I ask when to take: {names}.", names=names))
    return Screen(tuple(blocks), ((Button(t("◀ The list"), ShowList(0)),),))


def _heading(t: Texts, put: AddedDocument, planned: Sequence[Medication]) -> Html:
    n = len(put.listed)
    if put.additions and all(one.outcome is Added.LISTED for one in put.additions):
        return t.count(
            "🔁 {n} medicine renewed: dates and what is left.",
            "🔁 {n} medicines renewed: dates and what is left.",
            n,
        )
    if len(planned) == n:
        return t.count(
            "✅ {n} medicine is on the list, and reminders are on.",
            "✅ {n} medicines are on the list, and reminders are on.",
            n,
        )
    return t.count("✅ {n} medicine is on the list.", "✅ {n} medicines are on the list.", n)


def _ends(t: Texts, overview: Overview, planned: Sequence[Medication]) -> list[Html]:
    """Return after how many days which medicines end by themselves."""
    by_days: dict[int, list[Html]] = {}
    for one in planned:
        rule = only_rule(one.plan)
        if isinstance(one.plan, Regular) and one.plan.doses and rule:
            days_left = math.ceil(one.plan.doses / len(rule.times))
            by_days.setdefault(days_left, []).append(_name(t, overview, one))
    said = []
    for count, names in sorted(by_days.items()):
        if len(names) == len(overview.medications):
            said.append(
                t.count(
                    "🏁 Reminders end by themselves after {n} day.",
                    "🏁 Reminders end by themselves after {n} days.",
                    count,
                )
            )
        else:
            said.append(
                t.count(
                    "🏁 After {n} day these end by themselves: {names}.",
                    "🏁 After {n} days these end by themselves: {names}.",
                    count,
                    names=join(", ", names),
                )
            )
    return [lines(said)] if said else []


def _others(t: Texts, put: AddedDocument, overview: Overview) -> list[Html]:
    said = []
    if put.removed:
        names = join(", ", [t("<b>{name}</b>", name=words.short_name(one.name)) for one in put.removed])
        said.append(t("🗑 Off the list: {names}. What was taken stays written down.", names=names))
    if full := [one.product_id for one in put.additions if one.outcome is Added.FULL]:
        names = join(", ", [t("<b>{name}</b>", name=words.name_in(t, overview, id)) for id in full])
        said.append(
            join(" ", [t("⚪ Not added, since the list is full. Take one off first, then add:"), names])
        )
    return said


def _name(t: Texts, overview: Overview, one: Medication) -> Html:
    return t("{name}", name=plans.label(words.name_in(t, overview, one.product_id)))
