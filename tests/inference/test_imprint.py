"""From a pill, however it lies, to what is stamped on it."""

import math
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.appearance.outline import Outline
from inference.engine import EngineSettings
from inference.model_card import Card, WeightsError
from inference.read.characters import Character, lines, readings, ring, text_of
from inference.read.imprint import NAME, View, YoloImprintReader, guesses, load_reader
from inference.read.rotated_views import Layout, cells, closer_layouts, first_layouts, placing, prepare, sheet
from inference.types import Box

SIZE = 256
MIDDLE = (100.0, 100.0)
CELL = (0, 0, 200, 200)
LABELS = ("(mark)", "0", "H", "lilly")


def character(text: str, x: float, y: float, confidence: float = 0.9, size: float = 20) -> Character:
    return Character(text, confidence, Box(x - size / 2, y - size / 2, x + size / 2, y + size / 2))


def row(text: str, y: float, left: float = 50, step: float = 24) -> list[Character]:
    return [character(c, left + step * i, y) for i, c in enumerate(text)]


def pill(long: int, short: int, degrees: float) -> tuple[np.ndarray, Outline]:
    """A white ellipse on black in a crop of 200, its long axis turned clockwise by so many degrees."""
    mask = np.zeros((200, 200), np.uint8)
    cv2.ellipse(mask, (100, 100), (long // 2, short // 2), degrees, 0, 360, 1, cv2.FILLED)
    return np.repeat(mask[..., None] * np.uint8(255), 3, axis=2), Outline(
        np.zeros((200, 200, 3), np.uint8), mask, found=True
    )


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        ([], ""),
        (row("93", 60), "93"),
        (row("93", 60) + row("7114", 110), "93 7114"),
        (row("7114", 110) + row("93", 60), "93 7114"),
        (row("93", 60, left=30) + row("72", 62, left=180), "93 72"),  # parted by a score line
        ([character("A", 50, 60), character("b", 74, 66)], "Ab"),  # a small letter stands a little lower
        ([character("*", 20, 60), *row("12", 60)], "*12"),
    ],
)
def test_characters_stand_in_lines_and_lines_in_words(characters: list[Character], expected: str) -> None:
    assert text_of(lines(characters)) == expected
    assert readings(characters, MIDDLE)[0] == expected


def capsule(left: list[str], right: list[str]) -> list[Character]:
    """Two blocks of lines, on either half."""
    return [
        c
        for block, start in ((left, 20), (right, 170))
        for i, text in enumerate(block)
        for c in row(text, 60 + 30 * i, left=start, step=20)
    ]


@pytest.mark.parametrize(
    ("left", "right", "first"),
    [
        (["LILLY", "3228"], ["25", "mg"], "LILLY 3228 25 mg"),
        (["MYLAN", "147"], ["MYLAN", "147"], "MYLAN 147 MYLAN 147"),
        (["APO"], ["T4"], "APO T4"),
    ],
)
def test_the_halves_of_a_capsule_are_read_one_after_the_other(
    left: list[str], right: list[str], first: str
) -> None:
    assert readings(capsule(left, right), MIDDLE)[0] == first


def test_a_text_on_both_halves_may_be_one_text() -> None:
    assert "MYLAN 147" in readings(capsule(["MYLAN", "147"], ["MYLAN", "147"]), MIDDLE)


def test_two_halves_of_which_one_is_read_worse_may_bear_one_text() -> None:
    assert "GG 550" in readings(capsule(["G", "550"], ["GG", "550"]), MIDDLE)
    assert "GG" not in readings(capsule(["550", "25"], ["GG", "X"]), MIDDLE)


@given(
    st.lists(st.text("ABC0123", min_size=1, max_size=6), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_characters_were_found_does_not_matter(
    rows: list[str], shuffle: random.Random
) -> None:
    characters = [c for i, text in enumerate(rows) for c in row(text, 40 * i + 20)]
    shuffle.shuffle(characters)
    assert text_of(lines(characters)) == " ".join(rows)


boxes = st.builds(
    character,
    st.sampled_from("AB12"),
    st.floats(0, 200, width=32),
    st.floats(0, 200, width=32),
    st.floats(0.125, 1, width=32),
    st.floats(4, 40, width=32),
)


@given(st.lists(boxes, max_size=12))
def test_a_reading_holds_every_character_once_or_those_of_one_half(characters: list[Character]) -> None:
    every = Counter(c.text for c in characters)
    told = [Counter(text.replace(" ", "")) for text in readings(characters, MIDDLE)]
    assert told[0] == every
    for letters in told:
        assert letters <= every
        assert 2 * letters.total() >= every.total()


def test_characters_round_the_rim_are_read_clockwise_from_the_gap() -> None:
    angles = [math.radians(200 + 20 * i) for i in range(8)]  # over the top, from left to right
    around = [
        character(c, 100 + 80 * math.cos(a), 100 + 80 * math.sin(a), size=14)
        for c, a in zip("COUMADIN", angles, strict=True)
    ]
    assert ring(around, MIDDLE) == "COUMADIN"
    assert "COUMADIN 10" in readings([*around, *row("10", 110, left=90, step=16)], MIDDLE)


@pytest.mark.parametrize("degrees", [0, 30, 80, 120, 170])
def test_a_long_pill_is_turned_to_its_main_axis(degrees: int) -> None:
    ready = prepare(*pill(160, 70, degrees))
    assert ready.elongation == pytest.approx(160 / 70, rel=0.05)
    assert math.sin(math.radians(ready.axis + degrees)) == pytest.approx(0, abs=0.06)
    seen = sheet(ready, first_layouts(ready)[0], SIZE)
    for left, top, right, bottom in cells("rows", SIZE):
        ys, xs = np.nonzero(seen[top:bottom, left:right].min(axis=2) > 200)
        assert np.ptp(xs) > 2 * np.ptp(ys)


@given(st.floats(-360, 360), st.integers(60, 160), st.integers(40, 160), st.floats(0, 180))
def test_a_view_holds_the_whole_pill_in_its_middle(angle: float, long: int, short: int, lies: float) -> None:
    ready = prepare(*pill(long, short, lies))
    matrix = placing(ready.rim, angle, 256, 128)
    placed = ready.rim @ matrix[:, :2].T + matrix[:, 2]
    assert placed.min() >= 0
    assert (placed.max(axis=0) <= (256, 128)).all()
    assert (placed.min(axis=0) + placed.max(axis=0)) / 2 == pytest.approx(np.array([128, 64]), abs=0.01)


def test_turning_is_clockwise() -> None:
    crop, outline = pill(160, 160, 0)
    cv2.circle(crop, (100, 40), 12, (255, 0, 0), cv2.FILLED)  # at the top
    turned = sheet(prepare(crop, outline), Layout("whole", (90.0,)), SIZE)
    ys, xs = np.nonzero((turned[..., 0] > 200) & (turned[..., 1] < 100))
    assert xs.mean() > 180  # now at the right
    assert ys.mean() == pytest.approx(128, abs=4)


@pytest.mark.parametrize(
    ("long", "short", "first", "closer"), [(160, 70, 2, 2), (160, 115, 1, 3), (160, 155, 2, 3)]
)
def test_long_pills_need_fewer_sheets_than_round_ones(long: int, short: int, first: int, closer: int) -> None:
    ready = prepare(*pill(long, short, 20))
    assert (len(first_layouts(ready)), len(closer_layouts(ready, [0.0]))) == (first, closer)


@pytest.mark.parametrize(
    ("angles", "plan", "shown"),
    [
        ([20.0], "rows", {20, 28, 12, 200}),
        ([200.0, 20.0], "rows", {200, 208, 192, 20, 28, 12}),
        ([110.0], "columns", {110, 118, 102, 290}),
    ],
)
def test_a_long_pill_is_tilted_as_it_lies_or_stands(angles: list[float], plan: str, shown: set[int]) -> None:
    ready = replace(prepare(*pill(160, 70, 0)), axis=20.0)
    layouts = closer_layouts(ready, angles)
    assert {layout.plan for layout in layouts} == {plan}
    assert {round(angle) for layout in layouts for angle in layout.angles} == shown


def view(angle: float, *characters: Character) -> View:
    return View(angle, characters, CELL)


def test_a_side_without_characters_is_read_as_plain() -> None:
    (guess,) = guesses([view(0), view(180)])
    assert (guess.value, guess.probability) == ("", 0.9)


def test_an_uncertain_character_may_be_none() -> None:
    told = {g.value: g.probability for g in guesses([view(0, character("8", 50, 50, 0.4)), view(180)])}
    assert told[""] == pytest.approx(0.6 + 0.4 * math.exp(-1.0) / (1 + math.exp(-1.0)), abs=0.6)
    assert told["8"] > 0.2


def test_what_reads_well_upside_down_stays_a_guess() -> None:
    up, down = row("69", 50), row("69", 50)
    told = guesses([view(0, *up), view(180, *[character("8", c.centre[0], 50, 0.88) for c in down])])
    assert [g.value for g in told[:2]] == ["69", "88"]
    assert told[1].probability > 0.3


def test_what_reads_badly_upside_down_is_dropped() -> None:
    told = guesses([view(0, *row("7114", 50)), view(180, character("L", 50, 50, 0.4))])
    assert [g.value for g in told] == ["7114"]


@given(st.lists(st.lists(boxes, max_size=8), min_size=1, max_size=4))
def test_the_guesses_are_in_order_and_no_more_than_certain(found: list[list[Character]]) -> None:
    told = [g.probability for g in guesses(view(float(i), *each) for i, each in enumerate(found))]
    assert told == sorted(told, reverse=True)
    assert sum(told) <= 1 + 1e-6


class Saying:
    """An engine that answers every sheet with the same rows: x, y, width, height, then a score a label."""

    rectangular = False

    def __init__(self, *rows: tuple[float, ...]) -> None:
        self.rows = np.array(rows, np.float32).reshape(-1, 4 + len(LABELS))
        self.sheets = 0

    def run(self, images: np.ndarray) -> np.ndarray:
        assert images.shape == (1, SIZE, SIZE, 3)
        self.sheets += 1
        return self.rows.T[np.newaxis]


def reader(engine: Saying) -> YoloImprintReader:
    return YoloImprintReader(
        Card(Path("none.onnx"), "1", LABELS, SIZE, threshold=0.3, iou=0.5, sha256=""), engine
    )


def test_a_character_counts_for_the_rotation_in_whose_cell_it_lies() -> None:
    upper = (100.0, 64.0, 20.0, 30.0, 0.0, 0.0, 0.7, 0.0)  # only in the first of the two cells
    views = reader(Saying(upper)).views(prepare(*pill(160, 70, 0)))
    assert [[c.text for c in view.characters] for view in views] == [["H"], [], ["H"], []]
    assert [round(view.angle) for view in views] == [0, 180, 8, -8]


def test_a_mark_is_reported_as_one() -> None:
    told = reader(Saying((100.0, 64.0, 20.0, 30.0, 0.9, 0.0, 0.0, 0.0))).read(*pill(160, 70, 0))
    assert told[0].value == "*"


@pytest.mark.parametrize(
    ("score", "angles", "sheets"), [(0.7, [0.0, 8.0, -8.0], 5), (0.9, [0.0], 3)], ids=["doubtful", "clear"]
)
def test_a_round_pill_is_enlarged_at_its_best_rotation_and_tilted_where_a_character_is_doubtful(
    score: float, angles: list[float], sheets: int
) -> None:
    engine = Saying((64.0, 64.0, 20.0, 30.0, 0.0, 0.0, score, 0.0))  # in the first quarter: upright
    told = reader(engine).views(prepare(*pill(160, 150, 0)))
    assert ([view.angle for view in told], engine.sheets) == (angles, sheets)


def test_a_round_pill_is_tilted_where_something_faint_may_be_a_character() -> None:
    rows = [(64.0 + x, 64.0, 20.0, 30.0, 0.0, 0.0, score, 0.0) for x, score in ((0, 0.9), (30, 0.2))]
    engine = Saying(*rows)
    assert len(reader(engine).views(prepare(*pill(160, 150, 0)))) == 3


def test_two_characters_at_one_rotation_end_the_search_for_it() -> None:
    rows = [(64.0 + x, 64.0, 20.0, 30.0, 0.0, 0.0, 0.9, 0.0) for x in (0, 30)]
    engine = Saying(*rows)
    told = reader(engine).views(prepare(*pill(160, 150, 0)))
    assert ([view.angle for view in told], engine.sheets) == ([0.0], 2)


def test_a_round_pill_that_reads_upside_down_too_is_looked_at_closer_both_ways() -> None:
    upright, turned = (64.0, 64.0), (64.0, 192.0)  # the quarters of 0 and 180 degrees
    rows = [(*place, 20.0, 30.0, 0.0, 0.0, score, 0.0) for place, score in ((upright, 0.9), (turned, 0.8))]
    told = reader(Saying(*rows)).views(prepare(*pill(160, 150, 0)))
    assert [view.angle for view in told] == [0.0, 180.0, 8.0, 188.0, -8.0, 172.0]


def test_nothing_found_is_not_looked_at_closer() -> None:
    engine = Saying()
    assert reader(engine).read(*pill(160, 150, 0))[0].value == ""
    assert engine.sheets == 2


def test_without_weights_there_is_no_reader(tmp_path: Path) -> None:
    assert load_reader(tmp_path, EngineSettings()) is None


def test_half_of_the_weights_is_an_error(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.onnx").write_bytes(b"not a model")
    with pytest.raises(WeightsError):
        load_reader(tmp_path, EngineSettings())
