"""python -m tests.bench.verdicts --knowledge FILE [--write]: what is said of pairs, beside what it must reach.

`--write` writes the page of famous combinations anew.
"""

import argparse
import csv
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.carried import Carried
from knowledge.interactions.check import Finding, Profile, Verdict, check
from knowledge.interactions.conditions import left_open
from knowledge.interactions.rules import Rules
from knowledge.products import Product, ProductId
from knowledge.words.english import in_english
from knowledge.words.plain import plainly
from tests.conftest import SHARED_DATA
from tests.knowledge.test_hard_pairs import ARGUED, official, told_as_topical
from tests.knowledge.test_typed_names import QUERIES, ranks

HERE = Path(__file__).parent
FAMOUS = HERE.parent / "knowledge" / "famous_pairs.csv"
FAMOUS_PAGE = HERE.parents[1] / "knowledge" / "documentation" / "famous_combinations.md"
SCREENS = FAMOUS_PAGE.with_name("screens")
SHOWN = (0, 2, 7, 10, 11, 22, 31, 32, 36, 44)  # of the famous combinations, as pictures
TODAY = date(2026, 3, 12)
RANDOM_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Famous:
    """One combination with the gravest that is said of it."""

    names: tuple[str, str]
    verdict: Verdict
    finding: Finding | None


def famous_rows() -> list[dict[str, str]]:
    """Return the famous combinations: two products each, with their names."""
    return list(csv.DictReader(FAMOUS.read_text(encoding="utf-8").splitlines()))


def famous(catalogue: Catalogue) -> list[Famous]:
    """Check the famous combinations."""
    found = []
    for row in famous_rows():
        report = catalogue.check([ProductId(row["a"]), ProductId(row["b"])], Profile(), TODAY)
        first = report.findings[0] if report.findings else None
        found.append(Famous((row["a_name"], row["b_name"]), report.pairs[0].verdict, first))
    return found


def famous_page(catalogue: Catalogue) -> str:
    """Return the page of the documentation."""
    lines = [
        "# What is said of 52 famous combinations",
        "",
        "Written by `python -m tests.bench.verdicts --knowledge FILE --write`; the products are examples. Official rules",
        "are those of DUR, a leaflet is the product's own (e약은요), and what is marked Yaksok is our own short list,",
        "`knowledge/interactions/class_pairs.csv`, with the literature that it rests on.",
        "",
        "| medicines | verdict | because of | source |",
        "|---|---|---|---|",
    ]
    for row in famous(catalogue):
        names = " + ".join(name.split("(")[0] for name in row.names)
        because = " × ".join(row.finding.substances) if row.finding else "–"
        source = row.finding.source.name if row.finding else "–"
        lines.append(f"| {names} | {row.verdict} | {because} | {source} |")
    lines += [
        "",
        "## Ten of them in the chat",
        "",
        "Made by `python -m tests.e2e.famous_screens --url URL`, on a phone's width.",
        "",
        "| Korean | English |",
        "|---|---|",
        *(
            f"| ![{number}]({SCREENS.name}/{number:02}-ko.png) | ![{number}]({SCREENS.name}/{number:02}-en.png) |"
            for number in SHOWN
        ),
    ]
    return "\n".join(lines) + "\n"


def pills_of(catalogue: Catalogue) -> list[Product]:
    """Return every pill."""
    query = "SELECT id FROM product WHERE number IN (SELECT product FROM appearance) ORDER BY id"
    with closing(sqlite3.connect(f"{catalogue.path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        ids = [ProductId(id_) for (id_,) in db.execute(query)]
    return list(catalogue.products(ids).values())


def random_verdicts(catalogue: Catalogue, pills: Sequence[Product]) -> Counter[str]:
    """Count the verdicts of random pairs of pills."""
    chance = random.Random(5)
    pairs = (chance.sample(pills, 2) for _ in range(RANDOM_PAIRS))
    return Counter(check(pair, catalogue.rules, Profile(), TODAY).pairs[0].verdict.value for pair in pairs)


def hard_pairs(catalogue: Catalogue) -> tuple[int, int, int, int]:
    """Return the rows of the hard pairs, those that agree, and of the others those told as notes and those argued."""
    path = SHARED_DATA.parent / "cases" / "hard_pairs.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    agree = noted = argued = 0
    for row in rows:
        report = catalogue.check([ProductId(row["a"]), ProductId(row["b"])], None, TODAY)
        if official(report) == row["expected"]:
            agree += 1
        else:
            noted += told_as_topical(report)
            argued += (row["a"], row["b"]) in ARGUED
    return len(rows), agree, noted, argued


def met(rules: Rules, pills: Sequence[Product]) -> dict[str, Counter[str]]:
    """Count the officials' reasons as people meet them: once for every pair of pills, and for every pill, it is about."""
    carried = [Carried.of(pill) for pill in pills]
    sides = Counter(side for one in carried for side in rules.sides_of(one.codes))
    pairs = Counter[str]()
    for rule in rules.pairs:
        pairs[rule.reason] += sides[rule.first] * sides[rule.second]
    cautions = Counter(
        rule.reason
        for one in carried
        for rule in rules.cautions_of(one.product.id, one.codes)
        if rule.codes and left_open(rule, one.product)
    )
    for reasons in (pairs, cautions):
        del reasons[""]
    return {"pairs": pairs, "cautions": cautions}


def share(reasons: Counter[str], told: Callable[[str], str | None]) -> str:
    """Return the share of reasons that are put in our words."""
    return f"{sum(count for reason, count in reasons.items() if told(reason)) / reasons.total():.1%}"


def figures(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield each figure with what it must reach."""
    rows, agree, noted, argued = hard_pairs(catalogue)
    yield "hard pairs: the official part agrees", f"{agree} of {rows} ({agree / rows:.2%})", ""
    told = agree + noted
    yield "or is told as a note on a topical product", f"{told} of {rows} ({told / rows:.2%})", "≥ 99.5 %"
    yield "differ, and argued in tests/knowledge/test_hard_pairs.py", f"{rows - agree}, {argued}", "all"
    pills = pills_of(catalogue)
    counted = random_verdicts(catalogue, pills)
    for verdict, number in counted.most_common():
        reach = "≤ 25 %" if verdict == Verdict.NOT_CHECKABLE else ""
        yield f"random pairs of pills: {verdict}", f"{number / RANDOM_PAIRS:.1%}", reach
    known = famous(catalogue)
    yield (
        "famous combinations with a finding",
        f"{sum(bool(r.finding) for r in known)} of {len(known)}",
        "≥ 40",
    )
    places = ranks(catalogue).values()
    yield (
        "typed names: first",
        f"{sum(p == 1 for p in places) / len(QUERIES):.1%} of {len(QUERIES)}",
        "≥ 92 %",
    )
    yield "typed names: among three", f"{sum(p <= 3 for p in places) / len(QUERIES):.1%}", "≥ 97 %"
    for what, reasons in met(catalogue.rules, pills).items():
        yield f"reasons of {what} that people meet, in plain Korean", share(reasons, plainly), "≥ 90 %"
        english = share(reasons, lambda reason: in_english(reason, catalogue.rules.english))
        yield f"reasons of {what} that people meet, in English", english, "≥ 90 %"


def main() -> None:
    """Print every figure, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with Catalogue.open(asked.knowledge) as catalogue:
        if asked.write:
            FAMOUS_PAGE.write_text(famous_page(catalogue), encoding="utf-8")
            return
        table = Table("what", "here", "to reach")
        for row in figures(catalogue):
            table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
