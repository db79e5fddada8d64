"""Ingredients in English names of products and in generic names, as the US and Taiwan catalogues write them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from knowledge.sources.reading.amounts import amounts_in
from knowledge.sources.records import IngredientRecord

FORM = re.compile(
    r",?\s*\b(?:tablets?|tab|caplets?|capsules?|caps?|softgels?|usp|b\.?p\.?|film[- ]coated|f\.?c\.?|e\.?f\.?c\.?"
    r"|s\.?c\.?|e\.?c\.?|enteric|coated|extended[- ]release|delayed[- ]release|orally disintegrating|chewable"
    r"|er|xr|sr|dr|odt)(?=[\s,.\"(]|$)\.?",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:,\s*and\s+|\band\b|,|/|;|\+)\s*", re.IGNORECASE)
BRACKET = re.compile(r"\(([A-Za-z][A-Za-z .\-/+,&]{3,60})\)")
QUOTED = re.compile(r"[\"“”„]([^\"“”„]*)[\"“”„]")
AMOUNT = re.compile(r"\d[\d.,/]*\s*(?:mg|mcg|g|ml|iu|u|%)?(?:/\S+)?", re.IGNORECASE)
NO_INGREDIENT = frozenset({"export", "new", "for export only"})
COMPANIES = 2  # under which a bare name must be sold to be a substance and no brand


def generic_ingredients(generic: str, brand: str) -> tuple[IngredientRecord, ...]:
    """Part a generic name such as 'LOSARTAN AND HYDROCHLOROTHIAZIDE Tablets, USP'; the brand may state strengths."""
    names = _parts(FORM.sub(" ", generic)) or (generic.strip(),)
    stated = amounts_in(brand, len(names)) or ((None, ""),) * len(names)
    return tuple(
        IngredientRecord(name, name, amount, unit) for name, (amount, unit) in zip(names, stated, strict=True)
    )


def named_ingredients(names: Mapping[str, str]) -> dict[str, tuple[IngredientRecord, ...]]:
    """Return the ingredients that English names of products state, by the ids of those that state any.

    A name states them in brackets, or is itself a substance: one that others have in brackets, or that several
    companies sell as it is.
    """
    bracketed = {id_: _bracketed(name) for id_, name in names.items()}
    known = {part.casefold() for parts in bracketed.values() for part in parts}
    known |= _sold_by_several(names.values())
    found = {}
    for id_, name in names.items():
        bare = _bare(name)
        parts = bracketed[id_] or ((bare,) if bare.casefold() in known else ())
        if parts:
            stated = amounts_in(BRACKET.sub(" ", name), len(parts)) or ((None, ""),) * len(parts)
            found[id_] = tuple(
                IngredientRecord(part.title(), part.title(), amount, unit)
                for part, (amount, unit) in zip(parts, stated, strict=True)
            )
    return found


def _bracketed(name: str) -> tuple[str, ...]:
    inside = [text for text in BRACKET.findall(name) if text.strip().casefold() not in NO_INGREDIENT]
    return _parts(AMOUNT.sub(" ", FORM.sub(" ", inside[-1]))) if inside else ()


def _sold_by_several(names: Iterable[str]) -> set[str]:
    companies: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for company in QUOTED.findall(name):
            companies[_bare(name).casefold()].add(" ".join(company.split()).casefold())
    return {bare for bare, sold in companies.items() if bare and len(sold) >= COMPANIES}


def _bare(name: str) -> str:
    """Return an English name without company, brackets, form and strength."""
    text = BRACKET.sub(" ", QUOTED.sub(" ", name))
    return " ".join(AMOUNT.sub(" ", FORM.sub(" ", text)).split()).strip(" .,-")


def _parts(text: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()).strip(" .,-") for part in AND.split(text))
    return tuple(dict.fromkeys(part for part in parts if len(part) > 2))
