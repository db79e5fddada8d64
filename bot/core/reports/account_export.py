"""What is kept of a person as files: one JSON for programs, a CSV a table for Excel, pictures as they are. Pure."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.core.reports.spreadsheet import spreadsheet

Row = Mapping[str, object]
MOMENTS = ("_at", "_until")  # how columns that hold an instant end
REFERS = {
    "person_id": "people",
    "medication_id": "medications",
    "plan_id": "plans",
    "dose_id": "doses",
    "question_id": "questions",
    "caregiver_id": "caregivers",
}  # a column, and the table of the row it refers to


def archive(tables: Mapping[str, Sequence[Row]], zone: tzinfo, at: datetime) -> bytes:
    """Return a ZIP file with the rows of each table; instants are told by the clock of the person they are about.

    `zone` is that of the account, for what is about nobody else.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        told, clocks = {}, Clocks(tables, zone)
        for table, rows in tables.items():
            timed = [_timed(row, clocks.of(table, row)) for row in rows]
            pictures, told[table] = _without_pictures(table, timed)
            for name, picture in pictures.items():
                files.writestr(name, picture, zipfile.ZIP_STORED)
            if rows:
                files.writestr(f"{table}.csv", _csv(told[table]))
        if taken := taken_doses(told):
            files.writestr("taken.csv", _csv(taken))
        parsed = {table: [_parsed(row) for row in rows] for table, rows in told.items()}
        document = {"exported_at": at.astimezone(zone).isoformat(timespec="seconds"), **parsed}
        files.writestr("yaksok.json", json.dumps(document, ensure_ascii=False, indent=2))
    return out.getvalue()


def taken_doses(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the doses that were taken, as a person reads them: when, which medicine, how many tablets."""
    names = {row["id"]: row.get("name") for row in tables.get("medications", ())}
    taken = [row for row in tables.get("doses", ()) if row.get("state") == "taken"]
    return [
        {
            "taken_at": row["answered_at"],
            "medicine": names.get(row["medication_id"]),
            "tablets": row["amount"],
        }
        for row in sorted(taken, key=lambda row: str(row["answered_at"]))
    ]


class Clocks:
    """By whose clock a row is told: found by following what it refers to."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], zone: tzinfo) -> None:
        self._zone = zone
        self._rows = {
            (table, row["id"]): row
            for table in REFERS.values()
            for row in tables.get(table, ())
            if "id" in row
        }

    def of(self, table: str, row: Row) -> tzinfo:
        """Return the zone of the person whom a row is about; the account's where it is about nobody."""
        if table == "people":
            return ZoneInfo(str(row["time_zone"])) if row.get("time_zone") else self._zone
        for column, parent in REFERS.items():
            if referred := self._rows.get((parent, row.get(column))):
                return self.of(parent, referred)
        return self._zone


def _timed(row: Row, zone: tzinfo) -> dict[str, object]:
    return {name: _moment(value, zone) if name.endswith(MOMENTS) else value for name, value in row.items()}


def _moment(value: object, zone: tzinfo) -> object:
    if not isinstance(value, int):
        return value
    return datetime.fromtimestamp(value, UTC).astimezone(zone).isoformat()


def _without_pictures(
    table: str, rows: Sequence[dict[str, object]]
) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    """Take the pictures out of rows; their file's name is told instead."""
    pictures: dict[str, bytes] = {}
    for number, row in enumerate(rows, start=1):
        for name, value in row.items():
            if isinstance(value, bytes):
                file = f"{table}/{row.get('id', number)}.jpg"
                pictures[file], row[name] = value, file
    return pictures, list(rows)


def _csv(rows: Sequence[Row]) -> bytes:
    return spreadsheet(list(rows[0]), (tuple(row.values()) for row in rows))


def _parsed(row: Row) -> dict[str, object]:
    return {name: _structure(value) for name, value in row.items()}


def _structure(value: object) -> object:
    """Return what a text of JSON holds; any other value as it is."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
