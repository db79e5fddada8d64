"""Answers of the open API (apis.data.go.kr): pages of items out of every envelope that is known."""

import json
from collections.abc import Iterator
from pathlib import Path

from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import cell_text, read_text

OK = "00"
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def read_document(path: Path) -> Json:
    """Parse a stored answer. Raises SourceChanged for what is no JSON, with the line where it ends."""
    text = read_text(path, "utf-8-sig")
    try:
        document: Json = json.loads(text)
    except json.JSONDecodeError as error:
        what = "a web page or XML" if text.lstrip().startswith("<") else error.msg
        raise SourceChanged(path.name, f"expected JSON, got {what}", row=error.lineno) from error
    except RecursionError as error:
        raise SourceChanged(
            path.name, "expected JSON of an answer, got lists within lists without end"
        ) from error
    return document


def items_of(document: Json, file: str) -> list[dict[str, Json]]:
    """The items of an answer, or of a plain list of items.

    Known forms: {"header", "body": {"items": […]}}, the same within "response", {"item": {…}} round each
    item, one object for a single hit, and null, "" or nothing for none. An answer that reports an error is
    refused.
    """
    if isinstance(document, list):
        return [_item(one, file) for one in document]
    if isinstance(document, dict) and isinstance(document.get("response"), dict):
        document = document["response"]
    if not isinstance(document, dict) or not isinstance(document.get("body"), dict):
        raise SourceChanged(file, "expected header and body of an API answer")
    header, body = document.get("header"), document["body"]
    if isinstance(header, dict) and header.get("resultCode") != OK:
        raise SourceChanged(
            file, f"the API reported an error: {header.get('resultCode')} {header.get('resultMsg')}"
        )
    items = body.get("items") if isinstance(body, dict) else None
    if isinstance(items, dict):
        items = items.get("item", items)
    return [_item(one, file) for one in (items if isinstance(items, list) else [items] if items else [])]


def total_of(document: Json) -> int | None:
    """Return the total number of items over all pages; None if the answer does not give it."""
    if isinstance(document, dict) and isinstance(document.get("response"), dict):
        document = document["response"]
    body = document.get("body") if isinstance(document, dict) else None
    total = str(body.get("totalCount", "")) if isinstance(body, dict) else ""
    return int(total) if total.isascii() and total.isdigit() else None


def rows_of(items: list[dict[str, Json]], file: str) -> Iterator[Fields]:
    """The items as records of texts, numbered from 1; null is ''."""
    for number, item in enumerate(items, start=1):
        yield Fields({key: cell_text(value) for key, value in item.items()}, file, number)


def _item(one: Json, file: str) -> dict[str, Json]:
    if isinstance(one, dict) and list(one) == ["item"]:
        one = one["item"]
    if not isinstance(one, dict):
        raise SourceChanged(file, f"expected an object as item, got {type(one).__name__}")
    return one
