"""People of one chat who live by different clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import BotHarness, buttons_of, has_button, says, text_of
from tests.e2e.test_people import LANGUAGES, add_person, choose, command, tap

pytestmark = pytest.mark.asyncio(loop_scope="session")
CITIES = {"ko": ("서울", "뉴욕"), "en": ("Seoul", "New York")}


async def move(person, starts: str, then=lambda _: True):
    """Set where the person of the newest settings lives; return what is said."""
    settings = await command(person, "/settings", has_button("live:ask"))
    asked = await tap(person, settings, "live:ask", has_button("live:write"))
    assert len(buttons_of(asked)) == 2 * 6
    return await tap(person, asked, starts, then)


@LANGUAGES
async def test_in_korea_the_clock_is_set_by_two_taps_and_is_told_by_its_city(house: BotHarness, language):
    person = await house.person(language)
    said = await move(person, "live:yes:Asia/Seoul")
    now = datetime.now(ZoneInfo("Asia/Seoul"))
    assert CITIES[language][0] in text_of(said)
    assert any(f"{now - timedelta(minutes=ago):%H:%M}" in text_of(said) for ago in (0, 1))
    assert "Asia/" not in text_of(said)
    assert not has_button("live:join")(said), "there is nobody else"


@LANGUAGES
async def test_screens_say_whose_clock_it_is_where_that_is_not_the_readers(house: BotHarness, language):
    seoul, new_york = CITIES[language]
    person = await house.person(language)
    await add_person(person, "어머니")
    me = "나" if language == "ko" else "Me"
    await choose(person, me)
    said = await move(person, "live:yes:America/New_York", has_button("live:join:Asia/Seoul"))
    assert seoul in text_of(said), "she stays"
    await choose(person, "어머니")
    found = await command(person, "/add 타이레놀", has_button("take:"))
    first_line = text_of(found).split("\n")[0]
    assert "어머니" in first_line
    assert seoul in first_line
    added = await tap(person, found, "take:", has_button("say:often"))
    often = next(data for data in buttons_of(added) if data.startswith("say:often") and ":1@" in data)
    await tap(person, added, often, lambda m: not has_button("say:often")(m))
    listed = await command(person, "/mymeds", has_button("med:"))
    here = {f"{hours:02}:00" for hours in (17, 18, 19)}  # 08:00 of Korea, in summer or in winter
    assert "08:00" in text_of(listed)
    assert any(at in text_of(listed) for at in here), text_of(listed)
    await choose(person, me)
    mine = await command(person, "/mymeds", lambda m: has_button("add")(m))
    assert new_york not in text_of(mine).split("\n")[0], "one's own clock goes without saying"


async def test_the_others_move_with_the_first_person_by_one_tap(house: BotHarness):
    person = await house.person()
    await add_person(person, "어머니")
    await choose(person, "나")
    said = await move(person, "live:yes:America/New_York", has_button("live:join"))
    await tap(person, said, "live:join", says("뉴욕"))
    await choose(person, "어머니")
    mine = await command(person, "/mymeds", says("아직 목록에"))
    assert text_of(mine).split("\n")[0] == "👤 어머니"


async def test_a_city_is_written_in_korean_and_asked_back_before_it_counts(house: BotHarness):
    person = await house.person()
    await add_person(person, "아들")
    await move(person, "live:write", says("가까운 큰 도시"))
    await command(person, "없는곳이에요", says("모르는 도시"))
    sure = await command(person, "카이로", has_button("live:yes:Africa/Cairo"))
    assert f"{datetime.now(UTC).astimezone(ZoneInfo('Africa/Cairo')):%H}:" in text_of(sure)
    assert "아들" in text_of(sure)
    said = await tap(person, sure, "live:yes", says("카이로"))
    await tap(person, said, "profile", says("시각: 카이로"))


async def test_start_asks_for_the_clock_of_whoever_writes_also_while_the_chat_is_about_somebody_else(
    house: BotHarness,
):
    person = await house.person()
    await add_person(person, "어머니")
    language = await command(person, "/start", has_button("language:ko"))
    asked = await tap(person, language, "language:ko", has_button("zone:yes"))
    assert not any("@" in data for data in buttons_of(asked))
    cities = await tap(person, asked, "zone:ask", has_button("zone:yes:Australia/Sydney"))
    await tap(person, cities, "zone:yes:Australia/Sydney", says("준비됐어요"))
    settings = await command(person, "/settings", has_button("live:ask"))
    assert "시각(어머니): 서울" in text_of(settings)
