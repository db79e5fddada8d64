"""A sample of a table of rules never passes for the table."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import CautionKind, Obstacle, Unchecked, Verdict
from knowledge.sources.kr.wholeness import LEAST, Page, samples
from tests.knowledge.conftest import KoreanBuild
from tests.knowledge.test_build import built, official_files

ROW = {
    "TYPE_NAME": "분할주의",
    "ITEM_SEQ": "200000001",
    "ITEM_NAME": "가나서방정",
    "ENTP_NAME": "가나제약",
    "CLASS_NAME": "혈압강하제",
    "CLASS_CODE": "02140",
    "FORM_NAME": "서방정",
    "ETC_OTC_NAME": "전문의약품",
    "MAIN_INGR": "[M900001]암로디핀베실산염",
    "PROHBT_CONTENT": "분할불가",
    "REMARK": "",
    "NOTIFICATION_DATE": "20200102",
}
WHOLE = LEAST[CautionKind.SPLITTING]
SPLITTING = Unchecked(Obstacle.NO_RULES, detail="splitting")


def splitting(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [{**ROW, "ITEM_SEQ": str(200000001 + first + number)} for number in range(count)]


def answer(path: Path, items: Sequence[dict[str, Any]], total: int | None) -> None:
    body: dict[str, Any] = {"pageNo": 1, "numOfRows": 100, "items": list(items)}
    if total is not None:
        body["totalCount"] = total
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"header": {"resultCode": "00"}, "body": body}), encoding="utf-8")


@pytest.mark.parametrize(
    ("pages", "whole"),
    [
        ([(1, 0, 1)], False),  # an answer about one product
        ([(WHOLE - 1, 0, WHOLE)], False),
        ([(WHOLE, 0, None)], False),
        ([(WHOLE, 0, WHOLE)], True),
        ([(60, 0, WHOLE + 20), (60, 60, WHOLE + 20)], True),
        ([(60, 0, WHOLE + 20), (60, 0, WHOLE + 20)], False),  # one page twice
        ([(60, 0, WHOLE + 20), (60, 60, WHOLE + 21)], False),  # of two days
        ([(1, 0, 1), (WHOLE, 0, WHOLE)], True),  # a sample beside the whole takes nothing from it
    ],
)
def test_a_table_counts_as_loaded_only_with_all_its_rows(
    tmp_path: Path, pages: list[tuple[int, int, int | None]], whole: bool
) -> None:
    folder = official_files(tmp_path / "korea")
    for number, (count, first, total) in enumerate(pages):
        answer(folder / f"api/page{number}.json", splitting(count, first), total)
    summary, log = built(folder, tmp_path / "kr.db")
    with Catalogue.open(summary.path) as catalogue:
        assert (CautionKind.SPLITTING in catalogue.rules.covers) is whole
        report = catalogue.check(["200000001"], None, summary.built_at.date())
    assert [c.kind for c in report.cautions if c.kind is CautionKind.SPLITTING], "its rows count all the same"
    assert (SPLITTING not in report.unchecked) is whole
    assert any("not a whole table: splitting" in line for line in log.notes) is not whole


def test_pairs_of_a_sample_alone_leave_every_other_pair_unchecked(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    for path in folder.glob("mfds/*DurIngr_A*"):
        path.unlink()
    pair = {**ROW, **{f"MIXTURE_{key}": value for key, value in ROW.items()}, "TYPE_NAME": "병용금기"}
    pair |= {
        "MIXTURE_ITEM_SEQ": "200000002",
        "MIXTURE_INGR_KOR_NAME": "베타드럭",
        "INGR_KOR_NAME": "암로디핀",
    }
    for name in ("TYPE_NAME", "PROHBT_CONTENT", "REMARK", "NOTIFICATION_DATE"):
        del pair[f"MIXTURE_{name}"]
    answer(folder / "api/pairs.json", [pair], 246_140)
    summary, _ = built(folder, tmp_path / "kr.db")
    with Catalogue.open(summary.path) as catalogue:
        assert Verdict.CONTRAINDICATED not in catalogue.rules.covers
        ids = ["200000001", "200000002", "200000003"]
        verdicts = {
            (p.first, p.second): p.verdict for p in catalogue.check(ids, None, summary.built_at.date()).pairs
        }
    assert verdicts["200000001", "200000002"] is Verdict.CONTRAINDICATED
    assert Verdict.NONE_LISTED not in verdicts.values()


def test_a_page_of_several_kinds_tells_the_total_of_none() -> None:
    mixed = [*splitting(WHOLE), {**ROW, "TYPE_NAME": "노인주의"}]
    assert [s.total for s in samples([Page("all.json", mixed, len(mixed))])] == [None, None]


def test_the_samples_among_the_officials_files_make_no_table(korean_build: KoreanBuild) -> None:
    told = [line for line in korean_build.log.notes if line.startswith("not a whole table")]
    assert "not a whole table: splitting by product: a sample of 1 of 1" in told
    assert "not a whole table: contraindicated by product: a sample of 1 of 246,140" in told
    query = "SELECT kind, name, rows FROM rule_table JOIN source ON source.id = source"
    with closing(sqlite3.connect(f"{korean_build.summary.path.as_uri()}?mode=ro", uri=True)) as db:
        tables = db.execute(query).fetchall()
    assert {kind for kind, _, _ in tables} == {
        "contraindicated", "duplicate-effect", "age", "pregnancy", "elderly", "dose", "duration",
    }  # fmt: skip
    assert all("품목정보" not in name for _, name, _ in tables)
