"""What the classifier looks at in a sentence: subjects (data/concepts.toml), morphemes, and pieces of the spelling."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from zlib import crc32

from bot.core.understanding.morphemes import morphemes
from bot.core.understanding.names import Found
from bot.core.understanding.text import Sentence, sentence_of, table

BUCKETS = 1 << 16
HEAD, TAIL = 300, 100  # characters of a long text that are classified
ENDINGS = re.compile(r"(?:ies|ing|ed|es|s|'s|n't|'m|'ve|'ll|'d|'re)$")
ENGLISH_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|\?")
MASK = "\u2460"  # ①: stands for the name of a medicine
DIGITS = re.compile(r"\d+")


def features(sentence: Sentence, found: Sequence[Found]) -> list[int]:
    """Return the buckets, 0 to BUCKETS - 1, of everything that is seen in a sentence; each once."""
    short = sentence_of(_shortened(_masked(sentence.text, found)), "ko" if sentence.is_korean else "en")
    seen = {f"n{min(len(found), 2)}", *_concepts(short)}
    seen.update(_korean(short) if sentence.is_korean else _english(short))
    return sorted({crc32(feature.encode()) % BUCKETS for feature in seen})


def _masked(text: str, found: Iterable[Found]) -> str:
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]}{MASK}{text[one.end :]}"
    return text


def _shortened(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def concepts(sentence: Sentence) -> tuple[str, ...]:
    """Return the subjects of data/concepts.toml that a sentence holds, sorted."""
    text = sentence.squeezed if sentence.is_korean else sentence.text
    return tuple(
        sorted(name for name, pattern in _patterns(sentence.is_korean).items() if pattern.search(text))
    )


def _concepts(sentence: Sentence) -> Iterator[str]:
    held = concepts(sentence)
    yield from (f"c:{name}" for name in held)
    yield from (f"c:{one}+{other}" for one, other in combinations(held, 2))


def _korean(sentence: Sentence) -> Iterator[str]:
    text = f"<{DIGITS.sub('0', sentence.squeezed)}>"
    for size in (2, 3, 4):
        yield from (f"s:{text[at : at + size]}" for at in range(len(text) - size + 1))
    letters = unicodedata.normalize("NFD", text)
    for size in (4, 6):
        yield from (f"l:{letters[at : at + size]}" for at in range(len(letters) - size + 1))
    cut = [f"{piece.form}/{piece.tag}" for piece in morphemes(DIGITS.sub("0", sentence.text))]
    yield from (f"m:{piece}" for piece in cut)
    yield from (f"m:{one} {other}" for one, other in zip(cut, cut[1:], strict=False))
    yield f"e:{' '.join(cut[-2:])}"


def _english(sentence: Sentence) -> Iterator[str]:
    cut = [
        word if word == MASK else lemma(word)
        for word in re.findall(rf"{ENGLISH_WORD.pattern}|{MASK}", sentence.text)
    ]
    cut = ["<", *("0" if word.isdigit() else word for word in cut), ">"]
    for size in (1, 2, 3):
        yield from (f"w:{' '.join(cut[at : at + size])}" for at in range(len(cut) - size + 1))
    yield from (f"g:{one} _ {other}" for one, other in zip(cut, cut[2:], strict=False))
    letters = " ".join(cut)
    yield from (f"l:{letters[at : at + 4]}" for at in range(len(letters) - 3))


def lemma(word: str) -> str:
    """Return an English word without its commonest endings: taking, takes -> tak, tak."""
    shorter = ENDINGS.sub("", word) if len(word) > 4 else word
    return shorter.rstrip("e") if len(shorter) > 3 else shorter


@cache
def _patterns(korean: bool) -> dict[str, re.Pattern[str]]:
    lang, edge = ("ko", "") if korean else ("en", r"(?<![a-z])")
    return {
        name: re.compile(edge + "(?:" + "|".join(row[lang]) + ")")
        for name, row in table("concepts.toml").items()
    }
