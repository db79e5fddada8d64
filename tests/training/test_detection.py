"""evaluate-detector: folders in, scores out, through the detector that ships."""

import json
import math
from dataclasses import fields
from pathlib import Path

import pytest

from training.evaluate.detection import evaluate_detector, labelled_photos, read_labels, show_scores
from training.evaluate.identification import IdentificationScores
from training.evaluate.scoring import DetectorScores


def lay_out(root: Path, *names: str) -> None:
    for name in names:
        for folder in (root / "images", root / "labels"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "images" / name).touch()


def test_split_folders_are_walked_side_by_side(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.jpg", "val/b.PNG", "val/c.txt", "test/deep/d.webp")
    pairs = [(a.relative_to(tmp_path), b.relative_to(tmp_path)) for a, b in labelled_photos(tmp_path)]
    assert [(str(photo), str(labels)) for photo, labels in pairs] == [
        ("images/a.jpg", "labels/a.txt"),
        ("images/test/deep/d.webp", "labels/test/deep/d.txt"),
        ("images/val/b.PNG", "labels/val/b.txt"),
    ]


def test_some_splits_may_be_chosen(tmp_path: Path) -> None:
    lay_out(tmp_path, "train/a.jpg", "val/b.jpg", "test/c.jpg")
    chosen = [photo.name for photo, _ in labelled_photos(tmp_path, ("val", "test"))]
    assert chosen == ["c.jpg", "b.jpg"]


def test_folders_without_photos_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="images and labels"):
        list(labelled_photos(tmp_path))
    lay_out(tmp_path, "val/notes.txt")
    with pytest.raises(FileNotFoundError, match="expected photos"):
        list(labelled_photos(tmp_path))


def test_labels_are_boxes_in_pixels_whatever_their_class(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("0 0.5 0.5 0.2 0.4\n\n7 0.25 0.1 0.5 0.2\n")
    assert read_labels(file, 200, 100).tolist() == [[80, 30, 120, 70], [0, 0, 100, 20]]


def test_a_photo_without_a_label_file_holds_no_pill(tmp_path: Path) -> None:
    assert read_labels(tmp_path / "none.txt", 200, 100).shape == (0, 4)


@pytest.mark.parametrize("text", ["0 0.5 0.5 0.2", "0 0.1 0.1 0.2 0.1 0.2 0.2", "pill a b c d"])
def test_a_label_file_that_is_none_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"expected lines of class|could not convert"):
        read_labels(file, 200, 100)


def test_scores_are_printed_as_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    show_scores(DetectorScores(3, 0, math.nan, math.nan, math.nan, math.nan, 1.0, 0), as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "images",
        "boxes",
        "map50",
        "map50_95",
        "precision",
        "recall",
        "count_exact",
        "told_none",
    ]
    assert (printed["images"], printed["map50"], printed["count_exact"]) == (3, None, 1.0)


def test_scores_are_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    show_scores(DetectorScores(3, 9, 0.91236, 0.5, 0.9, 0.8, 1.0, 0), as_json=False)
    assert "0.9124" in capsys.readouterr().out


def test_no_score_is_cut_short_by_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    names = [field.name for field in fields(IdentificationScores)]
    show_scores(IdentificationScores(229, *[index / 16 for index in range(1, len(names))]), as_json=False)
    printed = capsys.readouterr().out
    assert [name for name in names if name not in printed] == []
    assert [f"{index / 16:.4f}" in printed for index in range(1, len(names))] == [True] * (len(names) - 1)


def test_the_shipped_detector_finds_loose_pills_of_the_validation_photos(shared_data: Path) -> None:
    scores = evaluate_detector(shared_data / "photos" / "loose_black_cloth", splits=("val",))
    assert (scores.images, scores.boxes) == (48, 129)
    assert scores.map50 > 0.9
    assert scores.map50 >= scores.map50_95
    assert scores.count_exact > 0.8
