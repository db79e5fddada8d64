"""Products by what a person types: a name with typing errors, 초성, English, an ingredient, a company."""

import re
import sqlite3
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.catalogue.typed import Typed, plain, read_typed, spelled_out
from knowledge.names.hangul import initials, letters
from knowledge.names.substance_names import respelled
from knowledge.sources.reading.amounts import NUMBER

MAX_QUERY = 100  # characters; nobody types a longer name
MAX_FOUND = 3000  # rows of one word, such as a company's, that are looked at
ALIKE = 68.0  # of 100: how like a name must be, letter by letter, to be a typing error of it
ALIKE_WORD = 80.0  # the same for an ingredient or a company
FEW_LETTERS = 4  # a shorter text is like too many names
NUMBERS = re.compile(NUMBER)
CONSONANTS = frozenset("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
WORD = re.compile(r"\w+")
ENGLISH_FORM = re.compile(
    r"(?:(?:softcap|film|coated|er|sr|xr)?(?:tab|tablet|cap|capsule|inj|syrup|cream|gel|oint(?:ment)?)s?)$"
)
FORM_OR_STRENGTH = re.compile(r"(?:서방정|장용정|연질캡슐|경질캡슐|캡슐|캅셀|캅셀|정)(?=\d|$)|\d")
# A name that goes on after a number which is no strength: 이지엔6애니
NUMBERED = re.compile(
    r"[가-힣]{2,}\d{1,2}(?!밀리|마이크로|그[람램]|시간|프로|퍼센트|아이유|단위|앰플|바이알|[정포호주일회액겔폼])[가-힣]+?(?=서방정|장용정|연질캡슐|경질캡슐|캡슐|캅셀|시럽|정|$)"
)

# How good a match is, by where the words were found; between 0 and 1, and only their order matters.
EXACT, STARTS, WITHIN, WORDS, INITIALS, LIKE = 1.0, 0.9, 0.8, 0.7, 0.85, 0.75


def core(name: str) -> str:
    """Return a product's name without contents, form and strength: 타이레놀정500밀리그람(…) -> 타이레놀."""
    before = plain(name.split("(", 1)[0])
    return FORM_OR_STRENGTH.split(before, maxsplit=1)[0] or before


def called(db: sqlite3.Connection) -> frozenset[str]:
    """Return the names by which people call products and ingredients: 타이레놀, acetaminophen."""
    names: set[str] = set()
    for name, english in db.execute("SELECT name, english FROM product"):
        names |= {core(name), ENGLISH_FORM.sub("", core(english))}
        if numbered := NUMBERED.match(plain(name.split("(", 1)[0])):
            names.add(numbered[0])
    for name, english in db.execute("SELECT name, english FROM ingredient"):
        names |= {core(name), (WORD.findall(english.casefold()) or [""])[0]}
    return frozenset(name for name in names if len(name) > (5 if name.isascii() else 1))


class Spellings:
    """Words that may be meant by one with typing errors, compared letter by letter."""

    def __init__(self, words: Iterable[str]) -> None:
        by_letters = {letters(word): word for word in words if word}
        self._words = {
            hangul: [(key, word) for key, word in by_letters.items() if _is_hangul(key) == hangul]
            for hangul in (True, False)
        }

    def like(self, asked: str, least: float) -> Iterator[tuple[str, float]]:
        """Yield the words that are, or begin, at least so like what was asked (of 100), and how like, 0 to 1."""
        typed = letters(asked)
        words = self._words[_is_hangul(typed)]
        if len(typed) < FEW_LETTERS or not words:
            return
        begun = [key[: len(typed) + 1] for key, _ in words]
        alike = process.cdist([typed], begun, scorer=fuzz.ratio, score_cutoff=least)[0]
        for place in np.flatnonzero(alike):
            yield words[place][1], float(alike[place]) / 100


def _is_hangul(typed: str) -> bool:
    return any("\u1100" <= letter <= "\u11ff" for letter in typed)


class Names:
    """The names of all products, held in memory to find them in spite of typing errors."""

    def __init__(self, rows: Iterable[tuple[int, str, str, int | None]], words: Iterable[str] = ()) -> None:
        """Take the number, name and English name of every product, and words that are no names of products.

        The last of each row tells whether it stands behind others: a product of the past, or no pill.
        """
        rows = list(rows)
        self.numbers = [row[0] for row in rows]
        self.row_of = {number: row for row, number in enumerate(self.numbers)}
        self.names = [plain(row[1].split("(", 1)[0]) for row in rows]
        self.cores = [(core(row[1]), core(row[2])) for row in rows]
        self.behind = [bool(row[3]) for row in rows]
        self._rows_of: dict[str, list[int]] = {}
        for row, cores in enumerate(self.cores):
            for name in cores:
                self._rows_of.setdefault(name, []).append(row)
        self.initials = [initials(name) for name in self.names]
        self.strengths = [_strengths(row[1]) for row in rows]
        self._known = Spellings(self._rows_of)
        self._words = Spellings(plain(word) for word in words)
        self._text = "\n".join(self.names)
        self._starts = np.cumsum([0, *(len(name) + 1 for name in self.names)]).tolist()

    def containing(self, text: str) -> Iterator[int]:
        """Yield the rows of the names in which the text stands."""
        at = self._text.find(text)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            yield row
            at = self._text.find(text, self._starts[row + 1])

    def like(self, text: str) -> dict[int, float]:
        """Return the rows of the names that may be meant by the text, and how like it they are, 0 to 1."""
        return {
            row: alike for name, alike in self._known.like(core(text), ALIKE) for row in self._rows_of[name]
        }

    def spelt(self, text: str) -> tuple[str, float] | None:
        """Return how the ingredient or company that may be meant begins, and how like the text it is, 0 to 1."""
        word, alike = max(self._words.like(text, ALIKE_WORD), key=lambda found: found[1], default=("", 0.0))
        return (word[: len(text)], alike) if word else None


def read_names(db: sqlite3.Connection) -> Names:
    """Read the names of all products, and the words that are no names of products."""
    rows = db.execute(
        "SELECT number, name, english, withdrawn IS TRUE OR NOT EXISTS "
        "(SELECT 1 FROM appearance WHERE appearance.product = number) FROM product ORDER BY number"
    )
    words = db.execute(
        "SELECT name FROM ingredient UNION SELECT english FROM ingredient UNION SELECT company FROM product "
        "UNION SELECT name FROM substance WHERE code IN (SELECT code FROM ingredient_code) "
        "UNION SELECT english FROM substance WHERE code IN (SELECT code FROM ingredient_code)"
    )
    return Names((tuple(row) for row in rows), (word for (word,) in words if word))


def find(db: sqlite3.Connection, names: Names, text: str, limit: int) -> tuple[list[tuple[int, float]], bool]:
    """Return the numbers of at most `limit` products that fit the text, best first, each with its score.

    The second value tells whether no list has the name, so that the products are only like it.
    """
    text = unicodedata.normalize("NFC", text[:MAX_QUERY]).casefold().strip()
    typed = read_typed(text)
    found = _scored(db, names, typed, limit)
    if typed.text != text and typed.listed and not any(score >= WORDS for score in found.values()):
        typed = Typed(text)  # what looked like a strength may belong to the name
        found = _scored(db, names, typed, limit)
    absent = not typed.listed or not any(score >= WORDS for score in found.values())
    return _ordered(names, plain(typed.text), typed, found, limit), absent


def _scored(db: sqlite3.Connection, names: Names, typed: Typed, limit: int) -> dict[int, float]:
    asked = plain(typed.text)
    if not asked:
        return {}
    if set(asked) <= CONSONANTS:
        return {
            row: _by_initials(names, row, asked) for row in _matching(db, names, f'initials : "{asked}" *')
        }
    scores = _by_words(db, names, typed.text, asked)
    if (spoken := spelled_out(typed.text)) != typed.text:
        scores |= _by_words(db, names, spoken, plain(spoken))
    if typed.alike and sum(score >= WITHIN for score in scores.values()) < limit:
        _add_alike(db, names, asked, scores)
    return scores


def _by_initials(names: Names, row: int, asked: str) -> float:
    if initials(names.cores[row][0]) == asked:
        return INITIALS + 0.1
    return INITIALS + (0.05 if names.initials[row].startswith(asked) else 0.0)


def _ordered(
    names: Names, asked: str, typed: Typed, scores: dict[int, float], limit: int
) -> list[tuple[int, float]]:
    """Return the best rows: by score, then those on the market, of the strength that was typed, likest, weakest."""

    def order(row: int) -> tuple[object, ...]:
        strengths = names.strengths[row]
        other = typed.strength is not None and float(typed.strength) not in strengths
        place = (len(names.cores[row][0]), strengths or (0.0,), len(names.names[row]), row)
        return -scores[row], names.behind[row], other, -close.get(row, 0.0), *place

    close: dict[int, float] = {}
    near = sorted(scores, key=order)[: limit * 5]
    close.update((row, fuzz.ratio(asked, names.cores[row][0])) for row in near)
    return [(names.numbers[row], round(scores[row], 3)) for row in sorted(near, key=order)[:limit]]


def _strengths(name: str) -> tuple[float, ...]:
    """Return the numbers that a name holds outside its brackets: 5/160 are two."""
    return tuple(float(number.replace(",", "")) for number in NUMBERS.findall(name.split("(", 1)[0]))


def _add_alike(db: sqlite3.Connection, names: Names, asked: str, scores: dict[int, float]) -> None:
    """Add what the text means if it holds typing errors."""
    found = {row: LIKE * alike for row, alike in names.like(asked).items()}
    if not scores and (spelt := names.spelt(asked)):
        found |= dict.fromkeys(_matching(db, names, _every_word(spelt[0])), WORDS * spelt[1])
    for row, score in found.items():
        scores[row] = max(scores.get(row, 0.0), score)


def _by_words(db: sqlite3.Connection, names: Names, text: str, asked: str) -> dict[int, float]:
    queries = {words for one in (text, respelled(text)) if (words := _every_word(one))}
    scores = {row: WORDS for query in sorted(queries) for row in _matching(db, names, query)}
    scores.update(dict.fromkeys(islice(names.containing(asked), MAX_FOUND), WITHIN))
    for row in scores:
        scores[row] = max(scores[row], _begins(names, row, asked))
    return scores


def _begins(names: Names, row: int, asked: str) -> float:
    in_korean, in_english = names.cores[row]
    if asked in (in_korean, in_english, names.names[row]):
        return EXACT
    if names.names[row].startswith(asked) or (in_english and in_english.startswith(asked)):
        return STARTS + 0.09 * min(1.0, len(asked) / max(1, len(names.names[row])))
    return 0.0


def _every_word(text: str) -> str:
    return " ".join(f'"{word}" *' for word in WORD.findall(text.casefold()))


def _matching(db: sqlite3.Connection, names: Names, query: str) -> list[int]:
    rows = db.execute("SELECT rowid FROM search WHERE search MATCH ? LIMIT ?", (query, MAX_FOUND))
    return [names.row_of[number] for (number,) in rows]
