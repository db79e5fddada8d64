"""What the lexers of both languages share: rules tried one after the other, and the tokens that simple rules make."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bot.core.understanding.schedule_sentences import tokens as k
from bot.core.understanding.schedule_sentences.tokens import Token

Make = Callable[[re.Match[str], date], Token | list[Token]]  # a match and the local day -> tokens
Rule = tuple[re.Pattern[str], Make]


def scan(text: str, rules: Sequence[Rule], passed_over: re.Pattern[str], today: date) -> list[Token]:
    """Return the tokens of a text: at each place the first rule that matches; else `passed_over` is skipped."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        for pattern, make in rules:
            if match := pattern.match(text, place):
                made = make(match, today)
                found += made if isinstance(made, list) else [made]
                place = match.end()
                break
        else:
            skipped = passed_over.match(text, place)
            place = skipped.end() if skipped else place + 1
    return found


def plain(kind: str, value: k.Value = None) -> Make:
    """Make always the same token."""
    return lambda _match, _today: Token(kind, value)


def nothing(_match: re.Match[str], _today: date) -> list[Token]:
    """Make no token: the words are known to say nothing of times."""
    return []


def relative(days: int) -> Make:
    """Make a date so many days from today."""
    return lambda _, today: Token(k.DATE, today + timedelta(days=days))


def number(number_of: Callable[[str], float], kind: str, factor: int = 1) -> Make:
    """Make a number of the group `n`; a part of a day, a week or a time is none."""

    def make(match: re.Match[str], _: date) -> Token:
        value = number_of(match["n"]) * factor
        if kind in (k.DOSE, k.HOURS):
            return Token(kind, value)
        return Token(kind, int(value)) if value.is_integer() else Token(k.BAD, match[0])

    return make


def half_more(number_of: Callable[[str], float]) -> Make:
    """Make an amount of the group `n` and a half."""
    return lambda match, _: Token(k.DOSE, number_of(match["n"]) + 0.5)


def fraction(match: re.Match[str], _: date) -> Token:
    """Make an amount of the groups `a` and `b`: 1/2."""
    return Token(k.DOSE, int(match["a"]) / int(match["b"])) if int(match["b"]) else Token(k.BAD, match[0])
