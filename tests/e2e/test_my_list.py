"""/mymeds: seen, changed, paused, taken off and brought back; long lists, and lists that the catalogue lost a part of."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from bot.core.medications.medications import MOST_MEDICINES
from bot.core.people.accounts import ChatId
from knowledge.interactions.check import Profile
from knowledge.products import ProductId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import assert_it_can_be_read, say, times_a_day
from tests.e2e.test_list_and_reminders import add

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def fill(house: BotHarness, person, count: int) -> None:
    """Put medicines that the catalogue does not have on a person's list."""
    assert house.service is not None
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    assert account is not None
    for number in range(1, count + 1):
        await house.service.stores.medications.add(
            account.person_id, ProductId(f"lost{number}"), f"사라진약{number}정10밀리그램", f"fill:{person.chat_id}:{number}",
            datetime.now(UTC), most=200,
        )  # fmt: skip


async def open_one(person):
    """Open the first medicine of the list."""
    await person.send_text("/mymeds")
    listed = await person.wait_for(has_button("med:"))
    await person.tap(listed["message_id"], button(listed, "med:"))
    return await person.wait_for(lambda m: has_button("edit:")(m) and m["message_id"] == listed["message_id"])


async def tap(person, message, starts: str, then: str):
    """Tap a button; return the screen that follows in the same message."""
    assert (await person.tap(message["message_id"], button(message, starts))).answered
    return await person.wait_for(lambda m: m["message_id"] == message["message_id"] and then in text_of(m))


async def with_a_plan(house: BotHarness, language: str = "ko"):
    """Return a person who takes one medicine once a day."""
    person = await house.person(language)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    often = await person.wait_for(has_button("say:often"))
    await times_a_day(person, often, "1", "08:00")
    return person


@pytest.mark.parametrize(
    ("language", "paused", "resting", "daily"),
    [
        ("ko", "잠시 쉴게요", "쉬는 중", "매일 아침 08:00"),
        ("en", "I ask for no doses", "paused", "in the morning 08:00 every day"),
    ],
)
async def test_a_pause_is_shown_ended_and_undone(house: BotHarness, language, paused, resting, daily):
    person = await with_a_plan(house, language)
    one = await open_one(person)
    assert_it_can_be_read(one)
    sure = await tap(person, one, "drop:", "")
    said = await tap(person, sure, "pause:", paused)
    assert resting in text_of(said)
    back = await tap(person, said, "undo:", daily)
    assert resting not in text_of(back)
    sure = await tap(person, back, "drop:", "")
    await tap(person, sure, "pause:", paused)
    one = await open_one(person)
    assert resting in text_of(one)
    await tap(person, one, "resume:", daily)


@pytest.mark.parametrize(
    ("verb", "said"), [("dropped:", "드신 기록은 남아 있어요"), ("erased:", "기록까지 지웠어요")]
)
async def test_a_medicine_leaves_the_list_after_a_second_question_and_comes_back_as_it_was(
    house: BotHarness, verb, said
):
    person = await with_a_plan(house)
    sure = await tap(person, await open_one(person), "drop:", "임의로 끊지 말고")
    gone = await tap(person, sure, verb, said)
    assert "아직 목록에 약이 없어요" in text_of(gone)
    await tap(person, gone, "undo:", "매일 아침 08:00")


async def test_two_taps_that_delete_the_same_medicine_are_both_answered(house: BotHarness):
    person = await with_a_plan(house)
    sure = await tap(person, await open_one(person), "drop:", "")
    taps = [person.tap(sure["message_id"], button(sure, "erased:")) for _ in range(2)]
    assert all(answer.answered for answer in await asyncio.gather(*taps))
    await person.send_text("/mymeds")
    await person.wait_for(lambda m: m["from"]["is_bot"] and text_of(m).startswith("아직 목록에 약이 없어요"))


async def test_amount_and_stock_are_changed_from_the_list(house: BotHarness):
    person = await with_a_plan(house)
    amount = await tap(person, await open_one(person), "edit:amount", "한 번에 몇 알")
    one = await say(person, amount, "0.5", "반 알")
    stock = await tap(person, one, "stock:", "📦")
    await tap(person, stock, "edit:days", "얼마나 남았")
    await person.send_text("10알")
    assert "20일치(10알) 남음" in text_of(await person.wait_for(says("남음")))


async def test_times_are_toggled_by_what_the_button_says(house: BotHarness):
    person = await with_a_plan(house)
    often = await tap(person, await open_one(person), "edit:often", "몇 번")
    times = await tap(person, often, "times:", "알림: 08:00")
    assert_it_can_be_read(times)
    taps = [
        person.tap(times["message_id"], next(b for b in buttons_of(times) if b.endswith(":2200:0:on")))
        for _ in range(2)
    ]
    assert all(answer.answered for answer in await asyncio.gather(*taps))
    await person.wait_for(says("알림: 08:00, 22:00"))
    await person.send_text("/mymeds")
    assert "매일 아침 08:00, 자기 전 22:00" in text_of(await person.wait_for(says("약 1가지")))


async def test_many_times_are_offered_in_pages(house: BotHarness):
    person = await with_a_plan(house)
    often = await tap(person, await open_one(person), "edit:often", "몇 번")
    times = await tap(person, often, "times:", "알림")
    for clock in ("6:00", "7:10", "9:20"):
        await person.tap(times["message_id"], button(times, "clock:"))
        await person.wait_for(says("7:30"))
        await person.send_text(clock)
        times = await person.wait_for(has_button("clock:"))
    assert "알림: 06:00, 07:10, 08:00, 09:20" in text_of(times)
    assert sum(b.startswith("time:") for b in buttons_of(times)) == 4
    await tap(person, times, "times:", "알림")


async def test_a_written_time_that_is_none_is_told_and_a_name_is_looked_up(house: BotHarness):
    person = await with_a_plan(house)
    often = await tap(person, await open_one(person), "edit:often", "몇 번")
    times = await tap(person, often, "times:", "알림")
    await person.tap(times["message_id"], button(times, "clock:"))
    await person.wait_for(says("7:30"))
    for wrong in ("-1", "1e9", "25:00", "٣٣"):
        await person.send_text(wrong)
        await person.wait_for(says("알아듣지 못했어요"))
    await person.send_text("/add 노바스크")
    await person.wait_for(has_button("take:"))


@pytest.mark.parametrize(("language", "left"), [("ko", "약 200가지"), ("en", "200 medicines on the list")])
async def test_a_long_list_pages_and_a_page_past_its_end_is_the_last(house: BotHarness, language, left):
    person = await house.person(language)
    await fill(house, person, 200)
    await person.send_text("/mymeds")
    await person.wait_for(says(left))
    await person.wait_for(says("확인하지 못" if language == "ko" else "Could not be checked"))
    listed = await person.wait_for(has_button("med:"))
    assert sum(b.startswith("med:") for b in buttons_of(listed)) == 3
    await add_page(person, listed)


async def add_page(person, listed) -> None:
    """Turn to the second page and back: in the same message, though all that is known takes several."""
    await person.tap(listed["message_id"], button(listed, "list:1"))
    second = await person.wait_for_bot(lambda message: "6. " in text_of(message))
    assert "/mymeds" in text_of(second), "what is not on the page is said to be elsewhere"
    assert has_button("list:2")(second)
    await person.tap(second["message_id"], button(second, "list:0"))
    first = await person.wait_for_bot(lambda message: "\n1. " in text_of(message))
    assert {second["message_id"], first["message_id"]} == {listed["message_id"]}


async def test_the_last_page_is_shown_when_its_medicine_is_gone(house: BotHarness):
    person = await house.person()
    await fill(house, person, 6)
    await person.send_text("/mymeds")
    listed = await person.wait_for(has_button("list:1"))
    await person.tap(listed["message_id"], button(listed, "list:1"))
    last = await person.wait_for(has_button("list:0"))
    await person.send_text("/mymeds")
    other = await person.wait_for(has_button("list:1"))
    id = button(last, "med:").split(":")[1]
    assert house.service is not None
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    await house.service.stores.medications.stop(account.person_id, int(id), datetime.now(UTC), delete=True)
    await person.tap(other["message_id"], button(other, "list:1"))
    only = await person.wait_for(says("약 5가지"))
    assert "5. " in text_of(only)


async def test_a_list_that_is_full_says_so_kindly(house: BotHarness):
    person = await house.person()
    await fill(house, person, MOST_MEDICINES)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    full = await person.wait_for(says("목록이 가득 차서"))
    assert "타이레놀" in text_of(full)
    assert not has_button("say:")(full)


async def test_a_medicine_that_the_catalogue_lost_stays_can_be_opened_and_is_not_called_listed(
    house: BotHarness,
):
    person = await house.person()
    await fill(house, person, 1)
    one = await open_one(person)
    assert "사라진약1정10밀리그램" in text_of(one)
    assert "이제 제 자료에 없는 약" in text_of(one)
    await person.send_text("/mymeds")
    listed = await person.wait_for(says("확인하지 못했어요"))
    assert "1. 사라진약1 10mg" in buttons_of(listed)


@pytest.mark.parametrize(("language", "added"), [("ko", "약 목록에 넣었어요"), ("en", "On the list now")])
async def test_a_medicine_chosen_before_consent_is_on_the_list_after_it(house: BotHarness, language, added):
    person = await house.person(language, ready=False)
    await person.send_text("/start")
    await person.wait_for(has_button("English"))
    for name in ("타이레놀", "노바스크"):
        await person.send_text(f"/add {name}")
        found = await person.wait_for(has_button("take:"))
        await person.tap(found["message_id"], button(found, "take:"))
        consent = await person.wait_for(has_button("consent:yes"))
        await person.send_text("/add")  # another question must not take their place
        await person.wait_for(says("Write the medicine" if language == "en" else "약 상자에 적힌"))
    await house.stop()
    await house.start()
    await person.tap(consent["message_id"], "consent:yes")
    zone = await person.wait_for(has_button("zone:ask"))
    await person.send_text("/add")
    await person.tap(zone["message_id"], button(zone, "zone:ask"))
    await person.send_text("Seoul")
    zone = await person.wait_for(has_button("zone:yes"))
    await person.tap(zone["message_id"], button(zone, "zone:yes"))
    await person.wait_for(says(added))
    often = await person.wait_for(has_button("say:often"))
    assert button(often, "say:often").split(":")[3] == "2", "both that were chosen"


async def test_a_pair_is_told_when_it_is_added_though_questions_follow(house: BotHarness):
    person = await house.person()
    await add(person, "스포라녹스")
    added = await add(person, "심바스타틴")
    assert "🔴" in text_of(added)
    await person.tap(added["message_id"], button(added, "ack:"))
    assert await person.wait_for(has_button("say:often"))


async def test_what_consent_added_is_told_of_also_when_its_last_question_is_left(house: BotHarness):
    person = await house.person(ready=False)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    consent = await person.wait_for(has_button("consent:yes"))
    await person.tap(consent["message_id"], "consent:yes")
    await person.wait_for(has_button("zone:yes"))
    await person.send_text("/cancel")
    await person.wait_for(says("약 목록에 넣었어요"))
    await person.wait_for(has_button("say:often"))


@pytest.mark.parametrize(
    ("language", "read"), [("ko", "✔️ 경고를 읽었어요"), ("en", "✔️ I have read the warning")]
)
async def test_a_red_finding_is_acknowledged_before_the_questions_go_on(house: BotHarness, language, read):
    person = await house.person(language)
    for name in ("스포라녹스", "심바스타틴"):
        await person.send_text(f"/add {name}")
        found = await person.wait_for_bot(has_button("take:"))
        await person.tap(found["message_id"], button(found, "take:"))
        added = await person.wait_for_bot(lambda m: "🔴" in text_of(m) or has_button("say:often")(m))
    assert buttons_of(added)[0] == read
    await person.send_text("/privacy")
    await person.wait_for_bot(has_button("forget:"))
    seen = (await person.messages(0)).messages
    assert sum(has_button("say:often")(message) for message in seen) == 1, (
        "the first medicine alone was asked about"
    )
    await person.tap(added["message_id"], button(added, "ack:"))
    await person.wait_for_bot(has_button("say:often"))


@pytest.mark.parametrize(
    ("language", "red"),
    [("ko", "🔴 임신 중에는 먹으면 안 되는 약이에요"), ("en", "🔴 Must not be taken in pregnancy")],
)
async def test_what_must_not_be_taken_in_pregnancy_is_red_and_acknowledged(house: BotHarness, language, red):
    person = await house.person(language)
    assert house.service is not None
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    assert account is not None
    await house.service.services.accounts.describe(account, Profile(birth_year=1990, pregnant=True))
    await person.send_text("/add 와파린")
    found = await person.wait_for_bot(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    added = await person.wait_for_bot(has_button("ack:"))
    assert red in text_of(added)


async def test_the_cautions_of_the_medicine_just_added_come_first_and_all_can_be_reached(house: BotHarness):
    person = await house.person()
    assert house.service is not None
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    assert account is not None
    await house.service.services.accounts.describe(account, Profile(birth_year=1950, pregnant=False))
    for name in ("디아제팜", "타이레놀", "할시온", "이지엔6", "졸피뎀"):
        await person.send_text(f"/add {name}")
        found = await person.wait_for_bot(has_button("take:"))
        await person.tap(found["message_id"], button(found, "take:"))
        added = await person.wait_for_bot(lambda m: "약 목록에 넣었어요" in text_of(m))
    name = re.search(r"약 목록에 넣었어요: ?(.+)", text_of(added))[1].split(" ")[0]
    cautions = [line for line in text_of(added).splitlines() if " · " in line]
    assert name in cautions[0], "what was added last is told first"
    await person.tap(added["message_id"], button(added, "cautions:"))
    told, page = "", 0
    while True:
        shown = await person.wait_for_bot(says(f"주의 {page + 1}/"))
        told += text_of(shown)
        page += 1
        if not has_button(f"cautions:{page}")(shown):
            break
        await person.tap(shown["message_id"], f"cautions:{page}")
    overview = await house.service.services.medications.overview(
        await accounts.find(ChatId(person.chat_id)), datetime.now(UTC)
    )
    assert told.count("🟡") - page == len(overview.report.cautions) > 3
