"""From a tap on “add” to a medicine with its times, by buttons only; and whatever else people do meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.people.accounts import AccountService, ChatId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {
        "often": "하루에 몇 번", "amount": "한 번에 몇 알", "left": "약이 얼마나 남았어요", "added": "약 목록에 넣었어요",
        "times": "매일 아침 08:00, 점심 12:30, 저녁 18:30 1알씩", "stock": "30일치(90알) 남음", "wrong": "그 숫자는 쓸 수 없어요",
        "list": "약 1가지",
    },
    "en": {
        "often": "How often is it taken", "amount": "How many tablets at a time", "left": "How much is left",
        "added": "On the list now", "times": "1 tablet in the morning 08:00, at noon 12:30 and in the evening 18:30 every day",
        "stock": "30 days left (90 tablets)", "wrong": "does not fit", "list": "1 medicine on the list",
    },
}  # fmt: skip


async def asked_how_often(house: BotHarness, language: str = "ko", name: str = "타이레놀"):
    """Return a person who has just added a medicine by name, and the first question."""
    person = await house.person(language)
    await person.send_text(f"/add {name}")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    return person, await person.wait_for(has_button("say:often"))


async def say(person, message, value: str, then: str):
    """Tap the answer that ends so; return the screen that follows, in the same message."""
    data = next(b for b in buttons_of(message) if b.startswith("say:") and b.endswith(f":{value}"))
    assert (await person.tap(message["message_id"], data)).answered
    return await person.wait_for(lambda m: m["message_id"] == message["message_id"] and then in text_of(m))


async def times_a_day(person, often, value: str, then: str):
    """Say how many times a day, and leave these at the meals; return the screen that follows."""
    return await say(person, await asked_when(person, often, value), "skip", then)


async def asked_when(person, message, value: str):
    """Tap an answer after which is asked when; return that question."""
    data = next(b for b in buttons_of(message) if b.startswith("say:") and b.endswith(f":{value}"))
    assert (await person.tap(message["message_id"], data)).answered
    return await person.wait_for(
        lambda m: m["message_id"] == message["message_id"] and has_button("say:when")(m)
    )


async def every_few_days(person, often, then: str):
    """Go from how often to how many days lie between two doses."""
    data = next(b for b in buttons_of(often) if b.endswith(":other"))
    await person.tap(often["message_id"], data)
    other = await person.wait_for(has_button("say:other"))
    return await say(person, other, "every", then)


async def my_list(person, words: str) -> str:
    await person.send_text("/mymeds")
    return text_of(await person.wait_for(says(words)))


TURNING = {"◀ 이전", "◀ Back", "더 보기 ▶", "More ▶"}


def assert_it_can_be_read(message) -> None:
    """At most six buttons beside paging and the way back, two in a row, each about ten Korean letters wide."""
    rows = message["reply_markup"]["inline_keyboard"]
    assert sum(b["text"] not in TURNING for row in rows for b in row) <= 6
    for label in (b["text"] for row in rows for b in row):
        assert sum(1 if char.isascii() else 2 for char in label) <= 26, label
    assert all(len(row) <= 2 for row in rows)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_four_taps_lead_from_the_first_question_to_a_medicine_with_its_times_and_stock(
    house: BotHarness, language
):
    words = WORDS[language]
    person, often = await asked_how_often(house, language)
    messages = (await person.messages(0)).messages
    assert any(words["added"] in text_of(m) for m in messages)
    assert words["often"] in text_of(often)
    amount = await times_a_day(person, often, "3", words["amount"])
    left = await say(person, amount, "1", words["left"])
    done = await say(person, left, "30", words["stock"])
    for screen in (often, amount, left):
        assert_it_can_be_read(screen)
    assert words["times"] in text_of(done)
    listed = await my_list(person, words["list"])
    assert words["times"] in listed
    assert words["stock"] in listed


async def test_every_question_can_be_skipped(house: BotHarness):
    person, often = await asked_how_often(house)
    amount = await times_a_day(person, often, "1", "몇 알")
    left = await say(person, amount, "skip", "얼마나 남았")
    done = await say(person, left, "skip", "✅")
    assert "매일 아침 08:00 1알" in text_of(done)
    person, often = await asked_how_often(house)
    done = await say(person, often, "skip", "✅")
    assert "시간을 아직 안 정했어요" in text_of(done)


async def test_a_question_stays_open_after_a_word_that_names_no_medicine(house: BotHarness):
    person, often = await asked_how_often(house)
    amount = await times_a_day(person, often, "1", "몇 알")
    await say(person, amount, "1", "얼마나 남았")
    await person.send_text("글쎄요 잘 모르겠네")
    await person.wait_for_bot()
    await person.send_text("서른 알")
    await person.wait_for(says("30일치(30알) 남음"))


async def test_a_weekly_medicine_is_asked_when_it_is_next_taken(house: BotHarness):
    person, often = await asked_how_often(house)
    every = await every_few_days(person, often, "며칠에 한 번")
    first = await times_a_day(person, every, "7", "다음에 드시는 날")
    amount = await say(person, first, "2", "몇 알")
    left = await say(person, amount, "0.5", "얼마나 남았")
    done = await say(person, left, "30", "✅")
    day = datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=2)
    for said in ("7일마다 아침 08:00 반 알", f"다음 {day.month}월 {day.day}일 08:00", "2½알 남음"):
        assert said in text_of(done)
    for screen in (every, first, amount):
        assert_it_can_be_read(screen)


LATE = {
    "ko": {
        "every": "며칠에 한 번", "first": "다음에 드시는 날", "over": "오늘 08:00, 이미 지난 시각", "amount": "한 번에 몇 알",
        "reminder": "첫 알림은 {day} 08:00", "tonight": "첫 알림은 오늘 22:00",
    },
    "en": {
        "every": "How many days", "first": "When is the next dose", "over": "08:00 is over for today",
        "amount": "How many tablets at a time", "reminder": "irst reminder", "tonight": "First reminder: today 22:00",
    },
}  # fmt: skip


async def at_noon(house: BotHarness, person) -> datetime:
    """Let a person live where it is day, so that eight in the morning is over; return their time."""
    zones = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Pacific/Honolulu")
    now = next(local for zone in zones if 9 <= (local := datetime.now(ZoneInfo(zone))).hour < 17)
    assert house.service is not None
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    assert account is not None
    await AccountService(accounts, "Asia/Seoul").live_in(account, str(now.tzinfo), datetime.now(UTC))
    return now


@pytest.mark.parametrize("language", list(LATE))
async def test_today_chosen_after_its_time_is_said_to_be_over_and_another_time_is_offered(
    house: BotHarness, language
):
    words = LATE[language]
    person, often = await asked_how_often(house, language)
    day = await at_noon(house, person) + timedelta(days=7)
    every = await every_few_days(person, often, words["every"])
    first = await times_a_day(person, every, "7", words["first"])
    late = await say(person, first, "0", words["over"])
    assert_it_can_be_read(late)
    assert words["reminder"].format(day=f"{day.month}월 {day.day}일") in text_of(late)
    tonight = await say(person, late, "22", words["amount"])
    assert words["tonight"] in text_of(tonight)


async def test_today_whose_dose_was_taken_leads_to_the_next_one(house: BotHarness):
    words = LATE["ko"]
    person, often = await asked_how_often(house)
    day = await at_noon(house, person) + timedelta(days=2)
    every = await every_few_days(person, often, words["every"])
    first = await times_a_day(person, every, "2", words["first"])
    late = await say(person, first, "0", words["over"])
    amount = await say(person, late, "skip", words["amount"])
    assert words["reminder"].format(day=f"{day.month}월 {day.day}일") in text_of(amount)


async def test_a_medicine_for_when_it_is_needed_is_counted_in_tablets(house: BotHarness):
    person, often = await asked_how_often(house)
    gap = await say(person, often, "needed", "몇 시간 띄워서")
    most = await say(person, gap, "6", "많아야 몇 번")
    amount = await say(person, most, "4", "몇 알")
    assert "알림은 보내지 않아요" in text_of(amount)
    left = await say(person, amount, "2", "몇 알 남았어요")
    done = await say(person, left, "20", "✅")
    assert "필요할 때 2알, 하루 최대 4번, 6시간 간격" in text_of(done)
    assert "20알 남음" in text_of(done)


async def test_a_course_ends_on_its_day(house: BotHarness):
    person, often = await asked_how_often(house)
    amount = await times_a_day(person, often, "2", "몇 알")
    left = await say(person, amount, "1", "얼마나 남았")
    course = await say(person, left, "course", "며칠 동안")
    done = await say(person, course, "5", "✅")
    now = datetime.now(ZoneInfo("Asia/Seoul"))
    last = now + timedelta(days=4 if now.strftime("%H:%M") < "18:30" else 5)
    assert f"{last.month}월 {last.day}일까지 매일" in text_of(done)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_numbers_that_make_no_sense_are_answered_kindly_and_the_question_stays(
    house: BotHarness, language
):
    words = WORDS[language]
    person, often = await asked_how_often(house, language)
    amount = await times_a_day(person, often, "3", words["amount"])
    await say(person, amount, "1", words["left"])
    for wrong in ("-1", "1e9", "−5", "0.3", "1e999", "99999"):
        await person.send_text(wrong)
        await person.wait_for(says(words["wrong"]))
    await person.send_text("９０" if language == "ko" else "٩٠")
    await person.wait_for(says(words["stock"]))
    assert words["stock"] in await my_list(person, words["list"])


async def test_a_number_of_something_else_is_no_answer(house: BotHarness):
    """Two tablets are not twice a day."""
    person, often = await asked_how_often(house)
    await person.send_text("2알")
    await person.wait_for(says("그 숫자는 쓸 수 없어요"))
    amount = await times_a_day(person, often, "1", "몇 알")
    await person.send_text("2일")
    await person.wait_for(says("그 숫자는 쓸 수 없어요"))
    left = await say(person, amount, "1", "얼마나 남았")
    assert "매일 아침 08:00 1알" in text_of(await say(person, left, "skip", "✅"))


async def test_the_questions_survive_a_restart_at_every_step(house: BotHarness):
    person, often = await asked_how_often(house)
    screen = often
    for value, then in (
        ("3", "언제 드세요"),
        ("skip", "몇 알"),
        ("1", "얼마나 남았"),
        ("30", "30일치(90알)"),
    ):
        await house.stop()
        await house.start()
        screen = await say(person, screen, value, then)
    assert "30일치(90알) 남음" in await my_list(person, "약 1가지")


@pytest.mark.parametrize(
    ("leaving", "answer"), [("/cancel", "그만했어요"), ("/mymeds", "약 1가지"), ("노바스크", "뜻하시나요")]
)
async def test_leaving_the_questions_keeps_what_was_said_and_old_buttons_go_on(
    house: BotHarness, leaving, answer
):
    person, often = await asked_how_often(house)
    amount = await times_a_day(person, often, "2", "몇 알")
    await person.send_text(leaving)
    await person.wait_for(lambda m: m["from"]["is_bot"] and m["message_id"] != amount["message_id"])
    one = await say(person, amount, "2", "2알")
    assert "매일 아침 08:00, 저녁 18:30 2알씩" in text_of(one)


async def test_the_same_tap_from_two_devices_at_once_adds_and_sets_nothing_twice(house: BotHarness):
    person = await house.person()
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    taps = [person.tap(found["message_id"], button(found, "take:")) for _ in range(2)]
    assert all(answer.answered for answer in await asyncio.gather(*taps))
    often = await person.wait_for(has_button("say:often"))
    taps = [person.tap(often["message_id"], button(often, "say:often")) for _ in range(2)]
    assert all(answer.answered for answer in await asyncio.gather(*taps))
    when = await person.wait_for(has_button("say:when"))
    amount = await say(person, when, "skip", "몇 알")
    left = await say(person, amount, "1", "얼마나 남았")
    await say(person, left, "30", "30일치(30알)")
    listed = await my_list(person, "약 1가지")
    assert listed.count("매일 아침 08:00 1알") == 1


async def test_an_answer_about_a_medicine_that_was_deleted_is_answered(house: BotHarness):
    person, often = await asked_how_often(house)
    id = button(often, "say:often").split(":")[2]
    await person.send_text("/mymeds")
    listed = await person.wait_for(has_button("med:"))
    await person.tap(listed["message_id"], f"med:{id}")
    one = await person.wait_for(has_button("drop:"))
    await person.tap(one["message_id"], f"drop:{id}")
    sure = await person.wait_for(has_button("erased:"))
    await person.tap(sure["message_id"], f"erased:{id}")
    await person.wait_for(says("기록까지 지웠어요"))
    assert (await person.tap(often["message_id"], button(often, "say:often"))).answered
    await person.wait_for(says("오래된 버튼"))
