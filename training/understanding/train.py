"""Fit the classifier to all sentences, and write its weights and their card."""

import json
from pathlib import Path

from bot.core.understanding.classifier import save
from bot.core.understanding.features import BUCKETS
from training.understanding.fit import Corpus, fit
from training.understanding.patterns import examples
from training.understanding.written import authors, written

EACH = 2  # sentences drawn from each pattern
LANGUAGES = ("ko", "en")


def corpus(lang: str, without: str = "") -> Corpus:
    """Return the sentences of a language, without those of one author."""
    told = [one for author in authors() if author != without for one in written(author, lang)]
    return Corpus(lang, told, tuple(examples(lang, EACH)))


def train(path: Path) -> dict[str, object]:
    """Fit both languages, write weights and card; return the card."""
    corpora = [corpus(lang) for lang in LANGUAGES]
    save(path, {one.lang: fit(one) for one in corpora})
    card = {
        "what": "tells which of 30 intents a typed sentence has, and whether it tells of a danger; "
        "two logistic regressions on hashed features of its spelling, morphemes and subjects",
        "from": "sentences of training/understanding/written, and some drawn from the patterns beside it, all written for this",
        "sentences": {one.lang: {"written": len(one.written), "drawn": len(one.drawn)} for one in corpora},
        "buckets": BUCKETS,
        "made by": "python -m training.understanding",
        "measured by": "python -m tests.bench.understanding; each author unseen: python -m training.understanding --held-out",
    }
    path.with_suffix(".json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return card
