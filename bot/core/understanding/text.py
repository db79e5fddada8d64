"""A typed text, made comparable: composed, in lower case, without spaces, common misspellings mended."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
LONGEST = 4000  # characters that are looked at; Telegram sends no more than 4,096
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
LATIN = re.compile("[A-Za-z]")
NOT_SAID = re.compile(r"[^\w?]+|_+")
REPEATED = re.compile(r"(\D)\1{3,}")
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in the forms that rules are written for."""

    text: str  # NFC, lower case, one space between words
    squeezed: str  # the same without spaces and signs, question marks kept, Korean misspellings mended
    is_korean: bool


def sentence_of(text: str, lang: str | None = None) -> Sentence:
    """Return a text ready for rules; `lang` is "ko" or "en", else the script decides."""
    composed = unicodedata.normalize("NFC", text[:LONGEST]).translate(APOSTROPHES).lower()
    plain = REPEATED.sub(r"\1\1\1", " ".join(composed.split()))
    squeezed = NOT_SAID.sub("", plain)
    for wrong, right in _misspellings():
        squeezed = squeezed.replace(wrong, right)
    korean = lang == "ko" if lang else HANGUL.search(plain) is not None
    return Sentence(plain, squeezed, korean)


@cache
def _misspellings() -> tuple[tuple[str, str], ...]:
    return tuple(table("spelling.toml")["ko"].items())


def table(name: str) -> dict[str, Any]:
    """Return a data file of this folder."""
    return tomllib.loads((DATA / name).read_text("utf-8"))


def words(name: str) -> tuple[str, ...]:
    """Return the words of a data file, without its comments."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
