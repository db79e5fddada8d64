"""Photos of what the pharmacy gives: from paper to a list with reminders in a few taps, in both languages."""

import pytest

from tests.e2e.conftest import button, has_button, says
from tests.printed_pages import Printed, guide, photographed

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

SIX = (
    Printed("노바스크정5밀리그람", "1", 1, 5, "아침 식후 30분"),
    Printed("리피토정10밀리그램", "1", 1, 5, "저녁 식후 30분"),
    Printed("다이아벡스정500밀리그램", "1", 2, 5, "아침 저녁 식후 30분"),
    Printed("트라젠타정", "1", 1, 5, "아침 식후 30분"),
    Printed("카나브정60밀리그램", "1", 1, 5, "아침 식후 30분"),
    Printed("가스모틴정5밀리그램", "1", 3, 5, "아침 점심 저녁 식전 30분"),
)


async def listed(house, person):
    account = await house.service.stores.accounts.find(person.chat_id)
    return await house.service.stores.medications.active(account.person_id)


async def all_of(person):
    """Return all messages of the chat."""
    return (await person.messages(0)).messages


async def answered(person):
    return await person.wait_for(has_button("docadd:"), timeout=60)


async def tap(person, message, starts, then):
    await person.tap(message["message_id"], button(message, starts))
    return await person.wait_for(then, timeout=30)


@pytest.mark.parametrize(("language", "on"), [("ko", "알림을 켰어요"), ("en", "reminders are on")])
async def test_a_guide_of_six_is_a_list_with_reminders_after_one_tap(house, language, on):
    person = await house.person(language)
    await person.send_photo(photographed(guide(SIX)))
    answer = await answered(person)
    assert any("photo" in message and message["from"]["is_bot"] for message in (await all_of(person)))
    await tap(person, answer, "docadd:", says(on))
    mine = await listed(house, person)
    assert [one.name.split("(")[0] for one in mine] == [one.name for one in SIX]
    assert all(one.has_times for one in mine)
    assert {one.stock for one in mine} == {5.0, 10.0, 15.0}
