"""What the leaflets of the products of a list say of one another, and what our own list of classes says."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from knowledge.interactions.carried import Carried
from knowledge.interactions.rules import ClassRule, Rules, Statement
from knowledge.interactions.verdicts import SEVERITY, Finding, Verdict
from knowledge.products import Leaflet, ProductId, Source

Pairs = Mapping[tuple[ProductId, ProductId], Collection[Verdict]]
DUPLICATES = frozenset({Verdict.DUPLICATE_INGREDIENT, Verdict.DUPLICATE_EFFECT})
OURS = "Yaksok"

Members = Mapping[str, Sequence[tuple[Carried, str]]]  # of a group: the products and their ingredients


def members_of(carried: Sequence[Carried]) -> Members:
    """Return who belongs to each group."""
    found: dict[str, list[tuple[Carried, str]]] = defaultdict(list)
    for one in carried:
        for membership in one.product.groups:
            found[membership.group].append((one, membership.substance))
    return found


def leaflet_findings(
    carried: Sequence[Carried], members: Members, rules: Rules, official: Pairs
) -> Iterator[Finding]:
    """Yield what leaflets say of two products, where the official rules do not already say it.

    A leaflet that warns of its own class says nothing beyond an official duplicate, and nothing goes beyond
    병용금기. Of one leaflet and one other product only the strictest statement counts.
    """
    for one in carried:
        own = {membership.group for membership in one.product.groups}
        for leaflet in one.product.leaflets:
            for other, (said, substance) in _strictest(one, leaflet, members, rules).items():
                first, second = sorted((one.product.id, other))
                told = official.get((first, second), ())
                if Verdict.CONTRAINDICATED in told or (said.group in own and not DUPLICATES.isdisjoint(told)):
                    continue
                names = tuple(dict.fromkeys(name for name in (said.words, substance) if name))
                yield Finding(
                    said.level, first, second, names, said.sentence, leaflet.source, leaflet=leaflet
                )


def _strictest(
    one: Carried, leaflet: Leaflet, members: Members, rules: Rules
) -> dict[ProductId, tuple[Statement, str]]:
    """Return the first strictest statement of a leaflet on each other product, and by which ingredient."""
    found: dict[ProductId, tuple[Statement, str]] = {}
    for said in rules.statements.get(leaflet.text, ()):
        for other, substance in members.get(said.group, ()):
            known = found.get(other.product.id)
            if other is not one and (known is None or SEVERITY[said.level] < SEVERITY[known[0].level]):
                found[other.product.id] = said, substance
    return found


def class_findings(members: Members, rules: Rules, official: Pairs) -> Iterator[Finding]:
    """Yield what our own list says of two products of which no official rule says anything."""
    for rule in rules.classes:
        for one, left in members.get(rule.first, ()):
            for other, right in members.get(rule.second, ()):
                if one is other or (rule.first == rule.second and _alike(one, other, left, right)):
                    continue
                first, second = sorted((one.product.id, other.product.id))
                if not official.get((first, second)):
                    names = (left, right) if first == one.product.id else (right, left)
                    yield _of_class(rule, first, second, names)


def _alike(one: Carried, other: Carried, left: str, right: str) -> bool:
    """Report each pair of one class once; the same substance twice is a duplicate ingredient."""
    return one.product.id > other.product.id or left == right


def _of_class(rule: ClassRule, first: ProductId, second: ProductId, names: tuple[str, str]) -> Finding:
    source = Source(f"{OURS}: {rule.literature}", None)
    said = tuple(name for name in names if name)
    return Finding(
        Verdict.CLASS_DUPLICATE, first, second, said, rule.reason, source, reason_english=rule.english
    )
