"""The reader of whole sides: what it learns from, and that its training can stop anywhere."""

import sqlite3
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="the training extra is not installed: make test-training")

import torch

from knowledge.starter import build_starter
from training.imprints.fit import BATCH, batched, begin, examples, train
from training.imprints.measure import measure
from training.imprints.network import SideReader, start_from_lines
from training.imprints.pictures import LONG_SHAPE, SQUARE_SHAPE, shape_of, stamped_picture
from training.imprints.surfaces import Surface, surface_of
from training.imprints.texts import ALPHABET, Script, read_script, target
from training.lines.fit import run, save, save_small
from training.lines.network import LineReader
from training.samples.selection import LEARNING, split_of
from training.samples.sides import Side

SCRIPT = Script((("CKD", "250"), ("A15",), ("SINGULAIR",)))


def surface(width: int, height: int, text: str = "") -> Surface:
    """A bright pill on a dark ground, without letters whatever it says."""
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (width // 2 - 4, height // 2 - 4), 0, 0, 360, 1, -1)
    grey = (mask * 150 + 40).astype(np.uint8)
    return Surface(grey, grey.copy(), mask, text)


@pytest.fixture(scope="module")
def strokes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small checkpoint of the reader of printed lines, hardly learnt."""
    file = tmp_path_factory.mktemp("strokes") / "lines.pt"
    torch.save({"average": {name: value.half() for name, value in LineReader(9).state_dict().items()}}, file)
    return file


def test_only_imprints_of_kinds_that_may_be_learnt_from_are_drawn(tmp_path: Path) -> None:
    file = tmp_path / "starter.db"
    build_starter(file)
    with sqlite3.connect(file) as db:
        ids = [id_ for (id_,) in db.execute("SELECT id FROM product")]
        learnt = next(id_ for id_ in ids if split_of(id_) in LEARNING)
        other = next(id_ for id_ in ids if split_of(id_) not in LEARNING)
        db.execute("UPDATE appearance SET front_imprint = NULL, back_imprint = NULL")
        for id_, text in ((learnt, "YES 1"), (other, "NO 2")):
            db.execute(
                "UPDATE appearance SET front_imprint = ? WHERE product = (SELECT number FROM product WHERE id = ?)",
                (text, id_),
            )
    assert set(read_script([file]).sides) == {("YES", "1")}


def test_catalogues_without_imprints_are_refused() -> None:
    with pytest.raises(ValueError, match="imprints"):
        read_script([])


@pytest.mark.parametrize(
    ("text", "letters"),
    [("", ""), ("a-1 5", "A15"), ("한미 20", "20"), ("* B", "*B"), ("Lilly/32", "LILLY32")],
)
def test_what_a_side_says_is_its_letters_alone(text: str, letters: str) -> None:
    assert target(text) == letters


@pytest.mark.parametrize(("width", "height"), [(140, 140), (144, 60), (60, 144)])
def test_a_picture_says_what_was_stamped_and_shows_it(width: int, height: int) -> None:
    blank = surface(width, height)
    shape = shape_of(width / height)
    told = set()
    for seed in range(60):
        picture, said = stamped_picture(blank, ("A", "15"), np.random.default_rng(seed))
        assert (picture.shape, picture.dtype) == (shape, np.uint8)
        told.add(said.replace("*", ""))
    assert "A15" in told


def test_a_side_that_bears_nothing_says_nothing() -> None:
    said = {stamped_picture(surface(140, 140), (), np.random.default_rng(seed))[1] for seed in range(80)}
    assert said == {"", "*"}


def test_letters_change_the_picture() -> None:
    def edges(lines: tuple[str, ...]) -> float:
        """The mean strength of edges in the middle of many pictures."""
        pictures = [
            stamped_picture(surface(140, 140), lines, np.random.default_rng(seed))[0] for seed in range(60)
        ]
        soft = [
            cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.float32)[24:72, 24:72] for picture in pictures
        ]
        return float(np.mean([np.abs(cv2.Laplacian(each, cv2.CV_32F)).mean() for each in soft]))

    assert edges(("HHH",)) > 1.2 * edges(())


def test_a_photographed_side_says_its_characters_row_by_row() -> None:
    boxes = np.array([(1, 60, 30, 20, 24), (0, 30, 30, 20, 24), (2, 45, 80, 20, 24)], np.float64)
    image = np.full((120, 90, 3), 200, np.uint8)
    image[20:40, 50:70] = 20
    side = Side(image, np.ones((120, 90), np.uint8), boxes)
    seen = surface_of(side, ["A", "B", "(mark)"])
    assert seen.text == "AB*"
    assert max(seen.grey.shape) == 144
    assert seen.blank.min() > seen.grey.min() + 50


def test_a_batch_is_of_one_shape() -> None:
    shown = examples([surface(140, 140, "A"), surface(144, 60, "B")], SCRIPT, np.random.default_rng(0), 0.5)
    batches = batched(shown)
    shapes = set()
    for _ in range(6):
        pictures, texts = next(batches)
        assert len(pictures) == len(texts) == BATCH
        (shape,) = {picture.shape for picture in pictures}
        shapes.add(shape)
    assert shapes == {LONG_SHAPE, SQUARE_SHAPE}


@pytest.mark.parametrize(("shape", "places"), [(SQUARE_SHAPE, 12 * 24), (LONG_SHAPE, 8 * 40)])
def test_a_side_gives_a_place_for_every_eight_by_four_pixels(shape: tuple[int, int], places: int) -> None:
    assert SideReader(9).eval()(torch.zeros(2, 1, *shape)).shape == (2, places, 10)


def test_strokes_are_seen_as_by_the_reader_of_printed_lines(strokes: Path) -> None:
    model = SideReader(9)
    start_from_lines(model, strokes)
    kept = torch.load(strokes, weights_only=True)["average"]
    assert torch.equal(model.seen[0].weight, kept["columns.0.weight"].float())
    assert torch.equal(model.seen[12].weight, kept["columns.12.weight"].float())


def test_a_training_goes_on_where_it_stopped_and_from_the_small_checkpoint(
    strokes: Path, tmp_path: Path
) -> None:
    own, small = tmp_path / "imprints.pt", tmp_path / "small.pt"
    pills = [surface(140, 140, "A15")]
    state = begin(own, strokes, 0.001)
    run(state, own, train(state, pills, SCRIPT, 2, 0.001, 0.5), 3600, print)
    assert state.step == 2
    again = begin(own, strokes, 0.001)
    assert again.step == 2
    for name, value in state.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[name], value), name
    save_small(own, small)
    assert small.stat().st_size < 3_000_000
    resumed = begin(small, strokes, 0.001)
    assert next(train(resumed, pills, SCRIPT, 3, 0.001, 0.5)) >= 0
    assert resumed.step == 3


def test_a_checkpoint_of_other_letters_is_refused(strokes: Path, tmp_path: Path) -> None:
    state = begin(tmp_path / "none.pt", strokes, 0.001)
    state.alphabet = "AB"
    save(state, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="letters"):
        begin(tmp_path / "other.pt", strokes, 0.001)


def test_a_reader_that_sees_nothing_is_right_of_plain_sides_alone() -> None:
    silent = SideReader(len(ALPHABET)).eval()
    torch.nn.init.zeros_(silent.letters.weight)
    scores = measure(silent, ALPHABET, [surface(140, 140, "A15"), surface(140, 140), surface(144, 60)])
    assert (scores.lettered, scores.exact, scores.letters_right) == (1, 0.0, 0.0)
    assert (scores.plain, scores.called_plain) == (2, 1.0)
