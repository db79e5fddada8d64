"""Sentences drawn from patterns: one of each choice, one word for each slot, and errors as people type them."""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.understanding.intents import Intent
from bot.core.understanding.text import words

HERE = Path(__file__).parent
CHOICE = re.compile(r"\(([^()]*)\)")
SLOT = re.compile(r"\{(\w+)\}")
DIALECT = {
    "먹": "묵", "해요": "해유", "이에요": "이여", "어요": "어유", "어떡해": "우짜", "어떻게": "어찌", "나요": "남유",
    "인가요": "인교", "까요": "까예", "합니다": "함니더", "습니다": "심더", "주세요": "주이소", "줘": "주라", "할머니": "할매",
    "었어": "읏다", "네요": "네예", "데요": "데예", "뭐": "머", "왜": "와", "같이": "가치", "괜찮": "개안", "되나": "되노",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it means."""

    text: str
    intent: Intent


def examples(lang: str, each: int, seed: int = 7) -> Iterator[Example]:
    """Yield at most `each` different sentences of every pattern of a language, ko or en, with typing errors in some."""
    table = tomllib.loads((HERE / f"sentences_{lang}.toml").read_text("utf-8"))
    rng = random.Random(seed)  # noqa: S311 - sentences, not secrets
    slots = {name: choices.split("|") for name, choices in table["slots"].items()}
    slots["n"] = slots["n2"] = [name for name in words(f"names.{lang}.txt") if len(name) > 2]
    for intent, patterns in table["intents"].items():
        for pattern in filter(None, map(str.strip, patterns.splitlines())):
            drawn = {_drawn(pattern, slots, rng) for _ in range(each * (4 if CHOICE.search(pattern) else 1))}
            for text in sorted(drawn)[: each * 2]:
                yield Example(_mistyped(text, lang, rng), Intent(intent))


def _drawn(pattern: str, slots: dict[str, Sequence[str]], rng: random.Random) -> str:
    text = pattern
    while CHOICE.search(text) or SLOT.search(text):
        text = CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), text)
        text = SLOT.sub(lambda slot: rng.choice(slots[slot[1]]), text)
    return " ".join(text.split())


def _mistyped(text: str, lang: str, rng: random.Random) -> str:
    """Return the sentence as it is in half of the cases, else in dialect, without spaces or with letters missing."""
    how = rng.random()
    if lang == "ko" and how < 0.15:
        for usual, said in DIALECT.items():
            if rng.random() < 0.5:
                text = text.replace(usual, said)
    elif how < 0.25:
        place = rng.randrange(len(text))
        text = text[:place] + text[place + 1 :] if lang == "en" and len(text) > 12 else text
    elif how < 0.4:
        text = text.rstrip("?.! ")
    return text + rng.choice(("", "", "", "~", "ㅠㅠ", "!", "..")) if lang == "ko" and how > 0.7 else text
