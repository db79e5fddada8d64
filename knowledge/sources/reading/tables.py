"""Official tables as rows of text: CSV without quoting, CSV with it, and XLSX under whatever name.

Everything comes from outside, so everything has a limit, and a file that is no table says what it is instead.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields

MAX_FILE_BYTES = 256 * 2**20
MAX_UNPACKED_BYTES = 512 * 2**20
MAX_COLUMNS = 200

Cell = int | float | str | bool | date | object | None


def read_bytes(path: Path) -> bytes:
    """The whole file, if it is of a size that an official table may have."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise SourceChanged(path.name, f"expected at most {MAX_FILE_BYTES >> 20} MB, got {size >> 20} MB")
    return path.read_bytes()


def read_text(path: Path, encoding: str) -> str:
    """The whole file as text; another encoding than expected is named with the line where it shows."""
    raw = read_bytes(path)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        read = error.object  # without the mark at the start of the file
        row = read.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            raise SourceChanged(path.name, "is cut off in the middle of a letter", row=row) from error
        looks = "; it looks like cp949" if encoding != "cp949" and _decodes(raw, "cp949") else ""
        problem = f"expected {encoding}, got the byte 0x{read[error.start]:02x}{looks}"
        raise SourceChanged(path.name, problem, row=row) from error


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def csv_rows(path: Path, *, encoding: str, quoted: bool, empty: str = "") -> Iterator[Fields]:
    """Yield the records of a CSV file with a header line. A cell that is `empty` becomes ''.

    Without quoting a stray quotation mark is a character like any other (the officials' DUR files have some).
    """
    text = read_text(path, encoding)
    _refuse_html(path.name, text[:512])
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, strict=True) if quoted else csv.reader(lines, quoting=csv.QUOTE_NONE)
    header = _header(path.name, next(reader, []))
    try:
        for cells in reader:
            if len(cells) != len(header):
                problem = f"expected {len(header)} fields, got {len(cells)}: cut off or damaged"
                raise SourceChanged(path.name, problem, row=reader.line_num)
            values = {
                name: "" if cell == empty else cell.strip() for name, cell in zip(header, cells, strict=True)
            }
            yield Fields(values, path.name, reader.line_num)
    except csv.Error as error:
        raise SourceChanged(path.name, str(error), row=reader.line_num) from error


def sheet_rows(path: Path) -> Iterator[Fields]:
    """Yield the records of the first sheet of an XLSX file, whatever its name says it is."""
    grid = sheet_grid(path)
    header = _header(path.name, next(grid, []))
    for row, cells in enumerate(grid, start=2):
        if any(cells):
            yield Fields(dict(zip(header, cells, strict=True)), path.name, row)


def sheet_grid(path: Path) -> Iterator[list[str]]:
    """Yield every row of the first sheet of an XLSX file as texts, the header too, all of one length."""
    raw = read_bytes(path)
    _refuse_what_is_no_workbook(path.name, raw)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    except (CalamineError, ZipError, IndexError) as error:
        raise SourceChanged(path.name, f"expected a workbook, got: {error}") from error
    for cells in sheet.iter_rows():
        yield [cell_text(cell) for cell in cells]


def cell_text(cell: Cell) -> str:
    """What is written in a cell; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def unique(rows: Iterable[Fields], columns: tuple[str, ...]) -> Iterator[Fields]:
    """Yield the rows. Raises SourceChanged if two rows have the same values in all of the columns."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        found = tuple(row.peek(name) for name in columns)
        if found in seen:
            row.fail(columns[0], f"{found[0]} stands in row {seen[found]} already")
        seen[found] = row.row
        yield row


def _header(file: str, cells: list[str]) -> list[str]:
    """The names of the columns; the officials' closing comma makes a last one without a name."""
    names = [cell.strip() for cell in cells]
    if not any(names) or len(names) > MAX_COLUMNS:
        raise SourceChanged(
            file, f"expected a header of 1 to {MAX_COLUMNS} names, got {len(names)} cells", row=1
        )
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise SourceChanged(file, "stands twice in the header", row=1, field=min(doubled))
    return names


def _refuse_what_is_no_workbook(file: str, raw: bytes) -> None:
    """Read every part once: a bomb, a cut-off download and a web page must not reach the workbook reader."""
    if not raw.startswith(b"PK"):
        _refuse_html(file, raw[:512].decode("utf-8", "replace"))
        raise SourceChanged(file, "expected an XLSX file (a zip archive), got something else")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise SourceChanged(
                    file, f"unpacks to {unpacked >> 20} MB, more than {MAX_UNPACKED_BYTES >> 20} MB"
                )
            if broken := archive.testzip():
                raise SourceChanged(file, f"the part {broken} is damaged")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise SourceChanged(file, f"cut off or damaged: {error}") from error


def _refuse_html(file: str, start: str) -> None:
    head = start.lstrip("\ufeff \r\n\t").lower()
    if head.startswith(("<!doctype html", "<html", "<script", "<head")):
        raise SourceChanged(
            file, "expected a table, got a web page: the officials' site answered with an error"
        )
