"""A short load; a long one is `make bench-load`."""

import pytest

from tests.bench.load.__main__ import load
from tests.bench.load.crowd import SHARES, table_of


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_everybody_is_answered_or_told_under_a_light_load():
    (step,) = await load([3.0], seconds=6.0, people=10, takers=2, seed=3)
    assert sum(len(step.seconds[kind]) for kind in SHARES) > 0
    assert not [name for name in step.counts if "never" in name]
    assert table_of([step]).row_count >= len(SHARES)
