"""python -m tests.e2e.screen_pictures: pictures of the main screens in both languages, for the documentation.

They are written into tests/e2e/screens.
"""

import asyncio
import io
import tempfile
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.sandbox.server import Sandbox
from inference.scan import Scanner
from inference.types import Scan
from tests.bot.sandbox.test_web_chat import ARGUMENTS, CHROMIUM
from tests.e2e.conftest import BotHarness, button, has_button, settings_for_tests
from tests.e2e.documents_stage import IBUPROFEN, opened_desk
from tests.e2e.stories import pregnant_woman, son_abroad, traveller, woman_of_74
from tests.e2e.test_own_pills import agreed, confirmed, reminded_of_all
from tests.e2e.test_reminders import Day
from tests.e2e.usual_screens import EIGHT, MORNING, Actor, reminded, staged, usual
from tests.fakes import FakeClock
from tests.pictures import drawn_pills, jpeg
from tests.printed_pages import RED, SIX, guide, photographed

SCREENS = Path(__file__).parent / "screens"
MAIN = {
    "check red": "check",
    "finding after adding": "added",
    "list of 8": "list",
    "reminder of 8": "reminder",
    "today of 8": "today",
}
OF_STORIES = {  # the screens that are kept of each: by its name in the story, the file
    woman_of_74: {"her list": "story-74-list", "her answer": "story-74-taken"},
    son_abroad: {"Mom's list": "story-son-list"},
    pregnant_woman: {"may she take it": "story-pregnant"},
    traveller: {"together with her list": "story-traveller"},
}
BY_DAY = ("reminder of 8", "today of 8")
PHONE = ViewportSize(width=390, height=2400)
COLOURS = 96


async def shoot(page: Page, message_id: int, to: Path) -> None:
    """Keep a message as a small picture."""
    message = page.locator(f'[data-message="{message_id}"]')
    whole = Image.open(io.BytesIO(await message.screenshot()))
    whole.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(to, optimize=True)


async def main() -> None:
    """Bring every screen up once more in each language, and keep the main ones."""
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder)) as stage, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            everyone = {language: await usual(stage, language, is_large=False) for language in ("ko", "en")}
            await keep(browser, stage.house.sandbox.url, everyone)
            await reminded(stage, list(everyone.values()), is_missed=False)
            await keep(browser, stage.house.sandbox.url, everyone, only=BY_DAY)
            await looked_at(browser)
            await told(browser)
            await papered(browser)
            await own_pills(browser)
            await browser.close()


async def told(browser: Browser) -> None:
    """Keep the main screens of the stories."""
    for story, names in OF_STORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            async with staged(Path(folder)) as stage:
                actor = await story(stage)
                page = await opened(browser, stage.house.sandbox.url, "en", actor.person.chat_id)
                for name, file in names.items():
                    shown = actor.shown[name].messages[-1]
                    await shoot(page, shown["message_id"], SCREENS / f"{file}.png")
                await page.close()


async def looked_at(browser: Browser) -> None:
    """Keep the answer to a photo of four drawn pills, really looked at."""
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            house = BotHarness(sandbox, sandbox.client(), settings_for_tests(sandbox, Path(folder)))
            await house.start()
            for language in ("ko", "en"):
                person = await house.person(language)
                await person.send_photo(jpeg(drawn_pills()))
                answer = await person.wait_for_bot(lambda message: "photo" in message)
                page = await opened(browser, sandbox.url, language, person.chat_id)
                await page.locator("#log .bots img").last.wait_for()
                await shoot(page, answer["message_id"], SCREENS / f"photo-{language}.png")
                await person.tap(answer["message_id"], button(answer, "pill:"))
                asked = await person.wait_for_bot(has_button("none:"))
                await page.close()
                page = await opened(browser, sandbox.url, language, person.chat_id)
                await page.locator("#log .bots img").last.wait_for()
                await shoot(page, asked["message_id"], SCREENS / f"pill-{language}.png")
                await page.close()
            await house.stop()


async def own_pills(browser: Browser) -> None:
    """Keep a reminder in which a pill is cut out of the photo of drawn pills, beside drawings of two others."""
    for language in ("ko", "en"):
        with tempfile.TemporaryDirectory() as folder:
            async with Sandbox() as sandbox:
                house = BotHarness(sandbox, sandbox.client(), settings_for_tests(sandbox, Path(folder)))
                day = Day(house, FakeClock(MORNING - timedelta(hours=1)))
                await day.start()
                person, asked, _ = await confirmed(day, language)
                await agreed(day, person, asked, language)
                for name in EIGHT[:2]:
                    found = (await day.service.services.knowledge.look_up(name, 1)).products[0]
                    await day.takes(person, found.id)
                reminder = await reminded_of_all(day, person)
                page = await opened(browser, sandbox.url, language, person.chat_id)
                await page.locator("#log .bots img").last.wait_for()
                await shoot(page, reminder["message_id"], SCREENS / f"reminder-own-{language}.png")
                await page.close()
                await day.stop()
                await house.client.close()


async def papered(browser: Browser) -> None:
    """Keep the answers to photos of a guide, a red one and a box, and what is on the list then."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened_desk(Path(folder)) as desk:
            scanner = Scanner()
            papers = {
                "page": scanner.scan(photographed(guide(SIX))),
                "page-red": scanner.scan(photographed(guide(RED))),
            }
            found = (await desk.knowledge.look_up("부루펜정400", 1)).products[0]
            desk.knowledge.codes = {IBUPROFEN.code: found.id}
            papers["box"] = Scan(1280, 800, (), b"", barcodes=(IBUPROFEN,))
            for language in ("ko", "en"):
                person = await desk.house.person(language)
                shown: dict[str, int] = {}
                for name, paper in papers.items():
                    await desk.shown(person, paper)
                    answer = await person.wait_for(has_button("doc"))
                    shown[name] = answer["message_id"]
                    if name == "page":
                        await person.tap(answer["message_id"], button(answer, "docadd:"))
                        done = await person.wait_for(has_button("list:"))
                        shown["page-added"] = done["message_id"]
                page = await opened(browser, desk.house.sandbox.url, language, person.chat_id)
                await page.locator("#log .bots img").last.wait_for()
                for name, message in shown.items():
                    await shoot(page, message, SCREENS / f"{name}-{language}.png")
                await page.close()


async def opened(browser: Browser, url: str, language: str, chat_id: int) -> Page:
    """Open somebody's chat."""
    page = await browser.new_page(viewport=PHONE, locale=language)
    await page.add_init_script(f"localStorage.setItem('chat_id', '{chat_id}')")
    await page.goto(url)
    await page.locator("#log .bots").last.wait_for()
    await page.wait_for_function("[...document.images].every(picture => picture.complete)")
    return page


async def keep(
    browser: Browser, url: str, everyone: dict[str, list[Actor]], only: Collection[str] = MAIN
) -> None:
    """Take pictures of what is shown now."""
    for language, actors in everyone.items():
        for actor in actors:
            page = await opened(browser, url, language, actor.person.chat_id)
            for name, screen in actor.shown.items():
                if name in MAIN and name in only:
                    await shoot(
                        page, screen.messages[-1]["message_id"], SCREENS / f"{MAIN[name]}-{language}.png"
                    )
            await page.close()


if __name__ == "__main__":
    asyncio.run(main())
