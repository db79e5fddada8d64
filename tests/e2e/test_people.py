"""Several people in one chat: each list, profile and button stays with the person it belongs to."""

from dataclasses import replace

import pytest

from bot.core.people.accounts import ChatId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

ME = {"ko": "👤 나", "en": "👤 Me"}
EMPTY = {"ko": "아직 목록에 약이 없어요", "en": "The list is empty"}
STALE = {"ko": "오래된 버튼", "en": "older message"}
CHOSEN = {"ko": "이제부터는", "en": "From now on"}
LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


async def tap(person, message, starts: str, then):
    """Tap the button whose data starts so; return the bot's message that follows."""
    assert (await person.tap(message["message_id"], button(message, starts), wait=20.0)).answered
    return await person.wait_for_bot(then)


async def command(person, text: str, then):
    await person.send_text(text)
    return await person.wait_for_bot(then)


async def add_person(person, name: str):
    """Add somebody; return the message that says that the chat is about them now."""
    people = await command(person, "/people", has_button("newperson"))
    await tap(person, people, "newperson", lambda m: "people:0" in str(buttons_of(m)))
    return await command(person, name, has_button("list:0"))


async def choose(person, name: str):
    people = await command(person, "/people", has_button("newperson"))
    await person.tap(people["message_id"], name)
    one = await person.wait_for_bot(has_button("choose"))
    return await tap(person, one, "choose", lambda m: has_button("list:0")(m) and not has_button("choose")(m))


@pytest.mark.parametrize("name", ["하준", "지우", "하윤", "도윤"])
async def test_a_name_that_sounds_like_something_else_is_a_name_where_one_is_asked_for(
    house: BotHarness, name: str
):
    person = await house.person()
    assert name in text_of(await add_person(person, name))


@LANGUAGES
async def test_a_button_acts_for_the_person_it_was_made_for_whoever_is_chosen_now(
    house: BotHarness, language
):
    person = await house.person(language)
    await add_person(person, "어머니")
    for_mother = await command(person, "/add 타이레놀", has_button("take:"))
    assert text_of(for_mother).startswith("👤 어머니")
    await choose(person, "나" if language == "ko" else "Me")
    added = await tap(person, for_mother, "take:", has_button("list:"))
    assert text_of(added).startswith("👤 어머니")
    mine = await command(person, "/mymeds", says(EMPTY[language]))
    assert text_of(mine).startswith(ME[language])
    hers = await tap(person, added, "list:", has_button("med:"))
    assert text_of(hers).startswith("👤 어머니")
    assert all("@" in data for data in buttons_of(hers)[1::2]), "each button is bound to her"


@LANGUAGES
async def test_an_answer_is_for_the_person_whom_the_question_was_about(house: BotHarness, language):
    person = await house.person(language)
    await add_person(person, "아버지")
    asked = await command(person, "/people", has_button("newperson"))
    await person.tap(asked["message_id"], "아버지")
    one = await person.wait_for_bot(has_button("choose"))
    await choose(person, "나" if language == "ko" else "Me")
    profile = await tap(person, one, "profile", has_button("tell:born"))
    assert text_of(profile).startswith("👤 아버지")
    await tap(person, profile, "tell:born", says("1950"))
    told = await command(person, "1941", says("1941"))
    assert text_of(told).startswith("👤 아버지")
    settings = await command(person, "/settings", has_button("profile"))
    mine = await tap(person, settings, "profile", has_button("tell:born"))
    assert "1941" not in text_of(mine)


@LANGUAGES
async def test_who_is_removed_is_gone_with_the_list_and_old_buttons_say_so(house: BotHarness, language):
    person = await house.person(language)
    await add_person(person, "아이")
    found = await command(person, "/add 타이레놀", has_button("take:"))
    added = await tap(person, found, "take:", has_button("list:"))
    offered = await command(person, "/add 노바스크", has_button("take:"))
    people = await command(person, "/people", has_button("newperson"))
    await person.tap(people["message_id"], "아이")
    one = await person.wait_for_bot(has_button("remove:ask"))
    sure = await tap(person, one, "remove:ask", has_button("remove:yes"))
    left = await tap(person, sure, "remove:yes", has_button("newperson"))
    assert "아이" not in text_of(left)
    for old, starts in ((added, "list:"), (offered, "take:")):
        await tap(person, old, starts, says(STALE[language]))
    mine = await command(person, "/mymeds", says(EMPTY[language]))
    assert "👤" not in text_of(mine), "with nobody else there is no question whose it is"
    await tap(person, left, "newperson", lambda m: "people:0" in str(buttons_of(m)))


async def test_the_first_person_can_be_named_and_not_removed(house: BotHarness):
    person = await house.person()
    people = await command(person, "/people", has_button("newperson"))
    one = await tap(person, people, "person", has_button("rename"))
    assert not has_button("remove")(one)
    await tap(person, one, "rename", says("이름을 써 주세요"))
    await command(person, "딸", says("👤 딸"))
    await add_person(person, "어머니")
    await choose(person, "딸")
    assert text_of(await command(person, "/mymeds", says("아직 목록에"))).startswith("👤 딸")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("가" * 4096, "이름이 너무 길어요"), ("\N{RIGHT-TO-LEFT MARK}\N{ZERO WIDTH SPACE}", "보이는 글자가 없는"),
        ("나", "같은 이름이 이미"), ("<b>&_*", "<b>&_*"), ("\N{RIGHT-TO-LEFT OVERRIDE}아들", "아들의"), ("-1", "-1"), ("٣", "٣"),
    ],
)  # fmt: skip
async def test_a_strange_name_is_refused_kindly_or_shown_as_it_is(house: BotHarness, name, said):
    person = await house.person()
    assert said in text_of(await add_person_or_not(person, name))


async def add_person_or_not(person, name: str):
    people = await command(person, "/people", has_button("newperson"))
    await tap(person, people, "newperson", says("이름을 써 주세요"))
    return await command(person, name, lambda _: True)


async def test_a_name_that_was_refused_can_be_written_again_and_doubles_are_refused(house: BotHarness):
    person = await house.person()
    await add_person_or_not(person, "가" * 30)
    await command(person, "어머니", says("어머니의"))
    assert "같은 이름" in text_of(await add_person_or_not(person, " 어머니 "))
    await command(person, "/cancel", says("그만했어요"))
    await command(person, "/add 타이레놀", has_button("take:"))


async def test_many_people_are_shown_in_pages(house: BotHarness):
    person = await house.person()
    for number in range(1, 12):
        await add_person(person, f"사람 {number}")
    assert "명까지만" in text_of(await add_person_or_not(person, "하나 더"))
    people = await command(person, "/people", has_button("people:1"))
    last = await tap(person, people, "people:1", has_button("people:2"))
    await person.tap(last["message_id"], "사람 7")
    await person.wait_for_bot(says("👤 사람 7"))


async def test_an_old_answer_about_one_person_is_taken_while_another_is_asked_about(house: BotHarness):
    person = await house.person()
    found = await command(person, "/add 타이레놀", has_button("take:"))
    mine = await tap(person, found, "take:", has_button("say:often"))
    await add_person(person, "어머니")
    found = await command(person, "/add 노바스크", has_button("take:"))
    await tap(person, found, "take:", has_button("say:often"))
    said = await tap(person, mine, "say:often", lambda m: m["message_id"] == mine["message_id"])
    assert text_of(said).startswith("👤 나")
    assert "매일 아침 08:00" in text_of(said)


@LANGUAGES
async def test_what_waits_for_consent_goes_on_the_list_of_whom_it_was_chosen_for(house: BotHarness, language):
    """As after a change of what is agreed to, when an account has several people already."""
    person = await house.person(language)
    await add_person(person, "어머니")
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    await accounts.save(replace(account, consent_version=0))
    me = "나" if language == "ko" else "Me"
    for name, whose in (("타이레놀", "어머니"), ("노바스크", me)):
        await choose(person, whose)
        found = await command(person, f"/add {name}", has_button("take:"))
        consent = await tap(person, found, "take:", has_button("consent:yes"))
        await command(person, "/add", lambda _: True)  # another question, about whoever is chosen
    await choose(person, "어머니")
    zone = await tap(person, consent, "consent:yes", has_button("zone:yes"))
    await tap(person, zone, "zone:yes", says("/mymeds"))
    told = [await person.wait_for_bot(has_button("list:0")) for _ in range(2)]
    assert [text_of(one).split("\n")[0] for one in told] == ["👤 어머니", f"👤 {me}"]
    names = ("타이레놀", "노바스크") if language == "ko" else ("Tylenol", "Norvasc")
    for one, name, other in zip(told, names, reversed(names), strict=True):
        listed = await tap(person, one, "list:0", has_button("med:"))
        assert name in text_of(listed)
        assert other not in text_of(listed)


async def test_no_name_is_kept_without_consent(house: BotHarness):
    person = await house.person(ready=False)
    people = await command(person, "/people", has_button("person"))
    one = await tap(person, people, "person", has_button("rename"))
    await tap(person, one, "rename", has_button("consent:yes"))
