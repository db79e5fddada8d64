"""Labels of a detector that names products: AI Hub's K-codes, their numbers, and item codes.

A label is `K-001900/198700706` (K-code and item code), either of the two alone, or a number. AI Hub's annotation
files give a category id that is the K-code's number less one; copies of the data set give the number itself.
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from knowledge.products import ProductId

K_CODE = re.compile(r"K-?(\d{6})")  # K-001900; copies of the data set write K001900 as well
K_CODES = Path(__file__).with_name("k_codes.csv")
SHORTEST_ITEM = 8  # digits of an item code; numbers of K-codes have at most six


def k_code(number: int) -> str:
    """Return the K-code of a number: 1900 is K-001900."""
    return f"K-{number:06}"


def k_number(text: str) -> int | None:
    """Return the number in a K-code (1900 for K-001900); None where there is no K-code."""
    found = K_CODE.search(text)
    return int(found[1]) if found else None


def label_of(code: str, item: str) -> str:
    """Return the label of a kind, which carries both of its codes."""
    return f"{code}/{item}" if item else code


def item_of(label: str) -> ProductId | None:
    """Return the item code that a label carries, or that is known of its K-code; None where there is neither."""
    last = label.rpartition("/")[2].strip()
    if last.isdigit():
        return ProductId(last) if len(last) >= SHORTEST_ITEM else None
    number = k_number(label)
    return None if number is None else known_items().get(number)


def items_of(labels: Sequence[str]) -> dict[str, ProductId]:
    """Return the item code of each of a card's labels that has a known one.

    Bare numbers are read all in the same way, which only the whole card tells: K-numbers less one, or K-numbers.
    """
    known = known_items()
    numbers = {label: int(label) for label in labels if label.isdigit() and len(label) < SHORTEST_ITEM}
    further = int(less_one(numbers.values(), known))
    found = {label: known.get(number + further) for label, number in numbers.items()}
    found |= {label: item_of(label) for label in labels if label not in numbers}
    return {label: item for label, item in found.items() if item is not None}


def less_one(numbers: Iterable[int], known: Collection[int]) -> bool:
    """Tell whether category ids are K-numbers less one, rather than K-numbers: whichever more known kinds have.

    `known` are the numbers of known K-codes. Where both fit as well, the data set's own way counts: less one.
    """
    ids = set(numbers)
    return sum(each + 1 in known for each in ids) >= sum(each in known for each in ids)


@cache
def known_items() -> Mapping[int, ProductId]:
    """Return item codes by K-number, of the kinds whose label files users of the data set have published."""
    with K_CODES.open(encoding="utf-8", newline="") as file:
        return {int(row["k_code"][2:]): ProductId(row["item"]) for row in csv.DictReader(file)}
