"""Archives to training data: nothing lost, nothing twice, everything that is left out told with its reason."""

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from training.aihub.archives.names import parse_photo_name
from training.aihub.archives.scan import NAMES
from training.aihub.archives.scan_report import scan_all
from training.aihub.shards.boxes import Crop
from training.aihub.shards.prepare import Options, prepare
from training.aihub.shards.sinks import Prepared
from training.aihub.work.store import Store

PLANTED = {  # what a planted defect is counted as
    "truncated": "photo/undecodable",
    "crc": "photo/crc",
    "wrong-size": "photo/wrong-size",
    "no-label": "photo/no-label",
    "duplicate": "label/duplicate",
    "zero-size": "label/zero-size",
}


def prepared(source, target, **options):
    return prepare(Options(str(source), str(target), **options))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the pages, which tell how long it took."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def manifests(target, below="manifests"):
    store = Store(str(target))
    return [store.read_json(name) for name in store.files(below)]


def test_every_planted_defect_is_counted_under_its_reason(archives, tmp_path):
    folder, made = archives
    told = prepared(folder, tmp_path)
    planted = made["planted"]
    assert set(planted) == {*PLANTED, "past-edge", "rescaled", "incomplete", "none"}
    assert {reason: told.dropped[reason] for reason in PLANTED.values()} == {
        reason: planted[defect] for defect, reason in PLANTED.items()
    }
    assert (told.clipped, told.rescaled) == (planted["past-edge"], planted["rescaled"])


def test_every_photo_and_every_label_is_used_or_counted_once(archives, tmp_path):
    folder, made = archives
    told = prepared(folder, tmp_path)
    scans = manifests(tmp_path, "scan/manifests")
    dropped = Counter[str]()
    for reason, count in told.dropped.items():
        dropped[reason.partition("/")[0]] += count
    assert told.photos + dropped["photo"] == sum(each["photos"] for each in scans) == made["photos"]
    assert told.labels + dropped["label"] == sum(each["labels"] for each in scans)
    assert (
        told.members
        == sum(each["photos"] + each["labels"] + each["other"] for each in scans) + dropped["member"]
    )


@pytest.mark.parametrize("crop", Crop)
@pytest.mark.parametrize("tar", [False, True], ids=["yolo", "webdataset"])
def test_no_label_lies_outside_of_its_picture_whatever_the_crop(archives, tmp_path, crop, tar):
    told = prepared(archives[0], tmp_path, crop=crop, tar=tar)
    store = Store(str(tmp_path))
    parts = [each["part"] for each in manifests(tmp_path)]
    samples = list(Prepared(store, store.read_json(NAMES), parts, tar))
    assert sum(len(each.labels) for each in samples) == told.labels > 0
    assert len({each.key for each in samples}) == len(samples) == told.written
    for sample in samples:
        assert (sample.boxes_xyxy >= -0.01).all()
        assert (sample.boxes_xyxy <= np.array([*sample.size_wh, *sample.size_wh]) + 0.01).all()
        named = parse_photo_name(sample.key.partition("-b")[0])
        assert named is not None
        assert {label.partition("/")[0] for label in sample.labels} <= set(named.codes)


def test_both_forms_hold_the_same_samples(sound_archives, tmp_path):
    found = []
    for tar in (False, True):
        prepared(sound_archives[0], tmp_path / str(tar), tar=tar, crop=Crop.HALF)
        store = Store(str(tmp_path / str(tar)))
        parts = [each["part"] for each in manifests(store.url)]
        found.append({each.key: each for each in Prepared(store, store.read_json(NAMES), parts, tar)})
    yolo, shards = found
    assert yolo.keys() == shards.keys()
    for key, sample in yolo.items():
        assert (sample.picture, sample.labels) == (shards[key].picture, shards[key].labels)
        assert np.allclose(sample.boxes_xyxy, shards[key].boxes_xyxy, atol=0.02)


def test_the_boxes_of_a_photo_that_was_made_half_as_large_are_halved(archives, tmp_path):
    folder, made = archives
    assert prepared(folder, tmp_path).rescaled == made["planted"]["rescaled"] > 0
    store = Store(str(tmp_path))
    parts = [each["part"] for each in manifests(tmp_path)]
    small = [
        each
        for each in Prepared(store, store.read_json(NAMES), parts, tar=False)
        if each.size_wh == (488, 640)
    ]
    assert len(small) == made["planted"]["rescaled"]


def test_what_is_finished_is_not_made_again_and_what_was_damaged_is(archives, tmp_path):
    prepared(archives[0], tmp_path, tar=True)
    before = files(tmp_path)
    changed = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.tar")}
    prepared(archives[0], tmp_path, tar=True)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.tar")} == changed
    for folder in ("manifests", "scan"):
        victim = next(path for path in sorted((tmp_path / folder).rglob("*.json")))
        victim.unlink()
    prepared(archives[0], tmp_path, tar=True)
    assert files(tmp_path) == before


def test_a_manifest_has_the_hashes_of_the_files_of_its_part(sound_archives, tmp_path):
    prepare(Options(str(sound_archives[0]), str(tmp_path), tar=True))
    for file in (tmp_path / "manifests").iterdir():
        sums = json.loads(file.read_text())["sha256"]
        assert sorted(sums) == [f"samples/{file.stem}.parquet", f"shards/{file.stem}.tar"]
        assert sums == {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in sums}


def test_another_crop_makes_the_data_again(sound_archives, tmp_path):
    prepared(sound_archives[0], tmp_path, crop=Crop.HALF, tar=True)
    prepared(sound_archives[0], tmp_path, crop=Crop.BOX, tar=True)
    prepared(sound_archives[0], tmp_path / "fresh", crop=Crop.BOX, tar=True)
    fresh = files(tmp_path / "fresh")
    assert {name: data for name, data in files(tmp_path).items() if not name.startswith("fresh")} == fresh


def test_an_archive_that_finished_downloading_since_is_taken_up(sound_archives, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(sound_archives[0], source)
    photos = next(source.rglob("TS_1_단일.zip"))
    whole = photos.read_bytes()
    photos.write_bytes(whole[: len(whole) // 2])
    first = prepared(source, tmp_path / "data")
    assert [reason for _, reason in first.left_out] == [
        f"{photos.relative_to(source)}: has no list of members after {len(whole) // 2} bytes: "
        "cut off, still being downloaded, or no zip"
    ]
    assert (first.photos, first.dropped) == (8, {"label/no-photo": 48})
    photos.write_bytes(whole)
    second = prepared(source, tmp_path / "data")
    assert (second.photos, second.dropped, second.left_out) == (56, {}, [])


def test_a_photo_that_two_archives_have_is_used_once(sound_archives, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(sound_archives[0], source)
    shutil.copy(next(source.rglob("TS_1_조합.zip")), source / "TS_9_조합.zip")
    told = prepared(source, tmp_path / "data")
    assert (told.photos, told.dropped) == (56, {"photo/repeated-photo": 8})


def test_annotations_are_in_parquet_with_their_facts(sound_archives, tmp_path):
    told = scan_all(str(sound_archives[0]), str(tmp_path))
    tables = [pq.read_table(path) for path in sorted(tmp_path.glob("scan/annotations/TL*.parquet"))]
    assert sum(table.num_rows for table in tables) == told["labels"] == sound_archives[1]["labels"]
    assert told["unaccounted"] == 0
    drugs = [row for path in tmp_path.glob("scan/drugs/*.parquet") for row in pq.read_table(path).to_pylist()]
    assert sum(row["labels"] for row in drugs) == told["labels"]
    assert all(row["dl_name"] and row["item"].isdigit() for row in drugs)


def test_a_scan_that_verifies_finds_the_photos_whose_bytes_are_wrong(archives, tmp_path):
    folder, made = archives
    told = scan_all(str(folder), str(tmp_path), verify=True)
    assert told["dropped"] == {"crc": made["planted"]["crc"]}
    assert told["unaccounted"] == 0


def test_class_numbers_are_those_of_the_names(sound_archives, tmp_path):
    prepared(sound_archives[0], tmp_path)
    names = json.loads((tmp_path / NAMES).read_text())
    assert names == sorted(names)
    for path in tmp_path.rglob("labels/**/*.txt"):
        for line in path.read_text().splitlines():
            assert names[int(line.split()[0])].partition("/")[0][2:] in path.stem
