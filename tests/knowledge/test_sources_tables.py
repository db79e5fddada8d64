"""Files that are not what they should be are named with file, row and field."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.sources.reading import tables
from knowledge.sources.reading.corrections import Correction, Corrections
from knowledge.sources.reading.dates import day, day_in_name
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import csv_rows, sheet_rows, unique
from tests.knowledge.official import DUR, PILL, dur, sheet


def bars(path: Path) -> list[Fields]:
    return list(csv_rows(path, encoding="utf-8-sig", quoted=False, empty="-"))


def test_a_hyphen_alone_is_an_empty_cell_and_a_stray_quotation_mark_a_character(tmp_path: Path) -> None:
    path = dur(tmp_path / "a.csv", [{**DUR, "금기내용": '"시작만하는따옴표', "비고": "-"}])
    (row,) = bars(path)
    assert (row.take("금기내용"), row.take("비고")) == ('"시작만하는따옴표', "")


def test_cp949_where_utf8_was_expected_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,name\nD1,ascii\n" + "D2,한글\n".encode("cp949"))
    with pytest.raises(SourceChanged, match=r"a\.csv, row 3: expected utf-8-sig.*cp949"):
        bars(path)


def test_half_a_letter_at_the_end_is_called_cut_off_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("이름\n약\n".encode("utf-8-sig") + "약".encode()[:2])
    with pytest.raises(SourceChanged, match="a.csv, row 3: is cut off in the middle of a letter"):
        list(tables.csv_rows(path, encoding="utf-8-sig", quoted=False))


def test_half_a_line_at_the_end_is_named_with_its_row(tmp_path: Path) -> None:
    path = dur(tmp_path / "a.csv", [DUR, DUR])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceChanged, match=r"a\.csv, row 3: expected 28 fields, got \d+") as error:
        bars(path)
    assert error.value.row == 3


def test_a_name_that_stands_twice_in_the_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,name,code\n1,2,3\n", encoding="utf-8")
    with pytest.raises(SourceChanged, match="row 1, field code"):
        bars(path)


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html>", "\r\n<html><body>오류", "<script>location"])
def test_an_error_page_saved_as_a_workbook_is_called_a_web_page(tmp_path: Path, page: str) -> None:
    path = tmp_path / "OpenData_PotOpenTabletIdntfc.xls"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(SourceChanged, match=r"OpenData_PotOpenTabletIdntfc\.xls.*web page"):
        list(sheet_rows(path))


def test_half_a_workbook_is_called_cut_off(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xls", [PILL] * 50)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceChanged, match=r"a\.xls: cut off or damaged"):
        list(sheet_rows(path))


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [PILL] * 50)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    middle = part.header_offset + 100 + part.compress_size // 2
    raw[middle : middle + 20] = bytes(20)
    path.write_bytes(raw)
    with pytest.raises(SourceChanged, match="damaged"):
        list(sheet_rows(path))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(SourceChanged, match="expected a workbook"):
        list(sheet_rows(path))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_UNPACKED_BYTES", 5 * 2**20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(20 * 2**20))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(packed.getvalue())
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceChanged, match=r"bomb\.xlsx: unpacks to 20 MB"):
        list(sheet_rows(path))


def test_a_bomb_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(20 * 2**20))
    raw = packed.getvalue().replace((20 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(raw)
    with pytest.raises(SourceChanged, match="damaged"):
        list(sheet_rows(path))


def test_a_file_too_large_for_a_table_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 2**20)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(SourceChanged, match="at most 1 MB"):
        bars(path)


def test_workbook_cells_become_texts_without_decimal_points(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["연번", "크기", "이름", "빈칸"])
    book.worksheets[0].append([112, 8.5, " 가 ", None])
    book.save(tmp_path / "a.xlsx")
    (row,) = sheet_rows(tmp_path / "a.xlsx")
    assert [row.take(name) for name in ("연번", "크기", "이름", "빈칸")] == ["112", "8.5", "가", ""]


def test_a_wrong_dimension_in_a_workbook_hides_no_rows(tmp_path: Path) -> None:
    good = sheet(tmp_path / "good.xlsx", [PILL] * 3)
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(b'<dimension ref="A1:AC4"', b'<dimension ref="A1"')
                assert b'ref="A1"' in data
            new.writestr(part, data)
    assert len(list(sheet_rows(bad))) == 3


def record(**values: str) -> Fields:
    return Fields(values, "a.csv", 7)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda row: row.take("c"), "a.csv, row 7, field c: is missing"),
        (lambda row: row.need("b"), "a.csv, row 7, field b: is empty"),
        (lambda row: row.item_code("a"), "a.csv, row 7, field a: expected an item code of nine digits"),
        (lambda row: row.done(), "a.csv, row 7, field a: is new"),
    ],
)
def test_a_field_that_is_missing_empty_odd_or_new_is_named(
    act: Callable[[Fields], object], message: str
) -> None:
    with pytest.raises(SourceChanged) as error:
        act(record(a="1", b=""))
    assert str(error.value).startswith(message)


def test_rows_that_agree_in_all_named_columns_are_refused() -> None:
    rows = [Fields({"code": "1", "image": str(n % 2)}, "a.csv", n + 2) for n in range(3)]
    with pytest.raises(SourceChanged, match="row 4, field code: 1 stands in row 2 already"):
        list(unique(rows, ("code", "image")))
    assert len(list(unique(rows[:2], ("code", "image")))) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20241112", date(2024, 11, 12)),
        ("2024-01-16", date(2024, 1, 16)),
        ("2021-01-29 00:00:00", date(2021, 1, 29)),
        ("1971May6th", date(1971, 5, 6)),
        ("1980March22nd", date(1980, 3, 22)),
        ("", None),
        ("-", None),
    ],
)
def test_days_are_read_as_the_officials_write_them(text: str, expected: date | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize("text", ["2024", "20241301", "어제", "2024-02-30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a day"):
        day(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OpenData_PotOpenTabletIdntfc20230319.xls", date(2023, 3, 19)),
        ("OpenData_PotOpenDurIngr_AC20260312.csv", date(2026, 3, 12)),
        ("상한금액표_(2025.9.1.)_공개용 1부.xlsx", date(2025, 9, 1)),
        ("pharmalex_2025.xlsx", None),
        ("99999999.xlsx", None),
    ],
)
def test_a_file_name_tells_its_day(name: str, expected: date | None) -> None:
    assert day_in_name(name) == expected


def test_a_correction_holds_as_long_as_the_wrong_value_is_published() -> None:
    wrong = Correction("pill-list", "1", "size", "9..5", "9.5", "a point too many", 2)
    gone = Correction("pill-list", "2", "size", "8x", "8", "no longer published", 3)
    corrections = Corrections([wrong, gone])
    rows = [Fields({"code": code, "size": size}, "a.csv", 2) for code, size in (("1", "9..5"), ("2", "8"))]
    assert [row.take("size") for row in corrections.applied(rows, "pill-list", "code")] == ["9.5", "8"]
    assert corrections.unused() == [gone]


def test_corrections_of_another_source_do_not_apply() -> None:
    corrections = Corrections([Correction("leaflets", "1", "size", "9", "8", "why", 2)])
    rows = [Fields({"code": "1", "size": "9"}, "a.csv", 2)]
    assert [row.take("size") for row in corrections.applied(rows, "pill-list", "code")] == ["9"]
