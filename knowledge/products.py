"""A medicine as the officials describe it: pure values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NewType

from inference.types import Colour, ScoreLine, Shape

# 품목기준코드 (item code) in Korea, NDC-9 in the US, licence number in Taiwan
ProductId = NewType("ProductId", str)
IngredientCode = NewType("IngredientCode", str)  # DUR성분코드, such as D000056


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from and how old it is."""

    name: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One active ingredient of a product. Without a code, no rule can be looked up for it.

    `recognised` tells, of one without a code, that an official list names the substance and that its name looks
    like none that has rules: then there are no rules on it. Otherwise its name may be a spelling that was missed.
    """

    name: str
    english: str = ""
    code: IngredientCode | None = None
    amount: Decimal | None = None  # in one tablet or capsule
    unit: str = ""
    also: tuple[IngredientCode, ...] = ()  # further codes under which rules list the same substance
    recognised: bool = False

    @property
    def codes(self) -> tuple[IngredientCode, ...]:
        """Every code under which a rule may name it; empty where none is known."""
        return () if self.code is None else (self.code, *self.also)


@dataclass(frozen=True, slots=True)
class Membership:
    """A class of medicines, or a substance, under which leaflets and our own list know a product."""

    group: str  # such as nsaid; see knowledge/build/groups.csv
    substance: str  # the ingredient by which the product belongs to it; "" where its kind of medicine tells


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The leaflet that holds for a product: its own, or that of one with the same ingredients and strengths."""

    text: int  # names the statements that were read from it; several leaflets share one text
    product: ProductId
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Side:
    """One face of a pill. An imprint of None is not known; "" is a plain side."""

    imprint: str | None = None
    has_mark: bool = False  # a logo that is no character
    colours: tuple[Colour, ...] = ()
    score_line: ScoreLine | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a pill looks like, after the catalogue."""

    front: Side
    back: Side
    shape: Shape | None = None
    long_mm: float | None = None
    short_mm: float | None = None
    thick_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A medicine that can be bought or prescribed, by the code that its authority gave it."""

    id: ProductId
    name: str
    company: str
    ingredients: tuple[Ingredient, ...] = ()
    ingredients_from: Source | None = None  # None: not known, so nothing about it can be checked
    appearances: tuple[Appearance, ...] = ()
    english: str = ""
    company_english: str = ""
    drug_class: str = ""  # such as 해열.진통.소염제
    prescription: bool | None = None
    purpose: str = ""  # what it is for, in plain words
    purpose_from: Source | None = None
    purpose_english: str = ""  # only where the purpose is in our own words
    form: str = ""  # such as 필름코팅정, as published
    route: str = ""  # oral, injection, external or topical; "" is not known
    withdrawn: bool | None = None  # its permit was cancelled, withdrawn or has lapsed
    groups: tuple[Membership, ...] = ()
    leaflets: tuple[Leaflet, ...] = ()
