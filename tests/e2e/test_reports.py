"""/report: a page for the doctor, a chart, a table and a calendar, each by a tap or two; and a line a week."""

import csv
import io
from datetime import time

import pytest
from icalendar import Calendar
from PIL import Image

from tests.e2e.conftest import button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import assert_it_can_be_read
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {
        "ask": "병원에 보여줄 거", "page": "의사나 약사에게 보여 주세요", "shares": "지난 7일: 50% (1/2번)",
        "headings": ["날짜", "시각", "약"],
        "outcomes": {"드심", "놓침"}, "none": "셀 것이 없어요", "empty": "아직 보여 드릴 것이 없어요",
        "time": "약: 타이레놀",
    },
    "en": {
        "ask": "/report", "page": "Show this page to your doctor", "shares": "Last 7 days: 50% (1/2)",
        "headings": ["Day", "Time", "Medicine"],
        "outcomes": {"taken", "missed"}, "none": "nothing to count", "empty": "nothing to show a doctor",
        "time": "Medicine: 타이레놀",
    },
}  # fmt: skip


async def file_of(day: Day, message) -> tuple[str, bytes]:
    document = message["document"]
    return document["file_name"], await day.house.client.file(document["file_id"])


async def a_day_with_a_missed_dose(day: Day, person) -> None:
    """Let one dose be taken and one be missed."""
    await day.takes(person, times=(time(8), time(12)))
    await day.move(hours=1)
    asked = await person.wait_for_bot(has_button("dose:"))
    await tap(person, asked, button(asked, "dose:"), has_button("undose:"))
    for _ in range(12):
        await day.move(minutes=30)


@pytest.mark.parametrize("language", list(WORDS))
async def test_a_report_is_one_sentence_away_and_its_files_can_be_opened(day: Day, language):
    words = WORDS[language]
    person = await day.person(language)
    await a_day_with_a_missed_dose(day, person)
    sent = await command(person, words["ask"], lambda message: "document" in message)
    assert words["page"] in text_of(sent)
    assert words["shares"] in text_of(sent)
    assert_it_can_be_read(sent)
    name, page = await file_of(day, sent)
    assert (name, page[:5]) == (f"yaksok-2026-11-22-{language}.pdf", b"%PDF-")
    assert len(page) > 10_000

    charted = await tap(person, sent, "chart:30", lambda message: "photo" in message)
    assert words["shares"] in text_of(charted)
    assert_it_can_be_read(charted)
    picture = Image.open(io.BytesIO(await day.house.client.file(charted["photo"][-1]["file_id"])))
    assert picture.width > 700

    table = await tap(person, sent, "reportfile:table", lambda message: "document" in message)
    name, data = await file_of(day, table)
    assert name == "yaksok-2026-11-22.csv"
    assert data.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][:3] == words["headings"]
    assert {row[4] for row in rows[1:]} == words["outcomes"]

    dates = await tap(person, sent, "reportfile:calendar", lambda message: "document" in message)
    name, data = await file_of(day, dates)
    assert name == "yaksok-2026-11-22.ics"
    events = Calendar.from_ical(data).walk("VEVENT")
    assert len(events) == 2 * 60
    assert str(events[0]["summary"]).startswith(words["time"])
    assert len({str(event["uid"]) for event in events}) == len(events)


@pytest.mark.parametrize("language", list(WORDS))
async def test_without_medicines_or_doses_it_says_so(day: Day, language):
    words = WORDS[language]
    person = await day.person(language)
    await command(person, "/report", says(words["empty"]))
    await day.takes(person, times=(time(20),))
    listed = await command(person, "/mymeds", has_button("report"))
    sent = await tap(person, listed, "report", lambda message: "document" in message)
    await tap(person, sent, "chart:30", says(words["none"]))
    other = await tap(person, sent, "report:", lambda message: "document" in message)
    assert other["document"]["file_name"].endswith("-en.pdf" if language == "ko" else "-ko.pdf")


async def test_a_page_of_another_person_says_whose_it_is_and_names_stay_out_of_a_discreet_calendar(day: Day):
    person = await day.person()
    people = await command(person, "/people", has_button("newperson"))
    await tap(person, people, "newperson", says("이름을 써 주세요"))
    await command(person, "어머니", has_button("list:0"))
    await day.takes(person, times=(time(20),))
    settings = await command(person, "/settings", has_button("reminders"))
    reminders = await tap(person, settings, "reminders", has_button("discreet:"))
    await tap(person, reminders, "discreet:", says("숨김"))
    sent = await command(person, "/report", lambda message: "document" in message)
    assert text_of(sent).startswith("👤 어머니")
    assert all("@" in data for data in buttons_of(sent)[1::2]), "each button is about her"
    dates = await tap(person, sent, "reportfile:calendar", lambda message: "document" in message)
    _, data = await file_of(day, dates)
    assert "타이레놀" not in data.decode()


async def test_a_line_a_week_is_off_until_it_is_wanted(day: Day):
    person = await day.person()
    await a_day_with_a_missed_dose(day, person)
    settings = await command(person, "/settings", has_button("reminders"))
    reminders = await tap(person, settings, "reminders", has_button("notices"))
    notices = await tap(person, reminders, "notices", has_button("weekly:"))
    assert "드신 기록 알림: 끔" in text_of(notices)
    await tap(person, notices, "weekly:", says("드신 기록 알림: 켬"))
    for _ in range(24):
        await day.move(hours=1)  # to Monday
    told = await person.wait_for_bot(says("지난 7일 동안 드신 약: "))
    await tap(person, told, "chart:7", lambda message: "photo" in message)
