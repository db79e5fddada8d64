"""The sentences of a leaflet that name other medicines, read by a dictionary of forms (leaflet_forms.csv).

A sentence is parted into the things that it enumerates; each of them counts only where the dictionary has exactly
its words, without particles and the words round them. What the dictionary lacks is left out, never guessed.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.interactions.verdicts import Verdict
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "leaflet_forms.csv"
SENTENCE = re.compile(r"(?<=십시오)\.?\s*|(?<=니다)\.?\s*|(?<=세요)\.?\s*|\.\s*\n|\n{2,}|(?<=[가-힣])\.\s+")
DO_NOT = re.compile(
    r"(?:복용|사용|투여|병용|섭취)(?:\([^)]*\))?(?:하지|하시지)\s*(?:마|말|않)|섞지\s*마"
    r"|피하십시오|피해야|피한다|금합니다|금기(?:이다|입니다|로)|먹지\s*마"
)
ASK = re.compile(r"상의|상담|주의|신중|간격|시간차|알리십시오|수\s*있|관찰|모니터")
BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
BETWEEN = re.compile(
    r"[,，、;/·ㆍ]|\s(?:및|또는|혹은|그리고)\s|(?<=[가-힣])(?:이나|와|과)\s(?!함께|함꼐|병용|동시|같)"
)
BEFORE = re.compile(
    r"^(?:이\s*약(?:을|은|의|과)?\s*(?:(?:복용|사용)\s*(?:하는\s*동안|하기\s*전에|중에는?))?\s*)?(?:특히\s*)?(?:다른\s*)?(?:일부\s*)?"
)
AFTER = re.compile(
    r"\s*(?:등\s*(?:다른\s*약\S*)?)?\s*(?:와|과|을|를|은|는|고)?\s*"
    r"(?:함께|함꼐|동시에|병용|복용|사용|투여|섭취|이\s*약).*$|\s*등(?:과|을|의)?\s*$|\s*(?:와|과)$"
)
INNER = re.compile(r"[,，:、]|\s등의?\s|\x01")
PLAIN = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Form:
    """What a leaflet's words mean: a group of groups.csv, or one substance."""

    group: str
    listed_only: bool  # where brackets follow, only the medicines in them are meant


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a sentence names."""

    level: Verdict
    group: str
    words: str
    sentence: str


def load_forms(path: Path = FILE) -> dict[str, Form]:
    """Read the dictionary. Raises SourceChanged for a damaged file."""
    forms: dict[str, Form] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        words, group, only = row.need("form"), row.need("group"), row.take("listed_only")
        row.done()
        if forms.setdefault(words, Form(group, bool(only))).group != group:
            row.fail("form", f"{words} means two things")
    return forms


def mentions(text: str, forms: Mapping[str, Form]) -> tuple[Mention, ...]:
    """Return what a text says of other medicines, in its order; of one group and level the first mention."""
    found: dict[tuple[Verdict, str], Mention] = {}
    for sentence in sentences(text):
        if level := level_of(sentence):
            for words, form in _named(sentence, forms):
                found.setdefault((level, form.group), Mention(level, form.group, words, sentence))
    strict = {group for level, group in found if level is Verdict.LEAFLET_DO_NOT}
    return tuple(
        one for (level, group), one in found.items() if level is Verdict.LEAFLET_DO_NOT or group not in strict
    )


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text as they are printed."""
    for part in SENTENCE.split(html.unescape(text)):
        if sentence := " ".join(part.split()):
            yield sentence


def level_of(sentence: str) -> Verdict | None:
    """Return how strongly a sentence speaks; None where it asks for nothing."""
    if DO_NOT.search(sentence):
        return Verdict.LEAFLET_DO_NOT
    return Verdict.LEAFLET_ASK if ASK.search(sentence) else None


def items(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each thing that a sentence enumerates, and what stands in brackets behind it."""
    depth, bare = 0, []
    for letter in sentence:
        depth += (letter in "([") - (letter in ")]" and depth > 0)
        bare.append("\x01" if depth and letter in ",，、;/·ㆍ " else letter)
    for part in BETWEEN.split("".join(bare)):
        whole = part.replace("\x01", " ") if "(" not in part and "[" not in part else part
        inside = " ".join(one or other for one, other in BRACKETS.findall(whole)).replace("\x01", ",")
        outside = BRACKETS.sub("", BRACKETS.sub("", whole)).replace("\x01", " ")
        yield outside.strip(), inside


def _named(sentence: str, forms: Mapping[str, Form]) -> Iterator[tuple[str, Form]]:
    for outside, inside in items(sentence):
        words = _bare(outside)
        form = forms.get(words)
        if form is None:
            continue
        if form.listed_only and inside:
            yield from ((one, forms[one]) for one in _inner(inside) if one in forms)
        else:
            yield words, form


def _bare(text: str) -> str:
    return PLAIN.sub("", AFTER.sub("", BEFORE.sub("", text)))


def _inner(text: str) -> Iterator[str]:
    for part in INNER.split(text):
        yield PLAIN.sub("", part).removesuffix("등")
