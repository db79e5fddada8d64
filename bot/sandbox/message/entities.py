"""Text and what is marked in it, as Telegram counts: entity offsets and lengths are in UTF-16 code units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.message.html_markup import parse_html
from bot.sandbox.message.markdown_markup import parse_markdown
from bot.sandbox.message.markup import Entity, utf16_length
from bot.sandbox.params import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100  # Telegram drops what is marked beyond these, and says nothing

_FOUND_BY_ITSELF = re.compile(
    r"(?P<bot_command>(?<![\w/@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<mention>(?<![\w@/.])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)\#[^\W\d]\w{0,255})"
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, in the order of their offsets, the longer first."""

    text: str
    entities: tuple[Entity, ...] = ()

    def fields(self, text_name: str, entities_name: str) -> dict[str, Any]:
        """Return the fields of a Message that carry this; none for an empty text."""
        fields: dict[str, Any] = {text_name: self.text} if self.text else {}
        if self.entities:
            fields[entities_name] = list(self.entities)
        return fields


def plain(text: str) -> FormattedText:
    """Return a text as a person types it: trimmed, with commands, addresses and the like marked."""
    return _finished(text, [])


def read_text(params: Params) -> FormattedText:
    """Read `text` with its parse_mode or entities; ApiError for an empty or an overlong one."""
    formatted = _read(params, "text", "entities")
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def read_caption(params: Params) -> FormattedText:
    """Read `caption` with its parse_mode or caption_entities; ApiError for an overlong one."""
    formatted = _read(params, "caption", "caption_entities")
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def _read(params: Params, text_name: str, entities_name: str) -> FormattedText:
    source = params.text(text_name).replace("\r", "")
    match params.text("parse_mode").lower():
        case "html":
            return _finished(*parse_html(source))
        case "markdownv2":
            return _finished(*parse_markdown(source))
        case "":
            return _finished(source, _given(params.json(entities_name), utf16_length(source)))
        case _:
            raise bad_request("unsupported parse_mode")


def _given(entities: Any, length: int) -> list[Entity]:
    """Check the entities that came beside the text."""
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    checked = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
        offset, size = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int):
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
        if offset >= 0 and size > 0 and offset + size <= length:
            checked.append(dict(entity))
    return checked


def _finished(text: str, entities: list[Entity]) -> FormattedText:
    """Trim the text, move the entities with it, add those that Telegram finds by itself."""
    trimmed = text.strip()
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    kept = list(_shifted(entities, shift, utf16_length(trimmed)))
    kept += [found for found in _found(trimmed) if _fits(found, kept)]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(trimmed, tuple(kept[:ENTITY_LIMIT]))


def _shifted(entities: Iterable[Entity], shift: int, length: int) -> Iterator[Entity]:
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, length)
        if start < end:
            yield entity | {"offset": start, "length": end - start}


def _found(text: str) -> Iterator[Entity]:
    for match in _FOUND_BY_ITSELF.finditer(text):
        yield {
            "type": str(match.lastgroup),
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }


def _fits(found: Entity, marked: Iterable[Entity]) -> bool:
    """Return whether a found entity crosses no marked one and lies in none that is opaque."""
    start, end = found["offset"], found["offset"] + found["length"]
    for entity in marked:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        apart = end <= first or last <= start
        nested = (first <= start and end <= last) or (start <= first and last <= end)
        if not apart and (not nested or entity["type"] in _OPAQUE):
            return False
    return True
