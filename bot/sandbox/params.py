"""The parameters of one request, however they were carried: JSON, urlencoded, multipart or in the address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.errors import bad_request

_TRUE = frozenset({"true", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the name its sender gave it, its media type and its bytes."""

    name: str
    mime_type: str
    data: bytes = field(repr=False)


class Params:
    """Typed access to parameters, forgiving what the Bot API forgives.

    Forms carry everything as text and objects as JSON in text; JSON bodies carry values as they are. Both
    read the same here.
    """

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self.uploads: Mapping[str, Upload] = uploads or {}

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """Return the parameter as text; "" where it is absent."""
        value = self._values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the parameter as a number; what is no number counts as the default, as Telegram has it."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def number(self, name: str, default: float = 0.0) -> float:
        """Return the parameter as a number with a fraction."""
        try:
            return float(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return whether the parameter says yes."""
        return self.text(name).lower() in _TRUE

    def json(self, name: str) -> Any:
        """Return the object or list of the name, None where it is absent; ApiError where it is no JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def strings(self, name: str) -> tuple[str, ...] | None:
        """Return a JSON list of texts, None where it is absent or something else."""
        value = self.json(name)
        return tuple(str(item) for item in value) if isinstance(value, list) else None

    def inner(self, values: Mapping[str, Any]) -> "Params":
        """Return the parameters of an object inside this request, which shares its uploads."""
        return Params(values, self.uploads)


async def read_params(request: web.Request) -> Params:
    """Read the parameters of a request; ApiError 400 where its body can't be read."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values.update(await _json_object(request))
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(
                value, bytes | bytearray
            ):  # a part with a type of its own, but without a file name
                uploads[name] = Upload(name, "application/octet-stream", bytes(value))
            else:
                values[name] = value
    return Params(values, uploads)


async def _json_object(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise bad_request("can't parse the body as JSON") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as the JSON body")
    return body
