"""How a medicine is taken: set by taps or by one sentence, shown before it is kept; parts of the day that move at once."""

import pytest

from bot.core.people.accounts import ChatId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import asked_how_often, say
from tests.e2e.test_said_answers import agree

pytestmark = pytest.mark.asyncio(loop_scope="session")
USUAL = 350  # characters of a screen


async def tap(person, message, ends: str, then):
    """Tap the button whose data ends so; return the screen that follows."""
    data = next(one for one in buttons_of(message) if one.endswith(ends))
    assert (await person.tap(message["message_id"], data)).answered
    return await person.wait_for_bot(then)


async def plan_of(house: BotHarness, person):
    """Return the plan that is kept of a person's only medicine."""
    assert house.service is not None
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    assert account is not None
    (medication,) = await house.service.stores.medications.active(account.person_id)
    return medication.plan


async def listed(person, part: str) -> str:
    await person.send_text("/mymeds")
    return text_of(await person.wait_for_bot(says(part)))


@pytest.mark.parametrize(
    ("language", "sentence", "understood", "next_dose"),
    [
        ("ko", "월수금 아침 식후 1알", "매주 월요일 수요일 금요일 아침 식후 08:30 1알", "08:30"),
        ("ko", "8시간마다 1알", "08:00부터 8시간마다 1알", "00:00"),
        ("ko", "3주 먹고 1주 쉬고 자기 전 1알", "21일 먹고 7일 쉬고 자기 전 22:00 1알", "22:00"),
        ("ko", "처음 4알, 3일마다 1알씩 줄여서", "아침 08:00: 4알 3일, 3알 3일, 2알 3일, 1알 3일 먹고 끝", "4알"),
        ("en", "Mon Wed Fri after breakfast, 1 tablet", "every Monday, Wednesday and Friday", "08:30"),
        ("en", "one tablet every 8 hours", "every 8 hours from 08:00", "00:00"),
        ("en", "3 weeks on, 1 week off, 1 tablet at bedtime", "21 days on and 7 days off", "22:00"),
        ("en", "start with 4 tablets and reduce by 1 tablet every 3 days",
         "in the morning 08:00: 4 tablets for 3 days", "4 tablets"),
    ],
)  # fmt: skip
async def test_a_sentence_is_shown_with_its_next_doses_and_kept_once_the_person_says_yes(
    house: BotHarness, language, sentence, understood, next_dose
):
    person, _ = await asked_how_often(house, language, "타이레놀" if language == "ko" else "tylenol")
    await person.send_text(sentence)
    shown = await person.wait_for_bot(has_button("say:said"))
    text = text_of(shown)
    assert understood in text
    assert next_dose in text
    assert ("다음:" if language == "ko" else "Next:") in text
    assert len(text) <= USUAL
    assert await plan_of(house, person) is None, "nothing is kept before the person says yes"
    await agree(person, shown, "say:")
    assert understood in await listed(person, "1가지" if language == "ko" else "1 medicine")


@pytest.mark.parametrize(
    ("language", "wrong", "said"),
    [
        ("ko", "25:00에 한 알", "그런 시각이나 날짜는 없어요"),
        ("ko", "아침 8시 8시", "같은 시각이 두 번"),
        ("ko", "12월 20일부터 12월 5일까지 아침", "시작하는 날보다 빨라요"),
        ("ko", "처음 4알에서 1알씩 줄여서", "언제 끝나는지"),
        ("ko", "아침에 0알", "그 양은 맞지 않는"),
        ("ko", "하루 99번", "하루 1번부터 12번"),
        ("ko", "일주일에 세 번", "요일이나 시각을 못 찾았어요"),
        ("en", "at 25:00", "no such time"),
        ("en", "from December 20 until December 5 in the morning", "ends before it begins"),
        ("en", "99 times a day", "12 times a day"),
        ("en", "0 tablets in the morning", "amount can not be right"),
    ],
)
async def test_what_can_not_be_is_said_in_one_sentence_and_nothing_changes(
    house: BotHarness, language, wrong, said
):
    person, _ = await asked_how_often(house, language, "타이레놀" if language == "ko" else "tylenol")
    await person.send_text(wrong)
    answer = text_of(await person.wait_for_bot(says(said)))
    assert len(answer) <= 200
    assert ("바뀐 것은 없어요" if language == "ko" else "Nothing was changed") in answer
    listing = await listed(person, "1가지" if language == "ko" else "1 medicine")
    assert ("시간을 아직" if language == "ko" else "no times yet") in listing


async def test_weekdays_are_picked_one_by_one_in_eight_taps(house: BotHarness):
    person, often = await asked_how_often(house)
    other = await tap(person, often, ":other", has_button("say:other"))
    weekdays = await tap(person, other, ":weekdays", has_button("say:weekdays"))
    picking = await tap(person, weekdays, ":pick", lambda m: any(b.endswith(":on3") for b in buttons_of(m)))
    picking = await tap(person, picking, ":on1", lambda m: any(b.endswith(":off1") for b in buttons_of(m)))
    picking = await tap(person, picking, ":on3", lambda m: any(b.endswith(":off3") for b in buttons_of(m)))
    when = await tap(person, picking, ":done", has_button("say:when"))
    await tap(person, when, ":dinner+30", has_button("say:amount"))
    assert "매주 화요일 목요일 저녁 식후 19:00 1알" in await listed(person, "1가지")


async def test_a_taper_is_set_by_taps_and_shown_before_it_is_kept(house: BotHarness):
    person, often = await asked_how_often(house)
    other = await tap(person, often, ":other", has_button("say:other"))
    first = await tap(person, other, ":taper", has_button("say:taper"))
    less = await tap(person, first, ":4", has_button("say:less"))
    step = await tap(person, less, ":1", has_button("say:step"))
    shown = await tap(person, step, ":3", has_button("say:said"))
    assert "아침 08:00: 4알 3일, 3알 3일" in text_of(shown)
    await tap(person, shown, ":yes", has_button("say:days"))
    assert "1알 3일 먹고 끝" in await listed(person, "1가지")


@pytest.mark.parametrize(("language", "warned"), [("ko", "일주일에 한 번만"), ("en", "once a week")])
async def test_a_weekly_medicine_is_never_set_daily_without_a_question(house: BotHarness, language, warned):
    person, often = await asked_how_often(
        house, language, "메토트렉세이트" if language == "ko" else "methotrexate"
    )
    assert warned.removesuffix("만") in text_of(often)
    asked = await tap(person, often, ":1", has_button("say:daily"))
    assert warned in text_of(asked)
    assert await plan_of(house, person) is None
    weekdays = await tap(person, asked, ":weekdays", has_button("say:weekdays"))
    await person.send_text("일요일 아침" if language == "ko" else "Sunday morning")
    shown = await person.wait_for_bot(
        lambda m: has_button("say:said")(m) and m["message_id"] != weekdays["message_id"]
    )
    await agree(person, shown, "say:amount")
    weekly = "매주 일요일" if language == "ko" else "every Sunday"
    assert weekly in await listed(person, "1가지" if language == "ko" else "1 medicine")


async def test_a_hypnotic_taken_once_a_day_is_taken_before_bed(house: BotHarness):
    person, often = await asked_how_often(house, name="졸피드")
    await tap(person, often, ":1", has_button("say:amount"))
    assert "자기 전 22:00" in await listed(person, "1가지")


async def with_morning_pill(house: BotHarness, language: str = "ko"):
    person, often = await asked_how_often(house, language, "타이레놀" if language == "ko" else "tylenol")
    when = await tap(person, often, ":2", has_button("say:when"))
    await tap(person, when, ":+30", has_button("say:amount"))
    return person


@pytest.mark.parametrize(
    ("language", "sentence", "moved"),
    [("ko", "아침 약 7시 반으로", "매일 07:30"), ("en", "morning pills to 7:30", "at 07:30")],
)
async def test_a_part_of_the_day_moves_at_once_after_it_was_shown(
    house: BotHarness, language, sentence, moved
):
    person = await with_morning_pill(house, language)
    await person.send_text(sentence)
    shown = await person.wait_for_bot(has_button("slot:"))
    assert moved in text_of(shown)
    count = "1가지" if language == "ko" else "1 medicine"
    assert "08:30" in await listed(person, count), "not yet"
    await person.tap(shown["message_id"], button(shown, "slot:"))
    await person.wait_for_bot(lambda m: m["message_id"] == shown["message_id"] and "✅" in text_of(m))
    after = await listed(person, count)
    assert moved in after
    assert "19:00" in after, "the evening stays"


async def test_meal_times_are_each_persons_own_and_move_what_is_tied_to_them(house: BotHarness):
    person = await with_morning_pill(house)
    await person.send_text("/settings")
    settings = await person.wait_for_bot(has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("meals"))
    meals = await tap(person, profile, "meals", has_button("meal:breakfast"))
    await tap(person, meals, "meal:breakfast", has_button("eat:"))
    await person.send_text("25:00")
    await person.wait_for_bot(says("알아듣지 못했어요"))
    await person.send_text("7시 20분")
    changed = await person.wait_for_bot(says("바꿨어요"))
    assert any("07:20" in one["text"] for row in changed["reply_markup"]["inline_keyboard"] for one in row)
    assert "아침 식후 07:50" in await listed(person, "1가지")


async def test_what_is_taken_when_needed_is_told_before_the_last_dose_and_refused_after(house: BotHarness):
    person, often = await asked_how_often(house)
    gap = await say(person, often, "needed", "몇 시간 띄워서")
    most = await tap(person, gap, ":skip", has_button("say:most"))
    await tap(person, most, ":2", has_button("say:amount"))
    for said in ("24시간 안에 2번 더", "이번이 마지막"):
        screen = await open_only(person)
        assert said in text_of(screen)
        await tap(person, screen, button(screen, "took:"), says("적었어요"))
    screen = await open_only(person)
    assert "아직 안 돼요" in text_of(screen)
    refused = await tap(person, screen, button(screen, "took:"), says("더 드시지 마세요"))
    assert "약사나 의사에게" in text_of(refused)


async def open_only(person):
    """Open the only medicine of the list."""
    await person.send_text("/mymeds")
    screen = await person.wait_for_bot(has_button("med:"))
    return await tap(person, screen, button(screen, "med:"), has_button("took:"))


async def test_a_sentence_without_a_question_asks_of_which_medicine_it_is(house: BotHarness):
    person = await with_morning_pill(house)
    await person.send_text("/cancel")
    await person.wait_for_bot(says("그만했어요"))
    await person.send_text("월수금 아침 식후 1알")
    shown = await person.wait_for_bot(has_button("say:said"))
    await tap(person, shown, ":yes", says("매주 월요일 수요일 금요일"))


async def test_a_yes_to_what_was_left_meanwhile_keeps_nothing_and_asks_once_more(house: BotHarness):
    person, _ = await asked_how_often(house)
    await person.send_text("월수금 아침 식후 1알")
    shown = await person.wait_for_bot(has_button("say:said"))
    await listed(person, "1가지")
    await tap(person, shown, ":yes", has_button("say:often"))
    assert await plan_of(house, person) is None
