"""A report as one HTML file: numbers in tables, pictures inside."""

import base64
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from training.aihub.pictures.pixels import Pixels, decode
from training.aihub.work.store import Store
from training.samples.sample import Sample

TILE = 300  # pixels a side of a picture in a grid
COLOURS = ((60, 60, 230), (200, 130, 0), (0, 150, 60), (190, 0, 190), (0, 140, 230))
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: .5rem 0 1.5rem } td, th { padding: .25rem .8rem; border-bottom: 1px solid #ddd }
th { text-align: left; background: #f4f4f4 } td.number { text-align: right; font-variant-numeric: tabular-nums }
figure { display: inline-block; margin: .3rem; vertical-align: top } figcaption { font-size: 12px; max-width: 300px }
.wrong { color: #b00020 } td:first-child { white-space: nowrap }
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, some lines, a table, and pictures with what they show."""

    title: str
    lines: Sequence[str] = ()
    table: Sequence[Sequence[Any]] = ()  # the first row holds the headings
    pictures: Sequence[tuple[Pixels, str]] = ()


def write_report(store: Store, name: str, title: str, sections: Iterable[Section]) -> None:
    """Write a page that needs no other file."""
    body = "".join(_section(each) for each in sections)
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
    store.write(name, f"{page}<style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}</html>\n".encode())


def _section(section: Section) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in section.lines)
    pictures = "".join(map(_figure, section.pictures))
    return f"<h2>{html.escape(section.title)}</h2>{lines}{_table(section.table)}{pictures}"


def _table(rows: Sequence[Sequence[Any]]) -> str:
    if not rows:
        return ""
    if not rows[1:]:
        return "<p>none</p>"
    head = "".join(f"<th>{html.escape(str(cell))}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[1:])
    return f"<table>{f'<tr>{head}</tr>' if any(rows[0]) else ''}{body}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f"<td class=number>{value:,}</td>"
    return f"<td>{html.escape(str(value))}</td>"


def _figure(picture: tuple[Pixels, str]) -> str:
    pixels, caption = picture
    data = base64.b64encode(
        cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
    ).decode()
    shown = f'<img alt="{html.escape(caption)}" src="data:image/jpeg;base64,{data}">'
    return f"<figure>{shown}<figcaption>{html.escape(caption)}</figcaption></figure>"


def numbers_of(document: Mapping[str, Any]) -> list[list[Any]]:
    """Return the numbers of a document as a table without headings, their names as words."""
    numbers = [
        [name.replace("_", " "), value] for name, value in document.items() if isinstance(value, int | float)
    ]
    return [["", ""], *numbers]


def counted(counts: Mapping[str, int], what: str) -> list[list[Any]]:
    """Return counts as a table, the largest first."""
    return [[what, "count"], *([name, n] for name, n in sorted(counts.items(), key=lambda each: -each[1]))]


def drawn(sample: Sample) -> tuple[Pixels, str]:
    """Return a sample's picture with its boxes, and its labels, in the colours of the boxes' order."""
    raw = decode(sample.picture)
    scale = TILE / max(raw.shape[:2])
    picture = cv2.resize(raw, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for number, box in enumerate(sample.boxes_xyxy * scale):
        left, top, right, bottom = (round(float(edge)) for edge in box)
        cv2.rectangle(picture, (left, top), (right, bottom), COLOURS[number % len(COLOURS)], 2)
        cv2.putText(
            picture, str(number + 1), (left + 2, max(12, top - 4)), 0, 0.5, COLOURS[number % len(COLOURS)], 1
        )
    told = ", ".join(f"{number}: {label}" for number, label in enumerate(sample.labels, start=1))
    return np.asarray(picture, np.uint8), f"{sample.key} — {told}"
