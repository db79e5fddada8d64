"""From an ingredient's name to the codes under which rules list it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from knowledge.names import key, keys
from knowledge.products import IngredientCode
from knowledge.records import IngredientRecord, SubstanceRecord


class Substances:
    """All substances that rules name, and every name that means one of them.

    Some codes stand only among the components of combinations, without a list of salts of their own (caffeine
    beside anhydrous caffeine); a salt or hydrate is counted among those too.
    """

    def __init__(self, records: Iterable[SubstanceRecord]) -> None:
        names: dict[str, set[IngredientCode]] = defaultdict(set)
        masters: dict[str, set[IngredientCode]] = defaultdict(set)
        listed: set[IngredientCode] = set()
        self.known: dict[IngredientCode, tuple[str, str]] = {}
        for record in records:
            self.known.setdefault(record.code, (record.name, record.english))
            for name in (record.name, record.english, *record.names):
                if name:
                    names[key(name)].add(record.code)
            if record.names:
                listed.add(record.code)
            for master in record.master_codes:
                masters[master].add(record.code)
        self.names: Mapping[str, frozenset[IngredientCode]] = {k: frozenset(v) for k, v in names.items()}
        self._masters = {master: frozenset(codes) for master, codes in masters.items()}
        self._unlisted = frozenset(self.known) - listed

    def codes(self, ingredient: IngredientRecord) -> tuple[IngredientCode, ...]:
        """Every code that the ingredient may be listed under, the one of its own name first; () is unknown.

        A code that the source gives is believed before a 원료코드, and that before a name. The English name counts
        only where it is the only one: the officials' lists pair the two languages by position, and some are out
        of step.
        """
        name = ingredient.name or ingredient.english
        exact, component = self._by_name(name)
        stated = frozenset({ingredient.code}) if ingredient.code else frozenset()
        found = stated or self._masters.get(ingredient.master_code) or exact
        return self._ordered(found | component, name)

    def _by_name(self, name: str) -> tuple[frozenset[IngredientCode], frozenset[IngredientCode]]:
        """The codes of the most exact name that is known, and those of components by any."""
        hits = [self.names[one] for one in keys(name) if one in self.names]
        return (hits[0] if hits else frozenset()), frozenset().union(*hits) & self._unlisted

    def _ordered(self, codes: frozenset[IngredientCode], name: str) -> tuple[IngredientCode, ...]:
        wanted = set(keys(name))

        def rank(code: IngredientCode) -> tuple[bool, IngredientCode]:
            return not wanted & {key(own) for own in self.known.get(code, ())}, code

        return tuple(sorted(codes, key=rank))
