"""What a photo is of: print is told from pills at little cost, and what must not be seen is painted over."""

import io

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from inference.detect.detector import Detection
from inference.documents.document_reader import DocumentReader
from inference.documents.masking import masked
from inference.documents.page import PageReader
from inference.documents.print_sign import printed_lines
from inference.documents.table_picture import table_picture
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import BYTES_A_PIXEL, Pixels, decoding_memory, read_photo
from inference.scan import LARGE, Scanner
from inference.types import Box, Kind, Page
from tests.pictures import four_pills
from tests.printed_pages import Printed, box, guide, photographed, prescription, text_page

THREE = (Printed("노바스크정5밀리그람"), Printed("리피토정10밀리그램"), Printed("트라젠타정"))


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner()


def pixels(photo: bytes) -> Pixels:
    return read_photo(photo).pixels


def opened(jpeg: bytes) -> Pixels:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def test_a_photo_of_pills_loads_no_network_for_pages():
    reader = DocumentReader(WEIGHTS, EngineSettings(threads=1))
    photo = pixels(four_pills())
    assert reader.look(photo, [Detection(Box(180, 330, 340, 490), 0.9)]) == (None, ())
    assert reader._pages is None


def test_lines_beside_the_pills_count_and_lines_between_them_do_not():
    page = np.asarray(text_page(*["타이레놀정 500mg 하루 세 번 드세요"] * 12))
    assert printed_lines(page) >= 10
    height, width = page.shape[:2]
    assert printed_lines(page, [Box(0, 0, 40, 40), Box(width - 40, height - 40, width, height)]) == 0


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_is_a_page_however_it_was_held(scanner, turn):
    photo = np.ascontiguousarray(np.rot90(opened(photographed(guide(THREE))), turn))
    data = bytes(cv2.imencode(".jpg", cv2.cvtColor(photo, cv2.COLOR_RGB2BGR))[1].tobytes())
    scan = scanner.scan(data)
    assert scan.page is not None
    assert any("노바스크정" in line.text for line in scan.page.lines)


@pytest.mark.parametrize(("expiry", "lot"), [("", ""), ("270331", "K08653")])
def test_a_box_is_its_code_with_what_it_tells_of_the_pack(scanner, expiry, lot):
    scan = scanner.scan(photographed(box("8806494005819", "루나벤캡슐", expiry=expiry, lot=lot)))
    (code,) = scan.barcodes
    assert Kind.CODE in scan.kinds
    assert (code.code, code.lot, f"{code.expiry:%y%m%d}" if code.expiry else "") == (
        "8806494005819",
        lot,
        expiry,
    )


def test_four_pills_are_pills_and_nothing_else(scanner):
    assert scanner.scan(four_pills()).kinds == {Kind.PILLS}


def test_a_grey_wall_is_nothing(scanner):
    wall = np.full((480, 640, 3), 150, np.uint8)
    assert scanner.scan(bytes(cv2.imencode(".jpg", wall)[1].tobytes())).kinds == frozenset()


def test_a_picture_that_takes_much_memory_finds_the_networks_for_pages_released(scanner):
    scanner.scan(photographed(guide(THREE)))
    before = scanner._documents._pages
    scanner.scan(four_pills())
    assert before is not None
    assert scanner._documents._pages is before
    out = io.BytesIO()
    Image.new("RGB", (4000, 3200), "grey").save(out, "PNG")
    assert decoding_memory(out.getvalue()) == 4000 * 3200 * BYTES_A_PIXEL["PNG"] > LARGE
    scanner.scan(out.getvalue())
    assert scanner._documents._pages is not before
    assert scanner.scan(photographed(guide(THREE))).page is not None


def test_what_is_no_picture_takes_no_memory():
    assert decoding_memory(b"RIFF\x10\0\0\0WEBPVP8 ") == 0


@pytest.mark.parametrize("turn", [-4.0, 0.0, 5.0])
def test_the_code_of_a_prescription_is_painted_over_and_not_decoded(turn):
    photo = pixels(photographed(prescription(THREE), turn=turn))
    assert zxingcpp.read_barcodes(photo)
    page = PageReader().read(photo)
    assert page.barcodes == ()
    assert not zxingcpp.read_barcodes(opened(page.picture))


def test_lines_that_stay_are_not_painted_over():
    page = PageReader().read(pixels(photographed(guide(THREE))))
    again = PageReader().read(opened(page.picture))
    names = [line.text for line in page.lines if "정" in line.text]
    assert len(names) >= 3
    assert {line.text for line in again.lines} >= set(names[:3])


def test_a_line_is_painted_over_with_what_stands_just_round_it():
    photo = np.full((200, 400, 3), 250, np.uint8)
    photo[90:110, 100:300] = 0
    corners = np.array([[100, 90], [300, 90], [300, 110], [100, 110]], np.float32)
    painted = masked(photo, [corners], ())
    assert (painted[88:112, 98:302] == 128).all()
    assert (painted[:80] == 250).all()
    assert (photo[100, 200] == 0).all(), "the photo itself stays"


def test_the_table_is_the_part_with_the_names_and_nothing_above_it():
    page = PageReader().read(pixels(photographed(prescription(THREE))))
    names = [line for line in page.lines if any(one.name[:4] in line.text for one in THREE)]
    assert len(names) == 3
    table = opened(table_picture(page, names))
    assert table.shape[0] < page.height / 2
    said = " ".join(line.text for line in PageReader().read(table).lines)
    assert "노바스크" in said
    assert "교부번호" not in said


def test_without_a_picture_there_is_no_table():
    assert table_picture(Page(10, 10, ()), ()) == b""
