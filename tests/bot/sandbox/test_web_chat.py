"""The web chat in a real Chromium, with a small bot behind it."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings

from .api_spec import Journal
from .conftest import picture
from .echo_bot import echo_bot

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)

pytestmark = [
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(),
        reason="the web chat is tested in Debian's Chromium, which is not installed here",
    ),
    pytest.mark.asyncio(loop_scope="module"),  # one browser for them all
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(tmp_path: Path, journal: Journal) -> AsyncIterator[Sandbox]:
    """A sandbox whose clock runs, with a bot that answers."""
    settings = SandboxSettings(state_file=tmp_path / "sandbox.json")
    async with Sandbox(settings) as sandbox, echo_bot(sandbox, journal):
        yield sandbox


class Visit(Protocol):
    async def __call__(self, url: str, viewport: ViewportSize = PHONE, locale: str = "ko-KR") -> Page: ...


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Open the chat; a page that failed or reached for another host fails its test in the end."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    async def visit(url: str, viewport: ViewportSize = PHONE, locale: str = "ko-KR") -> Page:
        contexts.append(await browser.new_context(viewport=viewport, locale=locale))
        page = await contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(f"the page failed: {error}"))
        page.on(
            "console", lambda line: problems.append(line.text) if "Security Policy" in line.text else None
        )
        page.on("request", lambda request: problems.extend(_elsewhere(request.url, url)))
        await page.goto(url)
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert problems == []


def _elsewhere(address: str, url: str) -> list[str]:
    return [] if address.startswith((url, "blob:", "data:")) else [f"the page reached for {address}"]


@pytest_asyncio.fixture(loop_scope="module")
async def page(visit: Visit, sandbox: Sandbox) -> Page:
    return await visit(sandbox.url)


@pytest_asyncio.fixture(loop_scope="module")
async def chat(page: Page) -> Page:
    """A page on which the person has started the bot and been greeted."""
    await page.get_by_role("button", name="시작").click()
    await expect(bots(page)).to_have_text(re.compile("안녕하세요"))
    return page


def bots(page: Page) -> Locator:
    return page.locator("#log .bots").last


def own(page: Page) -> Locator:
    return page.locator("#log .own").last


async def attach(page: Page, *sizes: tuple[int, int]) -> None:
    files = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(size)}
        for n, size in enumerate(sizes)
    ]
    await page.set_input_files("#files", files)  # type: ignore[arg-type]


async def is_shown(photo: Locator) -> bool:
    """Return whether a photo's bytes have come and been decoded."""
    return bool(await photo.evaluate("image => image.decode().then(() => image.naturalWidth > 0)"))


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_person_starts_writes_and_is_answered(
    visit: Visit, sandbox: Sandbox, viewport: ViewportSize
) -> None:
    page = await visit(sandbox.url, viewport)
    await page.get_by_role("button", name="시작").click()
    await expect(bots(page).locator("strong")).to_have_text("안녕하세요")
    await page.get_by_role("textbox", name="메시지").fill("타이레놀 먹어도 돼요?")
    await page.keyboard.press("Enter")
    await expect(own(page)).to_contain_text("타이레놀 먹어도 돼요?")
    await expect(bots(page)).to_contain_text("들었어요: 타이레놀 먹어도 돼요?")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


async def test_markup_in_a_text_stays_text(chat: Page) -> None:
    await chat.get_by_role("textbox").fill("<img src=x onerror=alert(1)> <b>굵게</b>")
    await chat.keyboard.press("Enter")
    await expect(bots(chat)).to_contain_text("<img src=x onerror=alert(1)> <b>굵게</b>")
    assert await chat.locator("#log .words img, #log .words b").count() == 0


async def test_a_long_answer_is_shown_from_its_beginning(chat: Page) -> None:
    text = "아주 긴 말이에요. " * 150
    await chat.locator("#text").fill(text)
    await chat.locator("#send").click()
    await expect(bots(chat)).to_contain_text("들었어요")
    await expect(bots(chat).locator(".bubble")).to_be_in_viewport()
    bar, answer = await chat.locator("header").bounding_box(), await bots(chat).bounding_box()
    assert bar
    assert answer
    assert answer["height"] > PHONE["height"]
    assert bar["height"] <= answer["y"] < PHONE["height"] / 2
    await chat.locator("#to-end").click()
    await expect(chat.locator("#to-end")).to_be_hidden()


async def test_enter_does_not_send_a_syllable_that_is_being_composed(chat: Page) -> None:
    await chat.get_by_role("textbox").fill("안녀")
    enter = (
        "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })"
    )
    await chat.get_by_role("textbox").evaluate(f"text => text.dispatchEvent({enter})")
    await expect(chat.get_by_role("textbox")).to_have_value("안녀")


async def test_a_photo_goes_out_and_its_answer_is_seen(chat: Page) -> None:
    await attach(chat, (800, 600))
    await expect(chat.locator("#tray img")).to_be_visible()
    await chat.get_by_role("textbox").fill("이 약이 뭐예요?")
    await chat.get_by_role("button", name="보내기", exact=True).click()
    await expect(own(chat)).to_contain_text("이 약이 뭐예요?")
    assert await is_shown(own(chat).get_by_role("img", name="내가 보낸 사진"))
    await expect(bots(chat)).to_contain_text("돌려드려요")
    assert await is_shown(bots(chat).get_by_role("img"))


async def test_several_photos_become_one_album(chat: Page, journal: Journal) -> None:
    await attach(chat, (300, 200), (301, 200), (302, 200))
    await chat.get_by_role("button", name="보내기", exact=True).click()
    await expect(chat.locator(".own .photos img")).to_have_count(3)
    await expect(chat.locator(".own .photos")).to_have_count(1)
    await expect(chat.locator(".bots .photos")).to_have_count(3)
    updates = [
        update for one in journal.exchanges if one.method == "getUpdates" for update in one.answer["result"]
    ]
    groups = {
        update["update_id"]: update["message"].get("media_group_id")
        for update in updates
        if "message" in update
    }
    assert len(set(groups.values()) - {None}) == 1
    assert sum(group is not None for group in groups.values()) == 3


async def test_a_photo_can_be_sent_as_a_file_and_taken_out_again(chat: Page) -> None:
    await attach(chat, (300, 200), (301, 200))
    await chat.get_by_role("button", name="빼기: 0.jpg").click()
    await chat.get_by_label("원본 파일로 보내기").check()
    await chat.get_by_role("button", name="보내기", exact=True).click()
    await expect(own(chat).get_by_role("link")).to_contain_text("1.jpg")
    assert await chat.locator(".own img").count() == 0


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_photos_can_be_pasted_and_dropped(chat: Page, way: str) -> None:
    script = """([way, bytes]) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "pills.jpg", { type: "image/jpeg" }));
        const carried = { bubbles: true, cancelable: true, clipboardData: files, dataTransfer: files };
        const event = way === "paste" ? new ClipboardEvent("paste", carried) : new DragEvent("drop", carried);
        document.querySelector("#text").dispatchEvent(event);
    }"""
    await chat.evaluate(script, [way, list(picture((64, 64)))])
    await expect(chat.locator("#tray img")).to_have_attribute("alt", "pills.jpg")


async def test_a_button_is_answered_by_a_notice_and_an_edit_in_place(chat: Page) -> None:
    message = await bots(chat).get_attribute("data-message")
    await chat.get_by_role("button", name="네", exact=True).click()
    await expect(chat.locator("#toasts")).to_contain_text("고마워요")
    await expect(bots(chat)).to_contain_text("눌렀어요")
    await expect(bots(chat)).to_contain_text("수정됨")
    assert await bots(chat).get_attribute("data-message") == message
    assert await chat.locator("#log .bots").count() == 1
    await expect(chat.get_by_role("button", name="네", exact=True)).to_be_focused()


async def test_an_alert_waits_until_it_is_read(chat: Page) -> None:
    await chat.get_by_role("button", name="주의").click()
    await expect(chat.get_by_role("dialog")).to_contain_text("조심하세요")
    await chat.get_by_role("button", name="확인").click()
    await expect(chat.get_by_role("dialog")).to_have_count(0)


async def test_a_deleted_message_vanishes_from_the_page(chat: Page) -> None:
    await chat.get_by_role("button", name="지우기").click()
    await expect(chat.locator("#log .bots")).to_have_count(0)


async def test_a_photo_opens_large_and_escape_closes_it(chat: Page) -> None:
    await attach(chat, (1280, 960))
    await chat.get_by_role("button", name="보내기", exact=True).click()
    await bots(chat).locator(".photo").click()
    viewer = chat.get_by_role("dialog", name="사진")
    await expect(viewer).to_contain_text("돌려드려요")
    assert (
        await viewer.get_by_role("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        == 1280
    )
    await chat.keyboard.press("ArrowLeft")
    await expect(viewer).not_to_contain_text("돌려드려요")
    await chat.keyboard.press("Escape")
    await expect(viewer).not_to_be_visible()
    await expect(bots(chat).locator(".photo")).to_be_focused()


async def test_a_still_of_the_camera_goes_out_as_a_photo(chat: Page) -> None:
    await chat.get_by_role("button", name="카메라").click()
    await chat.get_by_role("button", name="찍기", exact=True).click()
    await expect(chat.locator("#camera-still")).to_be_visible()
    await chat.get_by_role("button", name="다시 찍기").click()
    await expect(chat.locator("#camera-still")).not_to_be_visible()
    await chat.get_by_role("button", name="찍기", exact=True).click()
    await chat.get_by_role("dialog").get_by_role("button", name="보내기").click()
    assert await is_shown(own(chat).get_by_role("img"))
    await expect(bots(chat)).to_contain_text("돌려드려요")
    assert await chat.evaluate("document.querySelector('#camera-video').srcObject") is None


async def test_the_command_menu_works_by_keyboard(chat: Page) -> None:
    await chat.get_by_role("button", name="명령 메뉴").press("Enter")
    await expect(chat.get_by_role("button", name="/start 처음부터")).to_be_focused()
    await chat.keyboard.press("ArrowDown")
    await chat.keyboard.press("Enter")
    await expect(own(chat)).to_contain_text("/soon")
    await expect(chat.locator("#status")).to_have_text("사진 보내는 중…")
    await chat.get_by_role("textbox").fill("/sta")
    await expect(chat.locator("#commands button")).to_have_count(1)


async def test_a_command_in_a_text_can_be_pressed(chat: Page) -> None:
    await chat.get_by_role("textbox").fill("다음은 /soon 이에요")
    await chat.keyboard.press("Enter")
    await bots(chat).get_by_role("button", name="/soon").click()
    await expect(own(chat)).to_have_text(re.compile(r"^/soon"))


async def test_language_and_type_size_are_chosen_and_remembered(chat: Page) -> None:
    before = await chat.locator("h1").evaluate("title => parseFloat(getComputedStyle(title).fontSize)")
    await chat.get_by_role("button", name="설정").click()
    await chat.get_by_label("English").check()
    await chat.get_by_label("Largest").check()
    await chat.get_by_role("button", name="Done").click()
    await chat.reload()
    await expect(chat.get_by_role("textbox", name="Message")).to_be_visible()
    after = await chat.locator("h1").evaluate("title => parseFloat(getComputedStyle(title).fontSize)")
    assert after == pytest.approx(1.5 * before)
    await chat.get_by_role("button", name="Commands").click()
    await expect(chat.get_by_role("button", name="/start Begin")).to_be_visible()
    assert await chat.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_an_english_browser_is_spoken_to_in_english(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit(sandbox.url, DESK, "en-GB")
    await page.get_by_role("button", name="Start").click()
    await expect(bots(page)).to_be_visible()
    chat_id = await page.evaluate("localStorage.getItem('chat_id')")
    view = await sandbox.client().ask("GET", f"/sandbox/chats/{chat_id}")
    assert view["person"]["language_code"] == "en"


async def test_the_bot_can_be_blocked_and_taken_back(chat: Page) -> None:
    await chat.get_by_role("button", name="설정").click()
    await chat.get_by_role("button", name="봇 차단").click()
    await chat.get_by_role("button", name="차단 풀기").click()
    await expect(chat.locator("#log .bots")).to_have_count(2)


async def test_everything_has_a_name_for_a_screen_reader(chat: Page) -> None:
    await attach(chat, (300, 200))
    await chat.get_by_role("button", name="보내기", exact=True).click()
    await expect(bots(chat)).to_contain_text("돌려드려요")
    await expect(chat.get_by_role("log", name="대화")).to_have_attribute("aria-live", "polite")
    nameless = await chat.evaluate("""() => [...document.querySelectorAll("button, a, textarea, dialog, article")]
        .filter((element) => !(element.getAttribute("aria-label") || element.getAttribute("aria-labelledby")
                               || element.textContent.trim() || element.querySelector("img[alt]:not([alt=''])")))
        .map((element) => element.outerHTML)""")
    assert nameless == []
    assert await chat.locator("#log img:not([alt])").count() == 0


async def test_the_page_finds_its_chat_again_after_a_reload(chat: Page) -> None:
    await chat.reload()
    await expect(chat.locator("#log .bots")).to_contain_text("안녕하세요")
    await expect(chat.get_by_role("textbox")).to_be_visible()


async def test_a_chat_that_is_opened_shows_its_last_message_though_an_older_one_was_edited_later(
    chat: Page,
) -> None:
    await chat.locator("#text").fill("아주 긴 말이에요. " * 150)
    await chat.locator("#send").click()
    await expect(bots(chat)).to_contain_text("들었어요")
    await chat.get_by_role("button", name="네", exact=True).click()
    await expect(chat.locator("#log .bots").first).to_contain_text("눌렀어요")
    await chat.reload()
    await expect(bots(chat).locator(".bubble")).to_be_in_viewport()
    await expect(chat.locator("#unread")).to_be_hidden()


async def test_the_page_comes_back_after_the_sandbox_was_away(visit: Visit, tmp_path: Path) -> None:
    settings = SandboxSettings(state_file=tmp_path / "kept.json")
    async with AsyncExitStack() as stack:
        first = Sandbox(settings)
        await first.start()
        url, port = first.url, int(first.url.rpartition(":")[2])
        page = await visit(url)
        await page.get_by_role("button", name="시작").click()
        await expect(own(page)).to_contain_text("/start")
        await first.stop()
        await expect(page.get_by_role("alert")).to_be_visible()
        await stack.enter_async_context(Sandbox(settings, port=port))
        await expect(page.get_by_role("alert")).not_to_be_visible()
        await page.get_by_role("textbox").fill("다시 왔어요")
        await page.keyboard.press("Enter")
        await expect(own(page)).to_contain_text("다시 왔어요")
        await expect(page.locator("#log .own")).to_have_count(2)


async def test_a_person_whom_the_sandbox_forgot_begins_anew(visit: Visit) -> None:
    async with Sandbox() as first:
        url, port = first.url, int(first.url.rpartition(":")[2])
        page = await visit(url)
        await page.get_by_role("button", name="시작").click()
        await expect(own(page)).to_contain_text("/start")
    async with Sandbox(port=port):
        await expect(page.get_by_role("button", name="시작")).to_be_visible()
        await expect(page.locator("#log .own")).to_have_count(0)
