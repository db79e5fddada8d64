"""evaluate-reading: labelled photos in, shares of imprints out."""

import math
from pathlib import Path

import pytest

from inference.types import Box, Guess, Scan, SeenPill
from training.evaluate.reading_photos import Labelled, evaluate_reading, read_labels


def pill(*readings: str) -> SeenPill:
    return SeenPill(1, Box(0, 0, 9, 9), 0.9, readings=tuple(Guess(text, 0.4) for text in readings))


class Prepared:
    """A scanner that sees the pills it was given, whatever the photo."""

    def __init__(self, *pills: SeenPill) -> None:
        self.pills = pills

    def scan(self, data: bytes) -> Scan:
        return Scan(9, 9, self.pills, b"")


@pytest.mark.parametrize(
    ("pills", "exact", "among", "blank"),
    [
        ((), 0.0, 0.0, 0.0),
        ((pill("A7", "A1"), pill("")), 1.0, 1.0, 1.0),
        ((pill("A1", "a 7"),), 0.0, 1.0, 0.0),  # not the first reading, and written otherwise
        ((pill("A1"), pill("B", "")), 0.0, 0.0, 0.0),
    ],
)
def test_imprints_are_looked_for_among_the_readings_of_all_pills(
    tmp_path: Path, pills: tuple[SeenPill, ...], exact: float, among: float, blank: float
) -> None:
    photo = tmp_path / "a.jpg"
    photo.touch()
    scores = evaluate_reading([Labelled(photo, ("A7", ""))], Prepared(*pills))
    assert (scores.photos, scores.sides) == (1, 1)
    assert (scores.exact, scores.among_readings, scores.blank_right) == (exact, among, blank)


def test_shares_of_nothing_are_not_numbers(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.touch()
    scores = evaluate_reading([Labelled(photo, ("", ""))], Prepared(pill("")))
    assert math.isnan(scores.exact)
    assert scores.blank_right == 1.0


def test_labels_are_read_and_checked(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").touch()
    table = tmp_path / "labels.csv"
    table.write_text("file,front,back,other\na.jpg, LO2 ,,x\n", encoding="utf-8")
    assert read_labels(tmp_path) == (Labelled(tmp_path / "images" / "a.jpg", ("LO2", "")),)
    table.write_text("file,front\na.jpg,LO2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="expected rows"):
        read_labels(tmp_path)
    table.write_text("file,front,back\nb.jpg,LO2,\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"b\.jpg"):
        read_labels(tmp_path)
