"""Whether a medicine stands in for one that a person takes, or only looks or is called like it (pure).

A pharmacy hands out another maker's tablet of the same substance and strength, and it looks different: that is no
mistake. One that looks alike and is something else is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from knowledge.identify.imprint_likelihood import folded, stamped
from knowledge.interactions.conditions import is_slow
from knowledge.products import Appearance, Ingredient, Product, ProductId

ALIKE = 75.0  # of 100: how like an imprint must be, letter by letter, to be taken for another
SLOW = re.compile(r"\b(ER|XR|SR|CR|XL|extended|sustained|prolonged|controlled)\b", re.IGNORECASE)
SIZE_MM = 1.5  # closer than this, two sizes are one to the eye


class Likeness(StrEnum):
    """How a medicine relates to one that a person takes."""

    NEW_LOOK = "new-look"  # the same substances and strengths, another look
    OTHER_STRENGTH = "other-strength"  # the same substances, more or less of them
    OTHER_FORM = "other-form"  # the same substances and strengths, let out slowly by one of the two only
    STRENGTH_UNKNOWN = "strength-unknown"  # the same substances, and it is not known how much
    LOOK_ALIKE = "look-alike"  # other substances, and nearly the same look


@dataclass(frozen=True, slots=True)
class Refill:
    """A medicine that was seen, the one on the list that it calls to mind, and how they relate."""

    likeness: Likeness
    seen: ProductId
    listed: ProductId


def refills(seen: Iterable[Product], listed: Iterable[Product]) -> Iterator[Refill]:
    """Yield what is to be said of medicines that were seen and are not on the list."""
    known = list(listed)
    ids = {product.id for product in known}
    for one in seen:
        if one.id not in ids:
            for other in known:
                if likeness := likeness_of(one, other):
                    yield Refill(likeness, one.id, other.id)


def likeness_of(one: Product, other: Product) -> Likeness | None:
    """Return how two products relate; None if people would not confuse them."""
    if _substances(one) and _substances(one) == _substances(other):
        strengths = _strengths(one), _strengths(other)
        if None in strengths:
            return Likeness.STRENGTH_UNKNOWN
        if strengths[0] != strengths[1]:
            return Likeness.OTHER_STRENGTH
        if _is_slow(one) != _is_slow(other):
            return Likeness.OTHER_FORM
        return None if _same_look(one, other) else Likeness.NEW_LOOK
    return Likeness.LOOK_ALIKE if _looks_alike(one, other) else None


def _substances(product: Product) -> frozenset[object]:
    """Return the substances by their codes, so that salts and spellings do not part them."""
    return frozenset(map(_substance, product.ingredients)) if product.ingredients_from else frozenset()


def _substance(ingredient: Ingredient) -> object:
    return frozenset(ingredient.codes) or ingredient.name


def _strengths(product: Product) -> frozenset[tuple[object, object, str]] | None:
    if any(one.amount is None for one in product.ingredients):
        return None
    return frozenset((_substance(one), one.amount, one.unit) for one in product.ingredients)


def _is_slow(product: Product) -> bool:
    """Tell by its form or its name whether a product lets its substance out slowly: 서방정, 이알서방정, ER."""
    return is_slow(product.form) or is_slow(product.name) or bool(SLOW.search(product.english))


def _same_look(one: Product, other: Product) -> bool:
    return any(look in other.appearances for look in one.appearances)


def _looks_alike(one: Product, other: Product) -> bool:
    return any(_alike(look, another) for look in one.appearances for another in other.appearances)


def _alike(one: Appearance, other: Appearance) -> bool:
    """Tell whether people may confuse two looks: shape, colours, size and imprint."""
    if one.shape != other.shape or _colours(one) != _colours(other):
        return False
    if one.long_mm and other.long_mm and abs(one.long_mm - other.long_mm) > SIZE_MM:
        return False
    left, right = _imprint(one), _imprint(other)
    return bool(left and right) and fuzz.ratio(left, right) >= ALIKE


def _colours(look: Appearance) -> frozenset[object]:
    return frozenset((*look.front.colours, *look.back.colours))


def _imprint(look: Appearance) -> str:
    return " ".join(sorted(folded(stamped(side.imprint or "")) for side in (look.front, look.back))).strip()
