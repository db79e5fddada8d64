"""Reports as files: tables that calculate nothing, calendars that double nothing, pages and charts in Korean."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from PIL import Image

from bot.core.reports.chart import draw
from bot.core.reports.drawings import Chart, Document, Section
from bot.core.reports.page import plain, render
from bot.core.reports.plan_calendar import Entry, calendar
from bot.core.reports.spreadsheet import FORMULA, spreadsheet
from inference.drawing.fonts import font

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", [*(f"{sign}1+1" for sign in FORMULA), " =1+1", '=HYPERLINK("http://a.example")']
)
def test_no_cell_is_a_formula(text):
    (_, row) = csv.reader(io.StringIO(spreadsheet(["a"], [[text]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{text}"]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_is_written_comes_back_as_it_was_or_with_an_apostrophe(rows):
    data = spreadsheet(["날짜", "약"], rows)
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_a_calendar_has_the_same_ids_each_time_and_keeps_commas_and_lines():
    entries = [Entry(AT + timedelta(days=n), "약: 가, 나; 다", "가 1알\n나 ½알") for n in range(3)]
    first, second = (
        Calendar.from_ical(calendar(entries, "약", 7, at)) for at in (AT, AT + timedelta(hours=1))
    )
    ids = [[str(event["uid"]) for event in one.walk("VEVENT")] for one in (first, second)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3
    event = first.walk("VEVENT")[1]
    assert (str(event["summary"]), str(event["description"])) == ("약: 가, 나; 다", "가 1알\n나 ½알")
    assert event.decoded("dtstart") == AT + timedelta(days=1)


def document(rows: int, name: str = "노바스크정 5밀리그램") -> Document:
    table = Section("약", columns=("약", "먹는 법"), widths=(2, 1), rows=((name, "매일 ½알 ㎍"),) * rows)
    return Document(
        "먹는 약", "2026년", (table, Section("경고", ("🔴 함께 먹으면 안 되는 약",))), "끝", "ko", AT
    )


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (8, 1), (60, 2)])
def test_a_usual_list_is_one_page_and_a_long_one_goes_on(rows, pages):
    data = render(document(rows))
    assert data.count(b"/Type /Page\n") == pages


@pytest.mark.filterwarnings("error")
def test_a_page_takes_any_text(caplog):
    for name in ("", "\x00\u202e", "漢字 😀 <b>&amp;", "가" * 3000, "**bold** __x__ --y--"):
        assert render(document(1, name)).startswith(b"%PDF-")


def test_signs_without_a_letter_are_left_out():
    assert plain("🔴 함께 먹으면 ⚠️ 안 돼요 ✔️") == "함께 먹으면 안 돼요"


@pytest.mark.parametrize("days", [1, 7, 30, 90])
@pytest.mark.filterwarnings("error")
def test_a_chart_is_drawn_of_any_days(days):
    chart = Chart(
        "약 드신 기록",
        "드심",
        "안 드심",
        tuple(f"11/{n}" for n in range(days)),
        ((3, 1), (0, 0), (0, 2)) * 30,
    )
    chart = Chart(chart.title, chart.taken, chart.not_taken, chart.days, chart.doses[:days])
    picture = Image.open(io.BytesIO(draw(chart)))
    assert picture.size == (960, 600)


def test_the_font_is_there_and_free():
    for bold in (False, True):
        assert font(bold=bold).stat().st_size > 1_000_000
