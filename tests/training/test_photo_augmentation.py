"""Crops of a studio photographed once more: the same photos for the same seed, and the whole pill in each."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.synth.photo_augmentation import stage

PURPLE = (180, 30, 160)  # BGR


def lay_crops(folder: Path, count: int) -> Path:
    """Lay out masked crops of one purple ellipse, and their table."""
    (folder / "images").mkdir(parents=True)
    for number in range(count):
        crop = np.zeros((224, 224, 3), np.uint8)
        cv2.ellipse(crop, (112, 112), (100, 60), 0, 0, 360, PURPLE, cv2.FILLED)
        cv2.imwrite(str(folder / "images" / f"{number}.png"), crop)
    table = folder / "queries.csv"
    table.write_text("file,product_id\n" + "".join(f"{number}.png,000000001\n" for number in range(count)))
    return table


def test_every_crop_of_a_table_is_photographed_whole_on_a_ground(tmp_path: Path) -> None:
    table = lay_crops(tmp_path, 6)
    assert stage(table, tmp_path / "images", tmp_path / "staged") == 6
    areas = []
    for photo in sorted((tmp_path / "staged").iterdir()):
        picture = cv2.imread(str(photo)).astype(int)
        assert picture.shape == (600, 800, 3)
        purple = np.abs(picture - picture[..., 1:2])[..., (0, 2)].min(axis=2) > 25
        areas.append(int(purple.sum()))
    assert np.median(areas) > 0.6 * 0.72 * np.pi * 100 * 60
    assert len({photo.read_bytes() for photo in (tmp_path / "staged").iterdir()}) == 6


def test_a_seed_gives_the_same_photos_and_another_gives_others(tmp_path: Path) -> None:
    table = lay_crops(tmp_path, 1)
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        stage(table, tmp_path / "images", tmp_path / name, seed)
    one, same, other = ((tmp_path / name / "0.png").read_bytes() for name in ("one", "same", "other"))
    assert one == same
    assert one != other


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    table = lay_crops(tmp_path, 1)
    (tmp_path / "images" / "0.png").unlink()
    with pytest.raises(OSError, match=r"0\.png"):
        stage(table, tmp_path / "images", tmp_path / "staged")
