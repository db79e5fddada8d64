"""Usual screens are short: on one phone screen, in both languages, and shorter still where large and simple is set."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import ViewportSize, async_playwright

from tests.bot.sandbox.test_web_chat import ARGUMENTS, CHROMIUM
from tests.e2e.usual_screens import Actor, Stage, reminded, staged, usual

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]

MODES = [(language, is_large) for language in ("ko", "en") for is_large in (False, True)]
MOST = {False: 350, True: 200}  # characters without a tap; large and simple has fewer
MOST_BUTTONS = {False: 7, True: 3}
PHONE = ViewportSize(width=390, height=844)
MEASURE = """all => all.map(one => {
    const picture = one.querySelector(".photos");  // as high as it is taken; what is said stands below
    const above = picture ? picture.getBoundingClientRect().height : 0;
    return [one.dataset.message, one.getBoundingClientRect().height - above];
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("usual")) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(stage: Stage) -> dict[tuple[str, bool], list[Actor]]:
    """Every usual screen in both languages and both modes."""
    everyone = {mode: await usual(stage, mode[0], is_large=mode[1]) for mode in MODES}
    await reminded(stage, list(everyone.values()))
    return everyone


@pytest.mark.parametrize(("language", "is_large"), MODES)
async def test_a_usual_screen_has_few_characters_and_few_buttons(shown, language, is_large):
    screens = [screen for actor in shown[language, is_large] for screen in actor.shown.values()]
    assert len(screens) >= 20
    long = [(s.name, s.characters) for s in screens if s.characters > MOST[is_large]]
    crowded = [(s.name, s.buttons) for s in screens if s.buttons > MOST_BUTTONS[is_large]]
    assert not long
    assert not crowded


@pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="needs Debian's Chromium, which is not installed here"
)
async def test_a_usual_screen_fits_on_a_phone(shown, stage: Stage):
    high = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for mode, actors in shown.items():
            for actor in actors:
                heights = await heights_of(browser, stage, actor)
                high += [
                    (*mode, screen.name, total)
                    for screen in actor.shown.values()
                    if (total := sum(heights.get(m["message_id"], 0) for m in screen.messages))
                    > PHONE["height"]
                ]
        await browser.close()
    assert not high, high


async def heights_of(browser, stage: Stage, actor: Actor) -> dict[int, float]:
    """Return how high each message of a person's chat is, in pixels."""
    page = await browser.new_page(viewport=PHONE)
    await page.add_init_script(f"localStorage.setItem('chat_id', '{actor.person.chat_id}')")
    await page.goto(stage.house.sandbox.url)
    await page.locator("#log .bots").last.wait_for()
    found = await page.locator("#log [data-message]").evaluate_all(MEASURE)
    await page.close()
    return {int(message): height for message, height in found}
