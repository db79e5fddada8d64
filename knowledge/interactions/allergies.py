"""Which medicines hold what a person is allergic to. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from knowledge.interactions.verdicts import Allergen, Caution, CautionKind
from knowledge.names.substance_names import key, keys
from knowledge.products import Ingredient, Product, Source

TOLD = Source("Yaksok", None)  # no list's rule
LEAST_BASE = 4  # letters of what a salt is of: 수산화알루미늄 and 수산화마그네슘 share only 수산화
BETWEEN = re.compile(r"[,`·ㆍ./+-]")  # the names of a mixture: 아목시실린나트륨·클라불란산칼륨


def allergy_cautions(
    products: Iterable[Product], allergens: Iterable[Allergen], members: Mapping[str, Collection[str]]
) -> tuple[Caution, ...]:
    """Return a caution for each substance of these products that somebody is allergic to, by any route.

    `members` are the substances of each class. `substance` is what the product holds, `reason` what was told, as the
    lists call it.
    """
    named = [(one, _names(one, members)) for one in allergens if one.name]
    found = (
        Caution(CautionKind.ALLERGY, product.id, substance, allergen.name, TOLD)
        for product in products
        for allergen, names in named
        for substance in _held(product, allergen, names)
    )
    return tuple(sorted(set(found), key=lambda one: (one.product, one.substance, one.reason)))


def _names(allergen: Allergen, members: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return the keys of the substances that an allergen is, with those of what they are salts of."""
    names = members.get(allergen.group, ()) if allergen.group else (allergen.name,)
    whole = (key(name) for name in names)
    bases = (base for name in names for base in keys(name) if len(base) >= LEAST_BASE)
    return frozenset(whole).union(bases)


def _held(product: Product, allergen: Allergen, names: frozenset[str]) -> Iterator[str]:
    """Yield the substances by which a product holds an allergen: of a class also where only its kind tells."""
    found = [one.name for one in product.ingredients if _is_it(one, allergen, names)]
    classes = (one.substance for one in product.groups if allergen.group == one.group)
    yield from found or (substance or allergen.name for substance in classes)


def _is_it(one: Ingredient, allergen: Allergen, names: frozenset[str]) -> bool:
    """Tell whether an ingredient is an allergen: by its codes, or by a name, also that of a salt or in a mixture."""
    if set(one.codes) & set(allergen.codes):
        return True
    return any(not names.isdisjoint(keys(part)) for part in (one.name, *BETWEEN.split(one.name)))
