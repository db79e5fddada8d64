"""The one place that understands what is typed: a danger, an intent, the medicines named, the clock time."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from bot.core.understanding.classifier import Classifier, load
from bot.core.understanding.clock import time_in
from bot.core.understanding.danger import danger_in, is_excused
from bot.core.understanding.features import concepts, features
from bot.core.understanding.intents import Danger, Intent, Understanding
from bot.core.understanding.names import Found, NameFinder
from bot.core.understanding.text import LATIN, Sentence, sentence_of

DANGERS = (Intent.EMERGENCY, Intent.CRISIS)
SURE = 0.4  # how probable a danger must be, where no rule found it, to be one
PERHAPS = 0.3  # and to be told beside the answer
HARDLY = 0.1  # below it, what a rule found is only told beside the answer
SURELY = 0.95  # from it on, what a rule excused is one all the same
NOT_WISHES = (*DANGERS, Intent.OTHER, Intent.GREETING, Intent.THANKS)
GOES_BEFORE = (Intent.CHECK, Intent.INFO, Intent.FOOD)  # what a question about pregnancy is, first of all
UNSURE = (
    0.5  # below it, a sentence about pregnancy is about nothing else, and a clear wish beside it goes first
)
ALSO = 0.7  # how probable the intent of a further sentence must be
MOST_PARTS = 8
LONGEST_WORD = 9  # letters of what is taken for one word; Korean is often typed without spaces
PARTS = re.compile(
    r"[.!?\n]+\s*|(?:그리고|그런데|근데|아 그리고)\s+|(?<=[었았했겠갔왔]고)\s+|,\s+(?:and|also)\s+"
    r"|\s+and\s+(?=(?:also|please|can|could|what|when|how|is|do|did|remind|show|add|remove|delete|move|set)\b)"
)
BESIDE_NAMES = re.compile(
    r"[\W\d_]|mg|밀리그[램람]|mcg|ml|미리|정$|정(?=\W)|캡슐|시럽|tablets?|tabs?|capsules?|pills?|서방정?|알$|약$"
)

# How people say how much there is, how much is taken, or when; nothing else is in a text that this takes up whole.
AMOUNT = re.compile(
    r"(?:\d+(?:[.,:/]\d+)?|반|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|스물|서른|마흔|쉰|예순|일흔|여든|아흔|[이삼사오육칠팔구]?십|백"
    r"|half|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred|dozen)+"
    r"\s?(?:밀리그?[램람]?|mg|ml|알|정|개|캡슐|봉지|봉|포|통|병|판|팩|번|회|일치|일분|일|주치|주|달치|달|개월|시간마다|시간|시|분"
    r"|tablets?|tabs?|pills?|capsules?|days?|weeks?|months?|times?|hours?|packs?|boxe?s?|bottles?)?"
    r"(?:씩|쯤|정도|가량|짜리)?"
)
OF_AMOUNTS = re.compile(
    r"(?:남|있|들어있|먹|드시|드)(?:았|었)?(?:어요?|아요?|음|습니다|네요?|고있어요?|세요|셔요|십니다|는데요?)|들어|이요|이에요|예요|입니다|요$"
    r"|아직|지금|약|총|하루|매일|에|부터|까지|마다"
    r"|\b(?:left|each|please|a|the|in|box|per|every|day|about|i|have|take|of|and)\b"
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
        danger = self._weighed(danger_in(sentence), sentence, found)
        if danger and not danger.doubtful:
            return Understanding(danger.intent, medicines, at, danger)
        if found and _only_names(sentence.text, found):
            return Understanding(Intent.INFO, medicines, at, only_names=True)
        if not (sentence.is_korean or LATIN.search(sentence.text)):
            return Understanding(Intent.OTHER, medicines, at, danger, confidence=0.0)
        intent, confidence, danger = self._intent(sentence, found, danger)
        wanted = self._wanted_by_parts(text, lang) if intent not in DANGERS else {}
        if (
            wanted and intent not in wanted and confidence < UNSURE
        ):  # said in passing, and a clear wish beside it
            intent, confidence = next(iter(wanted.items()))
        others = tuple(each for each in wanted if each is not intent)
        return Understanding(intent, medicines, at, danger, others, confidence)

    def _intent(
        self, sentence: Sentence, found: tuple[Found, ...], doubtful: Danger | None
    ) -> tuple[Intent, float, Danger | None]:
        probable = self._probable(sentence, found)
        danger = 0.0 if _is_word(sentence) else self._danger(probable)
        worst = max(DANGERS, key=probable.__getitem__)
        if danger >= SURE and not doubtful and not is_excused(sentence, ("hypothetical", "story", "howto")):
            return worst, danger, Danger(worst, "classifier", doubtful=False)
        if danger >= PERHAPS and not doubtful:
            doubtful = Danger(worst, "classifier", doubtful=True)
        best = next(intent for intent in probable if intent not in DANGERS)
        if "pregnancy" in concepts(sentence) and (best in GOES_BEFORE or probable[best] < UNSURE):
            return Intent.PREGNANCY, probable[Intent.PREGNANCY], doubtful
        return best, probable[best] / max(1e-9, 1 - danger), doubtful

    def _probable(self, sentence: Sentence, found: tuple[Found, ...]) -> dict[Intent, float]:
        classifier = self._classifiers["ko" if sentence.is_korean else "en"]
        return classifier.probabilities(features(sentence, found))

    def _weighed(self, danger: Danger | None, sentence: Sentence, found: tuple[Found, ...]) -> Danger | None:
        """Doubt a rule's emergency that reads like the many that only look like one; take an excused one that surely is one."""
        if danger is None or _is_word(sentence):
            return danger
        probable = self._danger(self._probable(sentence, found))
        if danger.intent is Intent.EMERGENCY and probable < HARDLY:
            return replace(danger, doubtful=True)
        return replace(danger, doubtful=danger.doubtful and probable < SURELY)

    @staticmethod
    def _danger(probable: Mapping[Intent, float]) -> float:
        return sum(probable[intent] for intent in DANGERS)

    def _wanted_by_parts(self, text: str, lang: str | None) -> dict[Intent, float]:
        """Return what the sentences of a text surely want, each intent once, in order; nothing for a single one."""
        parts = [part for part in PARTS.split(text[:1000]) if len(part.strip()) > 3][:MOST_PARTS]
        wanted: dict[Intent, float] = {}
        for part in parts if len(parts) > 1 else ():
            sentence = sentence_of(part, lang)
            best, share = next(iter(self._probable(sentence, self._names.in_text(sentence.text)).items()))
            if share >= ALSO and best not in NOT_WISHES:
                wanted.setdefault(best, share)
        return wanted


def _is_word(sentence: Sentence) -> bool:
    """Return whether the rules alone decide on a text: a word, such as goodbye or 52년생이에요, or 서른 알 있어요."""
    is_one = " " not in sentence.text and len(sentence.squeezed) <= LONGEST_WORD
    text = sentence.squeezed if sentence.is_korean else sentence.text
    return is_one or not re.sub(r"\W", "", AMOUNT.sub("", OF_AMOUNTS.sub("", text)))


def _only_names(text: str, found: tuple[Found, ...]) -> bool:
    """Return whether nothing but names, with strengths and forms, stands in a text."""
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]} {text[one.end :]}"
    return "?" not in text and not BESIDE_NAMES.sub("", text)
