"""From an ingredient's name to the codes under which rules list it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from knowledge.names.substance_names import key, keys
from knowledge.products import IngredientCode
from knowledge.sources.records import IngredientRecord, SubstanceRecord


class Substances:
    """All substances that rules name, and every name that means one of them."""

    def __init__(self, records: Iterable[SubstanceRecord]) -> None:
        names: dict[str, set[IngredientCode]] = defaultdict(set)
        masters: dict[str, set[IngredientCode]] = defaultdict(set)
        self.known: dict[IngredientCode, tuple[str, str]] = {}
        for record in records:
            self.known.setdefault(record.code, (record.name, record.english))
            for name in (record.name, record.english, *record.names):
                if name:
                    names[key(name)].add(record.code)
            for master in record.master_codes:
                masters[master].add(record.code)
        self.names: Mapping[str, frozenset[IngredientCode]] = {k: frozenset(v) for k, v in names.items()}
        self._masters = {master: frozenset(codes) for master, codes in masters.items()}

    def codes(self, ingredient: IngredientRecord) -> tuple[IngredientCode, ...]:
        """Every code under which rules may list the ingredient, the most exact first; () is unknown.

        The tables list some substances under their base and under a salt (solifenacin and its succinate, caffeine
        and anhydrous caffeine), each with rules of its own; a salt falls under both. The English name counts only
        where it is the only one: the officials' lists pair the two languages by position, and some are out of
        step.
        """
        stated = (ingredient.code,) if ingredient.code else ()
        named = (self.names.get(one, frozenset()) for one in keys(ingredient.name or ingredient.english))
        found = (*map(sorted, named), sorted(self._masters.get(ingredient.master_code, ())))
        return tuple(dict.fromkeys((*stated, *(code for codes in found for code in codes))))

    def english(self, name: str, codes: Iterable[IngredientCode]) -> str:
        """Return what the rules call a substance of just this name in English; "" where they have no such name."""
        told = (self.known.get(code, ("", "")) for code in codes)
        return next((english for korean, english in told if key(korean) == key(name)), "")
