"""Emergencies and crises, found by rules that a pharmacist can read (data/safety.toml) before anything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.core.understanding.intents import Danger, Intent
from bot.core.understanding.text import Sentence, table

NEGATED = re.compile(
    r"\S{0,4}?(지(는|도)?(않|안|못해서가아니)|(은|는|도)?(없어|없고|없는데|없습|없음|없다|아니))"
)
SWALLOWED = ("overdose", "child or pet swallowed", "poison or wrong thing swallowed")
NEGATED_BEFORE = re.compile(r"\b(no|without|any|never had|not having|not an?|isn't an?|denies)\s(\w+\s)?$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of danger, and how people write of it."""

    intent: Intent
    reason: str
    ko: re.Pattern[str] | None
    en: re.Pattern[str] | None
    with_ko: re.Pattern[str] | None
    with_en: re.Pattern[str] | None
    unless: tuple[str, ...]

    @property
    def is_symptom(self) -> bool:
        """Return whether it is something that one may have or not have, and so may say that one has not."""
        return self.intent is Intent.EMERGENCY and self.reason not in SWALLOWED

    def is_in(self, sentence: Sentence) -> bool:
        """Return whether the sentence tells of this danger, in either language."""
        return (
            _said(self.ko, sentence.squeezed, NEGATED if self.is_symptom else None)
            and (self.with_ko is None or self.with_ko.search(sentence.squeezed) is not None)
        ) or (
            _said_in_english(self.en, sentence.text)
            and (self.with_en is None or self.with_en.search(sentence.text) is not None)
        )


def danger_in(sentence: Sentence) -> Danger | None:
    """Return the danger that a sentence tells of; one that is doubtful only where none is plain.

    A crisis goes before an emergency, unless something has been swallowed already.
    """
    found = [
        Danger(rule.intent, rule.reason, _is_excused(sentence, rule.unless))
        for rule in _rules()
        if rule.is_in(sentence)
    ]
    plain = [danger for danger in found if not danger.doubtful]
    return min(plain or found, key=_gravity, default=None)


def _gravity(danger: Danger) -> int:
    return 0 if danger.reason in SWALLOWED else 1 if danger.intent is Intent.CRISIS else 2


def _is_excused(sentence: Sentence, unless: Iterable[str]) -> bool:
    """Return whether one of these guards of data/safety.toml is in the sentence: it is only asked about, a joke …"""
    happens_now = _is_guarded(sentence, "now")
    return any(
        _is_guarded(sentence, name)
        for name in unless
        if not (happens_now and name in ("chronic", "elsewhere"))
    )


def _is_guarded(sentence: Sentence, name: str) -> bool:
    guards = _guards()
    found = guards[f"{name}_ko"].search(sentence.squeezed) or guards[f"{name}_en"].search(sentence.text)
    return found is not None


def _said(pattern: re.Pattern[str] | None, squeezed: str, denial: re.Pattern[str] | None) -> bool:
    if pattern is None:
        return False
    return any(
        denial is None or not denial.match(squeezed, found.end()) for found in pattern.finditer(squeezed)
    )


def _said_in_english(pattern: re.Pattern[str] | None, text: str) -> bool:
    if pattern is None:
        return False
    return any(not NEGATED_BEFORE.search(text, 0, found.start()) for found in pattern.finditer(text))


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            Intent(row["intent"]),
            row["reason"],
            _any(row.get("ko")),
            _any(row.get("en")),
            _any(row.get("with_ko")),
            _any(row.get("with_en")),
            tuple(row["unless"]),
        )
        for row in table("safety.toml")["rule"]
    )


@cache
def _guards() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(words)) for name, words in table("safety.toml")["guards"].items()}


def _any(expressions: Iterable[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(expressions)) if expressions else None
