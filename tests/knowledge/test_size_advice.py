"""A coin is asked for where sizes would tell the candidates apart, and only there."""

import pytest

from knowledge.identify.certainty import Candidate
from knowledge.identify.size_advice import size_would_decide
from knowledge.identify.tuning import Tuning
from knowledge.products import Appearance, Product, ProductId, Side


def candidates(*told: tuple[float, float | None]) -> list[Candidate]:
    return [
        Candidate(
            Product(ProductId(str(place)), "", "", appearances=(Appearance(Side(), Side(), long_mm=length),)),
            probability,
        )
        for place, (probability, length) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("told", "decides"),
    [
        (((0.3, 6.0), (0.3, 9.0), (0.3, 13.0)), True),
        (((0.45, 7.0), (0.45, 12.0)), True),
        (((0.3, 8.0), (0.3, 8.1), (0.3, 8.2)), False),  # all of one size
        (((0.9, 6.0), (0.05, 12.0)), False),  # decided already
        (((0.05, 6.0), (0.05, 9.0), (0.05, 13.0)), False),  # it is likely to be none of them
        (((0.45, None), (0.45, 12.0)), False),  # one that nobody measured may have any size
        ((), False),
    ],
)
def test_a_coin_is_asked_for_where_it_would_decide(
    told: tuple[tuple[float, float | None], ...], decides: bool
) -> None:
    assert size_would_decide(candidates(*told), Tuning()) is decides


def test_a_product_without_any_look_decides_nothing() -> None:
    nobody_looked = Candidate(Product(ProductId("1"), "", ""), 0.9)
    assert not size_would_decide([nobody_looked], Tuning())
