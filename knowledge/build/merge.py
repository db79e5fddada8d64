"""Records of many sources to one set of facts: who is believed about what, and every rule once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TypeVar

from knowledge.build.benefits import Benefits
from knowledge.build.composition import Composer, Composition
from knowledge.build.groups import Classifier, Group, load_groups, substance_group
from knowledge.build.leaflets.cautions import leaflet_cautions
from knowledge.build.leaflets.parser import load_forms
from knowledge.build.leaflets.permit_leaflets import as_leaflets
from knowledge.build.leaflets.statements import Statements, read_statements
from knowledge.build.routes import with_routes
from knowledge.build.substances import Substances
from knowledge.products import Membership, ProductId, Source
from knowledge.sources.records import (
    AppearanceRecord,
    BenefitRecord,
    CautionRecord,
    CompanyRecord,
    CompositionRecord,
    EffectRecord,
    GenericRecord,
    LeafletRecord,
    PairRecord,
    PermitTextRecord,
    ProductPairRecord,
    ProductRecord,
    RecallRecord,
    Record,
    Region,
    SampleRecord,
    SubstanceRecord,
)

NOT_SAID = (None, "", ())
NO_STATEMENTS = Statements((), {})
UNNAMED = frozenset({"기타"})  # "others": no series of its own
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class EffectGroup:
    """A series, or a joint group of several, with its members, each once."""

    area: str
    series: str
    joint: bool
    note: str
    members: tuple[EffectRecord, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that goes into a knowledge file."""

    products: tuple[ProductRecord, ...]  # by id
    compositions: Mapping[ProductId, Composition]
    appearances: Mapping[ProductId, tuple[AppearanceRecord, ...]]
    leaflets: Mapping[ProductId, LeafletRecord]
    recalls: tuple[RecallRecord, ...]
    substances: Substances
    pairs: tuple[PairRecord, ...]
    product_pairs: tuple[ProductPairRecord, ...]
    effects: tuple[EffectGroup, ...]
    cautions: tuple[CautionRecord, ...]
    companies: Mapping[str, str]  # in English, by their names
    samples: frozenset[SampleRecord]  # tables of which only some rows are here
    groups: tuple[Group, ...] = ()
    memberships: Mapping[ProductId, tuple[Membership, ...]] = field(default_factory=dict)
    statements: Statements = NO_STATEMENTS
    permit_texts: tuple[PermitTextRecord, ...] = ()
    read: Mapping[ProductId, LeafletRecord] = field(
        default_factory=dict
    )  # texts that statements and cautions are from

    @property
    def read_names(self) -> frozenset[str]:
        """The sources whose cautions are no official table."""
        return frozenset(one.source.name for one in self.read.values())


def gather(records: Iterable[Record], region: Region) -> Facts:
    """Put the records of a region together.

    Where several sources tell of one thing, the one that comes first is believed, and later ones fill in what
    it leaves open; of looks and leaflets the newest source counts alone.
    """
    sorted_out = _Sorted(records)
    substances = Substances(sorted_out.of(SubstanceRecord))
    benefits = Benefits(sorted_out.of(BenefitRecord), sorted_out.of(GenericRecord))
    listed = _products(sorted_out.of(ProductRecord))
    products = with_routes(_by_id((*listed, *benefits.unlisted(listed))), benefits)
    composer = Composer(
        sorted_out.of(CompositionRecord), benefits, substances, by_name=region is Region.KOREA
    )
    composer.learn(products)
    composed = {product.id: one for product in products if (one := composer.of(product))}
    recognised = composer.recognising(composed.values())
    compositions = {id_: one.recognising(recognised) for id_, one in composed.items()}
    leaflets = _leaflets(sorted_out.of(LeafletRecord))
    permit_texts = _permit_texts(sorted_out.of(PermitTextRecord))
    read = {**as_leaflets(permit_texts), **leaflets}  # a leaflet in plain words is read before a permit
    statements = read_statements(read, products, compositions, load_forms())
    groups = _groups(statements)
    classify = Classifier(groups, products, compositions, substances)
    memberships = {one.id: classify.of(one, compositions.get(one.id)) for one in products}
    return Facts(
        products=products,
        compositions=compositions,
        appearances=_newest(sorted_out.of(AppearanceRecord)),
        leaflets=leaflets,
        recalls=tuple(dict.fromkeys(sorted_out.of(RecallRecord))),
        substances=substances,
        pairs=_pairs(sorted_out.of(PairRecord)),
        product_pairs=_product_pairs(sorted_out.of(ProductPairRecord)),
        effects=_effects(sorted_out.of(EffectRecord)),
        cautions=tuple(dict.fromkeys((*sorted_out.of(CautionRecord), *leaflet_cautions(read)))),
        companies=_companies(sorted_out.of(CompanyRecord)),
        samples=frozenset(sorted_out.of(SampleRecord)),
        groups=groups,
        memberships={id_: found for id_, found in memberships.items() if found},
        statements=statements,
        permit_texts=permit_texts,
        read=read,
    )


def _groups(statements: Statements) -> tuple[Group, ...]:
    """Return the groups of the list, and those of one substance that a leaflet names."""
    listed = load_groups()
    alone = sorted(id_ for id_ in statements.groups if id_ not in listed)
    return (*listed.values(), *map(substance_group, alone))


class _Sorted:
    """Records by their kind, in their order."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_kind: dict[type, list[Record]] = defaultdict(list)
        for record in records:
            self._by_kind[type(record)].append(record)

    def of(self, kind: type[R]) -> list[R]:
        return [record for record in self._by_kind[kind] if isinstance(record, kind)]


def _products(records: Iterable[ProductRecord]) -> tuple[ProductRecord, ...]:
    known: dict[ProductId, ProductRecord] = {}
    for record in records:
        first = known.get(record.id)
        known[record.id] = record if first is None else _filled(first, record)
    return tuple(known.values())


def _by_id(products: Iterable[ProductRecord]) -> tuple[ProductRecord, ...]:
    return tuple(sorted(products, key=lambda product: product.id))


def _filled(first: ProductRecord, later: ProductRecord) -> ProductRecord:
    missing = {
        field.name: getattr(later, field.name)
        for field in fields(ProductRecord)
        if getattr(first, field.name) in NOT_SAID and getattr(later, field.name) not in NOT_SAID
    }
    return replace(first, **missing) if missing else first


def _companies(records: Iterable[CompanyRecord]) -> dict[str, str]:
    """The English name of each company that most rows give it, the first in order where several do."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        told[record.name][record.english] += 1
    return {name: max(sorted(names), key=names.__getitem__) for name, names in sorted(told.items())}


def _newest(records: Iterable[AppearanceRecord]) -> dict[ProductId, tuple[AppearanceRecord, ...]]:
    """The looks of each product after its newest source, each once."""
    by_source: dict[ProductId, dict[Source, list[AppearanceRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        by_source[record.product][record.source].append(record)
    return {id_: tuple(dict.fromkeys(sources[max(sources, key=_age)])) for id_, sources in by_source.items()}


def _age(source: Source) -> tuple[date, str]:
    return source.published or date.min, source.name


def _leaflets(records: Iterable[LeafletRecord]) -> dict[ProductId, LeafletRecord]:
    newest: dict[ProductId, LeafletRecord] = {}
    for record in records:
        known = newest.get(record.product)
        if known is None or (record.revised or date.min) > (known.revised or date.min):
            newest[record.product] = record
    return newest


def _permit_texts(records: Iterable[PermitTextRecord]) -> tuple[PermitTextRecord, ...]:
    once: dict[object, PermitTextRecord] = {}
    for record in records:
        once.setdefault((record.product, record.section), record)
    return tuple(once.values())


def _pairs(records: Iterable[PairRecord]) -> tuple[PairRecord, ...]:
    """Each pair of sides once for each condition, whichever way round and however often it was listed.

    Reasons that differ are all kept; the day is the latest.
    """
    same: dict[object, list[PairRecord]] = defaultdict(list)
    for record in records:
        one, other = sorted((record.first, record.second), key=lambda side: side.sort_key)
        same[one.sort_key, other.sort_key, record.condition].append(replace(record, first=one, second=other))
    return tuple(
        replace(
            group[0],
            reason="; ".join(dict.fromkeys(record.reason for record in group if record.reason)),
            notified=max((record.notified for record in group if record.notified), default=None),
        )
        for group in same.values()
    )


def _product_pairs(records: Iterable[ProductPairRecord]) -> tuple[ProductPairRecord, ...]:
    once: dict[object, ProductPairRecord] = {}
    for record in records:
        first, second = sorted((record.first, record.second))
        if first == second:
            continue  # a product beside itself is one product
        turned = record.substances if record.first == first else record.substances[::-1]
        kept = replace(record, first=first, second=second, substances=turned)
        once.setdefault((first, second, record.condition), kept)
    return tuple(once.values())


def _effects(records: Iterable[EffectRecord]) -> tuple[EffectGroup, ...]:
    """The series; and joint groups: those that a note counts as one, and a series listed in several areas."""
    once: dict[object, EffectRecord] = {}
    for record in records:
        once.setdefault((*_series(record), record.member.codes, record.condition), record)
    plain: dict[tuple[str, str], list[EffectRecord]] = defaultdict(list)
    noted: dict[tuple[str, str], list[EffectRecord]] = defaultdict(list)
    areas: dict[str, set[str]] = defaultdict(set)
    for record in once.values():
        area, series = _series(record)
        plain[area, series].append(record)
        areas[series].add(area)
        if record.joint:
            noted[area, record.joint].append(record)
    for (_, series), members in plain.items():
        if len(areas[series]) > 1 and series not in UNNAMED:
            noted["", series].extend(members)
    return (
        *(_group(members, joint=False) for members in plain.values()),
        *(_group(members, joint=True) for members in noted.values()),
    )


def _group(members: list[EffectRecord], *, joint: bool) -> EffectGroup:
    areas = dict.fromkeys(record.area for record in members)
    series = dict.fromkeys(record.series for record in members)
    notes = dict.fromkeys(record.note for record in members if record.note)
    return EffectGroup(
        " · ".join(areas), " · ".join(series), joint, " · ".join(notes) if joint else "", tuple(members)
    )


def _series(record: EffectRecord) -> tuple[str, str]:
    """The series' key: the API writes spaces where the bulk files have none."""
    return "".join(record.area.split()), "".join(record.series.split())
