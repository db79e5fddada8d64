"""The classifier of sentences learns from what people wrote, each author in a file."""

from collections import Counter

import pytest

from bot.core.understanding.intents import DANGERS, Intent
from training.understanding.patterns import Example
from training.understanding.written import authors, written

EXAMPLES = [
    Example(f"{word} {end}", intent)
    for intent, words in (
        (Intent.EMERGENCY, ("숨을 못 쉬어요", "쓰러졌어요", "피를 토해요")),
        (Intent.LIST, ("약 목록 보여줘", "무슨 약 먹는지", "내 약 전부")),
        (Intent.THANKS, ("고마워요", "감사합니다", "고맙네")),
    )
    for word in words
    for end in ("할머니가", "아버지가", "제가", "지금", "좀")
]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_sentence_is_of_one_author_only(lang):
    said = Counter(text for author in authors() for text in {one.text for one in written(author, lang)})
    assert [text for text, times in said.items() if times > 1] == []


def test_every_author_wrote_of_dangers_and_of_other_things():
    for author in authors():
        intents = {one.intent for lang in ("ko", "en") for one in written(author, lang)}
        assert set(DANGERS) < intents


@pytest.mark.filterwarnings("ignore:Sparse CSR tensor support is in beta state")
def test_what_is_fitted_tells_intents_and_dangers_apart():
    pytest.importorskip("torch", reason="the training extra is not installed: make test-training")
    from training.understanding.fit import Corpus, fit
    from training.understanding.rows import rows_of

    classifier = fit(Corpus("ko", EXAMPLES, ()))
    for text, intent in (("형이 쓰러졌어요", Intent.EMERGENCY), ("목록 좀 보여줘", Intent.LIST)):
        guess = classifier.guess(rows_of([text], "ko").buckets.tolist())
        assert next(iter(guess.probable)) is intent
        assert (guess.danger > 0) == (intent in DANGERS)
