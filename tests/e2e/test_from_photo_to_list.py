"""From a photo to the list: pills settled, added together, and changed after they were added."""

import asyncio

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import assert_it_can_be_read, say, times_a_day
from tests.pictures import drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEEN = {"ko": "알약 4개가 보여요", "en": "I see 4 pills"}


async def photo_answered(house: BotHarness, language: str = "ko", *, ready: bool = True):
    """Return a person, and the answer to a photo of four pills that nobody knows."""
    person = await house.person(language, ready=ready)
    await person.send_photo(jpeg(drawn_pills()))
    answer = await person.wait_for(lambda m: m.get("photo") and SEEN[language] in text_of(m), timeout=30)
    return person, answer


async def settle(person, answer, number: int, name: str, shown: str = ""):
    """Say by its name what a pill is; return the answer as it stands then."""
    question = button(answer, "pill:").split(":")[1]
    await person.tap(answer["message_id"], f"pill:{question}:{number}")
    await person.wait_for(has_button("none:"))
    await person.send_text(name)
    offered = await person.wait_for(lambda m: has_button("is:")(m) and (shown or name) in text_of(m))
    await person.tap(offered["message_id"], button(offered, "is:"))
    return await person.wait_for(
        lambda m: m["message_id"] >= offered["message_id"] and has_button("pill:")(m)
    )


@pytest.mark.parametrize(
    ("language", "pair", "words"),
    [
        (
            "ko", {"스포라녹스": "스포라녹스", "심바스타틴": "심바"},
            ("고르신 약 2개 넣기", "약 목록에 넣었어요", "🔴 함께 먹으면 안 되는 약", "약 2가지를 한꺼번에",
             "매일 아침 08:00, 저녁 18:30 1알씩", "30일치(60알)"),
        ),
        (
            "en", {"sporanox": "Sporanox", "simvastatin": "Zocor"},
            ("Add the 2 that are sure", "On the list now", "🔴 Must not be taken together", "2 medicines, all alike",
             "1 tablet in the morning 08:00 and in the evening 18:30 every day", "30 days left (60 tablets)"),
        ),
    ],
)  # fmt: skip
async def test_all_that_are_sure_go_on_the_list_by_one_tap_with_their_findings_and_questions_for_all(
    house: BotHarness, language, pair, words
):
    add_all, added, warning, alike, daily, stock = words
    person, answer = await photo_answered(house, language)
    assert not has_button("keep:")(answer), "nothing is sure yet"
    for number, (name, shown) in enumerate(pair.items(), start=1):
        answer = await settle(person, answer, number, name, shown)
    assert any(add_all in label for label in buttons_of(answer))
    assert_it_can_be_read(answer)
    await person.tap(answer["message_id"], button(answer, "keep:"))
    told = await person.wait_for(says(added))
    assert warning in text_of(told)
    await person.tap(told["message_id"], button(told, "ack:"))
    often = await person.wait_for(has_button("say:often"))
    assert alike in text_of(often)
    amount = await times_a_day(person, often, "2", "")
    left = await say(person, amount, "1", "")
    done = await say(person, left, "30", "")
    assert text_of(done).count(daily) == 2
    assert text_of(done).count(stock) == 2


async def test_medicines_of_a_photo_can_be_asked_about_one_after_the_other(house: BotHarness):
    person, answer = await photo_answered(house)
    for number, name in enumerate(("타이레놀", "노바스크"), start=1):
        answer = await settle(person, answer, number, name)
    await person.tap(answer["message_id"], button(answer, "keep:"))
    screen = await person.wait_for(has_button("say:often"))
    apart = next(data for data in buttons_of(screen) if data.endswith(":apart"))
    await asyncio.gather(*(person.tap(screen["message_id"], apart) for _ in range(2)))  # from two devices
    screen = await person.wait_for(lambda m: has_button("say:often")(m) and apart not in buttons_of(m))
    for value in ("1", "skip", "skip", "skip"):
        screen = await say(person, screen, value, "")
    assert "노바스크" in text_of(screen)
    screen = await times_a_day(person, screen, "3", "한 번에")
    for value in ("skip", "skip"):
        screen = await say(person, screen, value, "")
    assert "매일 아침 08:00 1알" in text_of(screen)
    assert "매일 아침 08:00, 점심 12:30, 저녁 18:30 1알씩" in text_of(screen)


async def test_a_pill_changed_after_it_was_added_takes_its_place_on_the_list_and_that_is_said(
    house: BotHarness,
):
    person, answer = await photo_answered(house)
    answer = await settle(person, answer, 1, "클라리틴")
    await person.tap(answer["message_id"], button(answer, "keep:"))
    often = await person.wait_for(has_button("say:often"))
    await times_a_day(person, often, "1", "08:00")
    question = button(answer, "pill:").split(":")[1]
    await person.tap(answer["message_id"], f"pill:{question}:1")
    await person.wait_for(has_button("none:"))
    await person.send_text("노바스크")
    offered = await person.wait_for(lambda m: has_button("is:")(m) and "노바스크" in text_of(m))
    await person.tap(offered["message_id"], button(offered, "is:"))
    said = await person.wait_for(says("🔁"))
    assert "클라리틴" in text_of(said)
    assert "노바스크" in text_of(said)
    await person.send_text("/mymeds")
    listed = text_of(await person.wait_for(says("약 1가지")))
    assert "노바스크" in listed
    assert "매일 아침 08:00" in listed, "how it is taken was said of the pill"
    assert "클라리틴" not in listed


async def test_letters_as_long_as_a_whole_message_are_answered_like_any_that_nothing_bears(house: BotHarness):
    person, answer = await photo_answered(house)
    question = button(answer, "pill:").split(":")[1]
    await person.tap(answer["message_id"], f"pill:{question}:1")
    await person.wait_for(has_button("none:"))
    await person.send_text("a" * 4096)
    told = await person.wait_for(says("찾지 못했어요"))
    assert "a" * 100 in text_of(told)


async def test_a_pill_that_is_none_of_those_takes_what_it_added_off_the_list_and_that_can_be_undone(
    house: BotHarness,
):
    person, answer = await photo_answered(house)
    answer = await settle(person, answer, 1, "클라리틴")
    await person.tap(answer["message_id"], button(answer, "keep:"))
    await person.wait_for(has_button("say:often"))
    question = button(answer, "pill:").split(":")[1]
    await person.tap(answer["message_id"], f"pill:{question}:1")
    one = await person.wait_for(has_button("none:"))
    await person.tap(one["message_id"], button(one, "none:"))
    said = await person.wait_for(says("약 목록에서 뺐어요"))
    await person.tap(said["message_id"], button(said, "undo:"))
    await person.wait_for(
        lambda m: (
            m["message_id"] == said["message_id"] and "클라리틴" in text_of(m) and has_button("edit:")(m)
        )
    )


async def test_two_pills_of_one_kind_keep_it_on_the_list_when_one_of_them_is_changed(house: BotHarness):
    person, answer = await photo_answered(house)
    for number in (1, 2):
        answer = await settle(person, answer, number, "클라리틴")
    await person.tap(answer["message_id"], button(answer, "keep:"))
    await person.wait_for(has_button("say:often"))
    answer = await settle(person, answer, 2, "노바스크")
    await person.tap(answer["message_id"], button(answer, "keep:"))
    await person.wait_for(lambda m: has_button("say:often")(m) and "노바스크" in text_of(m))
    await person.send_text("/mymeds")
    listed = text_of(await person.wait_for(says("약 2가지")))
    assert "클라리틴" in listed
    assert "노바스크" in listed


async def test_a_pill_is_added_by_itself_from_its_own_screen_which_leads_back(house: BotHarness):
    person, answer = await photo_answered(house)
    for number, name in enumerate(("타이레놀", "노바스크"), start=1):
        answer = await settle(person, answer, number, name)
    question = button(answer, "pill:").split(":")[1]
    await person.tap(answer["message_id"], f"pill:{question}:2")
    one = await person.wait_for(has_button("none:"))
    assert_it_can_be_read(one)
    assert any(label.startswith("✅ 1. 노바스크") for label in buttons_of(one))
    await person.tap(one["message_id"], button(one, "keep:"))
    added = await person.wait_for(says("약 목록에 넣었어요"))
    assert "타이레놀" not in text_of(added).split("\n")[0]
    await person.wait_for(lambda m: m["message_id"] == answer["message_id"] and has_button("pill:")(m))
    await person.tap(answer["message_id"], f"pill:{question}:1")
    one = await person.wait_for(has_button("none:"))
    await person.tap(one["message_id"], button(one, "all:"))
    await person.wait_for(lambda m: has_button("pill:")(m) and SEEN["ko"] in text_of(m))


@pytest.mark.parametrize(
    ("language", "names", "added"),
    [
        ("ko", (("타이레놀", "타이레놀"), ("노바스크", "노바스크")), "약 목록에 넣었어요"),
        ("en", (("tylenol", "Tylenol"), ("norvasc", "Norvasc")), "On the list now"),
    ],
)
async def test_a_photo_sent_before_consent_is_added_by_it_with_all_its_pills(
    house: BotHarness, language, names, added
):
    person, answer = await photo_answered(house, language, ready=False)
    for number, (name, shown) in enumerate(names, start=1):
        answer = await settle(person, answer, number, name, shown)
    await person.tap(answer["message_id"], button(answer, "keep:"))
    consent = await person.wait_for(has_button("consent:yes"))
    await person.tap(consent["message_id"], "consent:yes")
    zone = await person.wait_for(has_button("zone:yes"))
    await person.tap(zone["message_id"], button(zone, "zone:yes"))
    await person.wait_for(says(added))
    often = await person.wait_for(has_button("say:often"))
    assert button(often, "say:often").split(":")[3] == "2"
