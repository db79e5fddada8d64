"""Expiry dates as boxes have them, and what is told of stock, in both languages and within a screen."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.core.doses.model import MedicationId
from bot.core.medications.model import Medication
from bot.core.medications.stock import StockNews
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.reports.person_notices import NoticeId, NoticeKind, PersonNotice, StockLine
from bot.telegram.features.stock import notice_views, views
from bot.telegram.features.stock.handlers import expiry_of, months_after
from bot.telegram.ui.texts import Texts
from knowledge.products import ProductId

NOW = datetime(2026, 12, 4, 1, tzinfo=UTC)  # a Friday, ten in the morning in Seoul
TODAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2027-03-15", date(2027, 3, 15)), ("2027-03", date(2027, 3, 31)), ("2027.3", date(2027, 3, 31)),
        ("27.03", date(2027, 3, 31)), ("27/03/15", date(2027, 3, 15)), ("2027년 3월", date(2027, 3, 31)),
        ("2027년 3월 15일까지", date(2027, 3, 15)), ("2028-02", date(2028, 2, 29)), ("2026-12-04", TODAY),
        ("2026-12-03", None), ("2020-01", None), ("2027-13", None), ("2027-02-30", None), ("2099-01", None),
        ("내년", None), ("", None), ("12", None), ("00-00", None),
    ],
)  # fmt: skip
def test_an_expiry_date_is_read_as_boxes_have_it(text, on):
    assert expiry_of(text, TODAY) == on


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2026, 12, 4), 12, date(2027, 12, 4)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)  # fmt: skip
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months, then):
    assert months_after(day, months) == then


def line(number: int, news: StockNews, last: date | None = TODAY) -> StockLine:
    medication = Medication(
        MedicationId(number), ProductId(f"p{number}"), f"고혈압에먹는아주긴이름의약{number}정 5밀리그램", stock=3,
        lasts_until=last, pack=30, expires_on=date(2026, 12, 20),
    )  # fmt: skip
    return StockLine(medication, None, news)


@pytest.mark.parametrize(("language", "news"), list(product(Language, StockNews)))
def test_each_news_is_told_with_its_medicine(language, news):
    account = Account(ChatId(7), language, "Asia/Seoul", 2, PersonId(7))
    notice = PersonNotice(NoticeId(1), NoticeKind.STOCK, account, NOW, stock=(line(1, news),))
    screen = notice_views.notice(Texts(language), notice, NOW)
    text = screen.text()
    assert "아주긴이름의약1" in text
    assert len(text) < 250
    assert screen.rows


def test_before_a_weekend_the_last_open_day_is_named():
    account = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 2, PersonId(7))
    notice = PersonNotice(
        NoticeId(1), NoticeKind.STOCK, account, NOW, stock=(line(1, StockNews.CLOSED, date(2026, 12, 5)),)
    )
    text = notice_views.notice(Texts(Language.KOREAN), notice, NOW).text()
    assert "12월 5일까지 드실 수 있어요" in text
    assert "12월 4일 (금)까지 받아 두세요" in text


@pytest.mark.parametrize("number", [1, 2, 5, 30])
def test_however_many_medicines_the_screen_has_few_buttons_with_short_labels(number):
    account = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 2, PersonId(7))
    lines = tuple(line(n, StockNews.LOW) for n in range(number))
    screen = notice_views.notice(
        Texts(Language.KOREAN), PersonNotice(NoticeId(1), NoticeKind.STOCK, account, NOW, stock=lines), NOW
    )
    labels = [button.label for row in screen.rows for button in row]
    assert len(labels) <= 6
    assert all(sum(1 if c.isascii() else 2 for c in label) <= 26 for label in labels), labels
    assert all(button.data for row in screen.rows for button in row)


def test_a_pack_that_is_over_its_date_is_not_to_be_taken():
    said = views.expiry(Texts(Language.KOREAN), line(1, StockNews.LOW).medication, date(2026, 12, 21))
    assert "드시지 말고" in said[0]
