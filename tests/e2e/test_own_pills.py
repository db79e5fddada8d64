"""Reminders with the person's own pills: asked once, kept small and alone, and gone when they say so."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import time

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from bot.core.people.accounts import OwnPills
from inference.drawing.sheet import PHOTO, TILE
from tests.e2e.conftest import button, has_button, says, text_of
from tests.e2e.test_from_photo_to_list import photo_answered, settle
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day
from tests.schedules import scheduled

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {"medicine": "타이레놀", "asks": "실제 사진을 보여 드릴까요", "kept": "고마워요", "none": "보관하지 않아요"},
    "en": {"medicine": "Tylenol", "asks": "show your own pill", "kept": "Thank you", "none": "no picture of your pills"},
}  # fmt: skip


async def confirmed(day: Day, language: str):
    """Let a person confirm a pill of a photo; return them, the question, and the answer to the photo."""
    person, answer = await photo_answered(day.house, language)
    answer = await settle(person, answer, 1, WORDS[language]["medicine"])
    await person.tap(answer["message_id"], button(answer, "keep:"))
    asked = await person.wait_for(says(WORDS[language]["asks"]))
    return person, asked, answer


async def kept(day: Day) -> list[bytes]:
    rows = await day.service.stores.accounts._database.rows("SELECT picture FROM own_pills")
    return [row["picture"] for row in rows]


async def agreed(day: Day, person, asked, language: str) -> list[bytes]:
    """Agree; return what is kept once that is done: what a chat sends is handled in order."""
    await tap(person, asked, "ownpills-yes:", says(WORDS[language]["kept"]))
    await command(person, "/mymeds", has_button("med:"))
    return await kept(day)


def difference(sheet: Image.Image, pill: Image.Image) -> float:
    """Return how much the only pill of a sheet differs from a picture of it, in grey levels."""
    shown = ImageOps.contain(pill.convert("L"), (PHOTO, PHOTO))
    left, top = (sheet.width - shown.width) // 2, (TILE - shown.height) // 2
    there = sheet.convert("L").crop((left, top, left + shown.width, top + shown.height))
    return float(ImageStat.Stat(ImageChops.difference(there, shown)).mean[0])


async def reminded_of_all(day: Day, person):
    """Plan what is on the list at eight, and return the reminder."""
    account = await day.service.stores.accounts.find(person.chat_id)
    assert account
    store = day.service.stores.medications
    for medicine in await store.active(account.person_id):
        await store.plan(account.person_id, medicine.id, scheduled(times=(time(8),)), day.clock())
    await day.move(hours=1)
    return await person.wait_for_bot(has_button("dose:"))


@pytest.mark.parametrize("language", list(WORDS))
async def test_a_pill_that_was_confirmed_is_shown_as_it_is_once_the_person_agrees(day: Day, language):
    person, asked, answer = await confirmed(day, language)
    assert await kept(day) == [], "nothing without consent"
    (picture,) = await agreed(day, person, asked, language)
    assert len(picture) <= 6000
    pill = Image.open(io.BytesIO(picture))
    assert max(pill.size) <= 160
    assert not pill.getexif()
    reminder = await reminded_of_all(day, person)
    sheet = Image.open(io.BytesIO(await day.house.client.file(reminder["photo"][-1]["file_id"])))
    assert difference(sheet, pill) < 8
    await day.move(minutes=10)
    again = await person.wait_for_bot(has_button("dose:"))
    assert again["photo"] == reminder["photo"], "neither drawn nor sent anew"
    settings = await command(person, "/settings", has_button("reminders"))
    reminders = await tap(person, settings, "reminders", has_button("ownpills"))
    told = await tap(person, reminders, "ownpills", has_button("ownpills-no"))
    await tap(person, told, "ownpills-no", says(WORDS[language]["none"]))
    assert await kept(day) == []


async def test_who_declines_is_not_asked_again_and_nothing_is_kept(day: Day):
    person, asked, answer = await confirmed(day, "ko")
    await tap(person, asked, "ownpills-no", says(WORDS["ko"]["none"]))
    answer = await settle(person, answer, 2, "노바스크")
    await person.tap(answer["message_id"], button(answer, "keep:"))
    await person.wait_for(says("약 목록에 넣었어요"))
    asked_of = [m for m in (await person.messages(0)).messages if WORDS["ko"]["asks"] in text_of(m)]
    assert len({m["message_id"] for m in asked_of}) == 1
    assert await kept(day) == []


async def test_it_is_in_the_export_not_shown_in_discreet_mode_and_gone_with_its_medicine(day: Day):
    person, asked, _ = await confirmed(day, "ko")
    (picture,) = await agreed(day, person, asked, "ko")
    accounts = day.service.stores.accounts
    account = await accounts.find(person.chat_id)
    assert account
    assert account.own_pills is OwnPills.AGREED
    archive = await day.service.services.account_data.export(account, day.clock())
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert picture in [files.read(name) for name in files.namelist() if name.startswith("own_pills/")]
        assert "own_pills" in json.loads(files.read("yaksok.json"))
    await accounts.save(replace(account, is_discreet=True))
    assert "text" in await reminded_of_all(day, person)
    (medicine,) = await day.service.stores.medications.active(account.person_id)
    await day.service.services.medications.stop(account, medicine.id, day.clock())
    assert await kept(day) == []
