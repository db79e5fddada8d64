"""What people write in their own words leads to its screen, filled in with what was said."""

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.pictures import drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def added(house: BotHarness, language: str, *names: str):
    """Return a person with medicines on the list."""
    person = await house.person(language)
    for name in names:
        await person.send_text(f"/add {name}")
        found = await person.wait_for_bot(has_button("take:"))
        await person.tap(found["message_id"], button(found, "take:"))
        asked = await person.wait_for_bot(has_button("say:often"))
        await person.send_text("/cancel")
        await person.wait_for_bot(lambda m: not buttons_of(m))
        assert asked
    return person


async def answer_to(person, text: str):
    await person.send_text(text)
    return await person.wait_for_bot()


@pytest.mark.parametrize(
    ("language", "text", "says_or_button"),
    [
        ("ko", "약 추가해줘", "약 상자에 적힌 이름"),
        ("ko", "내 약 목록 보여줘", "아직 목록에 약이 없어요"),
        ("ko", "오늘 약 먹었나?", "시간이 정해진 약이 없어요"),
        ("ko", "어제 저녁약 먹었는지 모르겠어", "📅 어제"),
        ("en", "did I take my pills yesterday?", "📅 Yesterday"),
        ("ko", "아침약 시간 바꿔줘", "아직 목록에 약이 없어요"),
        ("ko", "설정", "speak"),
        ("ko", "탈퇴", "forget:"),
        ("ko", "한국어", "speak"),
        ("ko", "그만", "그만둘 것이 없어요"),
        ("ko", "엄마 약도 관리하고 싶어요", "누구의 약"),
        ("ko", "사진은 어떻게 찍어요?", "흰 종이"),
        ("ko", "일요일", "아직 목록에 약이 없어요"),
        ("ko", "4알, 3알, 2알, 1알", "아직 목록에 약이 없어요"),
        ("ko", "1952년생", "speak"),
        ("ko", "임신 12주예요", "tell:pregnant"),
        ("en", "add a medicine", "as it is on the box"),
        ("en", "show my medicines", "The list is empty"),
        ("en", "did I take my pills today?", "No medicine has a time"),
        ("en", "settings", "speak"),
        ("en", "delete my account", "forget:"),
        ("en", "how do I take a photo?", "white paper"),
        ("en", "I'm 12 weeks pregnant", "tell:pregnant"),
    ],
)
async def test_each_intent_leads_to_its_screen(house: BotHarness, language, text, says_or_button):
    person = await house.person(language)
    answer = await answer_to(person, text)
    shown = text_of(answer) + " ".join(buttons_of(answer))
    assert says_or_button in shown, shown
    assert len(text_of(answer)) <= 350 or has_button("forget:")(answer), "all that is kept is told at once"


@pytest.mark.parametrize(("language", "text"), [("ko", "타이레놀"), ("en", "tylenol")])
async def test_a_name_alone_is_looked_up_and_a_tap_asks_what_to_do_with_it(house: BotHarness, language, text):
    person = await house.person(language)
    found = await answer_to(person, text)
    await person.tap(found["message_id"], button(found, "pick:"))
    picked = await person.wait_for_bot(has_button("chkonly:"))
    assert button(picked, "take:")
    assert button(picked, "info:")
    assert len(text_of(picked)) <= 350
    await person.send_text("/mymeds")
    await person.wait_for_bot(says("아직 목록에 약이 없어요" if language == "ko" else "The list is empty"))


async def test_only_checking_it_leaves_the_list_as_it_is(house: BotHarness):
    person = await added(house, "ko", "심바스타틴")
    found = await answer_to(person, "스포라녹스")
    await person.tap(found["message_id"], button(found, "pick:"))
    picked = await person.wait_for_bot(has_button("chkonly:"))
    await person.tap(picked["message_id"], button(picked, "chkonly:"))
    told = await person.wait_for_bot(says("목록과 함께 확인한 약"))
    assert "🔴" in text_of(told)
    listed = await answer_to(person, "/mymeds")
    assert "스포라녹스" not in text_of(listed)


@pytest.mark.parametrize(
    ("language", "listed", "text", "said"),
    [
        ("ko", "심바스타틴", "스포라녹스 먹어도 되는지 확인해줘", "목록과 함께 확인한 약"),
        ("en", "simvastatin", "can I take sporanox with my medicines?", "Checked with the list"),
    ],
)
async def test_one_name_to_check_is_checked_with_the_list(house: BotHarness, language, listed, text, said):
    person = await added(house, language, listed)
    answer = await answer_to(person, text)
    if has_button("chk:")(answer):
        await person.tap(answer["message_id"], button(answer, "chk:"))
        answer = await person.wait_for_bot(says(said))
    assert said in text_of(answer)
    assert "🔴" in text_of(answer)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("ko", "타이레놀이랑 와파린 같이 먹어도 돼요?", "함께 확인한 약"),
        ("en", "can I take tylenol and warfarin together?", "Checked together"),
    ],
)
async def test_several_names_in_a_question_are_checked_together(house: BotHarness, language, text, told):
    person = await house.person(language)
    answer = await answer_to(person, text)
    while has_button("chk:")(answer):
        await person.tap(answer["message_id"], button(answer, "chk:"))
        answer = await person.wait_for_bot()
    assert told in text_of(answer)


@pytest.mark.parametrize(
    ("language", "text", "new", "asks"),
    [
        ("ko", "/add 노바스크정5밀리그램, 리피토, 와파린", "약 목록에 넣었어요", "약 3가지를"),
        ("ko", "노바스크랑 리피토랑 와파린 추가해줘", "약 목록에 넣었어요", "약 3가지를"),
        ("en", "add norvasc, lipitor and warfarin", "On the list now", "3 medicines, all alike"),
    ],
)
async def test_several_names_are_added_together_once_each_is_settled(
    house: BotHarness, language, text, new, asks
):
    person = await house.person(language)
    answer = await answer_to(person, text)
    while has_button("addone:")(answer):
        await person.tap(answer["message_id"], button(answer, "addone:"))
        answer = await person.wait_for_bot()
    assert new in text_of(answer)
    await person.wait_for_bot(says(asks))


async def test_several_names_alone_are_asked_about(house: BotHarness):
    person = await house.person()
    asked = await answer_to(person, "타이레놀, 와파린")
    assert "타이레놀, 와파린" in text_of(asked)
    await person.tap(asked["message_id"], "addnames")
    answer = await person.wait_for_bot()
    while has_button("addone:")(answer):
        await person.tap(answer["message_id"], button(answer, "addone:"))
        answer = await person.wait_for_bot()
    assert "약 목록에 넣었어요" in text_of(answer)


@pytest.mark.parametrize(
    ("language", "text", "whom"),
    [
        ("ko", "타이레놀 먹고 술 마셔도 되나요?", "약사에게"),
        ("ko", "타이레놀을 두 번 먹었어요 어떡하죠", "119"),
        ("ko", "타이레놀 먹는 걸 깜빡했어요", "약사에게"),
        ("ko", "타이레놀 임신 중에 먹어도 되나요?", "의사나 약사"),
        ("en", "can I drink alcohol with tylenol?", "pharmacist"),
        ("en", "I took tylenol twice by mistake", "119"),
        ("en", "I forgot to take my tylenol", "pharmacist"),
    ],
)
async def test_a_question_is_answered_by_official_texts_or_by_whom_to_ask(
    house: BotHarness, language, text, whom
):
    person = await house.person(language)
    answer = await answer_to(person, text)
    said = text_of(answer).splitlines()
    assert whom in said[0 if whom == "119" else -1], said  # what is urgent stands first
    assert "타이레놀" in text_of(answer) or "Tylenol" in text_of(answer)
    folded = sum(
        entity["length"] for entity in answer.get("entities", []) if entity["type"] == "expandable_blockquote"
    )
    assert len(text_of(answer)) - folded <= 350


@pytest.mark.parametrize("text", ["와파린 빼줘", "와파린 잠시 끊을게요"])
async def test_what_is_to_leave_the_list_is_shown_and_asked_about_and_nothing_is_changed(
    house: BotHarness, text
):
    person = await added(house, "ko", "와파린")
    answer = await answer_to(person, text)
    assert "와르파린" in text_of(answer)
    assert button(answer, "dropped:")
    await person.send_text("/mymeds")
    await person.wait_for_bot(says("약 1가지"))


async def test_what_is_not_on_the_list_is_said_to_be_not_on_it(house: BotHarness):
    person = await added(house, "ko", "와파린")
    assert "“타이레놀”은 목록에 없어요" in text_of(await answer_to(person, "타이레놀 빼줘"))


@pytest.mark.parametrize(
    ("language", "text", "understood"),
    [
        ("ko", "타이레놀 하루 두 번 아침 저녁 식후에 먹어", "매일 아침 식후 08:30, 저녁 식후 19:00"),
        (
            "en",
            "I take tylenol twice a day after breakfast and dinner",
            "after breakfast 08:30 and after dinner 19:00",
        ),
    ],
)
async def test_what_is_said_of_a_medicine_before_it_is_on_the_list_is_its_plan_once_it_is(
    house: BotHarness, language, text, understood
):
    person = await house.person(language)
    found = await answer_to(person, text)
    await person.tap(found["message_id"], button(found, "take:"))
    asked = await person.wait_for_bot(has_button("say:said"))
    assert understood in text_of(asked)
    await person.tap(asked["message_id"], button(asked, "say:said"))
    await person.wait_for_bot(lambda m: not has_button("say:said")(m) and bool(buttons_of(m)))
    await person.send_text("/mymeds")
    listed = await person.wait_for_bot(says("08:30"))
    assert "19:00" in text_of(listed)


async def test_what_was_said_of_one_medicine_is_not_taken_for_another(house: BotHarness):
    person = await house.person("ko")
    await answer_to(person, "타이레놀 하루 두 번 아침 저녁 식후에 먹어")
    await person.send_text("/add 심바스타틴")
    found = await person.wait_for_bot(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    assert await person.wait_for_bot(has_button("say:often"))


async def test_where_a_name_means_two_of_the_list_they_are_not_said_to_be_missing(house: BotHarness):
    person = await house.person("ko")
    for number in range(2):
        await person.send_text("/add 타이레놀")
        found = await person.wait_for_bot(has_button("take:"))
        products = [data for data in buttons_of(found) if data.startswith("take:")]
        await person.tap(found["message_id"], products[number])
        await person.wait_for_bot(lambda m: has_button("say:often")(m) or has_button("ack:")(m))
        await person.send_text("/cancel")
        await person.wait_for_bot(lambda m: not buttons_of(m))
    assert "약 2가지" in text_of(await answer_to(person, "타이레놀 시간 바꿔줘"))


async def test_a_wish_interrupts_a_question_that_takes_any_words(house: BotHarness):
    person = await house.person()
    await answer_to(person, "/check")
    assert "약 상자에 적힌 이름" in text_of(await answer_to(person, "약 추가해줘"))
    assert "그만했어요" in text_of(await answer_to(person, "그만"))


async def test_a_name_still_answers_the_question_that_is_open(house: BotHarness):
    person = await house.person()
    await answer_to(person, "/info")
    assert has_button("info:")(await answer_to(person, "타이레놀"))


async def test_the_question_under_a_photo_is_answered_after_the_photo(house: BotHarness):
    person = await added(house, "ko", "심바스타틴")
    await person.send_photo(jpeg(drawn_pills()), caption="이거 스포라녹스인데 먹어도 돼요?")
    await person.wait_for(lambda m: m.get("photo") and "개가 보여요" in text_of(m), timeout=40)
    answer = await person.wait_for_bot(lambda m: "스포라녹스" in text_of(m))
    if has_button("chk:")(answer):
        await person.tap(answer["message_id"], button(answer, "chk:"))
        answer = await person.wait_for_bot(says("목록과 함께 확인한 약"))
    assert "🔴" in text_of(answer)


@pytest.mark.parametrize(
    "text",
    [
        "가나다라" * 900,
        "오늘 우리 손자가 학교에서 상을 받아 와서 정말 기뻤는데 날씨도 좋았답니다 그래서 산책도 했지요",
        "<b>" * 30,
    ],
)
async def test_what_is_not_understood_gets_one_kind_answer(house: BotHarness, text):
    person = await house.person()
    answer = await answer_to(person, text)
    assert "📞" not in text_of(answer)
    assert len(text_of(answer)) <= 350


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "일주일 여행가는데 약을 몇 개 챙겨야 해?"),
        ("ko", "오늘 날씨가 참 좋네요"),
        ("en", "my dog is sick"),
    ],
)
async def test_a_sentence_is_not_looked_up_as_a_name(house: BotHarness, language, text):
    person = await house.person(language)
    answer = await answer_to(person, text)
    assert text not in text_of(answer)
    assert button(answer, "check")
