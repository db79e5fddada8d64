"""Rules that clean a table of drugs, kept as data, and a count of everything that they changed."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

RULES = Path(__file__).with_name("cleaning.csv")
NOTHING = {"", "-", "none", "nan", "null", "해당없음"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done to a column."""

    column: str
    rule: str
    argument: str


@dataclass
class Changes:
    """What cleaning did: (column, what) -> rows, and the columns that held nothing."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    empty: list[str] = field(default_factory=list)


@cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules of the data set."""
    with RULES.open(encoding="utf-8", newline="") as file:
        return tuple(Rule(row["column"], row["rule"], row["argument"]) for row in csv.DictReader(file))


def clean(table: pd.DataFrame, rules: Iterable[Rule] | None = None) -> tuple[pd.DataFrame, Changes]:
    """Return the table cleaned (a value that is none becomes NA), without its empty columns, and what was changed."""
    changes, cleaned = Changes(), table.copy()
    for rule in shipped() if rules is None else rules:
        if rule.column in cleaned:
            cleaned[rule.column] = _cleaned(cleaned[rule.column], rule, changes)
    changes.empty = [name for name in cleaned if cleaned[name].isna().all()]
    return cleaned.drop(columns=changes.empty), changes


def _cleaned(column: "pd.Series[str]", rule: Rule, changes: Changes) -> "pd.Series[str]":
    """Clean each different value once: a column has few of them."""
    before = column.astype("string").fillna("")
    by_value = {value: _value(value, rule) for value in before.unique()}
    after = before.map(lambda value: by_value[value][0])
    for value, rows in before.value_counts().items():
        what = by_value[str(value)][1]
        if what:
            changes.counts[rule.column, what] += int(rows)
    return after.astype("Float64" if rule.rule == "number" else "string")


def _value(value: str, rule: Rule) -> tuple[object, str]:
    """Return a clean value (None: there is none) and what was done to it, if anything."""
    text = " ".join(value.split())
    if text.lower() in NOTHING and not (text == "-" and rule.rule == "words"):
        return None, ""
    clean, why = CLEANERS[rule.rule](text, rule.argument)
    return clean, why or ("spaces" if text != value and clean is not None else "")


def _text(text: str, _: str) -> tuple[object, str]:
    return text, ""


def _words(text: str, argument: str) -> tuple[object, str]:
    return (text, "") if text in argument.split("|") else (None, f"unknown word: {text}")


def _number(text: str, argument: str) -> tuple[object, str]:
    low, high = (float(each) for each in argument.split("|"))
    try:
        number = float(text)
    except ValueError:
        return None, "no number"
    return (number, "") if low <= number <= high else (None, f"outside {low:g} to {high:g}")


def _date(text: str, _: str) -> tuple[object, str]:
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    return ("-".join(found.groups()), "") if found else (None, "no date")


def _list(text: str, _: str) -> tuple[object, str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    once = list(dict.fromkeys(parts))
    return ",".join(once), "repeated entry" if len(once) < len(parts) else ""


CLEANERS: dict[str, Callable[[str, str], tuple[object, str]]] = {
    "text": _text, "words": _words, "number": _number, "date": _date, "list": _list,
}  # fmt: skip
