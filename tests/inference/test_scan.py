"""The whole of it on real photos, with the weights that ship.

These tests need inference/weights/pill-detector.onnx with its card; they are not skipped without it.
"""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inference.appearance.outline import MARGIN, Outline
from inference.photo import PhotoError, PhotoProblem, Pixels
from inference.pool import ScanPool
from inference.pool_processes import PoolSettings
from inference.scan import Scanner, ScanSettings
from inference.types import Box, Guess, Scan
from tests.pictures import four_pills
from training.evaluate.detection import labelled_photos, read_labels


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner()


@pytest.fixture
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(PoolSettings(workers=1)) as opened:
        yield opened


def jpeg(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=92, **options)
    return stream.getvalue()


def overlap(box: Box, label: np.ndarray) -> float:
    wide = min(box.right, label[2]) - max(box.left, label[0])
    high = min(box.bottom, label[3]) - max(box.top, label[1])
    both = max(wide, 0.0) * max(high, 0.0)
    return float(both / (box.width * box.height + np.prod(label[2:] - label[:2]) - both))


def real_photos(shared_data: Path, name: str) -> Iterator[tuple[bytes, Path]]:
    for photo, labels in labelled_photos(shared_data / "photos" / name, ("val",)):
        yield photo.read_bytes(), labels


def numbered_in_rows(scan: Scan) -> bool:
    return [pill.number for pill in scan.pills] == list(range(1, len(scan.pills) + 1))


def test_four_pills_are_found_numbered_and_drawn(scanner: Scanner) -> None:
    data = four_pills()
    scan = scanner.scan(data)
    assert (scan.width, scan.height, len(scan.pills)) == (1280, 800, 4)
    assert numbered_in_rows(scan)
    assert [pill.box.left for pill in scan.pills] == sorted(pill.box.left for pill in scan.pills)
    drawn = cv2.imdecode(np.frombuffer(scan.annotated, np.uint8), cv2.IMREAD_COLOR).astype(int)
    plain = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(int)
    assert drawn.shape == plain.shape
    for pill in scan.pills:
        left, top, middle = (
            round(pill.box.left),
            round(pill.box.top),
            round(pill.box.left + pill.box.width / 2),
        )
        assert np.abs(drawn - plain)[top - 4 : top + 5, middle].max() > 80
        assert (
            np.abs(drawn - plain)[round(pill.box.top + pill.box.height / 2), left - 4 : left + 5].max() > 80
        )


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_held_any_way_gives_the_same_pills(scanner: Scanner, orientation: int) -> None:
    turns = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.open(io.BytesIO(four_pills()))
    turn = turns[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    scan = scanner.scan(jpeg(image if turn is None else image.transpose(turn), exif=exif))
    assert (scan.width, scan.height, len(scan.pills)) == (1280, 800, 4)
    upright = scanner.scan(four_pills())
    for pill, twin in zip(scan.pills, upright.pills, strict=True):
        assert pill.box.left == pytest.approx(twin.box.left, abs=6)
        assert pill.box.bottom == pytest.approx(twin.box.bottom, abs=6)


def test_boxes_are_in_pixels_of_the_photo_as_sent(scanner: Scanner) -> None:
    large = Image.open(io.BytesIO(four_pills())).resize((6400, 4000))
    scan = scanner.scan(jpeg(large))
    assert (scan.width, scan.height, len(scan.pills)) == (6400, 4000, 4)
    small = scanner.scan(four_pills())
    for pill, twin in zip(scan.pills, small.pills, strict=True):
        assert pill.box.left == pytest.approx(5 * twin.box.left, abs=40)
        assert pill.box.bottom == pytest.approx(5 * twin.box.bottom, abs=40)


def test_a_photo_without_pills_gives_none(scanner: Scanner) -> None:
    scan = scanner.scan(jpeg(Image.new("RGB", (800, 600), (180, 180, 178))))
    assert scan.pills == ()
    assert scan.annotated.startswith(b"\xff\xd8\xff")


def test_labels_are_found_on_loose_pills_of_the_validation_photos(
    scanner: Scanner, shared_data: Path
) -> None:
    found = wanted = 0
    for data, labels in real_photos(shared_data, "loose_black_cloth"):
        scan = scanner.scan(data)
        assert numbered_in_rows(scan)
        for label in read_labels(labels, scan.width, scan.height):
            wanted += 1
            found += any(overlap(pill.box, label) > 0.5 for pill in scan.pills)
    assert wanted == 129
    assert found >= 0.95 * wanted


def test_pills_of_the_validation_photos_have_looks(scanner: Scanner, shared_data: Path) -> None:
    pills = [
        pill for data, _ in real_photos(shared_data, "loose_black_cloth") for pill in scanner.scan(data).pills
    ]
    assert all(pill.colours for pill in pills)
    assert np.mean([bool(pill.shapes) for pill in pills]) > 0.95
    assert all(pill.labels == () for pill in pills)  # these weights know no products


class Spelling:
    """An imprint reader that tells the size of what it was given."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def read(self, pill: Pixels, outline: Outline) -> tuple[Guess[str], ...]:
        assert outline.found
        self.shapes.append(pill.shape)
        return (Guess("A7", 0.9),)


def test_an_imprint_reader_is_given_every_pill_at_full_resolution() -> None:
    reader = Spelling()
    large = Image.open(io.BytesIO(four_pills())).resize((3840, 2400))
    scan = Scanner(imprint=reader).scan(jpeg(large))
    assert [pill.readings for pill in scan.pills] == [(Guess("A7", 0.9),)] * 4
    for shape, pill in zip(reader.shapes, scan.pills, strict=True):
        rim = 2 * MARGIN * max(pill.box.width, pill.box.height)
        assert shape[1] == pytest.approx(pill.box.width + rim, abs=4)
        assert shape[0] == pytest.approx(pill.box.height + rim, abs=4)


def test_the_threshold_is_a_setting() -> None:
    strict = Scanner(ScanSettings(threshold=0.999))
    assert strict.scan(four_pills()).pills == ()


async def test_the_pool_sees_what_the_scanner_sees(pool: ScanPool, scanner: Scanner) -> None:
    there, here = await pool.scan(four_pills()), scanner.scan(four_pills())
    assert len(there.pills) == len(here.pills) == 4
    assert [pill.box.left for pill in there.pills] == pytest.approx(
        [pill.box.left for pill in here.pills], abs=3
    )
    assert (there.width, there.height) == (here.width, here.height)


async def test_a_bad_photo_s_reason_comes_out_of_the_pool(pool: ScanPool) -> None:
    for data, problem in ((b"", PhotoProblem.EMPTY), (b"no photo at all", PhotoProblem.NOT_AN_IMAGE)):
        with pytest.raises(PhotoError) as caught:
            await pool.scan(data)
        assert caught.value.problem is problem
    assert len((await pool.scan(four_pills())).pills) == 4
