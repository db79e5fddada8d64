"""What is drawn, in words: a chart, and a page. Drawing them takes seconds and large libraries; it is done elsewhere."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, in the person's language."""

    title: str
    taken: str  # what the legend calls it
    not_taken: str
    days: tuple[str, ...]  # the name of each, the oldest first
    doses: tuple[tuple[int, int], ...]  # of each day: taken, not taken


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading, then a table or lines."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()  # of the columns, relative to each other
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """All that is on the page, in one language."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footer: str
    language: str
    made_at: datetime
