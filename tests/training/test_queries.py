"""Tables of catalogue photos, and the kinds of pills that are kept apart by them."""

import csv
from pathlib import Path

import pytest

from training.evaluate.identification import read_queries
from training.samples.cutouts import ndc9, reference_cutouts
from training.samples.queries import images_of, write_queries
from training.samples.selection import Split, split_of

MEASURED = {Split.CALIBRATION, Split.TEST}  # a ranking is tuned on the one and tested on the other


def kinds_in(split: Split, count: int) -> list[str]:
    return [kind for kind in (f"{n:09}" for n in range(2000)) if split_of(kind) is split][:count]


def lay_catalogue(data: Path, kinds: list[str]) -> None:
    (data / "us" / "reference_crops" / "images").mkdir(parents=True)
    rows = [f"{kind}_{side}.jpg,{kind}\n" for kind in kinds for side in "01"]
    (data / "us" / "reference_crops" / "labels.csv").write_text("file,ndc9\n" + "".join(rows))
    known = "".join(f"{kind},DEBOSSED,9\n" for kind in kinds[:-1])
    (data / "us" / "c3pi_ndc9_products.csv").write_text("ndc9,imprint_type,size_mm\n" + known)


def test_a_table_holds_the_photos_of_the_asked_kinds_that_the_catalogue_has(tmp_path: Path) -> None:
    test, train, unknown = *kinds_in(Split.TEST, 1), *kinds_in(Split.TRAIN, 1), kinds_in(Split.TEST, 2)[1]
    lay_catalogue(tmp_path, [test, train, unknown])
    out = tmp_path / "queries.csv"
    assert write_queries(tmp_path, "us", [Split.TEST], out) == 2
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["product_id"], row["imprint_type"]) for row in rows] == [
        (f"{test}_0.jpg", test, "debossed"),
        (f"{test}_1.jpg", test, "debossed"),
    ]
    assert {row["size_mm"] for row in rows} == {"9"}
    assert write_queries(tmp_path, "us", list(Split), out) == 4


@pytest.mark.parametrize(("region", "least"), [("us", 400), ("tw", 300)])
def test_what_is_written_of_the_real_catalogues_can_be_asked(
    shared_data: Path, tmp_path: Path, region: str, least: int
) -> None:
    assert write_queries(shared_data, region, [Split.TEST], tmp_path / "q.csv") >= least
    asked = read_queries(tmp_path / "q.csv", images_of(shared_data, region))
    assert {split_of(query.product) for query in asked} == {Split.TEST}
    assert sum(3 <= (query.length_mm or 0) <= 30 for query in asked) > 0.9 * len(asked)


def test_a_kind_has_one_use_and_every_use_its_share() -> None:
    kinds = [f"{n:09}" for n in range(5000)]
    uses = [split_of(kind) for kind in kinds]
    assert uses == [split_of(kind) for kind in kinds]
    shares = {split: uses.count(split) / len(kinds) for split in Split}
    assert shares == pytest.approx(
        {Split.TRAIN: 0.6, Split.VAL: 0.1, Split.CALIBRATION: 0.1, Split.TEST: 0.2}, abs=0.02
    )


def test_the_same_pill_is_the_same_kind_in_every_folder(shared_data: Path) -> None:
    """Otherwise a pill could train the reader under one name and test the ranking under another."""
    with (shared_data / "imprint" / "products.csv").open(encoding="utf-8") as file:
        named = [(row["file"], row["ndc9"]) for row in csv.DictReader(file) if row["ndc9"]]
    assert len(named) > 1000
    assert [file for file, kind in named if ndc9(Path(file).stem) != kind] == []


def test_no_kind_that_tunes_or_tests_a_ranking_taught_the_reader(shared_data: Path, tmp_path: Path) -> None:
    imprints = pytest.importorskip(
        "training.samples.imprint_sheets", reason="needs the training extra", exc_type=ImportError
    )
    taught = {
        ndc9(path.stem) for path in imprints.training_photos(shared_data / "imprint" / "images" / "train")
    }
    assert len(taught) > 1000
    for region in ("us", "tw"):
        write_queries(shared_data, region, MEASURED, tmp_path / "q.csv")
        asked = {query.product for query in read_queries(tmp_path / "q.csv", images_of(shared_data, region))}
        assert not asked & taught


def test_only_kinds_kept_for_training_are_pasted_into_scenes(shared_data: Path) -> None:
    cutouts = reference_cutouts(shared_data / "us" / "reference_crops", Split.TRAIN)
    assert {split_of(next(cutouts).kind) for _ in range(20)} == {Split.TRAIN}
