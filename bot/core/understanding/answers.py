"""What answers a question: sentences of the official texts, quoted with their source, and whom to ask. Pure."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bot.core.understanding.intents import Intent
from bot.core.understanding.text import DATA, table
from knowledge.catalogue.texts import ProductTexts, Text
from knowledge.products import ProductId, Source

MOST = 3  # sentences that are quoted of one part
SENTENCE = re.compile(r"\n+|(?<=[가-힣]\.)\s*|(?<=[a-z)]\.)\s+(?=[A-Z])")


class Ask(StrEnum):
    """Whom to ask, or to call."""

    PHARMACIST = "pharmacist"
    DOCTOR = "doctor"
    POISON = "poison"
    EMERGENCY = "emergency"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of one part of a product's official text, as published."""

    product: ProductId
    part: str  # a field of ProductTexts: usage, interaction …
    sentences: tuple[str, ...]
    left_out: bool  # the part says more that fits
    source: Source


@dataclass(frozen=True, slots=True)
class Answer:
    """What the official texts say to a question, of which products they say nothing, and whom to ask."""

    passages: tuple[Passage, ...]
    silent: tuple[
        ProductId, ...
    ]  # no text is loaded, or none that speaks of it: not known, never "all right"
    ask: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class HelpNumbers:
    """Telephone numbers of a country; "" where no number was found to be right."""

    emergency: str = ""
    crisis: str = ""
    poison: str = ""


def answer(intent: Intent, question: str, texts: Mapping[ProductId, ProductTexts | None]) -> Answer:
    """Return what answers a question about products, in the order of `texts`.

    Of food and pregnancy, only the subjects that the question names are quoted, where it names one.
    """
    rule = _rules().get(intent.value, {"parts": (), "words_ko": (), "words_en": (), "ask": ()})
    subjects = [*rule["words_ko"], *rule["words_en"]]
    asked = [words for words in subjects if re.search(words, question.lower())] or subjects
    found = {id_: tuple(_passages(id_, known, rule["parts"], asked)) for id_, known in texts.items()}
    return Answer(
        tuple(passage for passages in found.values() for passage in passages),
        tuple(id_ for id_, passages in found.items() if not passages),
        tuple(Ask(whom) for whom in rule["ask"]),
    )


def _passages(
    id: ProductId, texts: ProductTexts | None, parts: tuple[str, ...], subjects: list[str]
) -> Iterator[Passage]:
    for part in parts:
        text: Text | None = getattr(texts, part, None)
        if text is None:
            continue
        said = [one.strip() for one in SENTENCE.split(text.words) if one.strip()]
        fitting = [one for one in said if not subjects or re.search("|".join(subjects), one.lower())]
        if fitting:
            yield Passage(id, part, tuple(fitting[:MOST]), len(fitting) > MOST, text.source)


def help_numbers(zone: str) -> HelpNumbers:
    """Return the numbers of the country of an IANA time zone.

    Every number of data/help_numbers.csv says where it was found; a number that was found nowhere is not in it.
    """
    return _numbers().get(_countries().get(zone, ""), HelpNumbers())


@cache
def _rules() -> dict[str, Any]:
    return table("answers.toml")


@cache
def _numbers() -> dict[str, HelpNumbers]:
    with (DATA / "help_numbers.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["country"]: HelpNumbers(row["emergency"], row["crisis"], row["poison"])
            for row in csv.DictReader(lines)
        }


@cache
def _countries() -> dict[str, str]:
    """Return the country of every time zone, by the table that comes with the time zones."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
