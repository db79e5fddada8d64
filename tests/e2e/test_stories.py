"""The people for whom the bot is made get through their day with it, and see what they must see."""

from pathlib import Path

import pytest

from bot.telegram.ui.screens import CAPTION_LIMIT
from tests.e2e.stories import STORIES
from tests.e2e.usual_screens import said, staged


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_day_of_theirs_ends_well(tmp_path: Path, story) -> None:
    async with staged(tmp_path) as stage:
        actor = await story(stage)
    shown = [message for screen in actor.shown.values() for message in screen.messages]
    assert len(shown) >= 4
    assert all(len(said(message)) <= CAPTION_LIMIT for message in shown if message.get("photo"))
