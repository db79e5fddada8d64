"""The officials' whole files: their names, forms and addresses, as data (knowledge/sync/bulk_files.csv)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "bulk_files.csv"
PAGE = "https://nedrug.mfds.go.kr/pbp/CCBGA01"  # 의약품안전나라 > 공공데이터: where each can be downloaded by hand


class Form(StrEnum):
    """How a whole file is published: each has an address of its own, and its start by which it is known."""

    WORKBOOK = "workbook"
    CSV = "csv"


WAY = {Form.WORKBOOK: "down", Form.CSV: "downc"}
ENDING = {Form.WORKBOOK: ".xls", Form.CSV: ".csv"}
STARTS = {Form.WORKBOOK: b"PK", Form.CSV: "DUR일련번호".encode("utf-8-sig")}


@dataclass(frozen=True, slots=True)
class BulkFile:
    """One whole file. If its address does not work, the error says what to do instead."""

    name: str
    form: Form
    verified: bool
    content: str

    def url(self, base: str) -> str:
        """Return its address below the officials' download folder."""
        return f"{base.rstrip('/')}/{WAY[self.form]}/{self.name}"

    def file_name(self, day: date) -> str:
        """Return what the officials call it on a day: their CSV files carry a C."""
        mark = "C" if self.form is Form.CSV else ""
        return f"{self.name}{mark}{day:%Y%m%d}{ENDING[self.form]}"

    @property
    def any_day(self) -> str:
        """Match the file of any day, as a glob."""
        return f"{self.name}{'C' if self.form is Form.CSV else ''}[0-9]*{ENDING[self.form]}"

    def starts(self, text: bytes) -> bool:
        """Tell whether a file that starts so may be this one, rather than an error page."""
        return text.startswith(STARTS[self.form])

    def by_hand(self, folder: Path) -> str:
        """Say where a person finds the file, and where to put it."""
        return f"download it by hand at {PAGE} ({self.content}) and put it into {folder}"


def bulk_files(path: Path = FILE) -> tuple[BulkFile, ...]:
    """Return the files of the list. Raises SourceChanged for a damaged list."""
    found = []
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        found.append(
            BulkFile(
                row.need("name"), Form(row.need("form")), row.need("verified") == "yes", row.need("content")
            )
        )
        row.done()
    return tuple(found)
