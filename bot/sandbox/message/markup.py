"""What both markup languages share: building a text while marking stretches of it."""

from typing import Any

from bot.sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cant_parse(reason: str) -> ApiError:
    """Return the refusal of markup that breaks its rules."""
    return bad_request(f"can't parse entities: {reason}")


class MarkedText:
    """A text that grows, and the stretches marked in it."""

    def __init__(self, source: str) -> None:
        self.entities: list[Entity] = []
        self.length = 0
        self._source = source
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def add(self, text: str) -> None:
        """Add plain text at the end."""
        self._parts.append(text)
        self.length += utf16_length(text)

    def mark(self, kind: str, start: int, **extra: Any) -> None:
        """Mark from `start` (in UTF-16 units) to the end; an empty stretch is left out, as Telegram does."""
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **extra})

    def byte_offset(self, position: int) -> int:
        """Return where a character of the source lies in its UTF-8 bytes, as Telegram's complaints count."""
        return len(self._source[:position].encode())
