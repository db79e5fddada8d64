"""Pages and boxes as pharmacies print them, drawn by the tests: a guide, an envelope, a prescription, a box."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from inference.drawing.fonts import font

WIDTH, HEIGHT = 1200, 900
INK = (35, 35, 40)
REGISTRATION = "521103-2345678"  # nobody's: the check digit is wrong
TABLE = (232, 230, 222)


@dataclass(frozen=True, slots=True)
class Printed:
    """A medicine as it is printed: how much, how often, for how many days, and when."""

    name: str
    per_dose: str = "1"
    per_day: int = 1
    days: int = 5
    timing: str = "아침 식후 30분"
    code: str = ""


SIX = (
    Printed("노바스크정5밀리그람", "1", 1, 5, "아침 식후 30분"),
    Printed("리피토정10밀리그램", "1", 1, 5, "저녁 식후 30분"),
    Printed("다이아벡스정500밀리그램", "1", 2, 5, "아침 저녁 식후 30분"),
    Printed("트라젠타정", "1", 1, 5, "아침 식후 30분"),
    Printed("카나브정60밀리그램", "1", 1, 5, "아침 식후 30분"),
    Printed("가스모틴정5밀리그램", "1", 3, 5, "아침 점심 저녁 식전 30분"),
)
RED = (Printed("스포라녹스캡슐", "1", 1, 7), Printed("조코정20밀리그램", "1", 1, 7, "저녁 식후 30분"))


class _Sheet:
    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.image = Image.new("RGB", (width, height), (250, 250, 247))
        self._draw = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, said: str, size: int = 26, *, bold: bool = False) -> None:
        self._draw.text((x, y), said, INK, ImageFont.truetype(str(font(bold=bold)), size))

    def line(self, y: float, left: int = 40, right: int = WIDTH - 40) -> None:
        self._draw.line((left, y, right, y), (120, 120, 120), 2)

    def qr(self, x: int, y: int, text: str, size: int = 150) -> None:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        bars = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(code, scale=4)))
        self.image.paste(bars.convert("RGB").resize((size, size)), (x, y))


def guide(medicines: Sequence[Printed], patient: str = "김영희") -> Image.Image:
    """Return a 복약안내문: a table of names, amounts, times a day, days and timing."""
    sheet = _Sheet()
    sheet.text(430, 30, "복약안내문", 44, bold=True)
    sheet.text(60, 110, f"{patient} 님   조제일 2026-11-20   새봄약국")
    sheet.line(160)
    for x, heading in ((60, "약품명"), (560, "투약량"), (670, "횟수"), (760, "일수"), (860, "복약안내")):
        sheet.text(x, 175, heading)
    sheet.line(220)
    for place, one in enumerate(medicines):
        y = 245 + 75 * place
        sheet.text(60, y, one.name, 28, bold=True)
        for x, value in ((590, one.per_dose), (690, str(one.per_day)), (775, str(one.days))):
            sheet.text(x, y, value, 28)
        sheet.text(860, y + 2, one.timing, 24)
        sheet.line(y + 55)
    return sheet.image


def envelope(medicines: Sequence[Printed]) -> Image.Image:
    """Return a 약봉투: how often, how long and when above, the names with their amounts below."""
    first, sheet = medicines[0], _Sheet(900, 1000)
    sheet.text(320, 40, "내 복 약", 60, bold=True)
    sheet.text(70, 170, "김영희 님     2026.11.20")
    sheet.text(70, 240, f"1일 {first.per_day} 회   {first.days} 일분", 44, bold=True)
    sheet.text(70, 320, f"{first.timing} 복용", 34)
    sheet.line(385, 60, 840)
    for place, one in enumerate(medicines):
        sheet.text(70, 410 + 62 * place, f"{one.name} {one.per_dose}정", 32)
    sheet.text(340, 900, "밝은약국", 40, bold=True)
    return sheet.image


def prescription(medicines: Sequence[Printed]) -> Image.Image:
    """Return a 처방전, with a registration number and a 2D code that holds it."""
    sheet = _Sheet(1200, 1250)
    sheet.text(480, 40, "처 방 전", 52, bold=True)
    sheet.text(60, 150, "교부번호  2026년 11월 20일 제00012호      의료기관 행복의원")
    sheet.text(60, 205, f"환자 성명 김영희     주민등록번호 {REGISTRATION}", 28)
    sheet.text(60, 260, "질병분류기호  I10")
    sheet.line(310)
    for x, heading in ((60, "처방 의약품의 명칭"), (720, "1회투약량"), (860, "1일횟수"), (990, "총투약일수")):
        sheet.text(x, 325, heading, 24)
    sheet.line(365)
    for place, one in enumerate(medicines):
        y = 385 + 60 * place
        sheet.text(60, y, f"{one.code} {one.name}".strip(), 27)
        for x, value in ((760, one.per_dose), (895, str(one.per_day)), (1030, str(one.days))):
            sheet.text(x, y, value, 27)
    sheet.line(400 + 60 * len(medicines))
    sheet.text(60, 420 + 60 * len(medicines), "이하여백")
    sheet.qr(960, 1030, f"{REGISTRATION};김영희;행복의원")
    return sheet.image


def text_page(*said: str, size: int = 30) -> Image.Image:
    """Return a page of nothing but lines of text."""
    sheet = _Sheet(1000, max(400, 80 + 2 * size * len(said)))
    for place, one in enumerate(said):
        sheet.text(50, 40 + 2 * size * place, one, size)
    return sheet.image


def box(code: str, name: str, *, expiry: str = "", lot: str = "") -> Image.Image:
    """Return the front of a box: an EAN-13 or, with an expiry (YYMMDD) and a lot, a GS1 DataMatrix."""
    sheet = _Sheet(900, 600)
    sheet.text(60, 60, name, 56, bold=True)
    sheet.text(60, 150, "일반의약품", 30)
    if expiry or lot:
        text = f"(01)0{code}(17){expiry}(10){lot}"
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    else:
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.EAN13)
    bars = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(made, scale=4))).convert("RGB")
    sheet.image.paste(bars, (380, 300))
    return sheet.image


def photographed(page: Image.Image, *, turn: float = 2.0, seed: int = 1, quality: int = 88) -> bytes:
    """Return a page as it lies on a table under a lamp, a little askew: a JPEG of at most 1,280 pixels."""
    rng = np.random.default_rng(seed)
    sheet = cv2.cvtColor(np.asarray(page), cv2.COLOR_RGB2BGR)
    height, width = sheet.shape[:2]
    table = np.full((int(height * 1.2), int(width * 1.2), 3), TABLE[::-1], np.uint8)
    table = np.asarray(table * np.array([0.55, 0.6, 0.7])).astype(np.uint8)
    shift = np.array([[1, 0, width * 0.1], [0, 1, height * 0.1]])
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    matrix = shift @ np.vstack([turned, [0, 0, 1]])
    size = (table.shape[1], table.shape[0])
    warped = cv2.warpAffine(sheet, matrix, size, flags=cv2.INTER_AREA)
    inside = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, size)
    photo = np.where(inside[..., None] > 127, warped, table)
    light = np.linspace(0.86, 1.04, size[0])[None, :, None]
    lit = np.clip(photo * light + rng.normal(0, 3, photo.shape), 0, 255).astype(np.uint8)
    scale = min(1.0, 1280 / max(lit.shape[:2]))
    small = cv2.resize(lit, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())


def jpeg_of(page: Image.Image) -> bytes:
    """Return a page as it is, as a JPEG."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=92)
    return out.getvalue()


Draw = Callable[[Sequence[Printed]], Image.Image]
