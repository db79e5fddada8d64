"""Checks requests and answers by the machine-readable description of the Bot API."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram.request import HTTPXRequest, RequestData

Json = dict[str, Any]


class ApiSpec:
    """The methods, parameters, types and fields that there are. Complaints are sentences; none is good."""

    def __init__(self, path: Path) -> None:
        description = json.loads(path.read_text("utf-8"))
        self.methods: Json = description["methods"]
        self.types: Json = description["types"]

    def request_complaints(self, method: str, params: Mapping[str, Any]) -> Iterator[str]:
        """Complain of an unknown method, unknown, missing and mistyped parameters."""
        if method not in self.methods:
            yield f"there is no method {method}"
            return
        known = {entry["name"]: entry for entry in self.methods[method].get("fields", [])}
        yield from (f"{method} has no parameter {name}" for name in params.keys() - known.keys())
        for name, entry in known.items():
            if name not in params:
                if entry["required"]:
                    yield f"{method} needs {name}"
            elif params[name] is not UPLOADED:
                yield from self.value_complaints(params[name], entry["types"], f"{method}.{name}")

    def answer_complaints(self, method: str, result: Any) -> Iterator[str]:
        """Complain of a result that is none of those the method may return."""
        yield from self.value_complaints(result, self.methods[method]["returns"], f"{method}()")

    def value_complaints(self, value: Any, types: list[str], where: str) -> list[str]:
        """Return the complaints of the type that fits best."""
        return min((list(self._as_type(value, kind, where)) for kind in types), key=len)

    def _as_type(self, value: Any, kind: str, where: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list | tuple):
                yield f"{where}: expected a list, got {value!r}"
                return
            for place, item in enumerate(value):
                yield from self._as_type(item, kind.removeprefix("Array of "), f"{where}[{place}]")
        elif kind in self.types:
            yield from self._as_object(value, kind, where)
        elif not _is_plain(value, kind):
            yield f"{where}: expected {kind}, got {value!r}"

    def _as_object(self, value: Any, kind: str, where: str) -> Iterator[str]:
        entry = self.types[kind]
        if kind == "InputFile":
            if not isinstance(value, str):
                yield f"{where}: expected an uploaded file"
        elif "subtypes" in entry:
            yield from self.value_complaints(value, entry["subtypes"], where)
        elif not isinstance(value, dict):
            yield f"{where}: expected {kind}, got {value!r}"
        else:
            yield from self._fields(value, entry.get("fields", []), f"{where}:{kind}")

    def _fields(self, value: Json, fields: list[Json], where: str) -> Iterator[str]:
        known = {entry["name"]: entry for entry in fields}
        yield from (f"{where} has no field {name}" for name in value.keys() - known.keys())
        for name, entry in known.items():
            if name in value:
                yield from self.value_complaints(value[name], entry["types"], f"{where}.{name}")
            elif entry["required"]:
                yield f"{where} lacks {name}"


UPLOADED = object()


def _is_plain(value: Any, kind: str) -> bool:
    match kind:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "String":
            return isinstance(value, str)
    raise ValueError(f"expected a type of the description, got {kind}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of python-telegram-bot, and the sandbox's answer."""

    method: str
    params: Json
    status: int
    answer: Json


@dataclass(slots=True)
class Journal:
    """All that passed between a bot and the sandbox."""

    exchanges: list[Exchange] = field(default_factory=list)

    def complaints(self, spec: ApiSpec) -> list[str]:
        """Return what the description says against any of it."""
        found: list[str] = []
        for exchange in self.exchanges:
            found += spec.request_complaints(exchange.method, exchange.params)
            if exchange.answer["ok"]:
                found += spec.answer_complaints(exchange.method, exchange.answer["result"])
            elif exchange.status != exchange.answer["error_code"] or not exchange.answer["description"]:
                found.append(f"{exchange.method}: error {exchange.answer} with status {exchange.status}")
        return found

    @property
    def last(self) -> Exchange:
        """The latest exchange."""
        return self.exchanges[-1]


class JournalledRequest(HTTPXRequest):
    """python-telegram-bot's own transport, which writes down all that passes."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(connection_pool_size=64)
        self._journal = journal

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        status, body = await super().do_request(url, method, request_data, *timeouts, **more)
        if "/file/bot" not in url:
            uploads = request_data.multipart_data if request_data else {}
            params = dict.fromkeys(uploads, UPLOADED) | (
                dict(request_data.parameters) if request_data else {}
            )
            attached = [name for name in uploads if f"attach://{name}" in json.dumps(params, default=str)]
            params = {name: value for name, value in params.items() if name not in attached}
            self._journal.exchanges.append(Exchange(url.rsplit("/", 1)[1], params, status, json.loads(body)))
        return status, body
