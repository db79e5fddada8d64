"""/check and /info: questions about medicines that leave the list as it is."""

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_medicines_are_checked_without_adding_them(house: BotHarness) -> None:
    person = await house.person()
    await person.send_text("/check 노바스크, 라식스")
    for _ in range(2):
        offered = await person.wait_for(has_button("chk:"), timeout=20)
        await person.tap(offered["message_id"], button(offered, "chk:"))
    told = await person.wait_for(says("함께 확인한 약"), timeout=20)
    assert "약 목록에는 넣지 않았어요" in text_of(told)
    assert "출처" in text_of(told) or "찾아본 목록" in text_of(told)
    await person.send_text("/mymeds")
    await person.wait_for(says("아직 목록에 약이 없어요"), timeout=20)


async def test_a_name_that_was_settled_is_not_settled_again_by_the_same_button(house: BotHarness) -> None:
    person = await house.person()
    await person.send_text("/check 노바스크, 라식스")
    first = await person.wait_for(has_button("chk:"), timeout=20)
    await person.tap(first["message_id"], button(first, "chk:"))
    await person.wait_for(says("라식스"), timeout=20)
    await person.tap(first["message_id"], button(first, "chk:"))
    await person.wait_for(says("오래된 버튼"), timeout=20)


async def test_what_was_offered_in_another_check_does_not_settle_a_name_of_this_one(
    house: BotHarness,
) -> None:
    person = await house.person()
    await person.send_text("/check 노바스크, 라식스")
    first = await person.wait_for(has_button("chk:"), timeout=20)
    await person.send_text("/check 타이레놀, 라식스")
    await person.wait_for(lambda m: has_button("chk:")(m) and "타이레놀" in text_of(m), timeout=20)
    await person.tap(first["message_id"], button(first, "chk:"))
    await person.wait_for(says("오래된 버튼"), timeout=20)


async def test_a_name_written_instead_of_a_tap_drops_nothing_that_was_chosen(house: BotHarness) -> None:
    person = await house.person()
    await person.send_text("/check 노바스크, 이부프로펜")
    first = await person.wait_for(has_button("chk:"), timeout=20)
    await person.tap(first["message_id"], button(first, "chk:"))
    await person.wait_for(lambda m: has_button("chk:")(m) and "이부프로펜" in text_of(m), timeout=20)
    await person.send_text("애드빌")
    offered = await person.wait_for(lambda m: has_button("chk:")(m) and "애드빌" in text_of(m), timeout=20)
    await person.tap(offered["message_id"], button(offered, "chk:"))
    told = await person.wait_for(says("함께 확인한 약"), timeout=20)
    assert "노바스크" in text_of(told)
    assert "애드빌" in text_of(told)


async def test_a_strength_belongs_to_the_name_before_it_and_is_no_medicine_of_its_own(
    house: BotHarness,
) -> None:
    person = await house.person()
    await person.send_text("/check 클래리시드 500 바이토린 10/20")
    for typed in ("“클래리시드 500”", "“바이토린 10/20”"):
        offered = await person.wait_for(lambda m, typed=typed: typed in text_of(m), timeout=20)
        await person.tap(offered["message_id"], button(offered, "chk:"))
    await person.wait_for(says("함께 확인한 약"), timeout=20)


async def test_a_name_without_a_medicine_is_left_out_and_another_is_asked_for(house: BotHarness) -> None:
    person = await house.person("en")
    await person.send_text("/check qqqqzzzz")
    await person.wait_for(says("so it is not checked"), timeout=20)
    await person.wait_for(says("another medicine"), timeout=20)


async def test_all_that_is_known_of_a_medicine_is_told_with_its_sources(house: BotHarness) -> None:
    person = await house.person("en")
    await person.send_text("/info norvasc")
    offered = await person.wait_for(has_button("info:"), timeout=20)
    await person.tap(offered["message_id"], button(offered, "info:"))
    page = await person.wait_for(lambda m: text_of(m).startswith("ℹ️"), timeout=20)
    assert "What it is for" in text_of(page)
    assert "Source:" in text_of(page)
    assert any(data.startswith("list:") for data in buttons_of(page))


async def test_a_link_to_a_medicine_that_is_gone_is_answered(house: BotHarness) -> None:
    person = await house.person()
    await person.send_text("/info_000000")
    await person.wait_for(says("000000"), timeout=20)
