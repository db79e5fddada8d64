"""Which products a printed name may be: every name of the catalogue, compared letter by letter, strengths apart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from knowledge.pages.look_alikes import coarse
from knowledge.pages.printed_names import FORM, PrintedName, printed_name
from knowledge.products import ProductId

ALIKE = 66.0  # of 100: names less alike are no candidates
AMONG = 80.0  # the same where a name is letter for letter that of a product, and may be read wrong still
NEAR = 60  # names of the catalogue that are looked at for one line
KEPT, MOST = 5, 12  # candidates: so many, and others that are as like
OTHER_STRENGTH, PART, NOT_PRINTED, NOT_NAMED = 0.2, 0.08, 0.03, 0.06  # what a score loses by strengths
OTHER_BRACKET, WITHDRAWN = 0.08, 0.012
SAME = 0.8  # how like a bracket must be: its ingredient is printed smaller, and read with more faults
LESS = 0.01  # by which a name that is only like another one comes behind it
NO_FORM = 0.05  # what it loses where 정 or 캡슐 was not printed
MARGIN = 0.04  # by which a sure name must lie before all others
READ_WELL = 0.9  # confidence of a line
CONFIRMS = 0.6  # how like a name must be to that of the product of the code beside it


@dataclass(frozen=True, slots=True)
class Listed:
    """A product of the catalogue, its name taken apart."""

    id: ProductId
    name: str
    printed: PrintedName
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a line may name."""

    id: ProductId
    name: str
    score: float  # 1: letter for letter, strength for strength
    exact: bool = False  # letter for letter, with the same strengths


class NameIndex:
    """The names of a catalogue, held in memory."""

    def __init__(self, products: Iterable[tuple[ProductId, str, bool]]) -> None:
        """Take id, name and whether it is withdrawn, of every product."""
        self._listed: dict[str, list[Listed]] = {}
        for id_, name, withdrawn in products:
            printed = printed_name(name)
            if printed.core:
                self._listed.setdefault(printed.letters, []).append(Listed(id_, name, printed, withdrawn))
        self._letters = list(self._listed)
        self._without_form: dict[str, list[str]] = {}
        for letters in self._letters:
            core = self._listed[letters][0].printed.core
            if short := FORM.sub("", core):
                self._without_form.setdefault(short, []).append(letters)

    def candidates(self, printed: PrintedName) -> tuple[Candidate, ...]:
        """Return the products that a printed name may be, likest first."""
        letters = printed.letters
        if len(printed.core) < 2:
            return ()
        near = [(one, 1 - NO_FORM) for one in self._without_form.get(printed.core, ())]
        known = {letters, *(one for one, _ in near)}
        near += [
            (one, (score + fuzz.ratio(coarse(letters), coarse(one))) / 200)
            for one, score, _ in process.extract(
                letters,
                self._letters,
                scorer=fuzz.ratio,
                limit=NEAR,
                score_cutoff=max(ALIKE, AMONG if near or letters in self._listed else 0.0),
            )
            if one not in known
        ]
        listed = self._listed.get(letters, ())
        same = [_candidate(printed, each, 1.0) for each in listed]
        agreeing = [
            one.score for one, each in zip(same, listed, strict=True) if _brackets_agree(printed, each)
        ]
        most = max(agreeing) - LESS if agreeing else 1.0
        found = same + [
            replace(one, score=min(one.score, most))  # what is only like it comes behind what is the same
            for other, score in near
            for one in (_candidate(printed, each, score) for each in self._listed[other])
        ]
        found.sort(key=lambda one: (-one.score, one.id))
        return tuple(
            one
            for place, one in enumerate(found[:MOST])
            if place < KEPT or one.score == found[KEPT - 1].score
        )

    def likeness(self, printed: PrintedName, name: str) -> float:
        """How like a printed name is to one name, 0 to 1; a name cut short is like what it begins."""
        other = printed_name(name).letters
        letters = printed.letters
        return (
            max(
                fuzz.ratio(letters, other),
                fuzz.ratio(letters, other[: len(letters)]) if len(letters) > 5 else 0.0,
            )
            / 100
        )


def _candidate(printed: PrintedName, product: Listed, score: float) -> Candidate:
    left = round(score - _lost(printed, product), 4)
    return Candidate(product.id, product.name, left, _is_exact(printed, product))


def _is_exact(printed: PrintedName, product: Listed) -> bool:
    """Whether a line says the name and the strengths of a product, and nothing else in brackets."""
    theirs = product.printed
    same = (printed.letters, printed.strengths) == (theirs.letters, theirs.strengths)
    return same and _brackets_agree(printed, product)


def _brackets_agree(printed: PrintedName, product: Listed) -> bool:
    """Whether nothing else stands in brackets, where both have some."""
    mine, theirs = printed.bracket, product.printed.bracket
    return not mine or not theirs or _begins(mine, theirs) >= SAME


def _lost(printed: PrintedName, product: Listed) -> float:
    """What a score loses by strengths, brackets and a lapsed permit."""
    lost = WITHDRAWN if product.withdrawn else 0.0
    mine, theirs = printed.strengths, product.printed.strengths
    if mine and theirs:
        lost += 0.0 if mine == theirs else PART if set(mine) < set(theirs) else OTHER_STRENGTH
    elif theirs:
        lost += NOT_PRINTED
    elif mine:
        lost += NOT_NAMED
    if printed.bracket and product.printed.bracket:
        lost += OTHER_BRACKET * (1 - _begins(printed.bracket, product.printed.bracket))
    return lost


def _begins(cut: str, whole: str) -> float:
    """How like the beginning of a text is to one that may be cut short, 0 to 1."""
    length = min(len(cut), len(whole))
    return float(Levenshtein.normalized_similarity(cut[:length], whole[:length]))


def is_sure(candidates: tuple[Candidate, ...], confidence: float) -> bool:
    """Tell whether the first candidate is certain: letter for letter, read well, no other near."""
    if not candidates or confidence < READ_WELL or not candidates[0].exact:
        return False
    return len(candidates) == 1 or candidates[0].score - candidates[1].score >= MARGIN
