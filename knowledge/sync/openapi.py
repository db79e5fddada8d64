"""One page of an official open API, and every way in which it says no.

The gateway answers errors as XML in spite of type=json, often with HTTP 200; the services answer as JSON; both are
recognised by their body, never by the status alone. The service key stands in the address of every request, so no
address and no error of the HTTP client is ever shown or logged.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import aiohttp
from defusedxml import ElementTree

from knowledge.sources.kr.api import Json, items_of
from knowledge.sources.reading.errors import SourceChanged

MAX_PAGE_BYTES = 64 * 2**20
OK = ("00", "0", "000", "")
NO_DATA = ("03", "3")
PASSING = ("01", "1", "02", "04", "05", "99", "HTTP")
REMEDIES = {
    "10": "a parameter is wrong; report this to Yaksok",
    "11": "a parameter is missing, or more than 100 rows were asked for",
    "12": "this version of the service was retired: set its new path with --service NAME=PATH",
    "20": "the key may not use this service: apply for it (활용신청) at data.go.kr",
    "22": "today's quota of this service is used up: run the same command again tomorrow, it resumes",
    "30": "the key is not registered for this service: apply for it (활용신청) at data.go.kr, wait an hour after "
    "approval, and check that the whole key was copied",
    "31": "the key has expired: extend it at data.go.kr",
    "32": "this machine's address is not registered with the key: register it at data.go.kr",
    "UNAPPROVED": "the service answers 'Unexpected errors', as it does until it is approved: apply for it (활용신청)",
    "FILTER": "the service ignored the item asked for: its parameter has another name now",
}
DEFAULT_REMEDY = "try again later"


class ApiError(Exception):
    """A service refused. `code` is its own, `passing` whether asking again may help; the text names the remedy."""

    def __init__(self, service: str, code: str, message: str) -> None:
        self.service, self.code = service, code
        self.passing = code in PASSING
        said = " ".join(message.split())[:200]
        super().__init__(f"{service}: {code} {said}; {REMEDIES.get(code, DEFAULT_REMEDY)}")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of items. `body` is the answer as it came."""

    items: list[dict[str, Json]]
    total: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """One operation of the open API: its path, and how its item parameter and item field are spelt."""

    name: str
    path: str
    item_parameter: str = "item_seq"
    item_field: str = "ITEM_SEQ"


def normal_key(key: str) -> str:
    """Return a service key as the client must get it: the portal shows it encoded and decoded."""
    key = key.strip()
    return unquote(key) if "%" in key else key


async def fetch_page(
    session: aiohttp.ClientSession,
    base_url: str,
    service: Service,
    key: str,
    *,
    page: int,
    rows: int,
    item: str = "",
) -> Page:
    """Fetch one page, of one item if one is named. Raises ApiError."""
    parameters = {"serviceKey": normal_key(key), "pageNo": str(page), "numOfRows": str(rows), "type": "json"}
    if item:
        parameters[service.item_parameter] = item
    try:
        async with session.get(f"{base_url.rstrip('/')}/{service.path}", params=parameters) as response:
            body = await _limited(response.content)
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ApiError(service.name, "HTTP", type(error).__name__) from None  # its text holds the key
    found = read_page(service.name, body, status)
    if item and any(str(one.get(service.item_field, "")) != item for one in found.items):
        raise ApiError(service.name, "FILTER", f"asked for the item {item}")
    return found


async def _limited(stream: aiohttp.StreamReader) -> bytes:
    """Read a body, but no more of it than shows that it is too long."""
    body = bytearray()
    async for chunk in stream.iter_chunked(1 << 16):
        body += chunk
        if len(body) > MAX_PAGE_BYTES:
            break
    return bytes(body)


def read_page(service: str, body: bytes, status: int) -> Page:
    """Return the items of an answer; raise ApiError for every form of error that is known."""
    if len(body) > MAX_PAGE_BYTES:
        raise ApiError(service, "HTTP", f"an answer of more than {MAX_PAGE_BYTES >> 20} MB")
    text = body.decode("utf-8", "replace").strip()
    if text.startswith("<"):
        raise _xml_error(service, text, status)
    try:
        document = json.loads(text)
    except ValueError:
        unapproved = "unexpected error" in text.lower()
        raise ApiError(
            service, "UNAPPROVED" if unapproved else "HTTP", f"HTTP {status} {text[:80]}"
        ) from None
    if not isinstance(document, dict):
        raise ApiError(service, "HTTP", f"HTTP {status}, expected an object")
    _refuse_error(service, document)
    if status >= 400:
        raise ApiError(service, "HTTP", f"HTTP {status}")
    try:
        items = items_of(document, service)
    except SourceChanged as error:
        raise ApiError(service, "HTTP", error.problem) from None
    return Page(items, _total(document, len(items)), body)


def _refuse_error(service: str, document: dict[str, Any]) -> None:
    """Refuse the errors that come as JSON: the service's own header, and the gateway's envelope."""
    gateway = document.get("OpenAPI_ServiceResponse", document).get("cmmMsgHeader")
    if isinstance(gateway, dict):
        raise _gateway_error(service, gateway)
    header = document.get("response", document).get("header")
    code = str(header.get("resultCode", "")) if isinstance(header, dict) else ""
    if code not in (*OK, *NO_DATA) and isinstance(header, dict):
        raise ApiError(service, code, str(header.get("resultMsg", "")))


def _gateway_error(service: str, header: dict[str, Any]) -> ApiError:
    code = str(header.get("returnReasonCode", "99"))
    return ApiError(service, code, str(header.get("returnAuthMsg") or header.get("errMsg") or ""))


def _xml_error(service: str, text: str, status: int) -> ApiError:
    """Read the gateway's XML; a web page, or an answer in XML that was asked for in JSON, is an error too."""
    try:
        tree = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return ApiError(service, "HTTP", f"HTTP {status} with a web page instead of data")
    told = {element.tag: (element.text or "").strip() for element in tree.iter()}
    if "returnReasonCode" in told:
        return _gateway_error(service, told)
    code = told.get("resultCode", "HTTP")
    return ApiError(service, "10" if code in OK else code, told.get("resultMsg", "") + " as XML")


def _total(document: dict[str, Any], least: int) -> int:
    body = document.get("response", document).get("body")
    total = body.get("totalCount", least) if isinstance(body, dict) else least
    return int(total) if str(total).isdigit() else least
