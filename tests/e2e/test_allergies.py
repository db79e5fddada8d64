"""Allergies: told in words, confirmed by a tap, found in every medicine, and on the page for the doctor."""

import pytest

from bot.app.clock import utc_now
from bot.core.people.accounts import ChatId
from bot.telegram.features.allergies.buttons import mark_of
from bot.telegram.features.reports.page_views import page
from bot.telegram.ui.texts import Texts
from tests.e2e.conftest import BotHarness, button, has_button, says, text_of
from tests.e2e.test_people import LANGUAGES, command, tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

RED = {"ko": "알레르기가 있다고 하신 아세트아미노펜이 들어 있어요", "en": "you told me you are allergic to"}
NAME = {"ko": "아세트아미노펜", "en": "acetaminophen"}


async def asked(person):
    """Open the screen of allergies."""
    settings = await command(person, "/settings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("allergies:"))
    return await tap(person, profile, "allergies:", has_button("profile"))


@LANGUAGES
async def test_a_medicine_with_an_allergen_is_warned_of_before_its_times_are_asked(
    house: BotHarness, language
):
    person = await house.person(language)
    await asked(person)
    which = await command(person, "타이레놀, 새우", has_button("allergen:0"))
    second = await tap(person, which, "allergen:0", has_button(f"allergen:told:{mark_of('새우')}"))
    told = await tap(person, second, "allergen:told", has_button("noallergen:"))
    assert NAME[language] in text_of(told)
    assert "“새우”" in text_of(told)
    found = await command(person, "/add 게보린", has_button("take:"))
    added = await tap(person, found, "take:", has_button("ack:"))
    assert RED[language] in text_of(added)
    await person.tap(added["message_id"], button(added, "ack:"))
    listed = await command(person, "/mymeds", has_button("med:"))
    assert RED[language] in text_of(listed)
    checked = await command(person, "/check 타이레놀, 낙센", has_button("chk:"))
    while has_button("chk:")(checked):
        checked = await tap(person, checked, "chk:", lambda m: m["from"]["is_bot"])
    assert RED[language] in text_of(checked)


@LANGUAGES
async def test_an_allergy_told_later_is_looked_for_on_the_list_at_once(house: BotHarness, language):
    person = await house.person(language)
    found = await command(person, "/add 타이레놀", has_button("take:"))
    await tap(person, found, "take:", has_button("list:"))
    await asked(person)
    said = {"ko": "아세트아미노펜 알레르기가 있어요", "en": "I'm allergic to acetaminophen"}[language]
    which = await command(person, said, has_button("allergen:0"))
    told = await tap(person, which, "allergen:0", has_button("noallergen:"))
    assert RED[language] in text_of(told)
    taken_back = await tap(person, told, "noallergen:", lambda m: not has_button("noallergen:")(m))
    assert RED[language] not in text_of(taken_back)


async def test_the_page_for_the_doctor_tells_them_also_what_no_list_has(house: BotHarness):
    person = await house.person()
    screen = await asked(person)
    assert "아직 적어 둔 것이 없어요" in text_of(screen)
    unknown = await command(person, "복숭아털", has_button("allergen:told"))
    await tap(person, unknown, "allergen:told", has_button("noallergen:"))
    assert house.service
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    assert account
    report = await house.service.services.reports.report(account, utc_now())
    (section,) = [one for one in page(Texts(account.language), report).sections if one.heading == "알레르기"]
    assert section.lines == ("본인이 말한 것: 복숭아털",)


async def test_an_old_button_of_another_word_keeps_nothing(house: BotHarness):
    person = await house.person()
    await asked(person)
    first = await command(person, "타이레놀", has_button("allergen:0"))
    await command(person, "낙센", has_button(f"allergen:0:{mark_of('낙센')}"))
    await tap(person, first, f"allergen:0:{mark_of('타이레놀')}", says("오래된 버튼"))
    assert house.service
    account = await house.service.stores.accounts.find(ChatId(person.chat_id))
    assert account
    assert not account.profile.allergies


async def test_nothing_is_kept_before_consent(house: BotHarness):
    person = await house.person(ready=False)
    settings = await command(person, "/settings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("allergies:"))
    await tap(person, profile, "allergies:", has_button("consent:yes"))
