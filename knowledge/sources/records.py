"""What sources and the starter set yield, and `build` consumes: pure values, one for each kind of fact.

A record says what one file says of one thing. What follows from several of them together (which codes the
ingredients have, which source is believed) is decided by `build`, not by a source.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.products import Appearance, IngredientCode, ProductId, Source


class Region(StrEnum):
    """Whose catalogue a knowledge file holds."""

    KOREA = "kr"
    US = "us"
    TAIWAN = "tw"


class Route(StrEnum):
    """How a medicine gets into the body; pills are oral."""

    ORAL = "oral"
    INJECTION = "injection"
    EXTERNAL = "external"  # not swallowed, and yet taken up: rectum, vagina, nose, inhaled, a patch …
    TOPICAL = "topical"  # acts where it is put: skin, scalp, nail, eye, ear


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product's own facts. Several sources may tell of one product: see `build` for who is believed."""

    id: ProductId
    name: str
    company: str
    source: Source
    english: str = ""
    drug_class: str = ""
    class_code: str = ""
    form: str = ""
    route: Route | None = None
    atc: str = ""
    prescription: bool | None = None
    withdrawn: bool | None = None
    purpose: str = ""  # in our own words: the starter set; the officials' words come as LeafletRecord
    purpose_english: str = ""
    benefit_codes: tuple[str, ...] = ()  # 보험코드 (EDI), by which HIRA's lists name the product
    standard_codes: tuple[str, ...] = ()  # 표준코드, 13 digits: what a box bears


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """What a company is called in English."""

    name: str
    english: str


@dataclass(frozen=True, slots=True)
class IngredientRecord:
    """One active ingredient as one source names it; `code` only where that source gives it."""

    name: str
    english: str = ""
    amount: Decimal | None = None  # in one tablet or capsule
    unit: str = ""
    code: IngredientCode | None = None
    master_code: str = ""  # 원료코드: M223211

    def __post_init__(self) -> None:
        if not (self.name or self.english):
            raise ValueError("expected an ingredient with a name, got none")


@dataclass(frozen=True, slots=True)
class CompositionRecord:
    """The active ingredients of one product after one source; never empty."""

    product: ProductId
    ingredients: tuple[IngredientRecord, ...]
    source: Source

    def __post_init__(self) -> None:
        if not self.ingredients:
            raise ValueError(f"expected the ingredients of {self.product}, got none")


@dataclass(frozen=True, slots=True)
class BenefitRecord:
    """A product of HIRA's 급여목록, known by its name: what it contains, with strengths."""

    name: str
    company: str
    benefit_code: str  # 제품코드
    ingredients_code: str  # 주성분코드
    description: str  # the ingredients and strengths as the list words them
    source: Source
    class_code: str = ""  # 01120, as the pill list writes it
    prescription: bool | None = None


@dataclass(frozen=True, slots=True)
class GenericRecord:
    """A 주성분코드 of HIRA's master: the ingredients of every product that carries it."""

    ingredients_code: str
    ingredients: tuple[IngredientRecord, ...]
    form: str
    route: Route | None
    source: Source


@dataclass(frozen=True, slots=True)
class AppearanceRecord:
    """One look of a product."""

    product: ProductId
    appearance: Appearance
    source: Source
    picture: str = ""
    front_mark_readings: tuple[str, ...] = ()  # what a logo may be read as
    back_mark_readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafletRecord:
    """The officials' plain-language text of one product."""

    product: ProductId
    source: Source
    revised: date | None
    purpose: str = ""
    usage: str = ""
    warning: str = ""
    precaution: str = ""
    interaction: str = ""
    side_effects: str = ""
    storage: str = ""


@dataclass(frozen=True, slots=True)
class PermitTextRecord:
    """A section of the text that a product was permitted with; see sources/permit_texts.py for the sections."""

    product: ProductId
    section: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class RecallRecord:
    """An order to take a product, or some lots of it, off the market."""

    product: ProductId
    name: str
    reason: str
    source: Source
    lots: str = ""
    ordered: date | None = None


@dataclass(frozen=True, slots=True)
class SubstanceRecord:
    """A substance that rules name. `names` are the salts and spellings that mean it and nothing else."""

    code: IngredientCode
    name: str
    english: str
    names: tuple[str, ...] = ()
    master_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Components:
    """One side of a rule: matches what contains ALL the codes. `code` is the one that names it."""

    code: IngredientCode
    others: tuple[IngredientCode, ...] = ()

    @property
    def codes(self) -> frozenset[IngredientCode]:
        return frozenset((self.code, *self.others))

    @property
    def sort_key(self) -> tuple[IngredientCode, ...]:
        """Orders the two sides of a pair, whichever of its codes names a side."""
        return tuple(sorted(self.codes))


@dataclass(frozen=True, slots=True)
class PairRecord:
    """병용금기 between two sides, in either order."""

    first: Components
    second: Components
    reason: str
    source: Source
    condition: str = ""
    notified: date | None = None


@dataclass(frozen=True, slots=True)
class ProductPairRecord:
    """병용금기 that names two products (the API's item operation)."""

    first: ProductId
    second: ProductId
    substances: tuple[str, str]
    reason: str
    source: Source
    condition: str = ""
    notified: date | None = None


@dataclass(frozen=True, slots=True)
class EffectRecord:
    """One member of a series within which two medicines are a duplicate of effect (효능군 중복)."""

    member: Components
    area: str
    series: str
    source: Source
    note: str = ""  # as published
    joint: str = ""  # names the several series that count as one with this member's, where a note says so
    condition: str = ""
    above_mg: Decimal | None = None  # counts only above this strength
    route: Route | None = None  # counts only by this route
    notified: date | None = None


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages in years for which a rule holds: from <= age < below; None is open."""

    from_years: float | None = None
    below_years: float | None = None


@dataclass(frozen=True, slots=True)
class CautionRecord:
    """A rule about one medicine and its taker: of a substance (`components`) or of one `product`."""

    kind: CautionKind
    source: Source
    components: Components | None = None
    product: ProductId | None = None
    substance: str = ""
    reason: str = ""
    condition: str = ""
    forms: tuple[str, ...] = ()  # 제형 as published; empty: every form
    routes: tuple[Route, ...] = ()  # of those forms
    grade: int | None = None
    age: str = ""  # as published
    ages: AgeRange = AgeRange()
    limit: str = ""  # the greatest dose a day, or the longest time, as published
    limit_days: int | None = None
    limit_mg: Decimal | None = None
    notified: date | None = None

    def __post_init__(self) -> None:
        if (self.components is None) == (self.product is None):
            raise ValueError(f"expected a substance or a product, not both, got {self}")


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """Only some rows of a table of rules are here: they count, but what they do not name was not looked up."""

    kind: Verdict | CautionKind
    source: Source


Record = (
    ProductRecord
    | CompanyRecord
    | CompositionRecord
    | BenefitRecord
    | GenericRecord
    | AppearanceRecord
    | LeafletRecord
    | PermitTextRecord
    | RecallRecord
    | SubstanceRecord
    | PairRecord
    | ProductPairRecord
    | EffectRecord
    | CautionRecord
    | SampleRecord
)
