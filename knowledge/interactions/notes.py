"""Rules that name two products but do not apply to them: reported as notes beside the verdict."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from knowledge.interactions.carried import Carried
from knowledge.interactions.rules import Codes, PairRule, Rules
from knowledge.interactions.verdicts import Finding, Note, NoteKind, Verdict
from knowledge.products import ProductId

ON_WHAT_IS_TAKEN_UP = frozenset({Verdict.CONTRAINDICATED, Verdict.DUPLICATE_EFFECT})


def without_topical(
    findings: Iterable[Finding], carried: Sequence[Carried]
) -> tuple[set[Finding], tuple[Note, ...]]:
    """Separate findings that involve a product for local use; they become notes.

    A rule of one substance given twice stays: it is a fact about the ingredients.
    """
    topical = {one.product.id for one in carried if one.topical}
    kept, notes = set(), []
    for found in findings:
        there = [id_ for id_ in (found.first, found.second) if id_ in topical]
        if there and found.verdict in ON_WHAT_IS_TAKEN_UP:
            notes.append(_topical(found, there[0]))
        else:
            kept.add(found)
    return kept, tuple(dict.fromkeys(notes))


def _topical(found: Finding, product: ProductId) -> Note:
    return Note(
        NoteKind.TOPICAL, found.first, found.second, product, found.substances, found.reason, found.source
    )


def partly_carried(carried: Sequence[Carried], rules: Rules) -> Iterator[Note]:
    """Yield the rules on a combination of which one product holds a part, and another all of the other side."""
    takers: dict[Codes, list[Carried]] = defaultdict(list)
    for one in carried:
        for side in () if one.topical else rules.sides_of(one.codes):
            takers[side].append(one)
    for part in carried:
        for side in rules.sides_partly_in(part.codes) if takers else ():
            partners = rules.partners_of(side)
            for other in partners.keys() & takers.keys():
                for whole in takers[other]:
                    if whole is not part:
                        yield from (_part(part, whole, side, rule) for rule in partners[other])


def _part(part: Carried, whole: Carried, side: Codes, rule: PairRule) -> Note:
    first, second = sorted((part.product.id, whole.product.id))
    names = rule.names if rule.first == side else rule.names[::-1]
    return Note(NoteKind.PART, first, second, part.product.id, names, rule.reason, rule.source)
