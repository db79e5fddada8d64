"""People over weeks through the real bot and sandbox: all comes exactly when it is to come. `tests.bench.year` takes a year."""

from pathlib import Path

import pytest

from tests.bench.year import simulate

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_some_days_of_some_people_are_exactly_as_planned(tmp_path: Path):
    year = await simulate(tmp_path, people=4, days=4, seed=1)
    assert year.faults == []
    assert year.taps > 10


@pytest.mark.slow
@pytest.mark.timeout(1500)
async def test_thirty_days_of_eight_people_are_exactly_as_planned(tmp_path: Path):
    year = await simulate(tmp_path, people=8, days=30, seed=1)
    assert year.faults == []
    assert year.doses > 400
    assert set(year.states) >= {"taken", "skipped", "missed"}
