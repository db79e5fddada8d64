"""Labels of a detector that names products: AI Hub's K-codes, their numbers, and item codes.

A label is `K-001900/198700706` (K-code and item code), either of the two alone, or a number. AI Hub's annotation
files give a category id that is the K-code's number less one; copies of the data set give the number itself.
"""

import re
from collections.abc import Collection, Iterable

from knowledge.products import ProductId

K_CODE = re.compile(r"K-?(\d{6})")
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
    """Return the item code that a label carries; None where it carries none."""
    last = label.rpartition("/")[2].strip()
    return ProductId(last) if last.isdigit() and len(last) >= SHORTEST_ITEM else None


def less_one(numbers: Iterable[int], known: Collection[int]) -> bool:
    """Tell whether category ids are K-numbers less one, rather than K-numbers: whichever more known kinds have.

    `known` are the numbers of known K-codes. Where both fit as well, the data set's own way counts: less one.
    """
    ids = set(numbers)
    return sum(each + 1 in known for each in ids) >= sum(each in known for each in ids)
