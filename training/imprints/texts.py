"""What may be stamped on a side: the imprints of the catalogues, of kinds that may be learnt from."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator

from inference.read.characters import MARK
from knowledge.identify.imprint_likelihood import stamped
from training.samples.selection import LEARNING, split_of

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ&+%" + MARK
LONGEST = 14  # letters of a side
MOST_LINES = 4
SPELT = 0.75  # share of texts from the catalogues; the others are letters at random, so that none is rare


@dataclass(frozen=True, slots=True)
class Script:
    """The sides that the catalogues have."""

    sides: tuple[tuple[str, ...], ...]  # lines of each

    def side(self, rng: Generator) -> tuple[str, ...]:
        """Return the lines of one side, one at least."""
        if rng.random() < SPELT:
            return self.sides[int(rng.integers(len(self.sides)))]
        letters = ALPHABET.replace(MARK, "")
        count = int(rng.choice((1, 2, 3), p=(0.6, 0.3, 0.1)))
        return tuple("".join(rng.choice(list(letters), rng.integers(1, 6))) for _ in range(count))


def read_script(knowledge: Iterable[Path]) -> Script:
    """Read the sides of knowledge files whose kinds may be learnt from.

    Raises:
        ValueError: they have none.
    """
    found = [lines for file in knowledge for text in _imprints(file) if (lines := _lines(text))]
    if not found:
        raise ValueError("expected knowledge files with imprints")
    return Script(tuple(found))


def target(text: str) -> str:
    """Return the letters of a text that the reader knows, without spaces."""
    return "".join(letter for letter in stamped(text) if letter in ALPHABET)


def _imprints(file: Path) -> list[str]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        rows: Sequence[tuple[str, str | None, str | None]] = db.execute(
            "SELECT id, front_imprint, back_imprint FROM appearance JOIN product ON number = product"
        ).fetchall()
    return [side for id_, *sides in rows if split_of(id_) in LEARNING for side in sides if side]


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(one for word in text.split() if (one := target(word)))[:MOST_LINES]
    return lines if sum(map(len, lines)) <= LONGEST else ()
