"""A person has everything that is kept of them handed over, and deleted."""

import io
import json
import zipfile

import pytest

from tests.e2e.conftest import BotHarness, button, has_button, says, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def exported(house: BotHarness, person) -> dict[str, list[dict[str, object]]]:
    sent = await person.wait_for(lambda message: "document" in message)
    data = await house.client.file(sent["document"]["file_id"])
    return json.loads(zipfile.ZipFile(io.BytesIO(data)).read("yaksok.json"))


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_export_holds_the_list_and_arrives_as_a_file(house: BotHarness, language):
    person = await house.person(language)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    await person.wait_for(has_button("say:"))
    await person.send_text("/export")
    kept = await exported(house, person)
    assert kept["accounts"][0]["language"] == language
    assert len(kept["medications"]) == 1


@pytest.mark.parametrize(
    ("language", "days", "nothing"),
    [("ko", "30일", "아직 목록에 약이 없어요"), ("en", "30 days", "The list is empty")],
)
async def test_everything_is_deleted_by_two_taps_and_the_days_of_backups_are_told(
    house: BotHarness, language, days, nothing
):
    person = await house.person(language)
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    await person.wait_for(has_button("say:"))
    await person.send_text("/delete")
    sure = await person.wait_for(has_button("forget:yes"))
    assert ("가족의 약도" if language == "ko" else "family") in text_of(sure)
    await person.tap(sure["message_id"], "forget:yes")
    await person.wait_for(says(days))
    await person.send_text("/mymeds")
    await person.wait_for(says(nothing))


async def test_privacy_offers_both(house: BotHarness):
    person = await house.person()
    await person.send_text("/privacy")
    shown = await person.wait_for(has_button("forget:ask"))
    await person.tap(shown["message_id"], "export")
    assert (await exported(house, person))["medications"] == []
