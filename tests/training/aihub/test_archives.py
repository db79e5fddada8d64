"""Archives read in place, and what is wrong with those that can't be."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.aihub.archives.zip_members import members, read_member
from training.aihub.errors import ArchiveError, MemberError


def zipped(files, method=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """Return an archive of names and bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file


@given(
    st.dictionaries(
        st.from_regex(r"[a-z가-힣]{1,9}/[a-z]{1,5}\.json", fullmatch=True),
        st.binary(max_size=300),
        max_size=8,
    )
)
def test_every_member_is_read_as_it_was_written(files):
    file = zipped(files)
    assert {each.name: read_member(file, each) for each in members(file, "a.zip")} == files


def test_names_of_korean_windows_are_read(archives):
    folder, _ = archives
    names = []
    for path in sorted(folder.rglob("TS_2_*.zip")):
        with path.open("rb") as file:
            names += [each.name for each in members(file, path.name)]
    assert names
    assert all(name.startswith("알약/K-") for name in names)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda one: replace(one, crc=one.crc ^ 1), "crc"),
        (lambda one: replace(one, size=one.size + 1), "truncated"),
        (lambda one: replace(one, size=one.size - 1), "truncated"),
        (lambda one: replace(one, offset=one.offset + 5), "damaged"),
        (lambda one: replace(one, packed=10_000), "truncated"),
        (lambda one: replace(one, method=12), "unsupported"),
        (lambda one: replace(one, encrypted=True), "encrypted"),
        (lambda one: replace(one, size=1 << 40), "too-large"),
    ],
)
def test_a_member_that_is_not_what_the_archive_says_is_refused_with_its_reason(spoil, reason):
    file = zipped({"a.json": b"some bytes of a label file" * 9})
    (one,) = members(file, "a.zip")
    with pytest.raises(MemberError) as caught:
        read_member(file, spoil(one))
    assert caught.value.reason == reason


def test_a_member_that_lies_about_its_size_is_not_unpacked_further():
    file = zipped({"a.json": b"0" * 50_000})
    (one,) = members(file, "a.zip")
    with pytest.raises(MemberError, match="expected 1000 bytes, got 1001"):
        read_member(file, replace(one, size=1000))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped({f"{number}.json": b"0" * 40_000_000 for number in range(8)})
    with pytest.raises(ArchiveError, match="zip bomb"):
        list(members(bomb, "bomb.zip"))


@pytest.mark.parametrize("kept", [0, 100, 400])
def test_an_archive_that_is_cut_off_is_named(kept):
    whole = zipped({"a.json": b"x" * 500}, zipfile.ZIP_STORED).getvalue()
    with pytest.raises(ArchiveError, match=r"TL_1\.zip: has no list of members after \d+ bytes: cut off"):
        list(members(io.BytesIO(whole[:kept]), "TL_1.zip"))


@pytest.mark.parametrize("name", ["TS_1_단일.zip.part0", "TS_1.zip.crdownload", "TS_1.zip.tmp"])
def test_a_piece_of_a_download_is_not_taken_for_an_archive(name):
    with pytest.raises(ArchiveError, match="still being downloaded"):
        list(members(zipped({"a.json": b""}), name))


def test_an_archive_whose_list_is_there_and_whose_middle_is_missing_gives_what_it_has():
    whole = zipped({"a.json": b"x" * 500, "b.json": b"y" * 500}, zipfile.ZIP_STORED).getvalue()
    damaged = io.BytesIO(whole[:100] + b"\0" * 100 + whole[200:])
    first, second = members(damaged, "a.zip")
    assert read_member(damaged, second) == b"y" * 500
    with pytest.raises(MemberError, match="crc"):
        read_member(damaged, first)
