"""From an ingredient's name to the codes under which rules list it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from knowledge.names import key, keys
from knowledge.products import IngredientCode
from knowledge.records import IngredientRecord, SubstanceRecord


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
        """Every code that the ingredient may be listed under, the one of its own name first; () is unknown.

        A 원료코드 is believed before a name. The English name counts only where it is the only one: the
        officials' lists pair the two languages by position, and some are out of step.
        """
        if ingredient.code is not None:
            return self._ordered(
                frozenset({ingredient.code}) | self._by_name(ingredient.name), ingredient.name
            )
        found = self._masters.get(ingredient.master_code, frozenset())
        found = found or self._by_name(ingredient.name or ingredient.english)
        return self._ordered(found, ingredient.name or ingredient.english)

    def _by_name(self, name: str) -> frozenset[IngredientCode]:
        return next((self.names[one] for one in keys(name) if one in self.names), frozenset())

    def _ordered(self, codes: frozenset[IngredientCode], name: str) -> tuple[IngredientCode, ...]:
        wanted = set(keys(name))

        def rank(code: IngredientCode) -> tuple[bool, IngredientCode]:
            return not wanted & {key(own) for own in self.known.get(code, ())}, code

        return tuple(sorted(codes, key=rank))
