"""Lines of text: found on paper, read from the weights that are shipped, right side up."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.documents.line_reader import level
from inference.documents.network import Network
from inference.documents.page import PageReader
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS, WeightsError
from inference.photo import Pixels, read_photo


@pytest.fixture(scope="module")
def reader() -> PageReader:
    return PageReader(engine=EngineSettings(threads=1))


def paper(*lines: str) -> Pixels:
    page = np.full((500, 700, 3), 235, np.uint8)
    for place, text in enumerate(lines):
        cv2.putText(
            page, text, (60, 120 + 90 * place), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 30, 30), 2, cv2.LINE_AA
        )
    return page


def test_lines_are_read_from_above_with_cells_apart(reader: PageReader) -> None:
    page = reader.read(paper("10      3      14", "657308500"))
    assert [line.text for line in sorted(page.lines[:3], key=lambda line: line.left)] == ["10", "3", "14"]
    assert page.lines[3].text == "657308500"
    assert len({round(line.middle, -1) for line in page.lines}) == 2


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_is_read_however_it_was_held(reader: PageReader, turns: int) -> None:
    held = np.ascontiguousarray(np.rot90(paper("657308500 2026", "645403420 1270", "073000980 4455"), turns))
    assert [line.text.split()[0] for line in reader.read(held).lines if len(line.text) >= 9] == [
        "657308500",
        "645403420",
        "073000980",
    ]


def test_a_registration_number_does_not_leave_the_reader(reader: PageReader) -> None:
    page = reader.read(paper("560101-1234567", "657308500"))
    assert "1234567" not in repr(page)
    assert [line.text for line in page.lines] == ["657308500"]


def test_a_photo_without_text_has_no_lines(reader: PageReader) -> None:
    assert reader.read(np.full((64, 64, 3), 128, np.uint8)).lines == ()
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3)).astype(np.uint8)
    assert len(reader.read(noise).lines) < 5


def test_a_tilted_line_is_cut_out_level() -> None:
    photo = np.full((200, 400), 255, np.uint8)
    corners = np.array([[50, 50], [250, 70], [247, 100], [47, 80]], np.float32)
    cv2.line(photo, (60, 68), (236, 85), 0, 3)
    cut = level(photo, corners)
    assert cut.shape[0] == 32
    inked = np.where(cut[:, 20:-30].min(axis=1) < 100)[0]
    assert np.ptp(inked) < 10


def test_names_of_a_made_page_are_read(reader: PageReader, shared_data: Path) -> None:
    folder = shared_data / "documents"
    page = json.loads((folder / "pages.json").read_text("utf-8"))[5]
    read = reader.read(read_photo((folder / "pages" / page["image"]).read_bytes()).pixels)
    texts = [line.text.replace(" ", "") for line in read.lines]
    assert {each["code"] for each in page["lines"] if each["code"]} <= set(texts)
    assert sum(each["printed"] in texts for each in page["lines"]) >= 5


def test_weights_without_their_card_are_refused(tmp_path: Path) -> None:
    (tmp_path / "line-reader.onnx").write_bytes((WEIGHTS / "line-reader.onnx").read_bytes())
    with pytest.raises(WeightsError):
        Network(tmp_path, "line-reader", EngineSettings(threads=1))
    (tmp_path / "line-reader.json").write_text('{"sha256": "0"}')
    with pytest.raises(WeightsError, match="not the file of its card"):
        Network(tmp_path, "line-reader", EngineSettings(threads=1))
