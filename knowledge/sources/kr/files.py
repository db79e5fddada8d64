"""The Korean officials' files in a folder: which is which, in the order in which they are believed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from knowledge.products import Source
from knowledge.sources.kr import (
    api,
    dur_ingredients,
    dur_items,
    hira,
    leaflets,
    permits,
    pill_list,
    product_lists,
    recalls,
)
from knowledge.sources.kr.wholeness import Page, samples
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.corrections import Corrections
from knowledge.sources.reading.dates import day, day_in_name, latest
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.quarantine import setting_aside
from knowledge.sources.reading.tables import csv_rows, sheet_grid, sheet_rows, unique
from knowledge.sources.records import Record, SampleRecord

Read = Callable[[Iterable[Fields], Source], Iterator[Record]]
Rows = Callable[[Path], Iterator[Fields]]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of file: how it is recognised by its name, read and dated."""

    key: str  # by which corrections name it
    pattern: re.Pattern[str]  # of the path below the folder, composed
    name: str
    rows: Rows
    read: Read
    record: str  # the column that names a record
    unique: tuple[str, ...] = ()  # the columns that no two rows may share
    dates: tuple[str, ...] = ()  # columns whose latest day dates a file without a day in its name
    sign: frozenset[str] = frozenset()  # columns that only this kind of workbook has together
    partial: bool = False  # several files of it belong together; else the newest counts alone
    strict: bool = False  # its rows depend on one another, so that none can be set aside


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of API answer, recognised by a field that only it has."""

    key: str
    field: str
    name: str
    read: Read
    record: str
    dates: tuple[str, ...]


def _bars(path: Path) -> Iterator[Fields]:
    return csv_rows(path, encoding="utf-8-sig", quoted=False, empty="-")


def _cp949(path: Path) -> Iterator[Fields]:
    return csv_rows(path, encoding="cp949", quoted=True)


def _dur(letter: str, kind: str) -> Table:
    def read(rows: Iterable[Fields], source: Source) -> Iterator[Record]:
        return dur_ingredients.read(rows, kind, source)

    pattern = re.compile(rf"DurIngr_{letter}.*\.csv$", re.IGNORECASE)
    name = f"{dur_ingredients.NAME} {kind}"
    serial = "DUR일련번호"
    return Table("dur-ingredients", pattern, name, _bars, read, serial, (serial,), ("고시일자",))


TABLES = (
    Table(
        "pill-list",
        re.compile(r"(?:TabletIdntfc|낱알식별)[^/]*\.xlsx?$", re.IGNORECASE),
        pill_list.NAME,
        sheet_rows,
        lambda rows, source: pill_list.read(rows, pill_list.SHEET, source),
        "품목일련번호",
        ("품목일련번호", "큰제품이미지"),
        ("변경일자",),
        frozenset({"표시앞", "색상앞"}),
    ),
    Table(
        "product-lists",
        re.compile(r"(?:product_lists?|의약품등제품정보)[^\n]*\.xlsx?$", re.IGNORECASE),
        product_lists.NAME,
        sheet_rows,
        product_lists.read,
        "품목기준코드",
        ("품목기준코드",),
        ("허가일", "취소/취하일자"),
        frozenset({"품목기준코드", "주성분"}),
        partial=True,
        strict=True,
    ),
    Table(
        "leaflets",
        re.compile(r"(?:e약은요|EasyDrug|EasyExcel)[^/]*\.xlsx?$", re.IGNORECASE),
        leaflets.NAME,
        sheet_rows,
        lambda rows, source: leaflets.read(rows, leaflets.SHEET, source),
        "품목일련번호",
        ("품목일련번호",),
        ("수정일자",),
        frozenset({"이 약의 효능은 무엇입니까?"}),
    ),
    Table(
        "hira-benefits",
        re.compile(r"(?:급여목록|상한금액표)[^/]*\.xlsx?$"),
        hira.BENEFITS,
        sheet_rows,
        hira.benefits,
        "제품코드",
        sign=frozenset({"주성분코드", "상한금액"}),
        strict=True,
    ),
    Table(
        "hira-generics",
        re.compile(r"(?:약가마스터|주성분)[^/]*\.csv$"),
        hira.GENERICS,
        _cp949,
        hira.generics,
        "일반명코드",
        strict=True,
    ),
    *(_dur(letter, kind) for letter, kind in dur_ingredients.KINDS.items()),
)
ANSWERS = (
    Answer(
        "pill-list",
        "PRINT_FRONT",
        pill_list.NAME,
        lambda rows, source: pill_list.read(rows, pill_list.API, source),
        "ITEM_SEQ",
        ("CHANGE_DATE",),
    ),
    Answer(
        "permit-details",
        "MATERIAL_NAME",
        permits.NAME,
        permits.read_details,
        "ITEM_SEQ",
        ("CHANGE_DATE",),
    ),
    Answer("permits", "PRDUCT_PRMISN_NO", permits.NAME, permits.read_list, "ITEM_SEQ", ()),
    Answer(
        "dur-items",
        "TYPE_NAME",
        dur_items.NAME,
        dur_items.read,
        "ITEM_SEQ",
        ("NOTIFICATION_DATE", "CHANGE_DATE"),
    ),
    Answer(
        "leaflets",
        "efcyQesitm",
        leaflets.NAME,
        lambda rows, source: leaflets.read(rows, leaflets.API, source),
        "itemSeq",
        ("updateDe",),
    ),
    Answer("recalls", "RTRVL_RESN", recalls.NAME, recalls.read, "ITEM_SEQ", ("RECALL_COMMAND_DATE",)),
)
# Who is believed first about a product, and about what it contains; of one kind the newest first.
ORDER = ("pill-list", "permit-details", "permits", "dur-items", "product-lists", "leaflets", "recalls")


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one file, or of all answers of one kind."""

    key: str
    source: Source
    files: tuple[str, ...]
    records: list[Record]


def read_folder(folder: Path, corrections: Corrections, log: BuildLog) -> Iterator[Record]:
    """Yield every record of the officials' files below a folder, in the order in which they are believed.

    Of several dated files of one table only the newest counts. Odd rows are set aside within bounds.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    tables = [(table, path) for path in paths if (table := table_of(folder, path))]
    batches = [_read_table(table, path, corrections, log) for table, path in _newest(tables, log)]
    answers = [path for path in paths if path.suffix.lower() == ".json"]
    batches += _read_answers(answers, corrections, log)
    for batch in batches:
        log.count(f"{batch.source.name} ({', '.join(batch.files[:3])})", len(batch.records))
    batches.sort(key=_trust)
    return chain.from_iterable(batch.records for batch in batches)


def _newest(tables: Iterable[tuple[Table, Path]], log: BuildLog) -> list[tuple[Table, Path]]:
    """Return the files that count: an older one of a table that is published whole holds rules that were withdrawn."""
    kept: dict[object, tuple[Table, Path]] = {}
    for table, path in tables:
        place: object = path if table.partial else table.name
        known = kept.get(place)
        if known is None:
            kept[place] = table, path
            continue
        older, newer = sorted((known[1], path), key=_dated)
        log.note(f"not used: {older.name}: {newer.name} is newer")
        kept[place] = table, newer
    return list(kept.values())


def _dated(path: Path) -> tuple[date, str]:
    return day_in_name(unicodedata.normalize("NFC", path.name)) or date.min, path.name


def table_of(folder: Path, path: Path) -> Table | None:
    """Which of the known tables a file is, by its name or its folder's; a workbook of any name by its header.

    None for any other file. Raises SourceChanged for a workbook that is none.
    """
    name = unicodedata.normalize("NFC", path.relative_to(folder.parent).as_posix())
    named = next((table for table in TABLES if table.pattern.search(name)), None)
    if named or path.suffix.lower() not in (".xls", ".xlsx"):
        return named
    header = set(next(sheet_grid(path), ()))
    return next((table for table in TABLES if table.sign and table.sign <= header), None)


def _trust(batch: Batch) -> tuple[int, int]:
    place = ORDER.index(batch.key) if batch.key in ORDER else len(ORDER)
    return place, -(batch.source.published or date.min).toordinal()


def _read_table(table: Table, path: Path, corrections: Corrections, log: BuildLog) -> Batch:
    rows = list(corrections.applied(table.rows(path), table.key, table.record))
    if table.unique:
        rows = list(unique(rows, table.unique))
    published = day_in_name(unicodedata.normalize("NFC", path.name)) or _latest(rows, table.dates)
    source = Source(table.name, published)
    read = table.read if table.strict else setting_aside(table.read, log)
    return Batch(table.key, source, (path.name,), list(read(rows, source)))


def _latest(rows: Iterable[Fields], columns: tuple[str, ...]) -> date | None:
    return latest(_day(row.peek(name)) for row in rows for name in columns)


def _day(text: str) -> date | None:
    try:
        return day(text)
    except ValueError:
        return None  # its own reader objects to it, with the place


def _read_answers(paths: Iterable[Path], corrections: Corrections, log: BuildLog) -> Iterator[Batch]:
    pages: dict[Answer, list[Page]] = defaultdict(list)
    for path in paths:
        document = api.read_document(path)
        try:
            items = api.items_of(document, path.name)
        except SourceChanged as error:
            log.note(f"not used: {' '.join(str(error).split())}")
            continue
        answer = next((known for known in ANSWERS if items and known.field in items[0]), None)
        if answer is None:
            log.note(f"not used: {path.name}: no kind of answer that is known")
        else:
            pages[answer].append(Page(path.name, items, api.total_of(document)))
    for answer, told in pages.items():
        rows = list(chain.from_iterable(api.rows_of(page.items, page.file) for page in told))
        days = [found for page in told if (found := day_in_name(page.file))]
        published = latest(days) or _latest(rows, answer.dates)
        source = Source(answer.name, published)
        corrected = corrections.applied(rows, answer.key, answer.record)
        records = list(setting_aside(answer.read, log)(corrected, source))
        if answer.key == "dur-items":
            records += _marked(told, source, log)
        yield Batch(answer.key, source, tuple(page.file for page in told), records)


def _marked(pages: list[Page], source: Source, log: BuildLog) -> Iterator[Record]:
    """Yield a mark for each table of which only a sample is here, and report it."""
    for sample in samples(pages):
        log.note(f"not a whole table: {sample}")
        yield SampleRecord(sample.kind, source)
