"""What a person sets and tells: language, large screens, discreet reminders, age."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.people.habits import Habits, QuietHours
from tests.e2e.conftest import BotHarness, buttons_of, has_button, says, text_of
from tests.e2e.test_people import LANGUAGES, command, tap
from tests.e2e.usual_screens import Shown

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_CHECKED = {"ko": "확인하지 못했어요", "en": "Not checked"}


async def test_the_language_is_changed_by_a_tap(house: BotHarness):
    person = await house.person("ko")
    settings = await command(person, "/settings", says("설정"))
    english = await tap(person, settings, "speak:en", says("Settings"))
    await tap(person, english, "speak:ko", says("설정"))


@LANGUAGES
async def test_large_and_simple_screens_have_one_button_a_row(house: BotHarness, language):
    person = await house.person(language)
    settings = await command(person, "/settings", has_button("large:yes"))
    assert max(map(len, settings["reply_markup"]["inline_keyboard"])) == 2
    large = await tap(person, settings, "large:yes", has_button("large:no"))
    assert set(map(len, large["reply_markup"]["inline_keyboard"])) == {1}
    found = await command(person, "/add 타이레놀", has_button("take:"))
    assert set(map(len, found["reply_markup"]["inline_keyboard"])) == {1}
    await tap(person, large, "large:no", has_button("large:yes"))


@LANGUAGES
async def test_a_large_list_has_every_warning_and_fewer_words(house: BotHarness, language):
    person = await house.person(language)
    for name in ("스포라녹스", "심바스타틴", "타이레놀", "와파린"):
        await command(person, f"/add {name}", has_button("take:"))
        found = (await person.messages(0)).messages[-1]
        await tap(person, found, "take:", has_button("list:"))
    usual = await command(person, "/mymeds", has_button("med:"))
    settings = await command(person, "/settings", has_button("large:yes"))
    await tap(person, settings, "large:yes", has_button("large:no"))
    large = await command(person, "/mymeds", has_button("list:0:pick"))
    for sign in ("🔴", "🟠", "⚪", "🔎"):
        assert text_of(large).count(sign) == text_of(usual).count(sign)
    assert "🔴" in text_of(large)
    assert Shown("", (large,)).characters < Shown("", (usual,)).characters
    assert len(buttons_of(large)) // 2 == 3
    picking = await tap(person, large, "list:0:pick", has_button("med:"))
    next_two = await tap(person, picking, "list:1:pick", has_button("med:"))
    assert not set(buttons_of(picking)) & {b for b in buttons_of(next_two) if b.startswith("med:")}


@LANGUAGES
async def test_what_is_told_of_a_person_is_checked_from_then_on(house: BotHarness, language):
    person = await house.person(language)
    found = await command(person, "/add 디아제팜", has_button("take:"))
    added = await tap(person, found, "take:", has_button("list:"))
    assert NOT_CHECKED[language] in text_of(added)
    profile = await tap(person, added, "profile", has_button("tell:born"))
    await tap(person, profile, "tell:born", says("1950"))
    told = await command(person, "١٩٤٠", says("1940"))
    caution = "어르신 주의" if language == "ko" else "older people"
    assert caution in text_of(told)
    asked = await tap(person, told, "tell:pregnant", has_button("told:pregnant:no"))
    told = await tap(person, asked, "told:pregnant:no", has_button("tell:pregnant"))
    asked = await tap(person, told, "tell:pregnant", has_button("tell:nursing"))
    asked = await tap(person, asked, "tell:nursing", has_button("told:nursing:no"))
    told = await tap(person, asked, "told:nursing:no", has_button("untell"))
    listed = await tap(person, told, "list:", has_button("med:"))
    await tap(person, listed, "cautions:", says(caution))
    settings = await command(person, "/settings", has_button("profile"))
    told = await tap(person, settings, "profile", has_button("untell"))
    forgotten = await tap(person, told, "untell", has_button("tell:born"))
    assert caution not in text_of(forgotten)
    assert NOT_CHECKED[language] in text_of(forgotten)


@LANGUAGES
@pytest.mark.parametrize("is_large", [False, True])
async def test_a_birth_year_is_told_by_taps_alone(house: BotHarness, language, is_large):
    person = await house.person(language)
    settings = await command(person, "/settings", has_button("large:yes"))
    if is_large:
        settings = await tap(person, settings, "large:yes", has_button("large:no"))
        settings = await tap(person, settings, "othersettings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("tell:born"))
    likely = await tap(person, profile, "tell:born", has_button("decade:1950"))
    older = await tap(person, likely, "decades:0", has_button("decade:1920"))
    likely = await tap(person, older, "decades:1", has_button("decade:1930"))
    first = await tap(person, likely, "decade:1950", has_button("told:born:1954"))
    second = await tap(person, first, "decade:1950:1", has_button("told:born:1957"))
    for screen in (likely, older, first, second):
        rows = screen["reply_markup"]["inline_keyboard"]
        assert max(map(len, rows)) == (1 if is_large else 2)
        tapped = [button["callback_data"] for row in rows for button in row]
        turning = [
            data
            for data in tapped
            if data.startswith("decades:") or data in ("decade:1950:0", "decade:1950:1")
        ]
        assert len(tapped) - len(turning) <= 6
    told = await tap(person, second, "told:born:1957", has_button("untell"))
    assert "1957" in text_of(told)


async def test_the_youngest_were_born_this_year_and_nobody_later(house: BotHarness):
    person = await house.person()
    settings = await command(person, "/settings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("tell:born"))
    likely = await tap(person, profile, "tell:born", has_button("decade:1950"))
    young, page = likely, 2
    while has_button(f"decades:{page}")(young):
        young, page = await tap(person, young, f"decades:{page}", has_button("decades:")), page + 1
    year = datetime.now(UTC).year
    decade = year // 10 * 10
    years = await tap(person, young, f"decade:{decade}", has_button("told:born"))
    if year % 10 > 4:
        years = await tap(person, years, f"decade:{decade}:1", has_button("told:born"))
    offered = [data for data in buttons_of(years) if data.startswith("told:born:")]
    assert offered[-1] == f"told:born:{year}"


@pytest.mark.parametrize("text", ["-1", "1e9", "1899", "2999", "٣", "stuff", "1950-05-05", "9" * 4000])
async def test_a_year_that_is_none_is_answered_kindly_and_can_be_written_again(house: BotHarness, text):
    person = await house.person()
    settings = await command(person, "/settings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("tell:born"))
    await tap(person, profile, "tell:born", says("1950"))
    await command(person, text, says("알아듣지 못했어요"))
    await command(person, "1950년", says("1950"))


async def test_nothing_is_told_of_a_person_before_consent(house: BotHarness):
    person = await house.person(ready=False)
    settings = await command(person, "/settings", has_button("profile"))
    profile = await tap(person, settings, "profile", has_button("tell:born"))
    await tap(person, profile, "tell:born", has_button("consent:yes"))


@LANGUAGES
async def test_how_reminders_come_is_set_by_taps(house: BotHarness, language):
    person = await house.person(language)
    settings = await command(person, "/settings", has_button("reminders"))
    shown = await tap(person, settings, "reminders", has_button("repeat:"))
    shown = await tap(person, shown, "repeat:15:3", says("15"))
    shown = await tap(person, shown, "repeat:15:4", has_button("repeat:15:5"))
    shown = await tap(person, shown, "quiet:2100:0700", says("21:00"))
    shown = await tap(person, shown, "discreet:yes", has_button("discreet:no"))
    account = await house.service.stores.accounts.find(person.chat_id)
    assert account
    quiet = QuietHours(time(21), time(7))
    assert (account.habits, account.is_discreet) == (Habits(timedelta(minutes=15), 4, quiet), True)
    await tap(person, shown, "settings", has_button("speak:"))
