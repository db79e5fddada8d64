"""A card of what was measured: scores by condition, plots and the worst pictures, as markdown and as JSON."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Scores = Mapping[str, float]
Conditions = Mapping[str, str]  # such as {"colour": "white", "sides": "both"}


@dataclass(frozen=True, slots=True)
class Report:
    """What goes into a card. `pictures` lie in its folder: a file and what it shows."""

    title: str
    facts: Mapping[str, Any]
    scores: Scores
    by_condition: Mapping[str, Mapping[str, Scores]]  # condition -> value -> scores
    pictures: Sequence[tuple[str, str]]


def by_condition(
    items: Sequence[tuple[Conditions, T]], score: Callable[[Sequence[T]], Scores]
) -> dict[str, dict[str, Scores]]:
    """Score the items under each value of each condition."""
    names = dict.fromkeys(name for conditions, _ in items for name in conditions)
    groups: dict[str, dict[str, list[T]]] = {name: {} for name in names}
    for conditions, item in items:
        for name, value in conditions.items():
            groups[name].setdefault(value, []).append(item)
    return {
        name: {value: score(its) for value, its in sorted(values.items())} for name, values in groups.items()
    }


def thirds(values: Sequence[float]) -> list[str]:
    """Name for each value whether it is among the lowest, the middle or the highest third of all, and their range."""
    ordered = sorted(values)
    low, high = (ordered[len(ordered) * part // 3] if ordered else 0.0 for part in (1, 2))
    names = (
        f"1 lowest third, below {low:.3g}",
        f"2 middle third, below {high:.3g}",
        f"3 highest third, from {high:.3g}",
    )
    return [names[(value >= low) + (value >= high)] for value in values]


def numbers(scores: object) -> dict[str, float]:
    """Return the numbers of a dataclass of scores."""
    return dataclasses.asdict(scores)  # type: ignore[call-overload]


def write_report(report: Report, folder: Path) -> Path:
    """Write card.md and card.json; return the former."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "title": report.title,
        "facts": dict(report.facts),
        "scores": report.scores,
        "by_condition": report.by_condition,
        "pictures": [{"file": file, "shows": shows} for file, shows in report.pictures],
    }
    text = json.dumps(_defined(document), ensure_ascii=False, indent=2) + "\n"
    (folder / "card.json").write_text(text, encoding="utf-8")
    card = folder / "card.md"
    card.write_text("\n".join(_markdown(report)), encoding="utf-8")
    return card


def _markdown(report: Report) -> Iterable[str]:
    yield f"# {report.title}\n"
    for name, value in report.facts.items():
        yield f"- {name}: {value}"
    yield ""
    yield from _table("", {"all": report.scores})
    for condition, values in report.by_condition.items():
        yield f"\n## By {condition}\n"
        yield from _table(condition, values)
    for file, shows in report.pictures:
        yield f"\n## {shows}\n\n![{shows}]({file})"
    yield ""


def _table(name: str, rows: Mapping[str, Scores]) -> Iterable[str]:
    columns = list(dict.fromkeys(column for scores in rows.values() for column in scores))
    yield "| " + " | ".join([name, *columns]) + " |"
    yield "|" + "---|" * (len(columns) + 1)
    for value, scores in rows.items():
        yield "| " + " | ".join([value, *(_shown(scores.get(column)) for column in columns)]) + " |"


def _shown(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _defined(value: Any) -> Any:
    """Return JSON without NaN, which JSON does not have."""
    if isinstance(value, Mapping):
        return {str(key): _defined(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_defined(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value
