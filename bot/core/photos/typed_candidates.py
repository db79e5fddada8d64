"""What a person says that a pill is: what they wrote of it, and whether the photo speaks against their choice."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import chain, zip_longest

from bot.core.photos.model import Pill
from bot.core.ports import Knowledge
from knowledge.identify.certainty import Candidate, Certainty
from knowledge.identify.ranking import Ranking
from knowledge.products import ProductId

LIKELY = 0.02  # the least probability with which a pill is offered by what was typed of it
MOST_CANDIDATES = 5
HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")


async def rank_typed(knowledge: Knowledge, pill: Pill, typed: str, own: Collection[ProductId]) -> Ranking:
    """Return what a pill may be by what is typed: its imprint, or a name, neither crowding out the other."""
    named = (await knowledge.look_up(typed, MOST_CANDIDATES)).products
    found = {product.id: Candidate(product, 1 / len(named)) for product in named}
    if not HANGUL.search(typed):
        ranking = await knowledge.rank(pill.seen, other_side=pill.other_side, typed=typed, own=own)
        likely = {c.product.id: c for c in ranking.candidates if c.probability >= LIKELY}
        if ranking.certainty is Certainty.SURE or not found:
            return replace(ranking, candidates=tuple(likely.values()))
        by_turns = chain.from_iterable(zip_longest(found.values(), likely.values()))
        found = {one.product.id: one for one in by_turns if one}
    return Ranking(Certainty.CHOOSE, tuple(found.values())[:MOST_CANDIDATES])


async def looks_otherwise(knowledge: Knowledge, pill: Pill) -> bool:
    """Return whether a pill was said to be a product that looks quite different from it."""
    sides = [side for side in (pill.seen, pill.other_side) if side]
    return pill.product_id is not None and await knowledge.contradicts(sides, pill.product_id)
