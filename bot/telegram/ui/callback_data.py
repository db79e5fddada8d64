"""What a button carries: written by the view that makes the button, read again when it is tapped."""

import re
from dataclasses import dataclass, fields
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    Self,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)


@dataclass(frozen=True, slots=True)
class Matches:
    """In `Annotated`: the pattern that the whole text of a field matches."""

    pattern: str


Page = Annotated[int, Matches("[0-9]{1,4}")]
Amount = Annotated[str, Matches(r"[0-9]{1,4}(?:\.[0-9]{1,2})?")]  # units of a medicine


@dataclass(frozen=True, slots=True)
class CallbackData:
    """One kind of button: a verb and fields, with colons between them, such as `med:17`.

    A subclass names its verb and its fields. A field is an int, str, bool, time, Literal or StrEnum, or a NewType of
    one; `Matches` narrows it. Fields at the end may be `... | None = None`, and are left out where they are None.
    Verbs and the order of fields stay as they are: people tap buttons of messages that are years old.
    """

    verb: ClassVar[str]

    def pack(self) -> str:
        """Return the text that Telegram keeps for the button."""
        values = (getattr(self, field.name) for field in fields(self))
        return ":".join((self.verb, *(_written(value) for value in values if value is not None)))

    @classmethod
    def parse(cls, data: str) -> Self | None:
        """Read such a text; None where it is of another kind, or not as `pack` writes it."""
        verb, *texts = data.split(":")
        known = _fields_of(cls)  # type: ignore[arg-type]  # mypy takes a class of dataclasses for unhashable
        required = sum(not field.is_optional for field in known)
        if verb != cls.verb or not required <= len(texts) <= len(known):
            return None
        if not all(re.fullmatch(field.pattern, text) for field, text in zip(known, texts, strict=False)):
            return None
        return cls(*(field.read(text) for field, text in zip(known, texts, strict=False)))


class _Field(NamedTuple):
    """How the text of one field looks, and of which type its value is."""

    pattern: str
    type: Any
    is_optional: bool

    def read(self, text: str) -> Any:
        if self.type is bool:
            return text == "yes"
        if self.type is time:
            return datetime.strptime(text, "%H%M").time()  # noqa: DTZ007  a local time of day
        return self.type(text)


@cache
def _fields_of(kind: type[CallbackData]) -> tuple[_Field, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_field(hints[field.name]) for field in fields(kind))


def _field(hint: Any, *, is_optional: bool = False) -> _Field:
    """Return the field of an annotation, such as `Annotated[int, Matches("[0-9]")] | None`."""
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return _field(inner, is_optional=True)
    if get_origin(hint) is Annotated:
        inner, matches = get_args(hint)
        return _field(inner, is_optional=is_optional)._replace(pattern=matches.pattern)
    if get_origin(hint) is Literal:
        return _Field("|".join(get_args(hint)), str, is_optional)
    type = getattr(hint, "__supertype__", hint)  # of a NewType
    return _Field("|".join(type) if issubclass(type, StrEnum) else _PATTERNS[type], type, is_optional)


_PATTERNS = {int: "[0-9]{1,18}", str: "[^:]{1,40}", bool: "yes|no", time: "([01][0-9]|2[0-3])[0-5][0-9]"}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%H%M}" if isinstance(value, time) else str(value)
