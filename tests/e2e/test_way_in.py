"""The first minutes, the four words under the chat, and whom /help tells to call."""

from datetime import UTC, datetime

import pytest

from bot.core.people.accounts import AccountService, ChatId
from bot.telegram.features.keyboard.views import four_words
from bot.telegram.ui.texts import Texts
from tests.e2e.conftest import BotHarness, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

EMPTY = {"ko": "아직 목록에 약이 없어요", "en": "The list is empty"}
NOTHING_DUE = {"ko": "이날은 시간이 정해진 약이 없어요", "en": "No medicine has a time on this day."}
SHORT = 350


async def answer_to(person, text: str):
    await person.send_text(text)
    return await person.wait_for_bot()


async def words_under(house: BotHarness, person) -> list[str]:
    """Return the words that are under the chat now."""
    shown = (await house.client.ask("GET", f"{person.path}/messages"))["keyboard"]
    return [key["text"] for row in shown["keyboard"] for key in row] if shown else []


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_first_screens_are_short(house: BotHarness, language):
    person = await house.person(language, ready=False)
    asked = await answer_to(person, "/start")
    await person.tap(asked["message_id"], f"language:{language}")
    consent = await person.wait_for(has_button("consent:yes"))
    shown = [e for e in consent.get("entities", ()) if e["type"] == "expandable_blockquote"]
    folded_up = sum(entity["length"] for entity in shown)
    assert len(text_of(asked)) <= SHORT
    assert len(text_of(consent)) - folded_up <= SHORT
    assert shown, "what is kept is a tap away"
    await person.tap(consent["message_id"], "consent:yes")
    clock = await person.wait_for(has_button("zone:"))
    assert len(text_of(clock)) <= SHORT


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_four_words_stay_if_wanted_lead_to_their_screens_and_go_again(house: BotHarness, language):
    person = await house.person(language)
    asked = await answer_to(person, "/menu")
    await person.tap(asked["message_id"], "words:show")
    await person.wait_for(says("/menu 에서 없앨" if language == "ko" else "/menu takes them away"))
    words = await words_under(house, person)
    assert words == list(four_words(Texts(language)))
    mine, today, check, help_word = words
    assert EMPTY[language] in text_of(await answer_to(person, mine))
    assert NOTHING_DUE[language] in text_of(await answer_to(person, today))
    assert "119" in text_of(await answer_to(person, help_word))
    assert (await answer_to(person, check))["message_id"]
    assert await words_under(house, person) == words
    asked = await answer_to(person, "/menu")
    await person.tap(asked["message_id"], "words:hide")
    await person.wait_for(says("/menu 에서 다시" if language == "ko" else "/menu brings them back"))
    assert await words_under(house, person) == []


async def test_a_word_is_no_answer_to_an_open_question(house: BotHarness):
    person = await house.person()
    new = await answer_to(person, "/people")
    await person.tap(new["message_id"], "newperson")
    await person.wait_for_bot(says("이름"))
    assert EMPTY["ko"] in text_of(await answer_to(person, "내 약"))


@pytest.mark.parametrize(("text", "said"), [("/목록", EMPTY["ko"]), ("/오늘 약", NOTHING_DUE["ko"])])
async def test_korean_words_are_understood_as_commands(house: BotHarness, text, said):
    person = await house.person()
    assert said in text_of(await answer_to(person, text))


@pytest.mark.parametrize(
    ("zone", "told", "untold"),
    [
        ("Asia/Seoul", ("119", "109"), ()),
        ("America/New_York", ("911", "988", "1-800-222-1222"), ("119",)),
        ("Europe/Vienna", ("112",), ("119",)),
        ("Africa/Nairobi", ("계신 곳의 응급 전화번호",), ("119", "112")),
    ],
)
async def test_help_tells_whom_to_call_in_the_country_and_no_number_that_is_not_sure(
    house: BotHarness, zone, told, untold
):
    person = await house.person()
    assert house.service is not None
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    assert account is not None
    await AccountService(accounts, "Asia/Seoul").live_in(account, zone, datetime.now(UTC))
    shown = text_of(await answer_to(person, "/help"))
    assert all(number in shown for number in told), shown
    assert not any(number in shown for number in untold), shown


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("ko", "약 목록 보여줘. 아까 혈압약을 두 번 먹었어요", "약사에게"),
        ("en", "show my medicines. i took my blood pressure pill twice by mistake", "pharmacist"),
    ],
)
async def test_of_two_wishes_in_one_text_both_are_answered_the_more_urgent_first(
    house: BotHarness, language, text, first
):
    person = await house.person(language)
    asked = text_of(await answer_to(person, text))
    listed = text_of(await person.wait_for_bot(says(EMPTY[language])))
    assert first in asked
    assert first not in listed
