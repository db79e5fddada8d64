"""A build puts a whole, sound file in place, or leaves the old one as it was."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge import checksum
from knowledge.build.bounds import Bound, broken
from knowledge.build.builder import BuildRefused, BuildSummary, build, build_records
from knowledge.errors import KnowledgeError
from knowledge.interactions.verdicts import CautionKind
from knowledge.names.hangul import initials
from knowledge.products import IngredientCode, ProductId, Source
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.records import CautionRecord, Components, ProductRecord, RecallRecord, Region
from tests.knowledge.official import (
    BENEFIT,
    DUR,
    GENERIC,
    LEAFLET,
    PARTNER,
    PILL,
    PRODUCT,
    answer,
    dur,
    quoted,
    sheet,
)

WHEN = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
AMLODIPINE = {
    "DUR성분코드": "D900001",
    "DUR성분명": "암로디핀",
    "DUR성분명영문": "Amlodipine",
    "관계성분": "[M900001]암로디핀베실산염",
}


def official_files(folder: Path) -> Path:
    """A folder with one small file of every kind."""
    second = {
        **PILL,
        "품목명": "가나정5밀리그램(암로디핀베실산염)",
        "큰제품이미지": "https://example.invalid/2",
        "표시앞": "CD",
    }
    other = {**PILL, "품목일련번호": "200000002", "품목명": "다라정(베타드럭나트륨)", "표시앞": "마크"}
    sheet(folder / "mfds/OpenData_PotOpenTabletIdntfc20230319.xls", [PILL, second, other])
    sheet(
        folder / "mfds/product_lists/any_name.xlsx",
        [PRODUCT, {**PRODUCT, "품목기준코드": "200000003", "제품명": "마바시럽", "표준코드명": ""}],
    )
    sheet(folder / "mfds/e약은요정보검색.xlsx", [LEAFLET])
    heading = {**BENEFIT, "제품코드": "amlodipine   10mg", "제품명": "", "업체명": ""}
    sheet(folder / "hira/약제급여목록_(2025.9.1.).xlsx", [heading, BENEFIT])
    quoted(folder / "hira/약가마스터_의약품주성분_20241014.csv", [GENERIC])
    dur(folder / "mfds/OpenData_PotOpenDurIngr_AC20260312.csv", [{**DUR, **AMLODIPINE, **PARTNER}])
    dur(
        folder / "mfds/OpenData_PotOpenDurIngr_GC20260312.csv",
        [{**DUR, **AMLODIPINE, "DUR유형": "효능군중복", "효능군": "혈압", "계열명": "CCB", "금기내용": "-"}],
    )
    dur(
        folder / "mfds/OpenData_PotOpenDurIngr_CC20260312.csv",
        [{**DUR, **AMLODIPINE, "DUR유형": "임부금기", "등급": "2등급", "제형": "정제"}],
    )
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return official_files(tmp_path / "korea")


def built(files: Path, out: Path, **more: Any) -> tuple[BuildSummary, BuildLog]:
    log = BuildLog()
    options = {"bounds": {}, "corrections": out.with_name("none.csv"), "built_at": WHEN, **more}
    return build(files, out, "kr", log, **options), log


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def test_small_files_of_every_kind_become_a_knowledge_file(files: Path, tmp_path: Path) -> None:
    summary, log = built(files, tmp_path / "data/kr.db")
    assert summary.path == tmp_path / "data/kr.db"
    assert summary.counts["products"] == 3
    assert summary.counts["pills"] == 2
    assert summary.counts["looks"] == 3
    assert summary.counts["contraindicated pairs"] == 1
    assert ("pills", 2) in log.counts
    assert any(line[0].startswith("식품의약품안전처 DUR 병용금기 (OpenData") for line in log.counts)
    assert rows(summary.path, "SELECT id, name, english, atc, withdrawn FROM product ORDER BY id")[0] == (
        "200000001",
        "가나정10밀리그램(암로디핀베실산염)",
        "Gana Tab.",
        "C08CA01",
        0,
    )


def test_every_fact_says_where_it_comes_from_and_of_what_day(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files, tmp_path / "kr.db")
    told = rows(
        summary.path,
        "SELECT product.id, had.name, had.published, purposes.name FROM product "
        "LEFT JOIN source AS had ON had.id = ingredients_from "
        "LEFT JOIN source AS purposes ON purposes.id = purpose_from ORDER BY product.id",
    )
    lists, leaflet = "식품의약품안전처 의약품등제품정보목록", "식품의약품안전처 e약은요"
    ours = "Yaksok (분류와 성분에 따른 설명)"
    assert told == [
        ("200000001", lists, "2020-01-01", leaflet),
        ("200000002", "품목명의 성분 표시", "2023-03-19", ours),
        ("200000003", lists, "2020-01-01", ours),
    ]


def test_ingredients_carry_codes_and_strengths(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files, tmp_path / "kr.db")
    query = (
        "SELECT product.id, ingredient.name, amount, unit, code FROM product JOIN ingredient "
        "ON product.number = ingredient.product JOIN ingredient_code USING (product, position) ORDER BY 1"
    )
    assert rows(summary.path, query) == [
        ("200000001", "암로디핀베실산염", "10", "mg", "D900001"),
        ("200000002", "베타드럭나트륨", None, "", "D900002"),
        ("200000003", "암로디핀베실산염", None, "", "D900001"),
    ]


def test_a_word_of_a_name_and_its_first_consonants_are_found(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files, tmp_path / "kr.db")
    find = "SELECT id FROM search JOIN product ON product.number = search.rowid WHERE search MATCH '{}'"
    assert rows(summary.path, find.format('initials : "ㄷㄹ" *')) == [("200000002",)]
    assert rows(summary.path, find.format("name : 다라*")) == [("200000002",)]
    assert rows(summary.path, find.format('ingredients : "베타드럭" *')) == [("200000002",)]


def test_initials_are_the_first_consonants_and_other_letters_stay() -> None:
    assert initials("타이레놀정500mg 꽃") == "ㅌㅇㄹㄴㅈ500mg ㄲ"


def test_the_file_tells_its_region_schema_time_and_counts(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files, tmp_path / "kr.db")
    meta = dict(rows(summary.path, "SELECT key, value FROM meta"))
    assert meta["region"] == "kr"
    assert meta["schema"] == "2"
    assert meta["built_at"] == "2026-04-01T09:30:00+00:00"
    assert '"pills": 2' in meta["counts"]
    checksum.check(summary.path, meta["content_sha256"])


def test_one_changed_bit_anywhere_is_noticed(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files, tmp_path / "kr.db")
    meta = dict(rows(summary.path, "SELECT key, value FROM meta"))
    raw = bytearray(summary.path.read_bytes())
    for place in (30_000, len(raw) // 2, len(raw) - 5):
        damaged = bytearray(raw)
        damaged[place] ^= 1
        summary.path.write_bytes(damaged)
        with pytest.raises(KnowledgeError, match=r"kr\.db.*damaged"):
            checksum.check(summary.path, meta["content_sha256"])


def test_a_flat_folder_with_any_names_for_workbooks_is_understood(files: Path, tmp_path: Path) -> None:
    flat = tmp_path / "downloads"
    flat.mkdir()
    for number, path in enumerate(sorted(files.rglob("*.*"))):
        if path.is_file():
            path.rename(flat / (f"{number}.xls" if path.suffix.startswith(".xls") else path.name))
    summary, _ = built(flat, tmp_path / "kr.db")
    assert (summary.counts["products"], summary.counts["leaflets"]) == (3, 1)
    assert summary.counts["pills with strengths"] == 1


def test_a_folder_with_one_folder_a_region_is_understood(files: Path, tmp_path: Path) -> None:
    summary, _ = built(files.parent, tmp_path / "out/kr.db")
    assert summary.counts["products"] == 3


def test_newer_looks_from_the_api_take_the_place_of_the_sheets(files: Path, tmp_path: Path) -> None:
    item = {
        "ITEM_SEQ": "200000002", "ITEM_NAME": "다라정(베타드럭나트륨)", "ENTP_SEQ": "1", "ENTP_NAME": "가나제약",
        "CHART": "", "ITEM_IMAGE": "", "PRINT_FRONT": "NEW", "PRINT_BACK": None, "DRUG_SHAPE": "원형",
        "COLOR_CLASS1": "빨강", "COLOR_CLASS2": None, "LINE_FRONT": None, "LINE_BACK": None, "LENG_LONG": "7.5",
        "LENG_SHORT": "7.5", "THICK": "3.0", "IMG_REGIST_TS": "20051108", "CLASS_NO": "01140", "CLASS_NAME": "진통",
        "ETC_OTC_NAME": "전문의약품", "ITEM_PERMIT_DATE": "19800329", "FORM_CODE_NAME": "나정",
        "MARK_CODE_FRONT_ANAL": "", "MARK_CODE_BACK_ANAL": "", "MARK_CODE_FRONT_IMG": "", "MARK_CODE_BACK_IMG": "",
        "ITEM_ENG_NAME": None, "CHANGE_DATE": "20250415", "MARK_CODE_FRONT": None, "MARK_CODE_BACK": None,
        "EDI_CODE": None, "BIZRNO": "1", "STD_CD": None,
    }  # fmt: skip
    answer(files / "api/page1.json", [item])
    summary, _ = built(files, tmp_path / "kr.db")
    query = (
        "SELECT front_imprint, published FROM appearance JOIN source ON source.id = appearance.source "
        "JOIN product ON product.number = appearance.product WHERE product.id = '200000002'"
    )
    assert rows(summary.path, query) == [("NEW", "2025-04-15")]


def test_what_is_not_used_is_told(files: Path, tmp_path: Path) -> None:
    (files / "api").mkdir()
    (files / "api/other.json").write_text('[{"code": "P1"}]', encoding="utf-8")
    (files / "api/error.json").write_text(
        '{"header": {"resultCode": "30", "resultMsg": "NO"}, "body": {}}', encoding="utf-8"
    )
    _, log = built(files, tmp_path / "kr.db")
    told = [line for line in log.notes if line.startswith("not used")]
    assert told == [
        "not used: error.json: the API reported an error: 30 NO",
        "not used: other.json: no kind of answer that is known",
    ]


def test_a_correction_is_put_in_place_of_the_wrong_value(files: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "fix.csv"
    corrections.write_text(
        "source,record,field,published,corrected,reason\n"
        "pill-list,200000002,표시앞,마크,EF,seen on the pill\n"
        "pill-list,200000009,표시앞,x,y,an item that is gone\n",
        encoding="utf-8",
    )
    summary, log = built(files, tmp_path / "kr.db", corrections=corrections)
    assert ("EF",) in rows(summary.path, "SELECT front_imprint FROM appearance")
    assert "correction not needed: fix.csv, row 3: 200000009 표시앞" in log.notes


Damage = Callable[[Path], object]


def renamed_column(files: Path) -> None:
    row = {name.replace("DUR성분코드", "성분코드"): text for name, text in {**DUR, **PARTNER}.items()}
    dur(files / "mfds/OpenData_PotOpenDurIngr_AC20260312.csv", [row])


def new_type(files: Path) -> None:
    dur(files / "mfds/OpenData_PotOpenDurIngr_AC20260312.csv", [{**DUR, **PARTNER, "DUR유형": "새유형"}])


def other_encoding(files: Path) -> None:
    dur(files / "mfds/OpenData_PotOpenDurIngr_AC20260312.csv", [{**DUR, **PARTNER}], encoding="cp949")


def half_a_file(files: Path) -> None:
    path = files / "mfds/OpenData_PotOpenTabletIdntfc20230319.xls"
    path.write_bytes(path.read_bytes()[:3000])


def error_page(files: Path) -> None:
    (files / "mfds/OpenData_PotOpenTabletIdntfc20230319.xls").write_text(
        "<html>오류</html>", encoding="utf-8"
    )


def error_page_as_answer(files: Path) -> None:
    (files / "page.json").write_text("<html>오류</html>", encoding="utf-8")


def same_row_twice(files: Path) -> None:
    sheet(files / "mfds/OpenData_PotOpenTabletIdntfc20230319.xls", [PILL, PILL])


def same_item_twice(files: Path) -> None:
    sheet(files / "mfds/e약은요정보검색.xlsx", [LEAFLET, LEAFLET])


def same_rule_twice(files: Path) -> None:
    dur(files / "mfds/OpenData_PotOpenDurIngr_AC20260312.csv", [{**DUR, **PARTNER}] * 2)


def odd_item_code(files: Path) -> None:
    sheet(files / "mfds/e약은요정보검색.xlsx", [{**LEAFLET, "품목일련번호": "12"}])


BAD = [
    (
        renamed_column,
        "OpenData_PotOpenDurIngr_AC20260312.csv, row 2, field DUR성분코드: is missing",
    ),
    (new_type, "OpenData_PotOpenDurIngr_AC20260312.csv, row 2, field DUR유형: expected 병용금기, got 새유형"),
    (other_encoding, "OpenData_PotOpenDurIngr_AC20260312.csv, row 1: expected utf-8-sig.*cp949"),
    (half_a_file, "OpenData_PotOpenTabletIdntfc20230319.xls: cut off or damaged"),
    (error_page, "OpenData_PotOpenTabletIdntfc20230319.xls: expected a table, got a web page"),
    (error_page_as_answer, "page.json, row 1: expected JSON, got a web page"),
    (
        same_row_twice,
        "OpenData_PotOpenTabletIdntfc20230319.xls, row 3, field 품목일련번호: 200000001 stands in row 2",
    ),
    (same_item_twice, "e약은요정보검색.xlsx, row 3, field 품목일련번호: 200000001 stands in row 2 already"),
    (
        same_rule_twice,
        "OpenData_PotOpenDurIngr_AC20260312.csv, row 3, field DUR일련번호: 1 stands in row 2 already",
    ),
    (odd_item_code, "e약은요정보검색.xlsx, row 2, field 품목일련번호: expected an item code"),
]


@pytest.mark.parametrize(("damage", "message"), BAD, ids=[damage.__name__ for damage, _ in BAD])
def test_a_bad_file_is_named_and_the_old_knowledge_stays(
    files: Path, tmp_path: Path, damage: Damage, message: str
) -> None:
    out = tmp_path / "out/kr.db"
    built(files, out)
    before = out.read_bytes()
    damage(files)
    with pytest.raises(SourceChanged, match=message):
        built(files, out)
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["kr.db"]


def test_counts_out_of_bounds_are_all_named_and_the_old_knowledge_stays(files: Path, tmp_path: Path) -> None:
    out = tmp_path / "out/kr.db"
    built(files, out)
    before = out.read_bytes()
    bounds = {"pills": Bound(1_000, 5_000), "leaflets": Bound(0, 0), "looks": Bound(1)}
    with pytest.raises(BuildRefused) as refused:
        built(files, out, bounds=bounds)
    assert refused.value.problems == [
        "pills: expected 1,000 to 5,000, got 2",
        "leaflets: expected 0 to 0, got 1",
    ]
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["kr.db"]


def test_the_bounds_of_korea_refuse_a_handful_of_files(files: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match="contraindicated pairs: expected 1,000 to 5,000, got 1"):
        built(files, tmp_path / "kr.db", bounds=None)


@pytest.mark.parametrize(("count", "told"), [(1, 1), (2, 0), (3, 0), (4, 1)])
def test_a_bound_includes_both_ends(count: int, told: int) -> None:
    assert len(broken({"pills": count}, {"pills": Bound(2, 3)})) == told


def test_a_count_that_is_missing_is_out_of_bounds() -> None:
    assert broken({}, {"pills": Bound(1)}) == ["pills: expected 1 or more, got 0"]


def test_a_rule_about_an_unknown_substance_is_refused(tmp_path: Path) -> None:
    records = [
        ProductRecord(ProductId("200000001"), "가", "나", Source("x", None)),
        CautionRecord(CautionKind.ELDERLY, Source("DUR", None), components=Components(IngredientCode("D9"))),
    ]
    with pytest.raises(BuildRefused, match="caution.* points to no substance"):
        build_records(records, tmp_path / "kr.db", Region.KOREA, built_at=WHEN)
    assert list(tmp_path.iterdir()) == []


def test_a_recall_of_a_product_is_kept(tmp_path: Path) -> None:
    source = Source("회수", None)
    id_ = ProductId("200000001")
    records = [ProductRecord(id_, "가", "나", source), RecallRecord(id_, "가", "이유", source, "LOT1")]
    summary = build_records(records, tmp_path / "kr.db", Region.KOREA, built_at=WHEN)
    assert rows(summary.path, "SELECT reason, lots FROM recall") == [("이유", "LOT1")]


def test_a_region_that_nobody_reads_is_named(files: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match="expected a region of kr, us, tw, got 'xx'"):
        build(files, tmp_path / "xx.db", "xx")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match="there is no such folder"):
        built(tmp_path / "nowhere", tmp_path / "kr.db")


def test_readers_of_the_old_file_keep_it_while_a_new_one_moves_in(files: Path, tmp_path: Path) -> None:
    out = tmp_path / "kr.db"
    built(files, out)
    with closing(sqlite3.connect(f"{out.as_uri()}?mode=ro", uri=True)) as reader:
        assert reader.execute("SELECT count(*) FROM product").fetchone() == (3,)
        sheet(files / "mfds/product_lists/any_name.xlsx", [PRODUCT])
        built(files, out)
        assert reader.execute("SELECT count(*) FROM product").fetchone() == (3,)
    assert rows(out, "SELECT count(*) FROM product") == [(2,)]


@pytest.fixture
def regions(shared_data: Path, tmp_path: Path) -> Callable[[str], BuildSummary]:
    return lambda region: build(shared_data, tmp_path / f"{region}.db", region, built_at=WHEN)


def test_the_american_and_the_taiwanese_catalogue_have_looks_and_no_rules(
    regions: Callable[[str], BuildSummary],
) -> None:
    us, tw = regions("us"), regions("tw")
    assert (us.counts["products"], us.counts["looks"], us.counts["pills with ingredients"]) == (
        4824,
        4824,
        4824,
    )
    assert (tw.counts["products"], tw.counts["pills"], tw.counts["pills with ingredients"]) == (
        6295,
        5809,
        1566,
    )
    for summary in (us, tw):
        assert rows(summary.path, "SELECT count(*) FROM rule_table") == [(0,)]


def test_what_is_told_of_a_product_that_nobody_lists_is_refused_by_name(tmp_path: Path) -> None:
    listed = ProductRecord(ProductId("200000001"), "가", "나", Source("x", None))
    stray = RecallRecord(ProductId("299900001"), "", "", Source("a list of recalls", None))
    with pytest.raises(BuildRefused, match="a list of recalls tells of the product 299900001"):
        build_records([listed, stray], tmp_path / "k.db", Region.KOREA, built_at=WHEN)
    assert not (tmp_path / "k.db").exists()
