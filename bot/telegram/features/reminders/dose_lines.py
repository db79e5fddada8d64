"""One line for each dose of a reminder: its medicine, how many, and what has become of it."""

from collections import Counter
from datetime import datetime

from bot.core.doses.model import DoseState
from bot.core.doses.reminder_content import Reminder, ReminderDose
from bot.core.schedules.schedule import Unit
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import lines
from bot.telegram.ui.texts import Html, Texts, join

A_BLOCK = 10  # doses
SHORT = 350  # characters of a reminder; where it would be longer, purposes are left out


def listed(t: Texts, reminder: Reminder, *, names: bool = False) -> tuple[Html, ...]:
    """Return what is due, in blocks; without names where the person wants none on a screen, unless `names`."""
    if reminder.account.is_discreet and not names:
        return (_counted(t, reminder),)
    with_purposes = _lines(t, reminder, purposes=True)
    said = with_purposes if sum(map(len, with_purposes)) <= SHORT else _lines(t, reminder, purposes=False)
    return tuple(lines(said[start : start + A_BLOCK]) for start in range(0, len(said), A_BLOCK))


def when(t: Texts, reminder: Reminder) -> Html:
    """Return the day and time of a reminder; only the day where its doses have several times."""
    times = {dose.due_at for dose in reminder.doses}
    first = min(times)
    day = plans.weekday(t, first.astimezone(reminder.account.zone).date())
    return t("{day} {time}", day=day, time=clock(t, first, reminder)) if len(times) == 1 else Html(day)


def clock(t: Texts, at: datetime, reminder: Reminder) -> Html:
    """Return a time on the person's clock, and on the reader's where that shows another.

    Clients that know it tell by a tap what the phone's own clock shows then.
    """
    there, here = (at.astimezone(zone) for zone in (reminder.account.zone, reminder.account.home))
    marked = Html(f'<tg-time unix="{int(at.timestamp())}">{there:%H:%M}</tg-time>')
    if there.utcoffset() == here.utcoffset():
        return marked
    return t("{there} (for you {here})", there=marked, here=f"{here:%H:%M}")


def name_of(t: Texts, dose: ReminderDose, reminder: Reminder) -> str:
    """Return what a medicine is called in the person's language, also where the catalogue has lost it."""
    product = reminder.products.get(dose.product)
    return words.product_name(t, product) if product else words.short_name(dose.medicine)


def _counted(t: Texts, reminder: Reminder) -> Html:
    due = [dose for dose in reminder.doses if not dose.is_off] or list(reminder.doses)
    counted = Counter(_moment(t, dose, reminder) for dose in due)
    if len(counted) == 1:
        return t.count("• {n} medicine", "• {n} medicines", len(due))
    return lines(
        [t.count("• {at} {n} medicine", "• {at} {n} medicines", n, at=at) for at, n in counted.items()]
    )


def _lines(t: Texts, reminder: Reminder, *, purposes: bool) -> list[Html]:
    is_same_time = len({dose.due_at for dose in reminder.doses}) == 1
    return [
        _line(t, dose, reminder, at=None if is_same_time else _moment(t, dose, reminder), purposes=purposes)
        for dose in reminder.doses
    ]


def _line(t: Texts, dose: ReminderDose, reminder: Reminder, *, at: Html | None, purposes: bool) -> Html:
    whole = name_of(t, dose, reminder)
    name = t("<b>{name}</b>", name=plans.label(whole) if t.is_large else whole)
    begins = join(" ", [*_mark(t, dose, reminder), *([at] if at else []), name])
    if dose.is_off:
        return t("{dose} · paused, or off the list: not counted", dose=begins)
    is_plain = t.is_large and dose.amount == 1 and dose.unit is Unit.TABLET
    said = [begins] if is_plain else [begins, plans.amount(t, dose.amount, dose.unit)]
    said += _meal(t, dose)
    product = reminder.products.get(dose.product)
    if purposes and product and not t.is_large and (purpose := words.purpose_in_short(t, product)):
        said.append(purpose)
    if dose.is_unasked and dose.state is DoseState.MISSED:
        said.append(t("my reminder did not get through"))
    return lines([join(" · ", said), *_ahead(t, dose)])


def _meal(t: Texts, dose: ReminderDose) -> list[Html]:
    """Say how long before or after eating a dose is taken."""
    at = dose.beside_meal
    if at is None or not dose.is_open:
        return []
    if at.minutes > 0:
        return [t("{n} min after eating", n=at.minutes)]
    return [t("{n} min before eating", n=-at.minutes)]


def _mark(t: Texts, dose: ReminderDose, reminder: Reminder) -> list[Html]:
    if dose.state is DoseState.TAKEN and dose.answered_at:
        return [Html("✅"), Html(f"{dose.answered_at.astimezone(reminder.account.zone):%H:%M}")]
    if dose.state is DoseState.WAITING and dose.next_at and not dose.is_off:
        return [Html("🕐"), Html(f"{dose.next_at.astimezone(reminder.account.zone):%H:%M}")]
    return [
        Html({DoseState.SKIPPED: "➖", DoseState.MISSED: "⚠️", DoseState.TAKEN: "✅"}.get(dose.state, "•"))
    ]


def _moment(t: Texts, dose: ReminderDose, reminder: Reminder) -> Html:
    """Return the day and time of a dose where a reminder has doses of several times."""
    days = {one.due_at.astimezone(reminder.account.zone).date() for one in reminder.doses}
    time = clock(t, dose.due_at, reminder)
    if len(days) == 1:
        return time
    return t(
        "{day} {time}", day=plans.day(t, dose.due_at.astimezone(reminder.account.zone).date()), time=time
    )


def _ahead(t: Texts, dose: ReminderDose) -> list[Html]:
    """Say that a course ends with a dose, or that it takes the last tablets."""
    if dose.state in (DoseState.SKIPPED, DoseState.MISSED, DoseState.WITHDRAWN):
        return []
    said = [t("🏁 The last one of the days that you set.")] if dose.is_last else []
    if dose.takes_the_last:
        said.append(t("📦 None left after this one. Time for a new one."))
    return said
