"""A short random walk over the whole bot; the long one is `python -m tests.e2e.walk`."""

from pathlib import Path

from tests.e2e.walk import walk


async def test_whatever_people_tap_and_write_is_answered_and_breaks_nothing(tmp_path: Path) -> None:
    faults, done = await walk(tmp_path, steps=120, people=8, kills=1, seed=20260301)
    assert faults == []
    assert done["tap"] > 25
    assert done["text"] > 20
