"""evaluate-identification: a table of photos in, scores out, through the scan and the ranking that ship."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from inference.scan import Scanner
from knowledge.build.builder import build
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.certainty import Candidate, Certainty
from knowledge.identify.ranking import Ranking
from knowledge.products import Product, ProductId
from training.__main__ import app
from training.evaluate.identification import (
    Answer,
    Answered,
    Query,
    answer,
    answers,
    read_exactly,
    read_queries,
    score,
)


@pytest.mark.parametrize(
    ("readings", "imprint", "exact"),
    [
        (["93 7114", ""], "93 7114", True),
        (["93", "7114"], "93 7114", True),
        (["7114", "93"], "93 7114", True),  # nobody knows which side is the front
        (["937114", ""], "93 7114", True),  # spaces are not stamped
        (["lilly 3228", "25 MG"], "Lilly 3228 25 mg", True),
        (["OO", ""], "00", True),  # not told apart on a pill
        (["GX CJ7", "GX CJ7"], "GX CJ7", True),  # a text on both sides, listed once
        (["25 mg", "Lilly 3228"], "Lilly 3228 25 mg", True),
        (["", ""], "", True),
        (["93", "7115"], "93 7114", False),
        (["93", ""], "93 7114", False),
        (["93", None], "93 7114", False),  # not read is not plain
        (["93"], "93 7114", True),  # one side may hold a part only
        (["7114"], "93 7114", True),
        ([""], "93 7114", False),
        (["9"], "93 7114", False),
        ([""], "", True),
    ],
)
def test_an_imprint_is_read_exactly_or_not(readings: list[str | None], imprint: str, exact: bool) -> None:
    assert read_exactly(readings, [imprint]) is exact


def test_one_of_several_imprints_is_enough() -> None:
    assert read_exactly(["A1"], ["B2", "A1"])
    assert not read_exactly(["A1"], [])


@given(st.lists(st.text("ABC123", min_size=1, max_size=4), min_size=1, max_size=5), st.data())
def test_any_way_in_which_parts_stand_on_two_sides_is_exact(parts: list[str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(parts))
    cut = data.draw(st.integers(0, len(parts)))
    assert read_exactly([" ".join(order[:cut]), " ".join(order[cut:])], [" ".join(parts)])


def lay_out(folder: Path, table: str, *photos: str) -> Path:
    for photo in photos:
        (folder / photo).touch()
    file = folder / "queries.csv"
    file.write_text(table)
    return file


def test_photos_of_one_product_are_its_sides(tmp_path: Path) -> None:
    table = "file,product_id\na1.jpg,A\nb1.jpg,B\na2.jpg,A\n"
    file = lay_out(tmp_path, table, "a1.jpg", "a2.jpg", "b1.jpg")
    assert [(q.product, [p.name for p in q.photos]) for q in read_queries(file, tmp_path)] == [
        ("A", ["a1.jpg", "a2.jpg"]),
        ("B", ["b1.jpg"]),
    ]
    single = read_queries(file, tmp_path, one_side=True)
    assert [(q.product, len(q.photos)) for q in single] == [("A", 1), ("A", 1), ("B", 1)]


def test_further_columns_are_notes_on_a_query(tmp_path: Path) -> None:
    table = "file,product_id,imprint_type,light\na.jpg,A,printed,\n"
    (query,) = read_queries(lay_out(tmp_path, table, "a.jpg"), tmp_path)
    assert query.notes == (("imprint_type", "printed"),)


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="columns"):
        read_queries(lay_out(tmp_path, "photo,product_id\na.jpg,A\n", "a.jpg"), tmp_path)
    with pytest.raises(ValueError, match="rows"):
        read_queries(lay_out(tmp_path, "file,product_id\n"), tmp_path)
    with pytest.raises(FileNotFoundError, match="missing"):
        read_queries(lay_out(tmp_path, "file,product_id\nnone.jpg,A\n"), tmp_path)


def ranking(certainty: Certainty, *ids: str) -> Ranking:
    products = [Product(ProductId(id_), id_, "") for id_ in ids]
    return Ranking(certainty, tuple(Candidate(product, 0.1) for product in products))


@pytest.mark.parametrize(
    ("told", "place", "accepted"),
    [
        (ranking(Certainty.SURE, "A", "B"), 1, True),
        (ranking(Certainty.CHOOSE, "B", "A"), 2, False),
        (ranking(Certainty.SURE, "B", "C"), None, True),
        (ranking(Certainty.UNKNOWN), None, False),
    ],
)
def test_an_answer_is_where_the_product_stands(told: Ranking, place: int | None, accepted: bool) -> None:
    judged = answer(Query(ProductId("A"), ()), [], told, None, 0.5)
    assert (judged.place, judged.accepted, judged.exact) == (place, accepted, False)


def test_scores_are_shares() -> None:
    scores = score(
        [
            Answer(1, exact=True, accepted=True, seconds=1.0),
            Answer(2, exact=False, accepted=True, seconds=1.0, other_name_doubted=True),
            Answer(3, exact=False, accepted=True, seconds=1.0, other_medicine=True),
            Answer(
                7, exact=False, accepted=False, seconds=1.0, right_name_doubted=True, other_name_doubted=True
            ),
            Answer(None, exact=False, accepted=False, seconds=3.0),
        ]
    )
    assert (scores.queries, scores.top1, scores.top5, scores.top10) == (5, 0.2, 0.6, 0.8)
    assert (scores.imprint_exact, scores.accepted) == (0.2, 0.6)
    assert (scores.accepted_wrong, scores.accepted_other_medicine) == (2 / 3, 1 / 3)
    assert (scores.right_name_doubted, scores.other_name_doubted) == (0.2, 0.4)
    assert scores.seconds_per_query == 7 / 5


def test_without_any_accepted_the_wrong_ones_have_no_share() -> None:
    assert math.isnan(score([Answer(1, exact=True, accepted=False, seconds=1.0)]).accepted_wrong)


@pytest.fixture(scope="module")
def american(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("knowledge") / "us.db"
    return build(shared_data, out, "us", built_at=datetime(2026, 4, 1, tzinfo=UTC)).path


def test_real_photos_are_ranked_against_the_whole_catalogue(american: Path, shared_data: Path) -> None:
    images = shared_data / "us" / "reference_crops" / "images"
    query = Query(ProductId("000023228"), (images / "0002-3228_0_0.jpg", images / "0002-3228_0_1.jpg"))
    with Catalogue.open(american) as catalogue:
        (told,) = answers([query], catalogue, Scanner())
    assert told.answer.seconds > 0
    assert told.answer.place is None or 1 <= told.answer.place <= 10
    assert (len(told.seen), told.product and told.product.id) == (2, query.product)


def test_a_size_that_the_table_tells_counts_as_if_a_coin_had_given_it(
    american: Path, shared_data: Path
) -> None:
    images = shared_data / "us" / "reference_crops" / "images"
    photo = (images / "0002-3228_0_0.jpg",)
    right, wrong = (Query(ProductId("000023228"), photo, (("size_mm", mm),)) for mm in ("16", "5"))
    with Catalogue.open(american) as catalogue:
        scanner = Scanner()
        plain, fits, differs = (
            next(answers([query], catalogue, scanner, sized=sized))
            for query, sized in ((right, False), (right, True), (wrong, True))
        )
    assert [bool(one.seen[0].sizes) for one in (plain, fits, differs)] == [False, True, True]

    def probability(one: Answered) -> float:
        told = {each.product.id: each.probability for each in one.ranking.candidates}
        return told.get(ProductId("000023228"), 0.0)

    assert probability(fits) > probability(plain) > probability(differs)


def test_the_command_prints_one_document(american: Path, shared_data: Path, tmp_path: Path) -> None:
    file = lay_out(tmp_path, "file,product_id\n0002-3228_0_0.jpg,000023228\n")
    images = str(shared_data / "us" / "reference_crops" / "images")
    arguments = ["--knowledge", str(american), "--queries", str(file), "--images", images, "--json"]
    result = CliRunner().invoke(app, ["evaluate-identification", *arguments])
    assert result.exit_code == 0, result.output
    assert set(json.loads(result.stdout)) == {
        "queries", "top1", "top5", "top10", "imprint_exact", "accepted", "accepted_wrong", "accepted_other_medicine",
        "right_name_doubted", "other_name_doubted", "seconds_per_query",
    }  # fmt: skip
