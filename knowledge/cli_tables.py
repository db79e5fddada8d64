"""What the commands print for people: rich tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from knowledge.build.coverage import Measure
from knowledge.catalogue.catalogue import Found, KnowledgeInfo
from knowledge.cli_json import Document
from knowledge.identify.ranking import Ranking
from knowledge.interactions.check import Note, Pair, Report, Unchecked, Verdict
from knowledge.interactions.verdicts import NoteKind
from knowledge.products import Appearance, Product, ProductId, Source

STYLES = {
    Verdict.CONTRAINDICATED: "bold red",
    Verdict.LEAFLET_DO_NOT: "red",
    Verdict.DUPLICATE_INGREDIENT: "yellow",
    Verdict.DUPLICATE_EFFECT: "yellow",
    Verdict.CLASS_DUPLICATE: "yellow",
    Verdict.LEAFLET_ASK: "yellow",
    Verdict.NOT_CHECKABLE: "magenta",
    Verdict.NOT_COVERED: "cyan",
    Verdict.NONE_LISTED: "",
}


def counts(summary: Document) -> Iterator[RenderableType]:
    """How many there are of everything in a new file."""
    table = _table(f"{summary['file']} ({summary['region']}, {summary['seconds']} s)", "what", "how many")
    numbers = summary["counts"]
    for name, number in numbers.items() if isinstance(numbers, dict) else ():
        table.add_row(name, f"{number:,}")
    yield table


def files(paths: Iterable[str]) -> Iterator[RenderableType]:
    """What was downloaded."""
    table = _table("", "downloaded")
    for path in paths:
        table.add_row(path)
    yield table


def coverage(measures: Iterable[Measure]) -> Iterator[RenderableType]:
    """Counts beside their yardsticks."""
    table = _table("", "what", "here", "yardstick", "why they differ")
    for one in measures:
        yardstick = "" if one.yardstick is None else f"{one.yardstick:,}"
        table.add_row(one.name, f"{one.value:,}", yardstick, one.why)
    yield table


def info(told: KnowledgeInfo) -> Iterator[RenderableType]:
    """What a file holds."""
    title = f"region {told.region}, {told.products:,} products, built {told.built_at:%Y-%m-%d %H:%M %Z}"
    table = _table(title, "source", "of")
    for source in told.sources:
        table.add_row(source.name, _day(source))
    yield table
    yield from told.notes


def found(told: Found) -> Iterator[RenderableType]:
    """What a search found."""
    if told.group:
        yield f"{told.group.name} ({told.group.english}) is a kind of medicine: type the name on the box"
        return
    if told.absent:
        yield "no list has this name; these are only like it, or hold its substance:"
    table = _table("", "item", "name", "company", "ingredients", "looks", "score")
    for match in told.matches:
        table.add_row(*_product(match.product), f"{match.score:.3f}")
    yield table


def rankings(pills: Iterable[tuple[int, Ranking]]) -> Iterator[RenderableType]:
    """What each pill may be."""
    if not (pills := list(pills)):
        yield "no pill is seen in this photo"
    for number, ranking in pills:
        table = _table(
            f"pill {number}: {ranking.certainty}", "item", "name", "company", "ingredients", "looks", "p"
        )
        for one in ranking.candidates:
            table.add_row(*_product(one.product), f"{one.probability:.4f}")
        table.caption = ", ".join(ranking.advice)
        yield table


def report(told: Report, known: Mapping[ProductId, Product]) -> Iterator[RenderableType]:
    """The verdicts, the cautions, and what could not be checked."""
    table = _table("pairs", "item", "item", "verdict", "reason", "source", "of")
    for pair in told.pairs:
        table.add_row(_name(pair.first, known), _name(pair.second, known), *_verdict(pair, told))
    table.caption = "checked against: " + ", ".join(f"{s.name} {_day(s)}" for s in told.sources)
    yield table
    if told.cautions:
        cautions = _table("cautions", "item", "kind", "substance", "limit", "reason", "condition", "of")
        for one in told.cautions:
            kind = f"{one.kind} ({one.grade})" if one.grade else one.kind
            row = (
                _name(one.product, known),
                kind,
                one.substance,
                one.limit,
                one.reason,
                " · ".join(part for part in (one.condition, ", ".join(one.forms)) if part),
                _day(one.source),
            )
            cautions.add_row(*row)
        yield cautions
    if told.care:
        care = _table(
            "to be shown to a pharmacist in any company, though no rule lists it",
            "item",
            "substance",
            "listed in",
        )
        for one_care in told.care:
            care.add_row(_name(one_care.product, known), one_care.substance, one_care.source.name)
        yield care
    if told.notes:
        yield _notes(told.notes, known)
    if told.unchecked:
        yield _unchecked(told.unchecked, known)


def _verdict(pair: Pair, told: Report) -> tuple[str, str, str, str]:
    style = STYLES[pair.verdict]
    verdict = f"[{style}]{pair.verdict}[/]" if style else str(pair.verdict)
    for one in told.findings:
        if (one.first, one.second) == (pair.first, pair.second):
            whose = one.leaflet.name if one.leaflet else ""
            parts = (" × ".join(one.substances), one.reason, one.condition, one.amount, whose)
            return verdict, " · ".join(part for part in parts if part), one.source.name, _day(one.source)
    return verdict, "", "", ""


def _unchecked(items: Sequence[Unchecked], known: Mapping[ProductId, Product]) -> Table:
    table = _table("not checked", "item", "why", "what")
    for one in items:
        table.add_row(_name(one.product, known) if one.product else "", one.obstacle, one.detail)
    return table


def _notes(notes: Sequence[Note], known: Mapping[ProductId, Product]) -> Table:
    table = _table(
        "rules that do not hold for these products as they are", "item", "with", "why", "rule", "of"
    )
    for one in notes:
        other = one.second if one.product == one.first else one.first
        why = {
            NoteKind.PART: "holds only a part of the combination",
            NoteKind.TOPICAL: "acts where it is put; the rule is on what is taken up",
        }[one.kind]
        rule = f"{' × '.join(one.substances)} · {one.reason}"
        table.add_row(_name(one.product, known), _name(other, known), why, rule, _day(one.source))
    return table


def _name(id_: ProductId, known: Mapping[ProductId, Product]) -> str:
    return f"{id_} {known[id_].name}" if id_ in known else id_


def _product(product: Product) -> tuple[str, str, str, str, str]:
    contents = ", ".join(
        f"{one.name} {one.amount:f} {one.unit}".strip() if one.amount is not None else one.name
        for one in product.ingredients
    )
    looks = "; ".join(_look(look) for look in product.appearances)
    return product.id, product.name, product.company, contents, looks


def _look(look: Appearance) -> str:
    sides = " / ".join(
        "?" if side.imprint is None else side.imprint or "–" for side in (look.front, look.back)
    )
    colours = "+".join(dict.fromkeys(str(c) for side in (look.front, look.back) for c in side.colours))
    return f"{sides} {colours} {look.shape or ''}".strip()


def _day(source: Source) -> str:
    return source.published.isoformat() if source.published else "?"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def page(document: Mapping[str, Any]) -> Table:
    """The medicines of a printed page."""
    table = Table("medicine", "dose", "a day", "days", "when", "sure", title=str(document["photo"]))
    for one in document["lines"]:
        told = [one["per_dose"], one["per_day"], one["days"], one["timing"]]
        sure = {(True, True): "yes", (True, False): "not the dose"}.get((one["sure"], one["dose_sure"]), "no")
        table.add_row(one["name"], *("?" if each is None else str(each) for each in told), sure)
    return table
