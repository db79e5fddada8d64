"""Everything that is known of one product, whoever takes it: texts, rules and recalls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.catalogue.child_doses import AgeDose, age_doses, weight_sentences
from knowledge.catalogue.texts import ProductTexts, Recall
from knowledge.interactions.carried import Carried
from knowledge.interactions.cautions import cautions_about
from knowledge.interactions.high_alert import high_alert
from knowledge.interactions.rules import Rules, Statement
from knowledge.interactions.verdicts import Caution, Verdict
from knowledge.products import Leaflet, Product, Source

GROWN_UP = 15  # years, from which many leaflets give the dose of adults


@dataclass(frozen=True, slots=True)
class Dossier:
    """A product with everything known about it; every part carries its source."""

    product: Product
    texts: ProductTexts
    cautions: tuple[Caution, ...]  # for any person, worst first
    partners: tuple[str, ...]  # what must not be taken with it, by the officials' names
    series: tuple[str, ...]  # groups of which two double an effect
    pairs_from: Source | None  # the table of what must not be taken together; None: not loaded
    series_from: Source | None
    complete: bool  # every ingredient is known by a code, so that the rules could be looked up
    recognised: bool  # every ingredient is known by a code, or known to have no rules
    recalls: tuple[Recall, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)  # of the substances that rules name
    care_from: Source | None = None  # who lists it as one that goes with care in any company
    uncovered: tuple[str, ...] = ()  # ingredients that the official rules do not deal with
    statements: tuple[
        Statement, ...
    ] = ()  # what its leaflet, or that of the same ingredients, says of other medicines
    leaflet: Leaflet | None = None  # whose statements they are
    age_doses: tuple[AgeDose, ...] = ()  # where its leaflet has a dose for children
    by_weight: tuple[str, ...] = ()  # sentences of it


def dossier(product: Product, texts: ProductTexts, recalls: tuple[Recall, ...], rules: Rules) -> Dossier:
    """Gather what the rules say of one product, beside its texts."""
    one = Carried.of(product)
    sides = rules.sides_of(one.codes)
    partners = {
        rule.names[1] if rule.first == side else rule.names[0]
        for side in sides
        for listed in rules.partners_of(side).values()
        for rule in listed
    }
    partners.update(rules.named_beside(product.id))
    sources = dict(reversed(rules.tables))
    cautions = cautions_about(one, rules)
    leaflet = next(iter(product.leaflets), None)
    usage = texts.usage.words if texts.usage else ""
    doses = age_doses(usage)
    return Dossier(
        product,
        texts,
        cautions,
        tuple(sorted(partners)),
        tuple(sorted({rule.series for rule in rules.effects_of(one.codes) if not rule.joint})),
        sources.get(Verdict.CONTRAINDICATED),
        sources.get(Verdict.DUPLICATE_EFFECT),
        one.complete,
        one.recognised,
        recalls,
        rules.in_english({*partners, *(caution.substance for caution in cautions)}),
        alert.source if (alert := high_alert(product)) else None,
        uncovered=tuple(part.name for part in one.ingredients if part.recognised),
        statements=rules.statements.get(leaflet.text, ()) if leaflet else (),
        leaflet=leaflet,
        age_doses=doses if any(one.below_years or (one.from_years or 0) < GROWN_UP for one in doses) else (),
        by_weight=weight_sentences(usage),
    )
