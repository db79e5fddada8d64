"""A build beside the file in use, odd rows, and several dated files of one table."""

from pathlib import Path

import pytest

from knowledge.build.builder import BuildRefused, build, build_records
from knowledge.build.comparison import LEAST
from knowledge.catalogue.catalogue import Catalogue
from knowledge.products import IngredientCode, ProductId, Source
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.records import (
    Components,
    CompositionRecord,
    IngredientRecord,
    PairRecord,
    ProductRecord,
    Record,
    Region,
    SubstanceRecord,
)
from tests.knowledge.official import DUR, LEAFLET, PARTNER, PILL, dur, sheet
from tests.knowledge.test_build import WHEN, official_files

LIST = Source("목록", None)


def rules(number: int) -> list[Record]:
    """Make a product and as many contraindicated pairs."""
    codes = [IngredientCode(f"D{code:06}") for code in range(1, number + 2)]
    one = ProductId("200000001")
    return [
        ProductRecord(one, "가나정", "가나제약", LIST),
        CompositionRecord(one, (IngredientRecord("이름1"),), LIST),
        *(SubstanceRecord(code, f"이름{int(code[1:])}", "") for code in codes),
        *(PairRecord(Components(codes[0]), Components(code), "나쁨", LIST) for code in codes[1:]),
    ]


def test_a_build_that_lost_a_tenth_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    out = tmp_path / "kr.db"
    build_records(rules(100), out, Region.KOREA, built_at=WHEN)
    before = out.read_bytes()
    with pytest.raises(BuildRefused, match=r"contraindicated pairs: 100 in the file in use, 75 now"):
        build_records(rules(75), out, Region.KOREA, built_at=WHEN)
    assert out.read_bytes() == before
    build_records(rules(75), out, Region.KOREA, built_at=WHEN, accept_fewer=True)
    assert out.read_bytes() != before


@pytest.mark.parametrize("number", [91, 100, 500])
def test_a_build_that_lost_less_or_grew_is_taken(tmp_path: Path, number: int) -> None:
    build_records(rules(100), tmp_path / "kr.db", Region.KOREA, built_at=WHEN)
    build_records(rules(number), tmp_path / "kr.db", Region.KOREA, built_at=WHEN)


def test_small_numbers_may_change_by_any_share(tmp_path: Path) -> None:
    build_records(rules(LEAST - 2), tmp_path / "kr.db", Region.KOREA, built_at=WHEN)
    build_records(rules(1), tmp_path / "kr.db", Region.KOREA, built_at=WHEN)


def test_what_is_gone_and_new_is_told_and_kept_in_the_file(tmp_path: Path) -> None:
    out, log = tmp_path / "kr.db", BuildLog()
    build_records(rules(100), out, Region.KOREA, built_at=WHEN)
    summary = build_records(rules(98), out, Region.KOREA, log, built_at=WHEN)
    assert "changed: contraindicated pairs: 100 -> 98" in log.notes
    assert any(line.startswith("gone: 2 contraindicated pairs: 이름1 × ") for line in log.notes)
    with Catalogue.open(out) as catalogue:
        assert catalogue.info.notes == summary.notes == tuple(log.notes)


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00"])
def test_a_damaged_file_in_use_is_no_measure(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "kr.db").write_bytes(damage)
    build_records(rules(3), tmp_path / "kr.db", Region.KOREA, built_at=WHEN)


def built(folder: Path) -> BuildLog:
    log = BuildLog()
    build(folder, folder / "kr.db", "kr", log, bounds={}, corrections=folder / "none.csv", built_at=WHEN)
    return log


def test_of_two_dated_files_of_a_table_the_newest_counts_alone(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    (newest,) = folder.rglob("*DurIngr_A*.csv")
    older = newest.with_name("OpenData_PotOpenDurIngr_AC20200101.csv")
    partner = {
        "병용금기DUR성분코드": "D900009",
        "병용금기DUR성분명": "낡은것",
        "병용금기단일복합구분코드": "단일",
    }
    dur(older, [{**DUR, **PARTNER, **partner, "병용금기관계성분": "[M900009]낡은것"}])
    log = built(folder)
    assert f"not used: {older.name}: {newest.name} is newer" in log.notes
    with Catalogue.open(folder / "kr.db") as catalogue:
        assert not [rule for rule in catalogue.rules.pairs if "낡은것" in rule.names]


def test_an_odd_row_is_set_aside_with_file_row_and_field(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    (path,) = folder.rglob("*TabletIdntfc*")
    rows = [{**PILL, "품목일련번호": f"20000{n:04}", "큰제품이미지": str(n)} for n in range(1, 20)]
    rows[7]["의약품제형"] = "별모양"
    sheet(path, rows)
    (told,) = [line for line in built(folder).notes if line.startswith("set aside")]
    assert all(part in told for part in (path.name, "row 9", "의약품제형", "별모양"))


def test_a_table_with_many_odd_rows_is_refused_with_the_first(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    (path,) = folder.rglob("*TabletIdntfc*")
    rows = [{**PILL, "품목일련번호": f"20000{n:04}", "큰제품이미지": str(n)} for n in range(1, 20)]
    for row in rows[5:12]:
        row["의약품제형"] = "별모양"
    sheet(path, rows)
    with pytest.raises(SourceChanged, match=r"row 7, field 의약품제형"):
        built(folder)


def test_a_rule_that_is_out_of_force_is_set_aside_and_the_rest_counts(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    (path,) = folder.rglob("*DurIngr_A*.csv")
    rows = [{**DUR, **PARTNER, "DUR일련번호": str(n)} for n in range(1, 20)]
    rows[4]["상태"] = "삭제"
    dur(path, rows)
    (told,) = [line for line in built(folder).notes if line.startswith("set aside")]
    assert all(part in told for part in (path.name, "row 6", "상태", "in force"))


def test_a_heading_whose_spelling_was_mended_is_known(tmp_path: Path) -> None:
    folder = official_files(tmp_path / "korea")
    (path,) = folder.rglob("*e약은요*")
    sheet(path, [{name.replace("무엇입니가?", "무엇입니까?"): text for name, text in LEAFLET.items()}])
    with Catalogue.open((built(folder), folder / "kr.db")[1]) as catalogue:
        texts = catalogue.texts(ProductId("200000001"))
    assert texts is not None
    assert texts.usage is not None
