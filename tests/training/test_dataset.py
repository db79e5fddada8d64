"""The folder a training reads: laid out once, corrected, the same again after a kill."""

from pathlib import Path

import pytest

from training.samples import dataset
from training.samples.dataset import labels_beside, photos, prepare


@pytest.fixture
def data(small_data: Path) -> Path:
    return small_data


def listed(out: Path, split: str) -> list[str]:
    return [Path(line).name for line in (out / f"{split}.txt").read_text().split()]


def test_real_photos_and_scenes_are_laid_out_with_labels_of_one_class(data, tmp_path):
    out = tmp_path / "out"
    prepare(data, out, scenes=20, seed=1)
    names = listed(out, "train")
    assert names.count("many_dense-0.jpg") == 1
    assert names.count("single_phone-0.jpg") == dataset.TIMES["single_phone"]
    assert names.count("not_pills-0.jpg") == dataset.TIMES["not_pills"]
    assert sum("-" not in name for name in names) == 20
    assert [name for name in listed(out, "val") if "-" in name] == ["single_phone-0.jpg"]
    for line in (out / "train.txt").read_text().split():
        assert Path(line).exists()
        rows = labels_beside(Path(line)).read_text().split("\n")
        assert all(row.startswith("0 ") for row in rows if row)
    assert (
        labels_beside(out / "images" / "train" / "single_phone-0.jpg").read_text()
        == "0 0.500000 0.500000 0.200000 0.300000\n"
    )


def test_what_was_made_before_a_kill_is_kept_and_the_rest_comes_out_the_same(data, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    assert prepare(data, first, scenes=6, seed=1) == prepare(data, second, scenes=6, seed=1)
    scenes = sorted((first / "images" / "scenes-train").glob("*.jpg"))
    kept = scenes[0].stat().st_mtime_ns
    labels_beside(scenes[3]).unlink()
    prepare(data, first, scenes=6, seed=1)
    assert scenes[0].stat().st_mtime_ns == kept
    for one, other in zip(scenes, sorted((second / "images" / "scenes-train").glob("*.jpg")), strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert labels_beside(one).read_text() == labels_beside(other).read_text()


def test_a_set_left_out_gives_neither_photos_nor_grounds(data, tmp_path):
    prepare(data, tmp_path / "out", scenes=2, seed=1, leave_out=("single_phone",))
    assert not [name for name in listed(tmp_path / "out", "train") if name.startswith("single_phone")]
    assert [name for name in listed(tmp_path / "out", "train") if name.startswith("not_pills")]
    assert len(dataset._grounds(data, "train", ("single_phone",))) == 1


def test_other_settings_give_another_hash(data, tmp_path):
    assert prepare(data, tmp_path / "a", scenes=1, seed=1) != prepare(data, tmp_path / "b", scenes=1, seed=2)


def test_photos_that_were_found_to_be_labelled_wrong_can_be_left_out(data, tmp_path, monkeypatch):
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("set,file,action,why\nsingle_phone,1.jpg,leave-out,a second pill has no box\n")
    monkeypatch.setattr(dataset, "CORRECTIONS", corrections)
    dataset._corrections.cache_clear()
    try:
        assert [
            photo.path.name for photo in photos(data / "photos", "train") if photo.set == "single_phone"
        ] == ["0.jpg"]
    finally:
        dataset._corrections.cache_clear()


def test_the_data_folder_is_only_read(data, tmp_path):
    before = sorted(data.rglob("*"))
    prepare(data, tmp_path / "out", scenes=2, seed=1)
    assert sorted(data.rglob("*")) == before
