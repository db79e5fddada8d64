"""What is written of a product for people, each text with its source and date: pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.products import ProductId, Source


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, with where it comes from and how old it is."""

    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class ProductTexts:
    """What is written of a product, in plain language; None where nothing is."""

    purpose: Text | None = None
    purpose_english: Text | None = None
    usage: Text | None = None
    warning: Text | None = None
    precaution: Text | None = None
    interaction: Text | None = None
    side_effects: Text | None = None
    storage: Text | None = None
    permit: Mapping[str, Text] = field(default_factory=dict)  # 사용상의주의사항, by the section's name


@dataclass(frozen=True, slots=True)
class Recall:
    """An order to take a product, or some lots of it, off the market."""

    product: ProductId
    reason: str
    lots: str
    ordered: date | None
    source: Source
