"""The one place that understands what is typed: a danger, an intent, the medicines named, the clock time."""

import re
from functools import cached_property

from bot.core.understanding.bare_text import is_bare, is_days, is_names
from bot.core.understanding.classifier import Classifier, Guess, load
from bot.core.understanding.clock import time_in
from bot.core.understanding.danger import danger_in
from bot.core.understanding.features import concepts, features
from bot.core.understanding.intents import DANGERS, Danger, Intent, Understanding
from bot.core.understanding.names import Found, NameFinder
from bot.core.understanding.text import LATIN, Sentence, sentence_of
from bot.core.understanding.weighing import weighed

NOT_WISHES = (*DANGERS, Intent.OTHER, Intent.GREETING, Intent.THANKS)
GOES_BEFORE = (Intent.CHECK, Intent.INFO, Intent.FOOD)  # what a question about pregnancy is, first of all
UNSURE = (
    0.5  # below it, a sentence about pregnancy is about nothing else, and a clear wish beside it goes first
)
ALSO = 0.7  # how probable the intent of a further sentence must be
MOST_PARTS = 8
PARTS = re.compile(
    r"[.!?\n]+\s*|(?:그리고|그런데|근데|아 그리고)\s+|(?<=[었았했겠갔왔]고)\s+|,\s+(?:and|also)\s+"
    r"|\s+and\s+(?=(?:also|please|can|could|what|when|how|is|do|did|remind|show|add|remove|delete|move|set)\b)"
)


class Understander:
    """Understands typed sentences; every method may be called from any thread, and gives up no later for long ones."""

    def __init__(self, names: NameFinder) -> None:
        """Take the finder of the names of the knowledge file in use."""
        self._names = names

    @cached_property
    def _classifiers(self) -> dict[str, Classifier]:
        return load()

    def warm(self) -> None:
        """Read now what is otherwise read for the first sentence: 0.3 s."""
        self.understand("오늘 약 먹었나?")
        self.understand("did I take it?")

    def danger(self, text: str, lang: str | None = None) -> Danger | None:
        """Return the danger that a text tells of; to be asked before it is taken for an answer to an open question."""
        return self.understand(text, lang).danger

    def understand(self, text: str, lang: str | None = None) -> Understanding:
        """Return what a text says; `lang` is "ko" or "en", else its script decides."""
        sentence = sentence_of(text, lang)
        found = self._names.in_text(sentence.text)
        medicines = tuple(one.name for one in found)
        at = time_in(sentence.text, korean=sentence.is_korean)
        is_ours = sentence.is_korean or LATIN.search(sentence.text) is not None
        rule, guess = danger_in(sentence), self._guess(sentence, found)
        danger = weighed(rule, guess) if is_ours and not is_bare(sentence) else rule
        if danger and not danger.doubtful:
            return Understanding(danger.intent, medicines, at, danger)
        if found and is_names(sentence.text, found):
            return Understanding(Intent.INFO, medicines, at, only_names=True)
        if is_days(sentence.text):
            return Understanding(Intent.SET_SCHEDULE, medicines, at, danger)
        if not is_ours:
            return Understanding(Intent.OTHER, medicines, at, danger, confidence=0.0)
        intent, confidence = _likeliest(sentence, guess)
        wanted = self._wanted_by_parts(text, lang)
        if (
            wanted and intent not in wanted and confidence < UNSURE
        ):  # said in passing, and a clear wish beside it
            intent, confidence = next(iter(wanted.items()))
        others = tuple(each for each in wanted if each is not intent)
        return Understanding(intent, medicines, at, danger, others, confidence)

    def _guess(self, sentence: Sentence, found: tuple[Found, ...]) -> Guess:
        classifier = self._classifiers["ko" if sentence.is_korean else "en"]
        return classifier.guess(features(sentence, found))

    def _wanted_by_parts(self, text: str, lang: str | None) -> dict[Intent, float]:
        """Return what the sentences of a text surely want, each intent once, in order; nothing for a single one."""
        parts = [part for part in PARTS.split(text[:1000]) if len(part.strip()) > 3][:MOST_PARTS]
        wanted: dict[Intent, float] = {}
        for part in parts if len(parts) > 1 else ():
            sentence = sentence_of(part, lang)
            guess = self._guess(sentence, self._names.in_text(sentence.text))
            best, share = next(iter(guess.probable.items()))
            if share >= ALSO and best not in NOT_WISHES:
                wanted.setdefault(best, share)
        return wanted


def _likeliest(sentence: Sentence, guess: Guess) -> tuple[Intent, float]:
    """Return the intent that is no danger, and how probable it is among those."""
    shares = {intent: share for intent, share in guess.probable.items() if intent not in DANGERS}
    best, most = next(iter(shares.items()))
    if "pregnancy" in concepts(sentence) and (best in GOES_BEFORE or guess.probable[best] < UNSURE):
        best, most = Intent.PREGNANCY, shares[Intent.PREGNANCY]
    return best, most / max(1e-9, sum(shares.values()))
