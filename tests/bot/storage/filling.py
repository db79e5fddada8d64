"""A row in every table of the users' database, whatever tables there are: so that none is forgotten."""

import re
import sqlite3

PLAIN = {  # what a column must hold besides the right type
    "time_zone": "Asia/Seoul",
    "times": '["08:00","20:00"]',
    "schedule": '{"v":1,"kind":"as-needed","amount":1.0}',
    "day": "2026-11-22",
    "data": "{}",
    "candidates": "[]",
    "advice": "[]",
    "birth_year": 1950,
    "delay_minutes": 30,
}
SECRET = "와파린정의 비밀"  # in every text that is free


def tables(db: sqlite3.Connection) -> list[str]:
    """Return the tables in the order in which they were made: a referenced one comes before what refers to it."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    return [row[0] for row in db.execute(sql)]


def fill(db: sqlite3.Connection, chat: int, only: set[str] | None = None) -> None:
    """Put one row for a chat into every table; ids are the chat's number, so that rows of two chats never meet."""
    for table in tables(db):
        if only is None or table in only:
            row = _row(db, table, chat)
            marks = ", ".join("?" * len(row))
            db.execute(f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({marks})', tuple(row.values()))


def _row(db: sqlite3.Connection, table: str, chat: int) -> dict[str, object]:
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    references = db.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    belonging = {each[3] for each in references if each[6] == "CASCADE"}
    row: dict[str, object] = {}
    for _, name, type_, required, default, key in db.execute(f'PRAGMA table_info("{table}")'):
        if name in belonging or key or name in ("chat_id", "update_id"):
            row[name] = chat if type_ == "INTEGER" else PLAIN.get(name, f"{SECRET} {chat}")
        elif required and default is None:
            row[name] = _value(sql, name, type_, chat)
    return row


def _value(sql: str, name: str, type_: str, chat: int) -> object:
    if name in PLAIN:
        return PLAIN[name]
    if choice := re.search(rf"\b{name} IN \((?:'([^']+)'|(\d+))", sql):
        return choice[1] or int(choice[2])
    if type_ in ("INTEGER", "REAL"):
        return 1
    return f"{SECRET} {chat}".encode() if type_ == "BLOB" else f"{SECRET} {chat}"
