"""What leaflets say to people of an age, in pregnancy, while nursing, of alcohol, food and driving: as cautions."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from knowledge.build.leaflets.parser import items, level_of, sentences
from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.products import ProductId, Source
from knowledge.sources.kr.dur_amounts import age_within
from knowledge.sources.records import AgeRange, CautionRecord, LeafletRecord

WORDS = (
    (CautionKind.PREGNANCY, re.compile(r"임부|임신(?!중독)(?!부전)")),
    (CautionKind.NURSING, re.compile(r"수유")),
    (CautionKind.ALCOHOL, re.compile(r"음주|알코올(?!중독|\s*중독)|알콜(?!중독)|술을")),
    (CautionKind.DRIVING, re.compile(r"운전")),
)
FOOD = re.compile(r"우유|유제품|자몽|녹차|홍차|탄닌|커피|카페인|초콜|과일\s*주스|탄산음료")
YOUNG = re.compile(r"\d+\s*(?:세|개월|주)\s*(?:미만|이하)")
NOT_THE_TAKER = re.compile(r"상대방|외용|화장품|비알코올")


def leaflet_cautions(leaflets: Mapping[ProductId, LeafletRecord]) -> Iterator[CautionRecord]:
    """Yield each kind of caution that a leaflet has, once for each sentence."""
    for id_, leaflet in leaflets.items():
        source = Source(leaflet.source.name, leaflet.revised or leaflet.source.published)
        told: dict[tuple[CautionKind, str], AgeRange] = {}
        for text in (leaflet.warning, leaflet.precaution):
            for kind, sentence, ages in _said(text, food=False):
                told.setdefault((kind, sentence), ages)
        for kind, sentence, ages in _said(leaflet.interaction, food=True):
            told.setdefault((kind, sentence), ages)
        for (kind, sentence), ages in told.items():
            yield CautionRecord(kind, source, product=id_, reason=sentence, ages=ages)


@lru_cache(maxsize=8192)
def _said(text: str, *, food: bool) -> tuple[tuple[CautionKind, str, AgeRange], ...]:
    return tuple(_cautions(text, food=food))


def _cautions(text: str, *, food: bool) -> Iterator[tuple[CautionKind, str, AgeRange]]:
    for sentence in sentences(text):
        level = level_of(sentence)
        if level is None and "음주" not in sentence:
            continue
        named = [outside for outside, _ in items(sentence) if not NOT_THE_TAKER.search(outside)]
        for kind, words in WORDS:
            if any(words.search(one) for one in named):
                yield kind, sentence, AgeRange()
        if food and any(FOOD.search(one) for one in named):
            yield CautionKind.FOOD, sentence, AgeRange()
        if level is Verdict.LEAFLET_DO_NOT and (young := [one for one in named if YOUNG.search(one)]):
            yield CautionKind.AGE, sentence, age_within(young[0])
