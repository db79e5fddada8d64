"""What the commands print: values as JSON can hold them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge.catalogue.catalogue import Catalogue, Found, KnowledgeInfo
from knowledge.identify.ranking import Ranking
from knowledge.interactions.check import (
    Care,
    Caution,
    Finding,
    Note,
    Obstacle,
    Pair,
    Profile,
    Report,
    Unchecked,
    Verdict,
    check,
)
from knowledge.products import Appearance, Ingredient, Product, ProductId, Side, Source
from knowledge.sources.reading.tables import csv_rows

Document = dict[str, object]


def info_document(info: KnowledgeInfo) -> Document:
    """What a file holds and how fresh it is."""
    return {
        "region": info.region,
        "schema": info.schema,
        "built_at": info.built_at.isoformat(),
        "products": info.products,
        "sources": [_source(source) for source in info.sources],
        "notes": list(info.notes),
    }


def found_document(found: Found) -> Document:
    """What a search found, best first; whether no list has the name, or it names a kind of medicine."""
    group = found.group
    return {
        "found": [{**product_document(match.product), "score": match.score} for match in found.matches],
        "absent": found.absent,
        "group": {"id": group.id, "name": group.name, "english": group.english} if group else None,
    }


def ranking_document(ranking: Ranking) -> Document:
    """What a pill may be, most probable first."""
    candidates = [
        {**product_document(one.product), "probability": round(one.probability, 6)}
        for one in ranking.candidates
    ]
    return {"certainty": ranking.certainty, "candidates": candidates, "advice": list(ranking.advice)}


def product_document(product: Product) -> Document:
    """A product with its ingredients and looks."""
    return {
        "item": product.id,
        "name": product.name,
        "english": product.english,
        "company": product.company,
        "company_english": product.company_english,
        "prescription": product.prescription,
        "withdrawn": product.withdrawn,
        "purpose": product.purpose,
        "ingredients": [_ingredient(one) for one in product.ingredients],
        "ingredients_from": _source(product.ingredients_from) if product.ingredients_from else None,
        "looks": [_look(look) for look in product.appearances],
    }


def _ingredient(one: Ingredient) -> Document:
    codes = [one.code, *one.also] if one.code else []
    amount = None if one.amount is None else f"{one.amount:f}"
    return {"name": one.name, "english": one.english, "codes": codes, "amount": amount, "unit": one.unit}


def _look(look: Appearance) -> Document:
    return {
        "front": _side(look.front),
        "back": _side(look.back),
        "shape": look.shape,
        "size_mm": [look.long_mm, look.short_mm, look.thick_mm],
    }


def _side(side: Side) -> Document:
    return {
        "imprint": side.imprint,
        "mark": side.has_mark,
        "colours": list(side.colours),
        "score_line": side.score_line,
    }


def verdicts(pairs: Path, catalogue: Catalogue, profile: Profile, on: date) -> Iterator[Document]:
    """Yield the verdict on each row of a CSV with the columns a and b, in its order. Raises SourceChanged."""
    rows = list(csv_rows(pairs, encoding="utf-8-sig", quoted=True))
    ids = {ProductId(row.peek(column)) for row in rows for column in ("a", "b")}
    known = catalogue.products(ids)
    for row in rows:
        two = [ProductId(row.need("a")), ProductId(row.need("b"))]
        listed = [known[id_] for id_ in two if id_ in known]
        report = check(listed, catalogue.rules, profile, on, unknown=[id_ for id_ in two if id_ not in known])
        yield {"a": two[0], "b": two[1], "verdict": report.pairs[0].verdict}


def report_document(
    report: Report, known: Mapping[ProductId, Product], checked_against: Sequence[Source]
) -> Document:
    """One verdict for every two items, with the finding it comes from, and the cautions for each item.

    `checked_against` are the tables of pairs: the sources of a verdict that no rule gave.
    """
    return {
        "on": report.on.isoformat(),
        "items": {id_: product.name for id_, product in sorted(known.items())},
        "pairs": [_pair(pair, report, checked_against) for pair in report.pairs],
        "cautions": [_caution(caution) for caution in report.cautions],
        "unchecked": [_unchecked(one) for one in report.unchecked],
        "care": [_care(one) for one in report.care],
        "notes": [_note(one) for one in report.notes],
        "sources": [_source(source) for source in report.sources],
    }


def _pair(pair: Pair, report: Report, checked_against: Sequence[Source]) -> Document:
    findings = [f for f in report.findings if (f.first, f.second) == (pair.first, pair.second)]
    found = [_finding(finding) for finding in findings]
    told = found[0] if found else {"reason": _no_reason(pair, report), **_tables(checked_against)}
    base: Document = {"first": pair.first, "second": pair.second, "verdict": pair.verdict}
    return {**base, **told, "verdict": pair.verdict, "findings": found}


def _no_reason(pair: Pair, report: Report) -> str:
    """Say why nothing was found: no rule names the pair, or something could not be looked up."""
    if pair.verdict is Verdict.NONE_LISTED:
        return "no rule of the sources names this pair"
    if pair.verdict is Verdict.NOT_COVERED:
        return "the official rules do not deal with: " + ", ".join(
            one.detail
            for one in report.unchecked
            if one.obstacle is Obstacle.NOT_COVERED and one.product in (pair.first, pair.second)
        )
    of_pair = [one for one in report.unchecked if one.product in (pair.first, pair.second)]
    told = "; ".join(f"{one.product}: {one.obstacle} {one.detail}".strip() for one in of_pair)
    return told or "no official list of interactions is loaded for this region"


def _tables(sources: Sequence[Source]) -> Document:
    """Name several tables as one source, of the date of the oldest."""
    days = [source.published for source in sources if source.published]
    names = ", ".join(source.name for source in sources)
    return {"source": names, "date": min(days).isoformat() if days else None}


def _finding(finding: Finding) -> Document:
    return {
        "verdict": finding.verdict,
        "substances": list(finding.substances),
        "reason": finding.reason,
        "condition": finding.condition,
        "amount": finding.amount,
        "leaflet": _leaflet(finding),
        **_dated(finding.source),
    }


def _leaflet(finding: Finding) -> Document | None:
    """Whose leaflet is quoted, and whether it is that of one of the two items."""
    if finding.leaflet is None:
        return None
    leaflet = finding.leaflet
    return {"item": leaflet.product, "name": leaflet.name, "own": finding.quotes_own_leaflet}


def _caution(caution: Caution) -> Document:
    return {
        "item": caution.product,
        "kind": caution.kind,
        "substance": caution.substance,
        "reason": caution.reason,
        "limit": caution.limit,
        "condition": caution.condition,
        "forms": list(caution.forms),
        "grade": caution.grade,
        **_dated(caution.source),
    }


def _care(one: Care) -> Document:
    return {"item": one.product, "substance": one.substance, **_dated(one.source)}


def _note(one: Note) -> Document:
    return {
        "kind": one.kind,
        "first": one.first,
        "second": one.second,
        "item": one.product,
        "substances": list(one.substances),
        "reason": one.reason,
        **_dated(one.source),
    }


def _unchecked(one: Unchecked) -> Document:
    return {"obstacle": one.obstacle, "item": one.product, "detail": one.detail}


def _dated(source: Source) -> Document:
    return {"source": source.name, "date": source.published.isoformat() if source.published else None}


def _source(source: Source) -> Document:
    return {"name": source.name, "published": source.published.isoformat() if source.published else None}
