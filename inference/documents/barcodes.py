"""Barcodes on boxes: the code that names the product, the expiry and the lot; retried larger and sharper."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

import cv2
import numpy as np
import zxingcpp

from inference.photo import Pixels
from inference.types import Barcode, is_product_code

# QR codes and PDF417 are left out on purpose: on a prescription they hold the patient, the doctor and more.
FORMATS = (
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Code128,
)
LINEAR = FORMATS[:2]  # these hold the number of a product and nothing else
LOOKS = 4  # at a photo in which no code is found
LONGEST = 1600  # pixels: a longer photo is looked at in this size first
GROUP_END = "\x1d"
SIZES = {"01": 14, "17": 6, "11": 6, "13": 6, "15": 6}  # GS1 fields of a fixed length
LOT, SERIAL = "10", "21"
LONGEST_FIELD = 20


def read_barcodes(
    photo: Pixels, looks: int = LOOKS, formats: tuple[zxingcpp.BarcodeFormat, ...] = FORMATS
) -> tuple[Barcode, ...]:
    """Return the product codes in a photo, each once. Serial numbers are dropped.

    One look mostly suffices; else the photo is looked at sharpened and doubled, where small modules come out.
    """
    for view in islice(_views(photo), looks):
        if found := _read(view, formats):
            return found
    return ()


def _views(photo: Pixels) -> Iterator[Pixels]:
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    longest = max(grey.shape)
    small = grey if longest <= LONGEST else _scaled(grey, LONGEST / longest)
    yield small
    if small is not grey:
        yield grey
    yield _sharpened(small, 2.0, 2.0)
    yield _scaled(_sharpened(small, 1.0, 1.5), 2.0)


def _sharpened(grey: Pixels, share: float, blur: float) -> Pixels:
    """Add a share of the difference from a blurred copy."""
    blurred = cv2.GaussianBlur(grey, (0, 0), blur)
    return np.asarray(cv2.addWeighted(grey, 1 + share, blurred, -share, 0))


def _scaled(grey: Pixels, factor: float) -> Pixels:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how))


def _read(view: Pixels, formats: tuple[zxingcpp.BarcodeFormat, ...]) -> tuple[Barcode, ...]:
    found = zxingcpp.read_barcodes(view, formats=formats)
    if _disagree(found):  # grain made other bars of some: what another threshold reads, too, is right
        again = zxingcpp.read_barcodes(view, formats=formats, binarizer=zxingcpp.Binarizer.GlobalHistogram)
        found = [one for one in found if one.text in {other.text for other in again}]
    if _disagree(found):
        return ()
    codes = [code for one in found if (code := _product_code(one)) is not None]
    return tuple({code.code: code for code in reversed(codes)}.values())[::-1]


def _disagree(found: Sequence[zxingcpp.Barcode]) -> bool:
    """Whether two codes of other digits were read in one place."""
    return any(
        one.text != other.text and _is_in(one, other) for one in found for other in found if one is not other
    )


def _is_in(one: zxingcpp.Barcode, other: zxingcpp.Barcode) -> bool:
    """Whether the middle of a code lies between the ends of another, at a height like it."""
    ends = (other.position.top_left, other.position.bottom_right)
    x, y = _middle(one)
    wide, high = abs(ends[0].x - ends[1].x), abs(ends[0].y - ends[1].y)
    x2, y2 = _middle(other)
    return bool(abs(x - x2) < wide / 2 + 1 and abs(y - y2) < max(high, wide / 2) + 1)


def _middle(one: zxingcpp.Barcode) -> tuple[float, float]:
    ends = (one.position.top_left, one.position.bottom_right)
    return (ends[0].x + ends[1].x) / 2, (ends[0].y + ends[1].y) / 2


def _product_code(one: zxingcpp.Barcode) -> Barcode | None:
    code = Barcode(one.text) if one.format in LINEAR else from_gs1(one.text, plain=_plain(one))
    return code if code is not None and is_product_code(code.code) else None


def _plain(one: zxingcpp.Barcode) -> str:
    """The bytes of a code as text, with the separators between fields."""
    return bytes(one.bytes).decode("ascii", "replace")


def from_gs1(shown: str, plain: str) -> Barcode | None:
    """Read a GS1 code, shown as (01)…(17)… or plain, with separators; None where it names no product."""
    fields = _bracketed(shown) if shown.startswith("(") else _fields(plain.removeprefix(GROUP_END))
    if "01" not in fields:
        return None
    return Barcode(fields["01"].removeprefix("0"), _day(fields.get("17", "")), fields.get(LOT, ""))


def _bracketed(text: str) -> dict[str, str]:
    return dict(re.findall(r"\((\d{2})\)([^(]{1,20})", text))


def _fields(text: str) -> dict[str, str]:
    """Take the fields one after the other; what is not known ends it."""
    found: dict[str, str] = {}
    while len(text) > 2:
        kind, text = text[:2], text[2:]
        if kind in SIZES:
            found[kind], text = text[: SIZES[kind]], text[SIZES[kind] :]
        elif kind in (LOT, SERIAL):
            found[kind], _, text = text.partition(GROUP_END)
        else:
            break
        text = text.removeprefix(GROUP_END)
    return {kind: value[:LONGEST_FIELD] for kind, value in found.items() if kind != SERIAL}


def _day(text: str) -> date | None:
    """YYMMDD; a day of 00 is the last of its month. None where it is no day."""
    if not re.fullmatch(r"\d{6}", text):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
