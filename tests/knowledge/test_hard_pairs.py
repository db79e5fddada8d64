"""Pairs derived from the officials' raw files by other code: the official part of each verdict is theirs.

What leaflets and our own list add is no part of that file, and its `not-checkable` takes in what is told apart here as
`not-covered`. That file knows no routes: it has a rule on what is swallowed for a shampoo too. Here such a rule is told
beside the verdict, as a note on the topical product. Every other difference is argued below.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Report, Verdict
from knowledge.interactions.verdicts import NoteKind
from knowledge.products import ProductId

TODAY = date(2026, 3, 12)
OFFICIAL = (Verdict.CONTRAINDICATED, Verdict.DUPLICATE_INGREDIENT, Verdict.DUPLICATE_EFFECT)
TOPICAL = "one of the two acts on skin or eye: the rule is on what is taken up, and is told as a note"
NAMED = "the ingredient is written in the brand or in another spelling, and is read now"
ARGUED = {
    ("200200723", "200803658"): TOPICAL,
    ("201001728", "201802157"): TOPICAL,
    ("200905142", "201601711"): TOPICAL,
    ("201001728", "201803390"): TOPICAL,
    ("200001929", "200905108"): TOPICAL,
    ("200511383", "200905654"): TOPICAL,
    ("201109089", "201803966"): TOPICAL,
    ("200801540", "201800200"): NAMED,
    ("200600051", "201502270"): NAMED,
    ("201109288", "202106637"): NAMED,
    ("200200928", "200707946"): NAMED,
    ("198900129", "201707965"): NAMED,
    ("199700263", "202001377"): NAMED,
}


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data.parent / "cases" / "hard_pairs.csv"
    if not path.is_file():
        pytest.skip("the file of hard pairs is not here")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        yield catalogue


def official(report: Report) -> str:
    """Return the verdict by the official rules alone."""
    found = {one.verdict for one in report.findings}
    named = next((verdict for verdict in OFFICIAL if verdict in found), None)
    if named:
        return named
    (pair,) = report.pairs
    obstacles = {one.product for one in report.unchecked if one.product}
    if pair.verdict is Verdict.NONE_LISTED or not obstacles & {pair.first, pair.second}:
        return Verdict.NONE_LISTED
    return Verdict.NOT_CHECKABLE


def told_as_topical(report: Report) -> bool:
    """Tell whether a rule stands beside the verdict because one of the two acts on skin or eye."""
    return any(note.kind is NoteKind.TOPICAL for note in report.notes)


def test_the_official_part_of_every_verdict_is_theirs_or_argued(
    korea: Catalogue, rows: list[dict[str, str]]
) -> None:
    other = {}
    for row in rows:
        pair = ProductId(row["a"]), ProductId(row["b"])
        found = official(korea.check(pair, None, TODAY))
        if found != row["expected"]:
            other[row["a"], row["b"]] = (row["expected"], found)
    assert {pair: told for pair, told in other.items() if pair not in ARGUED} == {}
    unlike = [pair for pair in other if not told_as_topical(korea.check(pair, None, TODAY))]
    assert len(unlike) <= 0.005 * len(rows)
    assert all(ARGUED[pair] is NAMED for pair in unlike)


def test_no_pair_that_the_file_knows_is_told_as_none_listed(
    korea: Catalogue, rows: list[dict[str, str]]
) -> None:
    for row in rows:
        if row["expected"] in OFFICIAL and (row["a"], row["b"]) not in ARGUED:
            report = korea.check([ProductId(row["a"]), ProductId(row["b"])], None, TODAY)
            assert report.pairs[0].verdict is not Verdict.NONE_LISTED, row
        if ARGUED.get((row["a"], row["b"])) is TOPICAL:
            assert told_as_topical(korea.check([ProductId(row["a"]), ProductId(row["b"])], None, TODAY)), row
