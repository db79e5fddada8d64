"""Label files of the data set to records."""

import json

import pytest

from training.aihub.archives.annotation import FACTS, parse_annotation
from training.aihub.archives.names import parse_photo_name, session_of
from training.aihub.errors import MemberError

SINGLE = "K-000030_0_2_0_1_90_300_200"


def document(**changes) -> dict:
    """Return a label file as the data set has it, changed where a test says so."""
    image = {
        "file_name": f"{SINGLE}.png", "width": 976, "height": 1280, "drug_N": "K-000030", "back_color": "연회색 배경",
        "drug_dir": "앞면", "light_color": "주광색", "camera_la": 90, "camera_lo": 300, "dl_idx": "29",
        "dl_mapping_code": "K-000030", "dl_name": "테라싸이클린캡슐 250mg", "item_seq": 196000001, "thick": 6.35,
    }  # fmt: skip
    annotation = {"bbox": [266, 546, 427, 247], "category_id": 1}
    image |= {name: value for name, value in changes.items() if name in image}
    annotation |= {name: value for name, value in changes.items() if name in annotation}
    return {"images": [image], "annotations": [annotation], "categories": [{"id": 1, "name": "Drug"}]}


def parse(stem=SINGLE, **changes):
    return parse_annotation(json.dumps(document(**changes)).encode(), stem)


def test_a_label_file_becomes_a_record():
    found = parse()
    assert (found.code, found.item, found.x, found.h) == ("K-000030", "196000001", 266, 247)
    assert (found.side, found.background, found.light, found.latitude) == (
        "앞면",
        "연회색 배경",
        "주광색",
        90,
    )
    assert dict(zip(FACTS, found.facts, strict=True))["dl_name"] == "테라싸이클린캡슐 250mg"


@pytest.mark.parametrize("category", [1, 29, 30])
def test_a_category_id_is_one_the_k_number_or_the_k_number_less_one(category):
    assert parse(category_id=category).code == "K-000030"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not-json"),
        (b"[]", "other-data-set"),
        (b'{"images": [], "annotations": []}', "other-data-set"),
        (b'{"images": [{"file_name": "a.png"}], "annotations": [{"bbox": [1, 2, 3]}]}', "other-data-set"),
        (json.dumps(document(file_name="000000000139.jpg")).encode(), "other-data-set"),
        (json.dumps(document(file_name="K-000030_0_2_0_1_75_300_200.png")).encode(), "other-photo"),
        (json.dumps(document(dl_mapping_code="K-000031")).encode(), "other-drug"),
        (json.dumps(document(category_id=31)).encode(), "category-mismatch"),
    ],
)
def test_what_is_no_label_file_of_this_photo_is_refused_with_its_reason(data, reason):
    with pytest.raises(MemberError) as caught:
        parse_annotation(data, SINGLE)
    assert caught.value.reason == reason


def test_the_published_files_are_read(shared_data):
    files = sorted((shared_data / "aihub").glob("K-*.json"))
    for file in files:
        stem = file.stem.rpartition("__")[2]
        found = parse_annotation(file.read_bytes(), stem)
        assert found.code in file.name or found.code[2:] in file.name
        assert found.item.isdigit()
    assert len(files) == 11


@pytest.mark.parametrize(
    ("stem", "codes"),
    [
        (SINGLE, ("K-000030",)),
        (
            "K-001900-010224-016551-031705_0_2_0_2_70_000_200",
            ("K-001900", "K-010224", "K-016551", "K-031705"),
        ),
        ("000000000139", None),
        ("K-30_0_2_0_1_90_300_200", None),
    ],
)
def test_a_photo_s_name_tells_the_kinds_in_it(stem, codes):
    name = parse_photo_name(stem)
    assert (name and name.codes) == codes


def test_camera_and_light_make_no_other_session_and_side_and_background_do():
    seen = parse_photo_name(SINGLE)
    turned = parse_photo_name("K-000030_0_2_0_2_70_000_200")
    session = session_of(seen, "앞면", "연회색 배경")
    assert session_of(turned, "앞면", "연회색 배경") == session
    assert session_of(seen, "뒷면", "연회색 배경") != session
    assert session_of(seen, "앞면", "검정색 배경") != session
