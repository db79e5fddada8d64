"""How a medicine is taken, how many are left, and days and names in few words."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial

from babel.dates import format_skeleton

from bot.core.medications.medications import Medication, Taken
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import EveryDay, Schedule, Unit, only_rule
from bot.core.understanding.schedule_sentences.phrase import Shown, phrase
from bot.telegram.ui import words
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.products import Product

NAME_WIDTH = 20  # of a name on a button, a Korean letter counting two
SOON = 3  # days before the last tablet at which the list points to it
UNITS = (("마이크로그램", "㎍"), ("밀리그람", "mg"), ("밀리그램", "mg"), ("밀리리터", "mL"), ("그램", "g"))
STRENGTH = re.compile(r"(?P<name>.*?)(?:정|캡슐)?\s*(?P<strength>[\d.,/]+\s*(?:mg|㎍|g|mL|%).*|\d+/\d+)")
NEAR = timedelta(days=300)  # within which a day needs no year
HALF = 0.5
PARTS = {0.25: "¼", 0.5: "½", 0.75: "¾"}


def title(t: Texts, medication: Medication, product: Product | None) -> str:
    """Return what a medicine is called, also where the catalogue has lost it."""
    return words.product_name(t, product) if product else words.short_name(medication.name)


def label(name: str) -> str:
    """Return a name short enough for a button: units and forms in short, the strength kept whole."""
    for long, short in UNITS:
        name = name.replace(long, short)
    found = STRENGTH.fullmatch(name)
    if not found:
        return _cut(name, NAME_WIDTH)
    strength = _cut(found["strength"].replace(" ", ""), NAME_WIDTH // 2)
    return f"{_cut(found['name'].strip(), NAME_WIDTH - 1 - _width(strength))} {strength}"


def _width(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def number(value: float) -> str:
    """Return a number of tablets as people write it: 1, ½, 2½."""
    whole, part = divmod(value, 1)
    return f"{int(whole) or ''}{PARTS.get(part, '')}" or "0"


def amount(t: Texts, value: float, unit: Unit) -> Html:
    """Return an amount with its unit."""
    said = number(value) if value % 0.25 == 0 else f"{value:g}"
    plain = f"{value:g}"
    match unit:
        case Unit.TABLET:
            return tablets(t, value)
        case Unit.ML:
            return t("{n} mL", n=plain)
        case Unit.DROP:
            return t("{n} drop", n=plain) if value <= 1 else t("{n} drops", n=plain)
        case Unit.PUFF:
            return t("{n} puff", n=plain) if value <= 1 else t("{n} puffs", n=plain)
        case Unit.UNIT:
            return t("{n} unit", n=plain) if value <= 1 else t("{n} units", n=plain)
        case Unit.SACHET:
            return t("{n} sachet", n=said) if value <= 1 else t("{n} sachets", n=said)
        case Unit.PATCH:
            return t("{n} patch", n=said) if value <= 1 else t("{n} patches", n=said)


def tablets(t: Texts, value: float) -> Html:
    """Return a number of tablets with its unit."""
    if value == HALF:
        return t("half a tablet")
    if value <= 1:
        return t("{n} tablet", n=number(value))
    return t("{n} tablets", n=number(value))


def day(t: Texts, value: date, today: date | None = None) -> str:
    """Return a day: 12월 2일, Dec 2; with its year where seen from `today` it would pass for a nearer one."""
    is_far = today is not None and value - today > NEAR
    return str(format_skeleton("yMMMd" if is_far else "MMMd", value, locale=t.language))


def weekday(t: Texts, value: date) -> str:
    """Return a day with its weekday: 12월 2일 (수), Wed, Dec 2."""
    return str(format_skeleton("MMMEd", value, locale=t.language))


def moment(t: Texts, at: datetime, account: Account, now: datetime) -> Html:
    """Return an instant on the person's clock, and on the reader's where that shows another time."""
    there, here = at.astimezone(account.zone), at.astimezone(account.home)
    said = _moment(t, there, now)
    if there.utcoffset() == here.utcoffset():
        return said
    return t("{there} (for you {here})", there=said, here=_moment(t, here, now))


def _moment(t: Texts, local: datetime, now: datetime) -> Html:
    """Return a local time, its day in everyday words."""
    today = now.astimezone(local.tzinfo).date()
    if local.date() == today:
        return t("today {time}", time=f"{local:%H:%M}")
    if local.date() == today + timedelta(days=1):
        return t("tomorrow {time}", time=f"{local:%H:%M}")
    if local.date() == today - timedelta(days=1):
        return t("yesterday {time}", time=f"{local:%H:%M}")
    return t("{day} {time}", day=day(t, local.date()), time=f"{local:%H:%M}")


def clock_times(times: Iterable[time]) -> str:
    """Return times of day in one line: 08:00, 22:00."""
    return ", ".join(f"{at:%H:%M}" for at in times)


def when(t: Texts, plan: Schedule | None, account: Account, now: datetime, unit: Unit = Unit.TABLET) -> Html:
    """Return how often, when and how many, in one line, with the clock times of the person's meals."""
    if plan is None:
        return t("no times yet, no reminders")
    shown = Shown(account.meals, partial(amount, t, unit=unit))
    return Html(phrase(plan, t.language, now.astimezone(account.zone).date(), shown=shown))


def stock(t: Texts, medication: Medication, today: date) -> Html | None:
    """Return how many tablets are left and until when they last; None where that was not told."""
    if medication.stock is None:
        return None
    if not medication.stock:
        return t("⚠️ None left by my count.")
    left, last = amount(t, medication.stock, medication.unit), medication.lasts_until
    if last is None:
        said = t("{left} left", left=left)
        return t("⚠️ {said}. Time for a new one.", said=said) if is_low(medication, today) else said
    said = t("{left} left, until {day}", left=left, day=day(t, last, today))
    if plan_days := _days_left(medication):
        said = t.count(
            "{n} day left ({left}), until {day}", "{n} days left ({left}), until {day}", plan_days,
            left=left, day=day(t, last, today),
        )  # fmt: skip
    return t("⚠️ {said}. Time for a new one.", said=said) if is_low(medication, today) else said


def is_low(medication: Medication, today: date) -> bool:
    """Return whether a medicine ran out, or soon will."""
    if not medication.stock:
        return medication.stock is not None
    last = medication.lasts_until
    return _is_short(medication) if last is None else (last - today).days < SOON


def _is_short(medication: Medication) -> bool:
    """Return whether less is left than the next dose needs."""
    dose = medication.next_dose
    return dose is not None and (medication.stock or 0) < dose.amount


def _days_left(medication: Medication) -> int:
    """Return for how many days the stock is enough where it is taken every day, else 0."""
    rule = only_rule(medication.plan)
    if rule is None or not isinstance(rule.days, EveryDay):
        return 0
    return int((medication.stock or 0) / sum(one.amount for one in rule.times))


def summary(t: Texts, medication: Medication, account: Account, now: datetime) -> list[Html]:
    """Return how a medicine is taken, when next, and what is left: a line or two."""
    today = now.astimezone(account.zone).date()
    if medication.paused_at:
        said = [t("⏸ paused")]
    else:
        said = [when(t, medication.plan, account, now, medication.unit)]
        if medication.next_due:
            said.append(t("next {moment}", moment=moment(t, medication.next_due, account, now)))
    left = stock(t, medication, today)
    last = [lately(t, medication.taken, account, now, medication.unit)] if medication.taken else []
    return [join(" · ", said), *last, *([left] if left else [])]


def lately(t: Texts, taken: Taken, account: Account, now: datetime, unit: Unit) -> Html:
    """Return when a medicine was last taken, and how much of it in the last 24 hours."""
    last = t("last taken {moment}", moment=moment(t, taken.last_at, account, now))
    if not taken.times:
        return join(" · ", [last, t("nothing written down in the last 24 hours")])
    whole = amount(t, taken.tablets, unit)
    counted = t.count(
        "{n} time in 24 hours, {amount} in all",
        "{n} times in 24 hours, {amount} in all",
        taken.times,
        amount=whole,
    )
    return join(" · ", [last, counted])
