"""HTML as parse_mode=HTML allows it, read into a text and its entities."""

import html
import re
from dataclasses import dataclass

from bot.sandbox.message.markup import Entity, MarkedText, cant_parse

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre",
}  # fmt: skip
_KNOWN = frozenset(_SIMPLE) | {"a", "span", "tg-emoji", "tg-time", "blockquote"}
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_TOKEN = re.compile(r"<|&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_END_TAG = re.compile(r"</\s*([a-zA-Z0-9-]*)\s*>")
_START_TAG = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text without its tags, and the entities; ApiError where the markup is wrong."""
    marked = MarkedText(source)
    opened: list[_Open] = []
    position = 0
    while token := _TOKEN.search(source, position):
        marked.add(source[position : token.start()])
        position = token.end()
        if token.group() != "<":
            marked.add(html.unescape(token.group()))
        elif source.startswith("</", token.start()):
            position = _close(marked, opened, source, token.start())
        else:
            position = _open(marked, opened, source, token.start())
    marked.add(source[position:])
    if opened:
        raise cant_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return marked.text, _with_languages(marked.entities)


def _open(marked: MarkedText, opened: list[_Open], source: str, position: int) -> int:
    at = marked.byte_offset(position)
    tag = _START_TAG.match(source, position)
    if tag is None:
        name = re.match(r"<([a-zA-Z0-9-]*)", source[position:])
        if name and name.group(1).lower() in _KNOWN:
            raise cant_parse(f'Unclosed start tag "{name.group(1).lower()}" at byte offset {at}')
        raise cant_parse(
            f'Unsupported start tag "{name.group(1).lower() if name else ""}" at byte offset {at}'
        )
    name_, attributes = tag.group(1).lower(), _attributes(tag.group(2))
    if name_ not in _KNOWN:
        raise cant_parse(f'Unsupported start tag "{name_}" at byte offset {at}')
    if name_ == "span" and attributes.get("class") != "tg-spoiler":
        raise cant_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    if name_ == "tg-time" and not attributes.get("unix", "").isdigit():
        raise cant_parse(f'Tag "tg-time" must have attribute "unix" at byte offset {at}')
    if name_ == "tg-time" and not _TIME_FORMAT.fullmatch(attributes.get("format", "")):
        raise cant_parse(f'Tag "tg-time" has a wrong format at byte offset {at}')
    opened.append(_Open(name_, marked.length, attributes))
    return tag.end()


def _close(marked: MarkedText, opened: list[_Open], source: str, position: int) -> int:
    at = marked.byte_offset(position)
    tag = _END_TAG.match(source, position)
    if tag is None:
        raise cant_parse(f"Unclosed end tag at byte offset {at}")
    if not opened:
        raise cant_parse(f"Unexpected end tag at byte offset {at}")
    start, name = opened.pop(), tag.group(1).lower()
    if name not in ("", start.tag):
        raise cant_parse(
            f'Unmatched end tag at byte offset {at}, expected "</{start.tag}>", found "</{name}>"'
        )
    _mark(marked, start)
    return tag.end()


def _mark(marked: MarkedText, opened: _Open) -> None:
    match opened.tag:
        case "a":
            url = opened.attributes.get("href") or marked.text[-(marked.length - opened.start) :]
            if re.match(r"(?:https?|tg|mailto|tel|ton)://?\S|(?:mailto|tel):\S", url) or re.match(
                r"[\w-]+(\.[\w-]+)+", url
            ):
                marked.mark("text_link", opened.start, url=url)
        case "span":
            marked.mark("spoiler", opened.start)
        case "tg-emoji":
            marked.mark("custom_emoji", opened.start, custom_emoji_id=opened.attributes.get("emoji-id", ""))
        case "tg-time":
            shown = {"date_time_format": form} if (form := opened.attributes.get("format")) else {}
            marked.mark("date_time", opened.start, unix_time=int(opened.attributes["unix"]), **shown)
        case "blockquote":
            expandable = "expandable" in opened.attributes
            marked.mark("expandable_blockquote" if expandable else "blockquote", opened.start)
        case "code" if (language := opened.attributes.get("class", "")).startswith("language-"):
            marked.mark("code", opened.start, language=language.removeprefix("language-"))
        case tag:
            marked.mark(_SIMPLE[tag], opened.start)


def _attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(source)
    }


def _with_languages(entities: list[Entity]) -> list[Entity]:
    """Join `<pre><code class="language-x">` into one entity; a language elsewhere means nothing."""
    joined: list[Entity] = []
    for entity in entities:
        inner = joined[-1] if joined else None
        if entity["type"] == "pre" and inner and inner["type"] == "code" and _same_place(entity, inner):
            joined[-1] = entity | {key: inner[key] for key in ("language",) if key in inner}
        else:
            joined.append(entity)
    return [
        {key: value for key, value in entity.items() if key != "language" or entity["type"] == "pre"}
        for entity in joined
    ]


def _same_place(one: Entity, other: Entity) -> bool:
    return (one["offset"], one["length"]) == (other["offset"], other["length"])
