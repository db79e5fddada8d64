"""How well unseen authors are understood: the sentences of each are judged by a classifier that learnt from the others."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.understanding.classifier import Guess
from bot.core.understanding.danger import danger_in
from bot.core.understanding.features import features
from bot.core.understanding.intents import DANGERS, Danger
from bot.core.understanding.names import NameFinder
from bot.core.understanding.text import sentence_of
from bot.core.understanding.weighing import weighed
from training.understanding.fit import fit
from training.understanding.patterns import Example
from training.understanding.train import LANGUAGES, corpus
from training.understanding.written import authors, written


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of an author that the classifier has not learnt from."""

    example: Example
    rule: Danger | None
    guess: Guess

    @property
    def is_danger(self) -> bool:
        """Return whether it tells of a danger."""
        return self.example.intent in DANGERS

    @property
    def danger(self) -> Danger | None:
        """Return the danger that is found."""
        return weighed(self.rule, self.guess)

    @property
    def is_right(self) -> bool:
        """Return whether its intent is the likeliest of those that are no danger."""
        return self.example.intent is next(one for one in self.guess.probable if one not in DANGERS)


def judged(author: str, lang: str) -> Iterator[Judged]:
    """Yield the sentences of an author in a language, as judged without them."""
    finder, classifier = NameFinder(), fit(corpus(lang, without=author))
    for example in written(author, lang):
        sentence = sentence_of(example.text, lang)
        guess = classifier.guess(features(sentence, finder.in_text(sentence.text)))
        yield Judged(example, danger_in(sentence), guess)


def table() -> Iterator[str]:
    """Yield a line for each author and language; the rules were written with all but the last two authors in view."""
    for author in authors():
        for lang in LANGUAGES:
            some = list(judged(author, lang))
            dangers = [one.danger for one in some if one.is_danger]
            others = [one.danger for one in some if not one.is_danger]
            right = sum(one.is_right for one in some if not one.is_danger)
            yield (
                f"{author} {lang}: {_sure(dangers)} of {len(dangers)} dangers found, {_doubtful(dangers)} told beside; "
                f"{_sure(others)} of {len(others)} others taken for one, {_doubtful(others)} told beside; "
                f"{right} of their intents right"
            )


def _sure(dangers: list[Danger | None]) -> int:
    return sum(one is not None and not one.doubtful for one in dangers)


def _doubtful(dangers: list[Danger | None]) -> int:
    return sum(one is not None and one.doubtful for one in dangers)
