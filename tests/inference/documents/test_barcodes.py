"""Barcodes on boxes: what is read, what a GS1 code tells, and what is never kept."""

import io
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from inference.documents.barcodes import from_gs1, read_barcodes
from inference.photo import Pixels, read_photo
from inference.types import Barcode, is_product_code

EAN = "8806433003722"


def drawn(text: str, kind: zxingcpp.BarcodeFormat, scale: int = 3, **options: bool) -> Pixels:
    code = np.array(zxingcpp.create_barcode(text, kind, **options).to_image(scale=scale))
    return np.pad(np.stack([code] * 3, axis=-1), ((60, 60), (60, 60), (0, 0)), constant_values=255)


@pytest.mark.parametrize("turns", range(4))
def test_a_code_is_read_however_the_box_lies(turns: int) -> None:
    photo = np.ascontiguousarray(np.rot90(drawn(EAN, zxingcpp.BarcodeFormat.EAN13), turns))
    assert read_barcodes(photo) == (Barcode(EAN),)


def test_a_qr_code_is_left_alone() -> None:
    assert read_barcodes(drawn("https://example.org/8806433003722", zxingcpp.BarcodeFormat.QRCode)) == ()


def test_a_photo_without_a_code_has_none() -> None:
    assert read_barcodes(np.full((400, 300, 3), 200, np.uint8)) == ()


def test_expiry_and_lot_are_kept_and_the_serial_is_not() -> None:
    shown = "(01)08806836003824(21)SECRET99(17)280306(10)H73906"
    plain = "010880683600382421SECRET99\x1d1728030610H73906"
    for seen in (from_gs1(shown, ""), from_gs1("", plain), from_gs1("", f"\x1d{plain}")):
        assert seen == Barcode("8806836003824", date(2028, 3, 6), "H73906")
        assert "SECRET" not in repr(seen)


@pytest.mark.parametrize(
    ("field", "day"), [("280200", date(2028, 2, 29)), ("281300", None), ("280231", None), ("28x231", None)]
)
def test_a_day_of_00_is_the_last_of_its_month_and_what_is_no_day_is_not_known(
    field: str, day: date | None
) -> None:
    seen = from_gs1("", f"010880683600382417{field}")
    assert seen is not None
    assert seen.expiry == day


@pytest.mark.parametrize("text", ["", "1728030610H73906", "hello", "(17)280306", "01"])
def test_a_code_that_names_no_product_is_none(text: str) -> None:
    assert from_gs1(text, text) is None


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        (EAN, True),
        ("8806433003723", False),
        ("08806433003722", True),
        ("312345678906", True),
        ("123", False),
        ("", False),
    ],
)
def test_the_check_digit_decides(code: str, holds: bool) -> None:
    assert is_product_code(code) == holds


def test_codes_of_two_pixels_a_module_are_read_and_none_is_wrong(shared_data: Path) -> None:
    boxes = json.loads((shared_data / "documents" / "boxes.json").read_text("utf-8"))
    read, large = 0, [box for box in boxes if box["px_module"] >= 2]
    for box in boxes:
        photo = read_photo((shared_data / "documents" / "boxes" / box["image"]).read_bytes()).pixels
        seen = read_barcodes(photo)
        assert [one.code for one in seen] in ([], [box["code"]])
        read += bool(seen) and box in large
        if seen and box["kind"] == "dm":
            assert f"{seen[0].expiry:%y%m%d}" == box["exp"]
            assert seen[0].lot == box["lot"]
    assert read / len(large) >= 0.95


def test_a_photo_as_small_as_is_accepted_can_be_looked_at() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "PNG")
    assert read_barcodes(read_photo(out.getvalue()).pixels) == ()
