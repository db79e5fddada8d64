"""The data packed for another machine."""

import tarfile
from pathlib import Path

from training.samples.dataset import photos, prepare
from training.samples.pack import pack


def test_a_packed_folder_trains_as_the_folder_does(small_data: Path, tmp_path: Path) -> None:
    assert pack(small_data, tmp_path / "data.tar") == (tmp_path / "data.tar").stat().st_size
    there = tmp_path / "there"
    with tarfile.open(tmp_path / "data.tar") as tar:
        tar.extractall(there, filter="data")
    for split in ("train", "val"):
        here, unpacked = (list(photos(root / "photos", split)) for root in (small_data, there))
        assert [(one.set, one.path.name) for one in here] == [(one.set, one.path.name) for one in unpacked]
        assert all((a.boxes == b.boxes).all() for a, b in zip(here, unpacked, strict=True))
    prepare(there, tmp_path / "out", scenes=2, seed=1)
    assert len((tmp_path / "out" / "train.txt").read_text().split()) > 2
