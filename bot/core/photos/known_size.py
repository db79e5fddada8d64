"""The scale of a photo from its pills that are settled: their catalogued lengths. Pure."""

import math
from collections.abc import Mapping, Sequence

from bot.core.photos.model import Pill
from inference.size.scale import Scale, Scales, scale_of
from inference.types import Guess
from knowledge.products import Product, ProductId

AGREE = 0.12  # relative: settled pills whose scales differ more give none
SPREAD = 0.06  # relative, at least: one pill may lie nearer to the camera than another


def scales_of_settled(pills: Sequence[Pill], products: Mapping[ProductId, Product]) -> Scales:
    """Return the scale of one photo by the settled pills among its pills; none where they do not agree."""
    found = [scale for pill in pills if (scale := _scale(pill, products)) is not None]
    if not found:
        return ()
    each = [scale.mm_per_px for scale in found]
    if max(each) > (1 + AGREE) * min(each):
        return ()
    spread = max(SPREAD, min(scale.spread for scale in found))
    return (Guess(Scale(math.exp(sum(map(math.log, each)) / len(each)), spread), 1.0),)


def _scale(pill: Pill, products: Mapping[ProductId, Product]) -> Scale | None:
    product = products.get(pill.identity) if pill.identity else None
    lengths = {look.long_mm for look in product.appearances if look.long_mm} if product else set()
    return scale_of(pill.seen, lengths.pop()) if len(lengths) == 1 else None
