"""What is told once before a medicine runs out or expires."""

from datetime import datetime, timedelta

from bot.core.medications.closed_days import closed_days, open_day_before
from bot.core.medications.stock import OF_STOCK, StockNews
from bot.core.medications.stock_lines import StockLine
from bot.core.people.accounts import Account
from bot.core.reports.person_notices import PersonNotice
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.stock.buttons import AskRefill, ShowStock
from bot.telegram.features.stock.views import refill_button
from bot.telegram.ui import plans
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

MOST_NAMED = 8  # medicines
MOST_BUTTONS = 5


def notice(t: Texts, notice: PersonNotice, now: datetime) -> Screen:
    """Tell what runs out or expires, the gravest first, with a button for each new pack."""
    stock = [line for line in notice.stock if line.news in OF_STOCK]
    expiring = [line for line in notice.stock if line.news is StockNews.EXPIRES]
    if notice.account.is_discreet:
        return _discreet(t, stock, expiring)
    heads = {
        bool(expiring): t("📅 <b>A pack will soon be too old</b>"),
        bool(stock): t("📦 <b>Time for a new pack</b>"),
    }
    said = [stock_line(t, line, notice.account, now) for line in notice.stock[:MOST_NAMED]]
    if hidden := len(notice.stock) - MOST_NAMED:
        said += [t("… and {n} more: /mymeds", n=hidden)] if hidden > 0 else []
    several = [t("Tap a name once you have the new pack.")] if len(stock) > 1 else []
    return Screen((heads[True], *said, *several), two_in_a_row(_buttons(t, stock, expiring)))


def _discreet(t: Texts, stock: list[StockLine], expiring: list[StockLine]) -> Screen:
    """Tell how many, and no names."""
    said = []
    if stock:
        said.append(t.count("📦 {n} medicine runs out soon.", "📦 {n} medicines run out soon.", len(stock)))
    if expiring:
        said.append(
            t.count("📅 {n} pack will soon be too old.", "📅 {n} packs will soon be too old.", len(expiring))
        )
    return Screen(tuple(said), ((Button(t("👁 Which ones"), ShowList(0)),),))


def stock_line(t: Texts, line: StockLine, account: Account, now: datetime) -> Html:
    """Return how much is left of a medicine and until when, or that its pack is too old."""
    medication, today = line.medication, now.astimezone(account.zone).date()
    name = t("<b>{name}</b>", name=plans.title(t, medication, line.product))
    left = plans.amount(t, medication.stock or 0, medication.unit)
    last = medication.lasts_until
    until = plans.day(t, last, today) if last else plans.day(t, today, today)
    match line.news:
        case StockNews.OUT:
            return t("⚠️ {name}: none may be left. Did you get a new pack?", name=name)
        case StockNews.CLOSED if last:
            is_closed = closed_days(account.zone)
            latest = open_day_before(last + timedelta(days=1), is_closed)
            return t(
                "⚠️ {name}: {left} left, until {day}. Then comes a weekend or a holiday: get it by {latest}.",
                name=name, left=left, day=until, latest=plans.weekday(t, min(latest, last)),
            )  # fmt: skip
        case StockNews.EXPIRES:
            on = medication.expires_on or today
            said = {"name": name, "day": plans.day(t, on, today)}
            if on < today:
                return t("{name} expired on {day}. Do not take it; bring it to a pharmacy.", **said)
            return t("{name} is good until {day}. After that, bring it to a pharmacy.", **said)
    return t("{name}: {left} left, until {day}.", name=name, left=left, day=until)


def _buttons(t: Texts, stock: list[StockLine], expiring: list[StockLine]) -> list[Button]:
    if len(stock) == 1:
        medication = stock[0].medication
        return [
            *([refill_button(t, medication)] if medication.pack else []),
            Button(
                t("➕ Another amount") if medication.pack else t("➕ Got a new pack"),
                AskRefill(medication.id),
            ),
        ]
    shown = [
        refill_button(t, line.medication, plans.title(t, line.medication, line.product))
        if line.medication.pack
        else Button(t("📦 {name}", name=_label(t, line)), AskRefill(line.medication.id))
        for line in stock[:MOST_BUTTONS]
    ]
    if not stock:
        shown = [
            Button(t("📦 {name}", name=_label(t, one)), ShowStock(one.medication.id))
            for one in expiring[:MOST_BUTTONS]
        ]
    return [*shown, Button(t("◀ The list"), ShowList(0))]


def _label(t: Texts, line: StockLine) -> str:
    return plans.label(plans.title(t, line.medication, line.product))
