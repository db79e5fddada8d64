"""python -m tests.e2e.famous_screens --url URL: pictures of ten famous combinations in a demo's chat, in both languages.

The demo runs over the whole catalogue: YAKSOK_KNOWLEDGE=FILE python -m bot demo. The pictures are written beside the page
that shows them, knowledge/documentation/screens.
"""

import argparse
import asyncio
import io
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.bench.verdicts import SCREENS, SHOWN, famous_rows
from tests.bot.sandbox.test_web_chat import ARGUMENTS, CHROMIUM

PHONE = ViewportSize(width=390, height=2400)  # as high as the longest answer
COLOURS = 64  # a screen of text with signs in colour needs no more


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and what its buttons are called on the way into the chat."""

    code: str
    locale: str
    buttons: tuple[str, ...]
    welcomed: str
    ending: str  # of the answer to /check


SPEECHES = (
    Speech(
        "ko", "ko-KR", ("시작", "한국어", "동의해요", "네, 맞아요"), "준비됐어요", "약 목록에는 넣지 않았어요"
    ),
    Speech("en", "en-US", ("Start", "English", "I agree", "Yes"), "Ready", "Nothing was put on the list"),
)


async def check(page: Page, one: str, two: str, ending: str) -> None:
    """Check two products, and wait for the whole answer."""
    answers = page.locator("#log .bots")
    before = await answers.count()
    await page.locator("#text").fill(f"/check {one}, {two}")
    await page.locator("#send").click()
    await expect(answers).not_to_have_count(before)
    await expect(answers.last).to_contain_text(ending)


async def shoot(page: Page, to: Path) -> None:
    """Keep the newest answer as a small picture."""
    whole = Image.open(io.BytesIO(await page.locator("#log .bots").last.screenshot()))
    to.parent.mkdir(parents=True, exist_ok=True)
    whole.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(to, optimize=True)


async def walk(url: str, speech: Speech) -> None:
    """Go into the chat in one language, and check the combinations there."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=PHONE, locale=speech.locale)
        await page.goto(url)
        for button in speech.buttons:
            await page.get_by_role("button", name=re.compile(button)).first.click()
        await expect(page.get_by_role("log")).to_contain_text(re.compile(speech.welcomed))
        rows = famous_rows()
        for number in SHOWN:
            await check(page, rows[number]["a"], rows[number]["b"], speech.ending)
            await shoot(page, SCREENS / f"{number:02}-{speech.code}.png")
        await browser.close()


async def main(url: str) -> None:
    """Make every picture."""
    for speech in SPEECHES:
        await walk(url, speech)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    asyncio.run(main(parser.parse_args().url))
