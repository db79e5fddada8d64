"""From a photo to the model's square and back, and one box for each pill."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.detect.detector import Detector, letterbox
from inference.detect.nms import candidates, overlap, suppress
from inference.detect.views import GREY
from inference.model_card import Card

SIZE = 640


def card(*labels: str) -> Card:
    return Card(Path("none.onnx"), "1", labels or ("pill",), SIZE, threshold=0.4, iou=0.5, sha256="")


class Saying:
    """An engine that answers with the rows it was given: x, y, width, height in input pixels, then scores."""

    def __init__(self, *rows: tuple[float, ...], labels: int = 1, rectangular: bool = False) -> None:
        self.rectangular = rectangular
        self.rows = np.array(rows, np.float32).reshape(-1, 4 + labels)
        self.seen: np.ndarray | None = None
        self.looks = 0

    def run(self, images: np.ndarray) -> np.ndarray:
        self.seen = images
        self.looks += 1
        return self.rows.T[np.newaxis]


class Mirroring(Saying):
    """An engine that sees the same in every other picture, mirrored: first the photo, then the photo in the mirror."""

    def run(self, images: np.ndarray) -> np.ndarray:
        answer = super().run(images).copy()
        if self.looks % 2 == 0:
            answer[0, 0] = SIZE - answer[0, 0]
        return answer


def corners(detection: object) -> list[float]:
    box = detection.box  # type: ignore[attr-defined]
    return [box.left, box.top, box.right, box.bottom]


def test_an_engine_that_sees_nothing_finds_no_pill() -> None:
    assert Detector(card(), Saying()).detect(np.zeros((480, 640, 3), np.uint8)) == ()


def test_the_model_is_fed_one_square_of_bytes() -> None:
    engine = Saying()
    Detector(card(), engine).detect(np.zeros((900, 1200, 3), np.uint8))
    assert engine.seen is not None
    assert engine.seen.shape == (1, SIZE, SIZE, 3)
    assert engine.seen.dtype == np.uint8


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [
        (640, 640, [300, 280, 340, 360]),
        (1280, 1280, [600, 560, 680, 720]),
        (480, 640, [300, 200, 340, 280]),  # 80 rows of grey above
        (1280, 960, [440, 560, 520, 720]),  # 80 columns of grey to the left, and half the size
    ],
)
def test_boxes_are_in_pixels_of_the_photo(height: int, width: int, expected: list[float]) -> None:
    found = Detector(card(), Saying((320, 320, 40, 80, 0.9))).detect(np.zeros((height, width, 3), np.uint8))
    assert [corners(pill) for pill in found] == [pytest.approx(expected, abs=0.01)]
    assert found[0].confidence == pytest.approx(0.9)
    assert found[0].labels == ()


def test_every_box_that_reaches_the_threshold_is_a_pill() -> None:
    rows = [(320.0, 100.0 + 90 * i, 80.0, 80.0, sure) for i, sure in enumerate((0.42, 0.41, 0.4, 0.39, 0.6))]
    detector = Detector(card(), Mirroring(*rows))
    photo = np.zeros((SIZE, SIZE, 3), np.uint8)
    assert [round(pill.confidence, 2) for pill in detector.detect(photo)] == [0.6, 0.42, 0.41, 0.4]
    assert len(detector.detect(photo, 0.1)) == 5


class Blobs:
    """An engine that sees bright blobs: those of the sizes given surely, unless told otherwise, the others hardly."""

    rectangular = True

    def __init__(self, smallest: int, largest: int, confidence: float = 0.95) -> None:
        self.sizes = range(smallest, largest + 1)
        self.confidence = confidence
        self.looks = 0

    def run(self, images: np.ndarray) -> np.ndarray:
        self.looks += 1
        bright = (images[0] > 200).all(axis=2).astype(np.uint8)
        _, _, stats, centres = cv2.connectedComponentsWithStats(bright)
        rows = [
            (*centre, *stat[2:4], self.confidence if max(stat[2:4]) in self.sizes else 0.2)
            for stat, centre in zip(stats[1:], centres[1:], strict=True)
        ]
        return np.array(rows, np.float32).reshape(-1, 5).T[np.newaxis]


def blobs(side: int, *corners: tuple[int, int]) -> np.ndarray:
    photo = np.zeros((480, 640, 3), np.uint8)
    for left, top in corners:
        photo[top : top + side, left : left + side] = 255
    return photo


def test_a_pill_that_fills_the_photo_is_found_when_it_is_looked_at_smaller() -> None:
    photo = blobs(420, (100, 30))
    (pill,) = Detector(card(), Blobs(30, 300)).detect(photo)
    assert corners(pill) == pytest.approx([100, 30, 520, 450], abs=5)


PLACES = ((20, 20), (300, 40), (600, 100), (60, 400), (320, 430), (580, 380))


def test_many_pills_that_are_too_small_for_one_look_are_found_in_tiles() -> None:
    found = Detector(card(), Blobs(24, 300)).detect(blobs(18, *PLACES))
    assert sorted(corners(pill)[:2] for pill in found) == [
        pytest.approx(place, abs=2) for place in sorted(PLACES)
    ]


def test_a_few_specks_are_not_taken_for_pills() -> None:
    assert Detector(card(), Blobs(24, 300)).detect(blobs(18, *PLACES[:3])) == ()


def test_beside_small_pills_smaller_ones_are_found_in_tiles() -> None:
    photo = blobs(30, *PLACES)
    photo[240:258, 200:218] = 255
    assert len(Detector(card(), Blobs(24, 300)).detect(photo)) == len(PLACES) + 1


@pytest.mark.parametrize(
    ("side", "confidence", "looks"), [(90, 0.9, 1), (90, 0.75, 1), (90, 0.5, 3), (130, 0.5, 3)]
)
def test_a_photo_is_looked_at_again_only_where_there_is_doubt(
    side: int, confidence: float, looks: int
) -> None:
    engine = Blobs(60, 150, confidence)
    Detector(card(), engine).detect(blobs(side, (200, 200)))
    assert engine.looks == looks


def test_what_is_not_seen_again_where_it_was_is_not_told_of() -> None:
    engine = Saying((100, 100, 40, 40, 0.6))  # in the mirror it is on the other side, were it there
    assert Detector(card(), engine).detect(np.zeros((SIZE, SIZE, 3), np.uint8)) == ()


def test_boxes_end_at_the_edge_of_the_photo_and_vanish_beyond_it() -> None:
    engine = Saying((10, 320, 70, 60, 0.9), (320, 40, 70, 50, 0.8))  # the second lies in the grey above
    found = Detector(card(), engine).detect(np.zeros((480, 640, 3), np.uint8))
    assert [corners(pill) for pill in found] == [[0, 210, 45, 270]]


def test_of_two_boxes_round_one_pill_the_more_confident_stays() -> None:
    engine = Saying((320, 100, 80, 80, 0.6), (324, 100, 80, 80, 0.9), (320, 300, 80, 80, 0.85))
    found = Detector(card(), engine).detect(np.zeros((SIZE, SIZE, 3), np.uint8))
    assert [round(pill.confidence, 2) for pill in found] == [0.9, 0.85]


def test_labelled_weights_tell_products_most_probable_first() -> None:
    engine = Saying((320, 320, 80, 80, 0.1, 0.85, 0.3), labels=3)
    (pill,) = Detector(card("K-1", "K-2", "K-3"), engine).detect(np.zeros((SIZE, SIZE, 3), np.uint8))
    assert [guess.value for guess in pill.labels] == ["K-2", "K-3", "K-1"]
    assert pill.labels[0].probability == pytest.approx(0.85)
    assert pill.confidence == pytest.approx(0.85)


def test_one_pill_called_by_two_names_is_one_pill() -> None:
    engine = Saying((100, 100, 80, 80, 0.8, 0.1), (102, 100, 80, 80, 0.1, 0.9), labels=2)
    assert len(Detector(card("K-1", "K-2"), engine).detect(np.zeros((SIZE, SIZE, 3), np.uint8))) == 1


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [
        (960, 1280, (480, 640)),
        (1280, 960, (640, 480)),
        (720, 1280, (384, 640)),
        (4032, 3024, (640, 480)),
        (1000, 1000, (640, 640)),
        (900, 1000, (640, 640)),
        (100, 2000, (384, 640)),
        (959, 1280, (480, 640)),
    ],
)
def test_a_flexible_engine_is_spared_the_grey(height: int, width: int, expected: tuple[int, int]) -> None:
    engine = Saying(rectangular=True)
    Detector(card(), engine).detect(np.zeros((height, width, 3), np.uint8))
    assert engine.seen is not None
    assert engine.seen.shape == (1, *expected, 3)


def test_boxes_of_a_rectangular_input_are_in_pixels_of_the_photo() -> None:
    engine = Saying((320, 240, 40, 80, 0.9), rectangular=True)
    (pill,) = Detector(card(), engine).detect(np.zeros((960, 1280, 3), np.uint8))
    assert corners(pill) == pytest.approx([600, 400, 680, 560])


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_photo_fits_the_square_whole_and_undistorted(height: int, width: int) -> None:
    fitted = letterbox(np.zeros((height, width, 3), np.uint8), (64, 64))
    assert fitted.image.shape == (64, 64, 3)
    rows = np.flatnonzero((fitted.image[..., 0] != GREY).any(axis=1))
    columns = np.flatnonzero((fitted.image[..., 0] != GREY).any(axis=0))
    assert max(len(rows), len(columns)) == 64
    assert len(rows) == pytest.approx(height * fitted.scale, abs=1)
    assert len(columns) == pytest.approx(width * fitted.scale, abs=1)
    assert (columns[0], rows[0]) == (fitted.left, fitted.top)


BOXES = st.lists(
    st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 40)] * 2, st.floats(0, 1, width=32)), max_size=30
)


def split(rows: list[tuple[float, ...]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return np.concatenate([table[:, :2], table[:, :2] + table[:, 2:4]], axis=1), table[:, 4]


@given(BOXES)
def test_kept_boxes_do_not_overlap_and_dropped_ones_lie_on_a_better_one(
    rows: list[tuple[float, ...]],
) -> None:
    boxes, confidence = split(rows)
    kept = suppress(boxes, confidence, 0.5)
    shared = overlap(boxes, boxes)
    among = shared[np.ix_(kept, kept)] - np.eye(len(kept), dtype=np.float32)
    assert (among <= 0.5).all()
    for dropped in set(range(len(boxes))) - set(kept.tolist()):
        better = [i for i in kept if shared[dropped, i] > 0.5 and confidence[i] >= confidence[dropped]]
        assert better
    assert list(confidence[kept]) == sorted(confidence[kept], reverse=True)


@given(BOXES)
def test_suppressing_twice_changes_nothing(rows: list[tuple[float, ...]]) -> None:
    boxes, confidence = split(rows)
    kept = suppress(boxes, confidence, 0.5)
    assert suppress(boxes[kept], confidence[kept], 0.5).tolist() == list(range(len(kept)))


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ([0, 0, 10, 10], [0, 0, 10, 10], 1.0),
        ([0, 0, 10, 10], [10, 0, 20, 10], 0.0),
        ([0, 0, 10, 10], [5, 0, 15, 10], 1 / 3),
        ([0, 0, 10, 10], [2, 2, 4, 4], 0.04),
        ([0, 0, 0, 0], [0, 0, 0, 0], 0.0),
    ],
)
def test_overlap_is_intersection_over_union(first: list[float], second: list[float], share: float) -> None:
    pair = np.array([first], np.float32), np.array([second], np.float32)
    assert overlap(*pair)[0, 0] == pytest.approx(share)


def test_overlap_of_no_boxes_is_an_empty_table() -> None:
    assert overlap(np.zeros((0, 4), np.float32), np.zeros((3, 4), np.float32)).shape == (0, 3)


def test_candidates_come_most_confident_first() -> None:
    raw = np.array([[10, 20, 4, 4, 0.2], [30, 30, 4, 4, 0.9], [50, 50, 4, 4, 0.05]], np.float32).T
    boxes, scores = candidates(raw, 0.1)
    assert boxes.tolist() == [[28, 28, 32, 32], [8, 18, 12, 22]]
    assert scores[:, 0].tolist() == pytest.approx([0.9, 0.2])
