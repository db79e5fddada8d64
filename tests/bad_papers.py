"""Photos of papers as they should not be: no medicine on them, or hard to read. Drawn by the tests."""

import io
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.printed_pages import TABLE, Printed, box, guide, jpeg_of, photographed, text_page

PAPER = (250, 250, 247)
BOOK = "그는 약속 시간보다 조금 일찍 나와 창밖을 보았다. 비가 내렸다."
LONG = "약속은 사람과 사람 사이의 일이라서 말로만 남으면 잊히기 쉽다고 그는 적었다"  # 40 characters
MILK = "8801115114031"
Pixels = NDArray[np.uint8]


def receipt() -> bytes:
    """Return a receipt of a supermarket."""
    said = (
        "영 수 증",
        "새봄마트",
        "우유 1L  2,900",
        "계란 30구  7,980",
        "합계  10,880",
        "카드 승인 2026-11-20",
    )
    return photographed(text_page(*said))


def menu() -> bytes:
    """Return the menu of a restaurant."""
    return photographed(
        text_page("오늘의 차림표", "김치찌개 9,000원", "비빔밥 9,500원", "불고기정식 13,000원")
    )


def book() -> bytes:
    """Return a page of a novel."""
    return photographed(text_page(*[BOOK] * 9))


def english() -> bytes:
    """Return a page in English."""
    said = ("Pharmacy notes", "Take one tablet twice daily", "after meals with water", "Refills: 2")
    return photographed(text_page(*said))


def long() -> bytes:
    """Return a page of ten thousand characters."""
    return photographed(text_page(*[LONG] * 250, size=12))


def handwriting() -> bytes:
    """Return lines of strokes as of a pen."""
    rng, page = np.random.default_rng(3), Image.new("RGB", (1000, 700), PAPER)
    draw = ImageDraw.Draw(page)
    for y in range(90, 650, 80):
        for x in range(80, 850, 46):
            steps = rng.normal(0, 13, (7, 2)).cumsum(axis=0) * (0.7, 0.5)
            draw.line([(x + a, y + b) for a, b in steps], (40, 40, 110), 4, joint="curve")
    return photographed(page)


def on_a_screen(medicines: Sequence[Printed]) -> bytes:
    """Return a page on a screen, far away: its pixels and those of the camera make waves."""
    whole = np.asarray(guide(medicines).resize((600, 450)), np.float32)
    y, x = np.mgrid[0:450, 0:600].astype(np.float32)
    grid = (1 + np.sin(2 * np.pi * (x + 0.2 * y) / 2.3)) * (1 + np.sin(2 * np.pi * (y - 0.1 * x) / 2.7)) / 4
    waves = 0.6 + 0.4 * np.sin(2 * np.pi * (x + y) / 37)
    seen = whole * (0.25 + 0.75 * grid[..., None]) * waves[..., None]
    return jpeg_of(Image.fromarray(seen.clip(0, 255).astype(np.uint8)).resize((1200, 900)))


def web_address() -> bytes:
    """Return a QR code that leads to a page of the web."""
    made = zxingcpp.create_barcode("https://example.com/today", zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(made, scale=8))).convert("RGB")
    page = Image.new("RGB", (900, 700), PAPER)
    page.paste(code, (280, 180))
    return photographed(page)


def milk() -> bytes:
    """Return the code on a carton of milk."""
    return photographed(box(MILK, "신선한 우유"))


def torn(medicines: Sequence[Printed]) -> bytes:
    """Return a page whose lower right corner was torn off."""
    page = guide(medicines)
    edge = [(x, 560 - 0.12 * x + (14 if x % 80 else -14)) for x in range(0, 1240, 40)]
    ImageDraw.Draw(page).polygon([*edge, (1200, 900), (0, 900)], TABLE)
    return photographed(page)


def wet(medicines: Sequence[Printed]) -> bytes:
    """Return a page with blots in which the print has run."""
    page = np.asarray(guide(medicines)).astype(np.float32)
    run = cv2.GaussianBlur(page, (0, 0), 9) * (0.86, 0.83, 0.74)
    blots = np.zeros(page.shape[:2], np.float32)
    for centre, axes in (((300, 420), (230, 60)), ((820, 640), (260, 70))):
        cv2.ellipse(blots, centre, axes, 8, 0, 360, 1.0, -1)
    share = cv2.GaussianBlur(blots, (0, 0), 6)[..., None]
    return photographed(Image.fromarray((page * (1 - share) + run * share).astype(np.uint8)))


def upside_down(medicines: Sequence[Printed]) -> bytes:
    """Return a page that stands on its head."""
    return photographed(guide(medicines).rotate(180))


def half(medicines: Sequence[Printed]) -> bytes:
    """Return a photo that does not show the right side of a page."""
    whole = Image.open(io.BytesIO(photographed(guide(medicines))))
    return jpeg_of(whole.crop((0, 0, int(whole.width * 0.75), whole.height)))


def two_pages(medicines: Sequence[Printed]) -> bytes:
    """Return two pages, one below the other."""
    both, middle = Image.new("RGB", (1200, 1800)), len(medicines) // 2
    both.paste(guide(medicines[:middle]), (0, 0))
    both.paste(guide(medicines[middle:]), (0, 900))
    return photographed(both)


WITHOUT: dict[str, Callable[[], bytes]] = {
    "receipt": receipt, "menu": menu, "book": book, "English page": english, "10,000 characters": long,
    "handwriting": handwriting, "web address": web_address, "milk": milk,
}  # fmt: skip
HARD: dict[str, Callable[[Sequence[Printed]], bytes]] = {
    "torn": torn, "wet": wet, "upside down": upside_down, "half": half, "two pages": two_pages,
    "screen": on_a_screen,
}  # fmt: skip
