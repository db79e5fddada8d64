"""What a check can say: verdicts, findings, cautions and what could not be checked. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.products import IngredientCode, Leaflet, ProductId, Source


class Verdict(StrEnum):
    """What is known about two medicines taken together, the gravest first; there is no "safe"."""

    CONTRAINDICATED = "contraindicated"  # 병용금기
    LEAFLET_DO_NOT = "leaflet-do-not"  # a leaflet says not to take them together
    DUPLICATE_INGREDIENT = "duplicate-ingredient"  # 동일성분 중복
    DUPLICATE_EFFECT = "duplicate-effect"  # 효능군 중복
    CLASS_DUPLICATE = "class-duplicate"  # our own short list of classes, after published literature
    LEAFLET_ASK = "leaflet-ask"  # a leaflet says to ask a doctor or pharmacist first
    NOT_CHECKABLE = "not-checkable"  # an ingredient is not known, or not by a certain name
    NOT_COVERED = (
        "not-covered"  # the ingredients are known, and the official rules do not deal with one of them
    )
    NONE_LISTED = "none-listed"  # every ingredient was looked up and no rule names the pair


class Obstacle(StrEnum):
    """Why something could not be checked."""

    NO_INGREDIENTS = "no-ingredients"  # the product's ingredients are not known
    NO_CODE = "no-code"  # an ingredient is known by name only, and the name may be an unknown spelling
    NOT_COVERED = "not-covered"  # the official rules do not deal with an ingredient
    NO_PROFILE = "no-profile"  # age, pregnancy or nursing was not told
    NO_RULES = "no-rules"  # the table was not loaded, or this region has none
    UNKNOWN_ALLERGEN = "unknown-allergen"  # what was told as an allergy is in no list
    UNKNOWN_PRODUCT = "unknown-product"


class CautionKind(StrEnum):
    """Rules about one medicine and the person who takes it."""

    ALLERGY = "allergy"  # no table's: what the person told
    AGE = "age"  # 특정연령대금기
    PREGNANCY = "pregnancy"  # 임부금기
    NURSING = "nursing"  # 수유부
    ELDERLY = "elderly"  # 노인주의
    DOSE = "dose"  # 용량주의
    DURATION = "duration"  # 투여기간주의
    SPLITTING = "splitting"  # 서방정 분할주의
    ALCOHOL = "alcohol"  # from here on: what leaflets say, not a table of the officials
    FOOD = "food"
    DRIVING = "driving"


_KINDS = tuple(CautionKind)
OFFICIAL_CAUTIONS = _KINDS[_KINDS.index(CautionKind.AGE) : _KINDS.index(CautionKind.ALCOHOL)]
WORST_FIRST = tuple(Verdict)
SEVERITY = {verdict: rank for rank, verdict in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that names two products; `first` < `second` by id."""

    verdict: Verdict
    first: ProductId
    second: ProductId
    substances: tuple[str, ...]  # the ingredients, or the series of effect, by which the rule matched
    reason: str  # the official's words, spaces restored where they can be
    source: Source
    condition: str = ""  # route, dose or hours on which the rule depends, as published; "" is unconditional
    amount: str = ""  # of a duplicate ingredient: the strengths summed, such as "1000 mg", where known
    leaflet: Leaflet | None = None  # where the reason is a sentence of it
    reason_english: str = ""  # only where the reason is in our own words

    @property
    def quotes_own_leaflet(self) -> bool:
        """Tell whether the leaflet is that of one of the two; else it is of one with the same ingredients."""
        return self.leaflet is not None and self.leaflet.product in (self.first, self.second)


@dataclass(frozen=True, slots=True)
class Caution:
    """One rule about one product and this person."""

    kind: CautionKind
    product: ProductId
    substance: str
    reason: str
    source: Source
    condition: str = ""  # what it still depends on, as published; "" is nothing
    grade: int | None = None  # of 임부금기: 1 never, 2 only where the benefit outweighs
    limit: str = ""  # the ages, the amount a day or the days that it names, as published
    forms: tuple[str, ...] = ()  # it is about these (제형), and whether the product is one is not known


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Something that could not be checked: a product, one ingredient of it, or a whole kind of rule."""

    obstacle: Obstacle
    product: ProductId | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """The one verdict on two products, the worst that was found; `first` < `second` by id."""

    first: ProductId
    second: ProductId
    verdict: Verdict


class NoteKind(StrEnum):
    """Why a rule that names a pair does not decide its verdict."""

    PART = "part"  # one product holds only part of the combination that the rule is about
    TOPICAL = "topical"  # one product acts where it is put, and the rule is on what is taken up


@dataclass(frozen=True, slots=True)
class Note:
    """A rule that names two products but does not apply to them; `first` < `second` by id."""

    kind: NoteKind
    first: ProductId
    second: ProductId
    product: ProductId  # the one for which it does not hold
    substances: tuple[str, ...]
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Care:
    """A product that is to be shown to a pharmacist in any company, though no rule names a pair of it."""

    product: ProductId
    substance: str
    source: Source  # who lists the substance as one that calls for care; it lists no pairs


@dataclass(frozen=True, slots=True)
class Allergen:
    """A substance, or a class of medicines, that somebody is allergic to.

    Without a name it was found in no list: it can be shown, and not looked for.
    """

    told: str  # in the person's own words
    name: str = ""  # of the substance or the class, as the lists have it
    english: str = ""
    codes: tuple[IngredientCode, ...] = ()  # of the substance
    group: str = ""  # of the class; see knowledge/build/groups.csv


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person said about themselves; None is not known."""

    birth_year: int | None = None
    pregnant: bool | None = None
    nursing: bool | None = None
    allergies: tuple[Allergen, ...] = ()  # none: not known, as for the others


@dataclass(frozen=True, slots=True)
class Report:
    """What is known about taking these medicines together, and what is not."""

    findings: tuple[Finding, ...]  # worst first
    cautions: tuple[Caution, ...]  # worst first
    unchecked: tuple[Unchecked, ...]
    pairs: tuple[Pair, ...]  # one for every two products
    sources: tuple[Source, ...]  # the tables that were looked into
    on: date
    care: tuple[Care, ...] = ()  # where "none listed" would say too little
    notes: tuple[Note, ...] = ()  # rules that touch a pair without deciding it
    english: Mapping[str, str] = field(default_factory=dict)  # of the substances that are named above
