"""A few kills of the real bot; many are `python -m tests.bench.kills`."""

from pathlib import Path

import pytest

from tests.bench.kills.run import WAYS, run


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_bot_that_is_killed_while_people_answer_it_takes_no_answer_twice_and_owes_none(
    tmp_path: Path,
) -> None:
    outcome = await run(tmp_path, kills=24, people=len(WAYS), seconds=300, seed=20260301)
    assert outcome.faults == []
    assert outcome.kills == 24
    ledger = outcome.ledger
    for done in (ledger.plans, ledger.photos, ledger.albums, ledger.texts):
        assert done
    assert outcome.kept.doses
