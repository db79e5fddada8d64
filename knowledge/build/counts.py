"""Counts of a build: printed, stored in the file, and checked against bounds."""

from knowledge.build.bounds import PAIRS_WITH_WARFARIN, WARFARIN
from knowledge.build.merge import Facts
from knowledge.interactions.verdicts import OFFICIAL_CAUTIONS


def count(facts: Facts) -> dict[str, int]:
    """Count facts under the names that bounds use."""
    pills = [facts.compositions.get(id_) for id_ in facts.appearances]
    known = [composition for composition in pills if composition is not None]
    sides = [{pair.first.code, pair.second.code} for pair in facts.pairs]
    counts = {
        "products": len(facts.products),
        "pills": len(facts.appearances),
        "looks": sum(map(len, facts.appearances.values())),
        "products with ingredients": len(facts.compositions),
        "pills with ingredients": len(known),
        "pills with a rule code": sum(any(one.codes for one in each.ingredients) for each in known),
        "pills with a code for every ingredient": sum(
            all(one.codes for one in each.ingredients) for each in known
        ),
        "pills with strengths": sum(any(one.amount for one in each.ingredients) for each in known),
        "leaflets": len(facts.leaflets),
        "recalls": len(facts.recalls),
        "substances": len(facts.substances.known),
        "contraindicated pairs": len(facts.pairs),
        "contraindicated pairs of products": len(facts.product_pairs),
        PAIRS_WITH_WARFARIN: sum(WARFARIN in side for side in sides),
        "effect series": sum(not group.joint for group in facts.effects),
        "effect series counted as one": sum(group.joint for group in facts.effects),
    }
    official = [one for one in facts.cautions if one.source.name not in facts.read_names]
    for kind in OFFICIAL_CAUTIONS:
        counts[f"cautions: {kind.value}"] = sum(one.kind is kind for one in official)
    counts["cautions of leaflets"] = len(facts.cautions) - len(official)
    counts["leaflet texts with statements"] = len(facts.statements.texts)
    counts["products with a leaflet that names others"] = len(facts.statements.holds)
    return counts
