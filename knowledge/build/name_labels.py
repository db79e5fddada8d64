"""What a product's own name says of its ingredients: 타이레놀정500밀리그램(아세트아미노펜)."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from knowledge.names.substance_names import key
from knowledge.sources.reading.amounts import amounts_in
from knowledge.sources.records import IngredientRecord

OTHER_NAME = re.compile(r"\s*(?:수출|군납|내수|구\.|성인용|소아용|확산형)")
NO_INGREDIENT = re.compile(
    r"[\d.,:→>~∼\-\s]*"  # a ratio
    r"|.*(?:정|캡슐|캅셀|캅셀제|tab\.?|tablets?|cap\.?|capsules?|tablet \d+mg)"
    r"|.*수출명.*|[A-Z]{1,3}",
    re.IGNORECASE,
)
STRENGTH_AFTER = re.compile(r"\d[\d.,]*\s*(?:밀리그램|밀리그람|mg|마이크로그램)$")
SEPARATORS = (re.compile(r"[,/]"), re.compile(r"[·ㆍ.:및]"), re.compile(r"-"))
UNIT_SPELLING = re.compile(r"밀리그[램람]")
RATIO = re.compile(r"[(\[]?\d+:\d+[)\]]?\s*$")

STRENGTH_OR_FORM = re.compile(
    r"(?:서방|장용|필름코팅|구강붕해|츄어블|연질|경질)*(?:정|캡슐|캅셀|산|시럽|과립|주사?|크림|연고|겔)?"
    r"(?:\d.*|[A-Z]{1,3}\d?)?$"
)
ANGLE = re.compile(r"<([^<>]+)>")
SEVERAL = re.compile("복합|콤비|플러스|콜드|노즈|코푸|듀오|에프$")  # brands of several ingredients
LEAST_NAME, MOST_PREFIX = 4, 7  # syllables of a substance, and of what stands before it

Known = Callable[[str], bool]


def ingredients_in(name: str, known: Known) -> tuple[IngredientRecord, ...]:
    """The ingredients that the last bracket of a product's name holds; () where no bracket does.

    `known` tells whether some source knows a substance by a name. A bracket of several names is parted only
    where every part is known; one that nobody knows still names an ingredient unless it is plainly something
    else: an export name, a ratio, a form. Strengths in the name are kept where they fit the ingredients.
    """
    found = [text for text in brackets(name) if not OTHER_NAME.match(text)]
    names = next((parts for text in reversed(found) if (parts := _known_parts(text, known))), ())
    if not names:
        names = tuple(text for text in found[-1:] if not NO_INGREDIENT.fullmatch(text.strip()))
    stated = amounts_in(name, len(names)) or ((None, ""),) * len(names)
    return tuple(
        IngredientRecord(one, amount=n, unit=unit) for one, (n, unit) in zip(names, stated, strict=True)
    )


def brand_ingredient(name: str, known: Collection[str]) -> tuple[IngredientRecord, ...]:
    """The substance that a brand itself states: 한림오메프라졸캡슐, 알리펜정<이부프로펜>; () where it states none.

    `known` are the keys of names. Only a company's name may stand before the substance, so a brand that merely
    begins with one states nothing.
    """
    bare = squeezed(_without_brackets(name))
    if (found := ANGLE.search(bare)) and key(found[1]) in known:
        return (_stated(found[1], name),)
    brand = STRENGTH_OR_FORM.sub("", bare)
    if SEVERAL.search(brand):
        return ()
    for start in range(min(MOST_PREFIX, len(brand) - LEAST_NAME) + 1):
        if key(brand[start:]) in known:
            return (_stated(brand[start:], name),)
    return ()


def _stated(substance: str, name: str) -> IngredientRecord:
    amount, unit = next(iter(amounts_in(name, 1)), (None, ""))
    return IngredientRecord(substance, amount=amount, unit=unit)


def _without_brackets(name: str) -> str:
    for text in brackets(name):
        name = name.replace(f"({text})", "")
    return name


def parted(ingredient: IngredientRecord, known: Known) -> tuple[IngredientRecord, ...]:
    """Part a mixture that is listed as one, '아목시실린·클라불란산칼륨', where every part is known."""
    parts = _parts(RATIO.sub("", ingredient.name).strip(), known)
    if len(parts) < 2:
        return (ingredient,)
    return tuple(
        replace(ingredient, name=part, english="", amount=None, unit="", master_code="") for part in parts
    )


def bare_name(name: str) -> str:
    """A name as two lists may share it: without brackets and spaces, the unit spelt one way."""
    return UNIT_SPELLING.sub("mg", squeezed(_without_brackets(name))).casefold()


def squeezed(text: str) -> str:
    """The text without any space."""
    return "".join(text.split())


def brackets(text: str) -> list[str]:
    """The contents of the outermost brackets, in order; one that never closes is left out."""
    found, depth, start = [], 0, 0
    for position, letter in enumerate(text):
        if letter == "(":
            start = position if not depth else start
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
            if not depth:
                found.append(text[start + 1 : position])
    return found


def _known_parts(text: str, known: Known) -> tuple[str, ...]:
    bare = STRENGTH_AFTER.sub("", text.strip())
    if not bare:
        return ()
    if known(bare):
        return (bare,)
    return _parts(RATIO.sub("", bare).strip(), known)


def _parts(bare: str, known: Known) -> tuple[str, ...]:
    for separator in SEPARATORS:
        parts = tuple(part.strip() for part in separator.split(bare) if part.strip())
        if len(parts) > 1 and all(known(part) for part in parts):
            return parts
    return ()
