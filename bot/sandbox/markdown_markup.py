"""MarkdownV2 as parse_mode=MarkdownV2 allows it, read into a text and its entities."""

import re
from dataclasses import dataclass

from bot.sandbox.markup import Entity, MarkedText, cant_parse

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "||": ("spoiler", "Spoiler"), "__": ("underline", "Underline"), "*": ("bold", "Bold"),
    "_": ("italic", "Italic"), "~": ("strikethrough", "Strikethrough"),
}  # fmt: skip
_CODE = re.compile(
    r"```(?:(?P<language>[\w+#.-]*)\n)?(?P<block>(?:\\.|[^`\\]|`(?!``))*)```|`(?P<code>(?:\\.|[^`\\])*)`",
    re.DOTALL,
)
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
    def __init__(self, source: str) -> None:
        self._source = source
        self._marked = MarkedText(source)
        self._opened: list[_Open] = []
        self._quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        while position < len(self._source):
            position = self._step(position)
        self._end_quote()
        if self._opened:
            last = self._opened[-1]
            name = "inline URL" if last.mark == "[" else _MARKS[last.mark][1]
            raise cant_parse(
                f"Can't find end of {name} entity at byte offset {self._marked.byte_offset(last.position)}"
            )
        return self._marked.text, self._marked.entities

    def _step(self, position: int) -> int:
        source = self._source
        at_line_start = position == 0 or source[position - 1] == "\n"
        if at_line_start and self._starts_quote(position):
            return position + (3 if source.startswith("**>", position) else 1)
        character = source[position]
        if character == "\\" and position + 1 < len(source):
            self._marked.add(source[position + 1])
            return position + 2
        if character == "`":
            return self._code(position)
        if character in "[]!" and (after := self._link(position)):
            return after
        if (
            self._quote is not None
            and source.startswith("||", position)
            and source[position + 2 : position + 3] in ("", "\n")
            and not self._is_open("||")
        ):
            self._end_quote("expandable_blockquote")
            return position + 2
        for mark in _MARKS:
            if source.startswith(mark, position):
                return self._toggle(mark, position)
        if character in _RESERVED:
            raise cant_parse(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        self._marked.add(character)
        return position + 1

    def _starts_quote(self, position: int) -> bool:
        """Begin or continue a quotation where the line starts with its sign; end one where it does not."""
        if self._source.startswith("**>", position):
            self._end_quote()
        elif not self._source.startswith(">", position):
            self._end_quote()
            return False
        if self._quote is None:
            self._quote = self._marked.length
        return True

    def _end_quote(self, kind: str = "blockquote") -> None:
        if self._quote is not None:
            self._marked.mark(kind, self._quote)
        self._quote = None

    def _is_open(self, mark: str) -> bool:
        return any(opened.mark == mark for opened in self._opened)

    def _toggle(self, mark: str, position: int) -> int:
        if self._opened and self._opened[-1].mark == mark:
            self._marked.mark(_MARKS[mark][0], self._opened.pop().start)
        elif self._is_open(mark):
            last = self._opened[-1]
            name = "inline URL" if last.mark == "[" else _MARKS[last.mark][1]
            raise cant_parse(
                f"Can't find end of {name} entity at byte offset {self._marked.byte_offset(last.position)}"
            )
        else:
            self._opened.append(_Open(mark, self._marked.length, position))
        return position + len(mark)

    def _code(self, position: int) -> int:
        found = _CODE.match(self._source, position)
        if found is None:
            name = "PreCode" if self._source.startswith("```", position) else "Code"
            raise cant_parse(
                f"Can't find end of {name} entity at byte offset {self._marked.byte_offset(position)}"
            )
        start = self._marked.length
        inside = found["code"] if found["code"] is not None else found["block"]
        self._marked.add(re.sub(r"\\(.)", r"\1", inside, flags=re.DOTALL))
        if found["code"] is not None:
            self._marked.mark("code", start)
        else:
            self._marked.mark("pre", start, **({"language": found["language"]} if found["language"] else {}))
        return found.end()

    def _link(self, position: int) -> int | None:
        """Take the brackets of `[text](url)` and `![emoji](tg://emoji?id=…)`; None where there are none."""
        if self._source.startswith("![", position) or self._source[position] == "[":
            sign = "![" if self._source[position] == "!" else "["
            self._opened.append(_Open("[", self._marked.length, position))
            return position + len(sign)
        if self._source[position] != "]" or not self._opened or self._opened[-1].mark != "[":
            return None
        opened, target = self._opened.pop(), _TARGET.match(self._source, position)
        if target is None:
            return position + 1  # brackets without an address are left out, as Telegram does
        url = re.sub(r"\\(.)", r"\1", target["url"])
        if self._source[opened.position] == "!":
            self._marked.mark("custom_emoji", opened.start, custom_emoji_id=url.partition("id=")[2])
        elif url:
            self._marked.mark("text_link", opened.start, url=url)
        return target.end()
