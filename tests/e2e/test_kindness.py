"""Everything that the bot can not use gets a kind answer, and nothing stays unanswered."""

import socket

import pytest
from pydantic import SecretStr

from bot.sandbox.server import Sandbox
from tests.e2e.conftest import BotHarness, button, has_button, says, settings_for_tests, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = ("sticker", "voice", "video", "animation", "audio", "video_note", "location", "contact")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_neither_text_nor_picture_is_answered_kindly(house: BotHarness, kind):
    person = await house.person()
    await person.send_kind(kind)
    await person.wait_for(says("사진과 글만 읽을 수 있어요"))


@pytest.mark.parametrize(
    ("command", "ko", "en"),
    [
        ("/help", "흰 종이", "white paper"),
        ("/privacy", "보관하는 것", "What is kept"),
        ("/cancel", "그만둘 것이 없어요", "nothing to leave"),
        ("/mymeds", "아직 목록에 약이 없어요", "The list is empty"),
        ("/add", "약 상자에 적힌 이름", "as it is on the box"),
        ("/nonsense", "사진과 글만", "photos and text only"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_command_answers_in_the_persons_language(house: BotHarness, language, command, ko, en):
    person = await house.person(language)
    await person.send_text(command)
    await person.wait_for(says(ko if language == "ko" else en))


@pytest.mark.parametrize(
    ("language", "own", "agree", "ready"),
    [("ko", "한국어", "동의해요", "준비됐어요"), ("en", "English", "I agree", "Ready")],
)
async def test_a_newcomer_is_led_to_the_first_photo_by_buttons_only(
    house: BotHarness, language, own, agree, ready
):
    person = await house.person(language, ready=False)
    await person.send_text("/start")
    for label in (own, agree, "zone:yes"):
        asked = await person.wait_for(has_button(label))
        await person.tap(asked["message_id"], button(asked, label))
    done = await person.wait_for(lambda m: "/mymeds" in text_of(m))
    assert ready in text_of(done)


async def test_a_dialogue_can_be_left(house: BotHarness):
    person = await house.person()
    await person.send_text("/add")
    await person.wait_for(says("약 상자에 적힌 이름"))
    await person.send_text("/cancel")
    await person.wait_for(says("그만했어요"))


async def test_a_group_is_refused_and_learns_nothing(house: BotHarness):
    person = await house.person()
    group = await house.client.group("가족", [person])
    await group.send_text("/mymeds")
    await group.wait_for(says("둘이서만"))


async def test_a_button_whose_matter_is_gone_is_answered(house: BotHarness):
    person = await house.person()
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    added = await person.wait_for(has_button("say:"))
    await person.send_text("/privacy")
    privacy = await person.wait_for(has_button("forget:"))
    await person.tap(privacy["message_id"], button(privacy, "forget:"))
    sure = await person.wait_for(has_button("forget:yes"))
    await person.tap(sure["message_id"], "forget:yes")
    await person.wait_for(says("모두 지웠어요"))
    answer = await person.tap(added["message_id"], button(added, "say:"))
    assert answer.answered
    await person.wait_for(says("오래된 버튼"))


@pytest.mark.parametrize(
    "text",
    ["가" * 4096, "‮거꾸로<b>&", "\N{RIGHT-TO-LEFT MARK}", "-1", "1e9", "٣", "'; DROP TABLE people; --"],
)
async def test_any_text_is_answered(house: BotHarness, text):
    person = await house.person()
    await person.send_text(text)
    answer = await person.wait_for(lambda m: m["from"]["is_bot"])
    assert "문제가 생겼어요" not in text_of(answer)


async def test_who_blocked_the_bot_and_comes_back_is_served_again(house: BotHarness):
    person = await house.person()
    await person.block()
    await person.unblock()
    await person.send_text("/help")
    await person.wait_for(says("흰 종이"))


async def test_a_bot_with_a_webhook_answers_as_one_that_polls(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with Sandbox() as sandbox:
        own = {
            "port": port,
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": SecretStr("s3cret"),
        }
        settings = settings_for_tests(sandbox, tmp_path).model_copy(update=own)
        house = BotHarness(sandbox, sandbox.client(), settings)
        await house.start()
        person = await house.person()
        await person.send_text("/help")
        await person.wait_for(says("흰 종이"))
        await house.stop()


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ko", "안녕하세요", "알약 사진을 보내거나"), ("ko", "고마워요", "언제든"),
        ("ko", "이 약 먹어도 돼요?", "약 이름"),
        ("en", "hello", "Send me a photo"), ("en", "Thank you!", "Gladly"),
        ("en", "Can I take this with beer?", "ask your pharmacist"),
    ],
)  # fmt: skip
async def test_talk_is_answered_kindly_and_not_looked_up(house: BotHarness, language, text, said):
    person = await house.person(language)
    await person.send_text(text)
    answer = await person.wait_for_bot()
    assert said in text_of(answer)


async def test_talk_leaves_a_question_open(house: BotHarness):
    person = await house.person()
    await person.send_text("/add")
    await person.wait_for(says("약 상자에 적힌 이름"))
    await person.send_text("네")
    await person.wait_for(says("언제든"))
    await person.send_text("/cancel")
    await person.wait_for(says("그만했어요"))


@pytest.mark.parametrize(("language", "hello"), [("ko", "저는 약속이에요"), ("en", "I am Yaksok")])
async def test_who_writes_without_start_is_greeted_once_and_answered(house: BotHarness, language, hello):
    person = await house.person(language, ready=False)
    await person.send_text("타이레놀")
    greeting = await person.wait_for_bot()
    assert hello in text_of(greeting)
    await person.wait_for_bot(has_button("pick:"))
    await person.send_text("/help")
    await person.wait_for_bot(says("/mymeds"))
    await person.tap(greeting["message_id"], "begin")
    await person.wait_for_bot(has_button("language:"))
    said = [text_of(m) for m in (await person.messages(0)).messages if m["from"]["is_bot"]]
    assert sum(hello in text for text in said) == 1


async def test_a_first_hello_is_answered_by_the_greeting_alone(house: BotHarness):
    person = await house.person(ready=False)
    await person.send_text("안녕하세요")
    assert "저는 약속이에요" in text_of(await person.wait_for_bot())
    await person.send_text("/help")
    assert "흰 종이" in text_of(await person.wait_for_bot())


async def test_no_after_consent_does_not_say_that_no_list_is_kept(house: BotHarness):
    person = await house.person(ready=False)
    await person.send_text("/start")
    language = await person.wait_for_bot(has_button("language:ko"))
    await person.tap(language["message_id"], "language:ko")
    await person.wait_for_bot(has_button("consent:no"))
    other = await person.send_text("/add 타이레놀")
    assert other
    found = await person.wait_for_bot(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    consent = await person.wait_for_bot(has_button("consent:no"))
    await person.tap(language["message_id"], "consent:yes")
    await person.wait_for_bot(has_button("zone:yes"))
    await person.tap(consent["message_id"], "consent:no")
    said = await person.wait_for_bot(has_button("forget:ask"))
    assert "아직 보관하고 있어요" in text_of(said)


async def test_consent_that_is_written_is_asked_for_by_its_button_and_is_no_medicine(house: BotHarness):
    person = await house.client.person(start=True)
    await person.send_text("동의해요")
    asked = await person.wait_for(has_button("consent:yes"))
    assert "보관해도 될까요" in text_of(asked)
    agreed = await house.person()
    await agreed.send_text("동의합니다")
    await agreed.wait_for(says("언제든 알약 사진"))
