"""MarkdownV2 as parse_mode=MarkdownV2 allows it, read into a text and its entities."""

import re
from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.message.markup import Entity, MarkedText, cant_parse

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "||": ("spoiler", "Spoiler"), "__": ("underline", "Underline"), "*": ("bold", "Bold"),
    "_": ("italic", "Italic"), "~": ("strikethrough", "Strikethrough"),
}  # fmt: skip
_NAMES = {mark: name for mark, (_, name) in _MARKS.items()} | {
    "[": "inline URL",
    "`": "Code",
    "```": "PreCode",
}
_BLOCK = re.compile(r"```(?:(?P<language>[\w+#.-]*)\n)?(?P<inside>(?:\\.|[^`\\]|`(?!``))*)```", re.DOTALL)
_CODE = re.compile(r"`(?P<inside>(?:\\.|[^`\\])*)`", re.DOTALL)
_TARGET = re.compile(r"\]\((?P<url>(?:\\.|[^)\\])*)\)")


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    start: int
    position: int


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Return the text without its marks, and the entities; ApiError where the markup is wrong."""
    return _Reader(source).read()


class _Reader:
    """Reads from left to right; every `_take…` returns the position after what it took, None for nothing."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._marked = MarkedText(source)
        self._opened: list[_Open] = []
        self._quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        steps = (self._take_quote, self._take_escaped, self._take_code, self._take_link, self._take_mark)
        while position < len(self._source):
            taken = (after for step in steps if (after := step(position)) is not None)
            position = next(taken, None) or self._take_character(position)
        self._end_quote()
        if self._opened:
            raise self._unended(self._opened[-1])
        return self._marked.text, self._marked.entities

    def _take_character(self, position: int) -> int:
        character = self._source[position]
        if character in _RESERVED:
            raise cant_parse(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        self._marked.add(character)
        return position + 1

    def _take_escaped(self, position: int) -> int | None:
        if self._source[position] != "\\" or position + 1 == len(self._source):
            return None
        self._marked.add(self._source[position + 1])
        return position + 2

    def _take_quote(self, position: int) -> int | None:
        """Take the sign that begins or continues a quotation; end the quotation at a line without one."""
        if position and self._source[position - 1] != "\n":
            return self._take_quote_end(position)
        anew = self._source.startswith("**>", position)
        continued = self._source.startswith(">", position)
        if anew or not continued:
            self._end_quote()
        if not anew and not continued:
            return None
        if self._quote is None:
            self._quote = self._marked.length
        return position + (3 if anew else 1)

    def _take_quote_end(self, position: int) -> int | None:
        """Take the `||` at a line's end that makes a quotation expandable."""
        ends_line = self._source[position : position + 3] in ("||", "||\n")
        if self._quote is None or not ends_line or self._is_open("||"):
            return None
        self._end_quote("expandable_blockquote")
        return position + 2

    def _end_quote(self, kind: str = "blockquote") -> None:
        if self._quote is not None:
            self._marked.mark(kind, self._quote)
        self._quote = None

    def _take_mark(self, position: int) -> int | None:
        mark = next((mark for mark in _MARKS if self._source.startswith(mark, position)), None)
        if mark is None:
            return None
        if not self._is_open(mark):
            self._opened.append(_Open(mark, self._marked.length, position))
        elif self._opened[-1].mark == mark:
            self._marked.mark(_MARKS[mark][0], self._opened.pop().start)
        else:
            raise self._unended(self._opened[-1])
        return position + len(mark)

    def _take_code(self, position: int) -> int | None:
        if self._source[position] != "`":
            return None
        is_block = self._source.startswith("```", position)
        found = (_BLOCK if is_block else _CODE).match(self._source, position)
        if found is None:
            raise self._unended(_Open("```" if is_block else "`", 0, position))
        start, language = self._marked.length, found["language"] if is_block else None
        self._marked.add(_unescaped(found["inside"]))
        self._marked.mark(
            "pre" if is_block else "code", start, **({"language": language} if language else {})
        )
        return found.end()

    def _take_link(self, position: int) -> int | None:
        """Take the brackets of `[text](url)` and `![emoji](tg://emoji?id=…)`."""
        for sign in ("![", "["):
            if self._source.startswith(sign, position):
                self._opened.append(_Open("[", self._marked.length, position))
                return position + len(sign)
        if self._source[position] != "]" or not self._opened or self._opened[-1].mark != "[":
            return None
        opened, target = self._opened.pop(), _TARGET.match(self._source, position)
        if target is None:
            return position + 1  # brackets without an address are left out, as Telegram does
        self._mark_link(opened, _unescaped(target["url"]))
        return target.end()

    def _mark_link(self, opened: _Open, url: str) -> None:
        if self._source[opened.position] == "!":
            self._marked.mark("custom_emoji", opened.start, custom_emoji_id=url.partition("id=")[2])
        elif url:
            self._marked.mark("text_link", opened.start, url=url)

    def _is_open(self, mark: str) -> bool:
        return any(opened.mark == mark for opened in self._opened)

    def _unended(self, opened: _Open) -> ApiError:
        name, offset = _NAMES[opened.mark], self._marked.byte_offset(opened.position)
        return cant_parse(f"Can't find end of {name} entity at byte offset {offset}")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
