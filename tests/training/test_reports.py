"""The cards that the measuring commands write: scores by condition, plots, the worst pictures."""

import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.types import Box, Colour, Guess, SeenPill, Shape
from knowledge.identify.certainty import Candidate, Certainty
from knowledge.identify.ranking import Ranking
from knowledge.products import Appearance, Product, ProductId
from knowledge.products import Side as Face
from training.evaluate.detector_report import Looked, errors, report_detector
from training.evaluate.identification import Answered, Query, answer
from training.evaluate.identification_report import report_identification
from training.evaluate.imprint_report import Shown, write_card
from training.evaluate.reading import read_sides
from training.evaluate.report import Report, by_condition, thirds, write_report
from training.evaluate.scoring import Result
from training.samples.pictures import Tile, beside, contact_sheet, read_picture
from training.samples.sides import Side

BOX, FAR = (10.0, 10.0, 60.0, 60.0), (80.0, 80.0, 120.0, 120.0)


@pytest.fixture(autouse=True)
def _plots() -> None:
    pytest.importorskip("matplotlib", reason="plots need the training extra")


def photo(folder: Path, name: str, grey: int = 128) -> Path:
    rng = np.random.default_rng(grey)
    picture = np.clip(rng.normal(grey, 12, (160, 200, 3)), 0, 255).astype(np.uint8)
    cv2.circle(picture, (35, 35), 25, (250, 250, 250), -1)
    cv2.imwrite(str(folder / name), picture)
    return folder / name


def card(folder: Path) -> dict[str, object]:
    told = json.loads((folder / "card.json").read_text())
    for picture in told["pictures"]:
        assert picture["shows"] in (folder / "card.md").read_text()
        assert read_picture(folder / picture["file"]).std() > 0
    return told


def test_each_condition_is_scored_by_itself() -> None:
    items = [({"light": "dim"}, 1.0), ({"light": "bright"}, 3.0), ({"light": "dim", "set": "a"}, 5.0)]
    told = by_condition(items, lambda its: {"mean": sum(its) / len(its)})
    assert told == {
        "light": {"bright": {"mean": 3.0}, "dim": {"mean": 3.0}},
        "set": {"a": {"mean": 5.0}},
    }


@pytest.mark.parametrize(
    ("values", "firsts"),
    [
        ([], ""),
        ([5.0], "3"),
        ([1.0, 2.0, 3.0], "123"),
        ([3.0, 1.0, 2.0, 9.0, 8.0, 7.0], "211332"),
        ([4.0] * 3, "333"),
    ],
)
def test_thirds_follow_the_order_of_the_values(values: list[float], firsts: str) -> None:
    assert "".join(name[0] for name in thirds(values)) == firsts


def test_a_card_says_what_is_not_defined_without_a_number(tmp_path: Path) -> None:
    report = Report(
        "A card", {"data": "d"}, {"share": math.nan, "count": 2}, {"light": {"dim": {"share": 0.25}}}, ()
    )
    text = write_report(report, tmp_path).read_text()
    assert card(tmp_path)["scores"] == {"share": None, "count": 2}
    assert "| all | – | 2 |" in text
    assert "| dim | 0.2500 |" in text


def test_a_sheet_holds_pictures_of_any_size(tmp_path: Path) -> None:
    wide, high = np.zeros((20, 200, 3), np.uint8), np.zeros((300, 30, 3), np.uint8)
    contact_sheet(
        [Tile(wide, ("a",)), Tile(high, ("타이레놀", "b")), Tile(beside([wide, high]), ())] * 2,
        tmp_path / "s.jpg",
    )
    assert read_picture(tmp_path / "s.jpg").shape[1] == 4 * 260


def found(*boxes: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(boxes, np.float32).reshape(-1, 4), np.full(len(boxes), 0.9, np.float32)


@pytest.mark.parametrize(
    ("boxes", "labels", "count"), [((), (), 0), ((BOX,), (BOX,), 0), ((BOX,), (FAR,), 2), ((), (BOX, FAR), 2)]
)
def test_missed_and_wrong_pills_are_mistakes(boxes: tuple, labels: tuple, count: int) -> None:
    assert errors(Result(*found(*boxes), np.array(labels, np.float32).reshape(-1, 4)), 0.5) == count


def test_the_detectors_card_tells_sets_and_numbers_of_pills_apart(tmp_path: Path) -> None:
    one = Result(*found(BOX), np.array([BOX], np.float32))
    none = Result(*found(), np.array([BOX, FAR], np.float32))
    looked = [
        Looked(photo(tmp_path, "1.jpg", 60), "dim", one),
        Looked(photo(tmp_path, "2.jpg", 180), "bright", none),
    ]
    report_detector(looked, 0.5, tmp_path / "report", tmp_path)
    told = card(tmp_path / "report")
    assert told["scores"]["images"] == 2
    assert told["by_condition"]["set"]["dim"]["map50"] == 1.0
    assert told["by_condition"]["number of pills"]["2 to 4"]["recall"] == 0.0
    assert [picture["file"] for picture in told["pictures"]] == [
        "reliability.png",
        "risk-coverage.png",
        "worst.jpg",
    ]


def answered(photos: tuple[Path, ...], told: str, probability: float) -> Answered:
    looks = Appearance(Face("A1", colours=(Colour.WHITE,)), Face(), Shape.ROUND)
    true = Product(ProductId("A"), "Alpha", "", appearances=(looks,))
    first = Candidate(Product(ProductId(told), told, ""), probability)
    seen = tuple(SeenPill(1, Box(0, 0, 9, 9), 0.9, readings=(Guess("A1", 0.9),)) for _ in photos)
    query = Query(ProductId("A"), photos, (("imprint_type", "printed"),))
    ranking = Ranking(Certainty.SURE, (first,))
    return Answered(query, true, seen, ranking, answer(query, seen, ranking, true, 0.1))


def test_the_card_of_identification_tells_sides_colours_and_prints_apart(tmp_path: Path) -> None:
    front, back = photo(tmp_path, "f.jpg", 90), photo(tmp_path, "b.jpg", 150)
    found = [answered((front, back), "A", 0.9), answered((front,), "B", 0.8)]
    report_identification(found, tmp_path / "report", {"knowledge": "us"})
    told = card(tmp_path / "report")
    assert told["scores"]["top1"] == 0.5
    assert told["scores"]["calibration_error"] == pytest.approx(0.45)
    assert told["by_condition"]["sides"]["both"]["top1"] == 1.0
    assert told["by_condition"]["sides"]["one"]["accepted_wrong"] == 1.0
    assert told["by_condition"]["imprint_type"]["printed"]["queries"] == 2
    assert set(told["by_condition"]) == {"sides", "colour", "shape", "imprint_type", "brightness", "blur"}


class Telling:
    """A reader that reads a 9 on everything."""

    def read(self, pill: np.ndarray, outline: object) -> tuple[Guess[str], ...]:
        return (Guess("9", 0.8),)


def test_the_card_of_imprints_tells_how_they_were_put_on(tmp_path: Path) -> None:
    image = read_picture(photo(tmp_path, "p.jpg"))
    boxes = (np.array([[0, 50.0, 50, 20, 30]]), np.zeros((0, 5)))
    shown = [
        Shown(tmp_path / f"{i}.jpg", Side(image, np.ones(image.shape[:2], np.uint8), b))
        for i, b in enumerate(boxes)
    ]
    read = list(read_sides([each.side for each in shown], Telling(), ("9", "3")))
    write_card(shown, read, {"0.jpg": {"imprint_type": "DEBOSSED", "color": "RED"}}, tmp_path / "report", {})
    told = card(tmp_path / "report")
    assert told["by_condition"]["imprint_type"]["debossed"]["exact"] == 1.0
    assert told["by_condition"]["imprint_type"]["not told"]["called_plain"] == 0.0
    assert told["by_condition"]["characters"]["0"]["plain"] == 1
    assert told["pictures"][-1]["file"] == "worst.jpg"
    assert told["facts"]["taken for another"] == "none"
