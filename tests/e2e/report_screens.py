"""python -m tests.e2e.report_screens: pictures of the stock notice, the reminder, the chart and the page for the doctor.

In both languages, of a woman with eight medicines, through the real bot and the sandbox's chat, by a clock that is moved.
They are written beside the page that shows them, bot/documentation/screens. Pages of PDF become pictures with pypdfium2,
which is not among the requirements: pip install pypdfium2.
"""

import asyncio
import io
import re
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bot.app.service import Service
from bot.core.doses.model import DoseState
from bot.core.people.accounts import Account, ChatId
from bot.sandbox.server import Sandbox
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Allergen, Profile
from tests.bench.year import a_bot
from tests.bot.sandbox.test_web_chat import ARGUMENTS, CHROMIUM
from tests.e2e.famous_screens import SPEECHES, Speech
from tests.fakes import FakeClock
from tests.schedules import scheduled

SCREENS = Path(__file__).resolve().parents[2] / "bot" / "documentation" / "screens"
PHONE = ViewportSize(width=390, height=900)
NAMES = ("노바스크", "아스피린", "와파린", "심바스타틴", "스포라녹스", "타이레놀", "디아제팜", "글루코파지")
ALLERGIC = Profile(
    1950,
    allergies=(
        Allergen("페니실린", "페니실린계 항생제", "penicillins", group="penicillin"),
        Allergen("복숭아"),
    ),
)
BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = 21
COLOURS = 128


async def shoot(page: Page, name: str) -> None:
    """Keep the newest message as a small picture."""
    keep(await page.locator("#log .bots").last.screenshot(), name)


def keep(data: bytes, name: str) -> None:
    whole = Image.open(io.BytesIO(data)).convert("RGB")
    SCREENS.mkdir(parents=True, exist_ok=True)
    whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(SCREENS / f"{name}.png", optimize=True)


async def fill(service: Service, catalogue: Path, account: Account, now: datetime) -> None:
    """Put eight medicines on the list, and allergies; of one medicine, five tablets will be left in the end."""
    await service.services.accounts.describe(account, ALLERGIC)
    store = service.stores.medications
    with Catalogue.open(catalogue) as found:
        products = [found.search(name, limit=1)[0].product for name in NAMES]
    for number, product in enumerate(products):
        added = await store.add(
            account.person_id, product.id, product.name, f"screen:{account.chat_id}:{number}", now, most=20
        )
        assert added.id is not None
        times = (time(8), time(20)) if number % 3 == 0 else (time(8),)
        if number != NAMES.index("타이레놀"):
            await store.plan(account.person_id, added.id, scheduled(times), now)
        await store.count(account.person_id, added.id, 90)
        if number == 1:
            await store.count(account.person_id, added.id, DAYS + 6)


async def live(service: Service, clock: FakeClock, account: Account) -> None:
    """Let three weeks go by; most doses are taken. The last hours end at the notice of the day."""
    while clock() < BEGIN + timedelta(days=DAYS):
        clock.advance(hours=1)
        await service.services.tick(clock())
        await service.services.settled()
    taken = f"UPDATE doses SET state = '{DoseState.TAKEN}', next_at = NULL WHERE id % 9 AND state IN ('missed', 'asked')"  # noqa: S608
    async with service.stores.dose_record._database.change() as tx:  # noqa: SLF001  (a month of taps at once)
        await tx.run(taken)
    for medication in await service.stores.medications.active(account.person_id):
        if medication.stock == DAYS + 6:
            await service.stores.medications.count(account.person_id, medication.id, 5)
    for _ in range(26):
        clock.advance(hours=1)
        await service.services.tick(clock())
        await service.services.settled()


async def say(page: Page, text: str, then: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#send").click()
    await expect(page.locator("#log .bots").last).to_contain_text(re.compile(then), timeout=30_000)


async def walk(speech: Speech, service: Service, sandbox: Sandbox, clock: FakeClock, knowledge: Path) -> None:
    """Go into the chat, live for three weeks, and keep what is seen."""
    is_korean = speech.code == "ko"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=PHONE, locale=speech.locale)
        await page.goto(sandbox.url)
        for button in speech.buttons:
            await page.get_by_role("button", name=re.compile(button)).first.click()
        await expect(page.get_by_role("log")).to_contain_text(re.compile(speech.welcomed))
        rows = await service.stores.dose_record._database.rows(
            "SELECT max(created_at), chat_id FROM accounts"
        )  # noqa: SLF001
        account = await service.stores.accounts.find(ChatId(rows[0]["chat_id"]))
        assert account
        await fill(service, knowledge, account, clock())
        await live(service, clock, account)
        told = (
            page.locator("#log .bots")
            .filter(has_text="새로 받을 약" if is_korean else "Time for a new pack")
            .last
        )
        await expect(told).to_be_visible()
        keep(await told.screenshot(), f"stock-notice-{speech.code}")
        await told.get_by_role("button").first.click()
        filled = page.locator("#log .bots").filter(has_text=re.compile("더했어요|Added")).last
        await expect(filled).to_be_visible()
        keep(await filled.screenshot(), f"stock-{speech.code}")
        await say(page, "/report", "보여 주세요" if is_korean else "Show this page")
        await shoot(page, f"report-{speech.code}")
        await page.locator("#log .bots").last.get_by_role("button").first.click()
        await expect(page.locator("#log .bots img").last).to_be_visible()
        await shoot(page, f"chart-{speech.code}")
        await browser.close()
        await keep_page(service, account, clock(), speech.code)


async def keep_page(service: Service, account: Account, now: datetime, code: str) -> None:
    """Keep the page for the doctor as a picture."""
    import pypdfium2  # type: ignore[import-not-found]

    from bot.telegram.features.reports.page_views import page
    from bot.telegram.ui.personalization import texts_for

    fresh = await service.stores.accounts.find(account.chat_id)
    assert fresh
    report = await service.services.reports.report(fresh, now)
    data = await service.services.draw(page(texts_for(fresh), report))
    out = io.BytesIO()
    pypdfium2.PdfDocument(data)[0].render(scale=1.3).to_pil().save(out, "png")
    keep(out.getvalue(), f"page-{code}")


async def main() -> None:
    """Make every picture."""
    for speech in SPEECHES:
        with tempfile.TemporaryDirectory() as folder:
            clock = FakeClock(BEGIN)
            async with a_bot(Path(folder), clock) as (service, sandbox):
                await walk(speech, service, sandbox, clock, Path(folder) / "knowledge.db")


if __name__ == "__main__":
    asyncio.run(main())
