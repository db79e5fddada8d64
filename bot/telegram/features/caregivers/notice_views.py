"""What a caregiver is told: a missed dose, a chat that can't be written to, a week."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.doses.care_notices import Notice, NoticeKind
from bot.core.people.caregivers import Sees
from bot.telegram.features.caregivers import pack_views
from bot.telegram.features.caregivers.buttons import SeeToday, ShowCaregiver
from bot.telegram.features.caregivers.views import called
from bot.telegram.features.stock.notice_views import stock_line
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.products import Product, ProductId

MOST_NAMED = 6  # doses


def notice(t: Texts, notice: Notice, products: Mapping[ProductId, Product], now: datetime) -> Screen:
    """Tell what the person agreed to, and no more."""
    who = called(t, notice.care.inviter)
    said = {
        NoticeKind.BLOCKED: lambda: [
            t("🔕 <b>{who}</b> can't be reached by me any more: my messages are blocked.", who=who),
            t("Reminders are paused until {who} writes to me again.", who=who),
        ],
        NoticeKind.WEEKLY: lambda: [_week(t, notice, who)],
        NoticeKind.REFILL: lambda: _refill(t, notice, who, now),
        NoticeKind.MISSED: lambda: _missed(t, notice, who, products),
    }[notice.kind]()
    today = (Button(t("📅 Today"), SeeToday(notice.care.id)),) if notice.care.sees is Sees.LIST else ()
    packs = pack_views.buttons(t, notice.care, notice.stock) if notice.kind is NoticeKind.REFILL else []
    keys = (*packs, *today, Button(t("👪 What was agreed"), ShowCaregiver(notice.care.id)))
    return Screen(tuple(said), two_in_a_row(keys), is_personal=False)


def _missed(t: Texts, notice: Notice, who: str, products: Mapping[ProductId, Product]) -> list[Html]:
    times = dict.fromkeys(f"{dose.due_at.astimezone(notice.whose.zone):%H:%M}" for dose in notice.doses)
    said = [
        t(
            "⚠️ <b>{who}</b> has not answered the reminder of {times}.",
            who=who,
            times=", ".join(times),
        )
    ]
    if notice.care.sees is Sees.LIST:
        named = [
            t(
                "• {name} {amount}",
                name=_name(t, dose.product, dose.name, products),
                amount=plans.amount(t, dose.amount, dose.unit),
            )
            for dose in notice.doses[:MOST_NAMED]
        ]
        said.append(lines(named))
    else:
        said.append(t.count("{n} medicine", "{n} medicines", len(notice.doses)))
    return [*said, t("Please ask how they are. Never take two doses at once.")]


def _refill(t: Texts, notice: Notice, who: str, now: datetime) -> list[Html]:
    return [
        t("📦 <b>{who}</b> needs a new pack. Please get it, and tap here once you have it.", who=who),
        *(stock_line(t, line, notice.whose, now) for line in notice.stock[:MOST_NAMED]),
    ]


def _week(t: Texts, notice: Notice, who: str) -> Html:
    week = notice.week
    return t(
        "📊 <b>{who}</b>, the last 7 days: {taken} of {due} doses were taken.",
        who=who,
        taken=week.taken if week else 0,
        due=week.due if week else 0,
    )


def _name(t: Texts, id: ProductId, name: str, products: Mapping[ProductId, Product]) -> str:
    product = products.get(id)
    return words.product_name(t, product) if product else words.short_name(name)
