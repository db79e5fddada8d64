"""From an ingredient's name to the codes under which rules list it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.build.substance_table import SubstanceTable
from knowledge.names.hangul import letters
from knowledge.names.substance_names import key, keys
from knowledge.products import IngredientCode
from knowledge.sources.records import IngredientRecord, SubstanceRecord

NONE: frozenset[IngredientCode] = frozenset()
ALIKE = 84.0  # of 100: how like two names must be, letter by letter, to be taken for spellings of one
LEAST_LETTERS = 9  # a shorter name stands within others by chance


class Substances:
    """All substances that rules name, and every name that means one of them."""

    def __init__(self, records: Iterable[SubstanceRecord], table: SubstanceTable | None = None) -> None:
        names: dict[str, set[IngredientCode]] = defaultdict(set)
        masters: dict[str, set[IngredientCode]] = defaultdict(set)
        self.table = table or SubstanceTable.load()
        self.known: dict[IngredientCode, tuple[str, str]] = {}
        for record in records:
            self.known.setdefault(record.code, (record.name, record.english))
            for name in (record.name, record.english, *record.names):
                if name:
                    names[key(name)].add(record.code)
            for master in record.master_codes:
                masters[master].add(record.code)
        self.names: Mapping[str, frozenset[IngredientCode]] = {k: frozenset(v) for k, v in names.items()}
        self._found: dict[tuple[object, ...], tuple[IngredientCode, ...]] = {}
        self._masters = {master: frozenset(codes) for master, codes in masters.items()}

    def codes(self, ingredient: IngredientRecord) -> tuple[IngredientCode, ...]:
        """Every code under which rules may list the ingredient, the most exact first; () is unknown.

        The tables list some substances under their base and under a salt (solifenacin and its succinate, caffeine
        and anhydrous caffeine), each with rules of its own; a salt falls under both, and an ester under its active
        part. The English name counts only where it is the only one: the officials' lists pair the two languages
        by position, and some are out of step.
        """
        place = (ingredient.code, ingredient.name, ingredient.english, ingredient.master_code)
        if place not in self._found:
            self._found[place] = self._codes(ingredient)
        return self._found[place]

    def _codes(self, ingredient: IngredientRecord) -> tuple[IngredientCode, ...]:
        stated = (ingredient.code,) if ingredient.code else ()
        found = (*self._named(ingredient.name or ingredient.english), *self._mastered(ingredient.master_code))
        return self._with_parts(dict.fromkeys((*stated, *found)))

    def _named(self, name: str) -> list[IngredientCode]:
        meant = self.table.spellings.get(key(name), name)
        return [code for one in keys(meant) for code in sorted(self.names.get(one, NONE))]

    def _mastered(self, master: str) -> list[IngredientCode]:
        return sorted(self._masters.get(master, NONE))

    def _with_parts(self, found: Iterable[IngredientCode]) -> tuple[IngredientCode, ...]:
        """Add the codes of active parts, and drop those that a substance is known not to be."""
        codes = dict.fromkeys(found)
        called = [key(self.known[code][0]) for code in codes if code in self.known]
        for name in called:
            for part in self.table.parts.get(name, ()):
                codes |= dict.fromkeys(sorted(self.names.get(key(part), NONE)))
        wrong = {
            code
            for name in called
            for other in self.table.others.get(name, ())
            for code in self.names.get(key(other), NONE)
        }
        return tuple(code for code in codes if code not in wrong)

    def english(self, name: str, codes: Iterable[IngredientCode]) -> str:
        """Return what the rules call a substance of just this name in English; "" where they have no such name."""
        told = (self.known.get(code, ("", "")) for code in codes)
        return next((english for korean, english in told if key(korean) == key(name)), "")

    def resembling(self, names: Iterable[str]) -> dict[str, str]:
        """Return, for each of these names that looks like another spelling of a substance, that substance.

        The table's `not` rows say which likenesses mean nothing. A name in this answer may not be called one that
        the rules do not deal with: it may be a spelling that nobody has entered yet.
        """
        asked = {name: letters(key(name)) for name in names}
        known = {letters(key(korean)): korean for korean, _ in self.known.values()}
        if not asked or not known:
            return {}
        spelled = list(known)
        alike = process.cdist(list(asked.values()), spelled, scorer=fuzz.ratio, score_cutoff=ALIKE)
        found: dict[str, str] = {}
        for row, (name, text) in enumerate(asked.items()):
            near = {known[spelled[place]] for place in np.flatnonzero(alike[row])}
            near |= {known[one] for one in spelled if len(one) >= LEAST_LETTERS and one in text}
            explained = {key(other) for other in self.table.others.get(key(name), ())}
            if doubtful := sorted(one for one in near if key(one) not in explained):
                found[name] = doubtful[0]
        return found
