"""The real bot in the real web chat: a photo, its answer, a button, the camera."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.bot.sandbox.test_web_chat import ARGUMENTS, CHROMIUM
from tests.e2e.conftest import BotHarness
from tests.pictures import drawn_pills, jpeg

pytestmark = [
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(), reason="needs Debian's Chromium, which is not installed here"
    ),
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def chat(house: BotHarness) -> AsyncIterator[Page]:
    """A phone on which the person has agreed to what is kept."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=ViewportSize(width=390, height=844), locale="ko-KR")
        page.set_default_timeout(15_000)
        await page.goto(house.sandbox.url)
        await page.get_by_role("button", name="시작").click()
        for button in ("한국어", "동의해요", "네, 맞아요"):
            await page.get_by_role("button", name=button).click()
        await expect(page.get_by_role("log")).to_contain_text("준비됐어요")
        yield page
        await browser.close()


async def test_a_photo_is_answered_with_numbers_and_a_pill_is_settled_by_its_letters(chat: Page):
    photo = {"name": "pills.jpg", "mimeType": "image/jpeg", "buffer": jpeg(drawn_pills())}
    await chat.set_input_files("#files", [photo])  # type: ignore[list-item]
    await chat.locator("#send").click()
    answer = chat.locator("#log .bots").last
    await expect(answer).to_contain_text("알약 4개가 보여요", timeout=30_000)
    picture = answer.locator("img").first
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") >= 320
    await chat.get_by_role("button", name="2번 무슨 약?").click()
    await expect(answer).to_contain_text("2번은 어떤 약인가요?")
    await chat.locator("#text").fill("TYLENOL 500")
    await chat.locator("#send").click()
    await chat.get_by_role("button", name=re.compile("타이레놀 500mg")).last.click()
    await chat.get_by_role("button", name="약 목록에 넣기").last.click()
    for label in ("하루 3번", "그대로", "1알", "30일치"):
        await chat.get_by_role("button", name=re.compile(f"^{label}")).last.click()
    await expect(chat.get_by_role("log")).to_contain_text("30일치(90알) 남음")
    await chat.locator("#text").fill("/mymeds")
    await chat.locator("#send").click()
    await expect(chat.locator("#log .bots").last).to_contain_text("약 1가지")


async def test_a_still_of_the_camera_is_read_like_any_photo(chat: Page):
    await chat.locator("#open-camera").click()
    await chat.locator("#camera-shoot").click()
    await chat.locator("#camera-send").click()
    answer = chat.locator("#log .bots").last
    await expect(answer).to_contain_text(re.compile("보이지 않아요|개가 보여요"), timeout=30_000)
