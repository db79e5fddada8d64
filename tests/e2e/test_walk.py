"""A short random walk over the whole bot; the long one is `python -m tests.e2e.walk`."""

from pathlib import Path

from tests.e2e.walk import Events, walk


async def test_whatever_people_tap_and_write_is_answered_and_breaks_nothing(tmp_path: Path) -> None:
    events = Events(kills=1, jumps=8, faults=4)
    came = await walk(tmp_path, steps=120, people=8, events=events, seed=20260301)
    assert came.faults == []
    assert came.journal.done["tap"] > 25
    assert came.journal.done["text"] > 20
    assert came.summary().startswith("120 steps, seed 20260301, 1 kills, ")
