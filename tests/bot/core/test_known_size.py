"""A settled pill gives the scale of its photo, so that the pills beside it have sizes."""

from dataclasses import replace

import pytest

from bot.core.photos.known_size import scales_of_settled
from bot.core.photos.model import Decision, Pill
from inference.size.scale import sized
from inference.types import Box, SeenPill
from knowledge.identify.certainty import Certainty
from knowledge.products import Appearance, Product, ProductId, Side

SEEN = SeenPill(1, Box(0, 0, 100, 100), 0.9, extent_px=(100.0, 100.0))
EIGHT, SIXTEEN, UNMEASURED = (
    Product(ProductId(name), "", "", appearances=(Appearance(Side(), Side(), long_mm=length),))
    for name, length in (("eight", 8.0), ("sixteen", 16.0), ("unmeasured", None))
)
PRODUCTS = {product.id: product for product in (EIGHT, SIXTEEN, UNMEASURED)}
SETTLED = Pill(1, SEEN, Certainty.SURE, (EIGHT.id,))


def test_the_catalogued_length_of_a_settled_pill_is_a_scale_for_those_beside_it() -> None:
    (scale,) = scales_of_settled([SETTLED, replace(SETTLED, certainty=Certainty.CHOOSE)], PRODUCTS)
    beside = sized(replace(SEEN, extent_px=(50.0, 25.0)), (scale,))
    (size,) = beside.sizes
    assert (size.value.long_mm, size.value.short_mm) == pytest.approx((4.0, 2.0))
    assert size.value.spread >= 0.06


@pytest.mark.parametrize(
    "pills",
    [
        [replace(SETTLED, certainty=Certainty.CHOOSE)],
        [replace(SETTLED, decision=Decision.NONE)],
        [replace(SETTLED, candidates=(UNMEASURED.id,))],
        [replace(SETTLED, seen=replace(SEEN, extent_px=None))],
        [SETTLED, replace(SETTLED, candidates=(SIXTEEN.id,))],  # they lie beside each other, equally large
    ],
)
def test_without_a_settled_pill_of_known_length_or_where_two_disagree_there_is_no_scale(
    pills: list[Pill],
) -> None:
    assert scales_of_settled(pills, PRODUCTS) == ()
