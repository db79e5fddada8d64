"""One number follows a photo through the log: from its arrival through the worker to the answer."""

import json

import pytest

from tests.captured import captured_log
from tests.e2e.conftest import BotHarness
from tests.pictures import four_pills

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_photo_can_be_followed_by_its_number(house: BotHarness):
    person = await house.person()
    assert house.service is not None
    with captured_log(json=True, secrets=[]) as log:
        await person.send_photo(four_pills())
        await person.wait_for(lambda m: m["from"]["is_bot"] and bool(m.get("photo")), timeout=60)
        while house.service.telegram.dispatcher.length:  # noqa: ASYNC110
            await person.messages(wait=0.1)
    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    numbers = {event: {each["update"] for each in lines if each["event"] == event and "update" in each}
               for event in ("photo looked at", "update handled")}  # fmt: skip
    assert numbers["photo looked at"]
    assert numbers["photo looked at"] <= numbers["update handled"]
    (looked,) = [each for each in lines if each["event"] == "photo looked at"]
    assert looked["outcome"] == "read"
    assert looked["seconds"] > 0


async def test_the_figures_tell_ages_and_times(house: BotHarness):
    assert house.service is not None
    text = house.service.metrics.text().decode()
    for figure in ('yaksok_age_seconds{of="oldest-update"}', 'yaksok_age_seconds{of="knowledge"}',
                   'yaksok_age_seconds{of="backup"}', "yaksok_update_seconds_count"):  # fmt: skip
        assert figure in text
