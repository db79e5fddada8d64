"""A photo is kept only by one who agreed to give it, and gone as soon as they take it back."""

import asyncio
import io
import sys
import zipfile
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from bot.app.clock import utc_now
from bot.ops.backups.donation_export import write_out
from bot.settings import ROOT
from tests.e2e.conftest import BotHarness, button, has_button, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


def no_pills(seed: int) -> bytes:
    """Return a photo of nothing, that says where it was taken."""
    shades = np.linspace(150, 200, 640 * 480).reshape(480, 640) + seed
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    out = io.BytesIO()
    Image.fromarray(np.repeat(shades.astype(np.uint8)[..., None], 3, axis=2)).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def donations(house: BotHarness, person) -> list[bytes]:
    kept = await house.service.stores.account_data.of(person.chat_id)
    return [row["photo"] for row in kept["donations"]]


async def asked(person, photo: bytes):
    """Send a photo as a file, in which nothing is found; return the message that asks for it."""
    await person.send_document(photo, name="a.jpg", mime_type="image/jpeg")
    answer = await person.wait_for(has_button("donate:"), timeout=30)
    await person.tap(answer["message_id"], button(answer, "donate:"))
    return await person.wait_for(has_button("donate-yes:"))


async def given(person, photo: bytes) -> None:
    consent = await asked(person, photo)
    await person.tap(consent["message_id"], button(consent, "donate-yes:"))
    await person.wait_for(
        lambda m: (
            m["from"]["is_bot"] and ("고맙습니다" in m.get("text", "") or "Thank you" in m.get("text", ""))
        )
    )


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_photo_is_kept_after_consent_alone_and_once_and_without_where_it_was_taken(
    house: BotHarness, language
):
    person = await house.person(language)
    consent = await asked(person, no_pills(1))
    assert await donations(house, person) == []
    for _ in range(2):
        await person.tap(consent["message_id"], button(consent, "donate-yes:"))
    await person.wait_for(says("/privacy"))
    (photo,) = await donations(house, person)
    assert b"taken at home" in no_pills(1)
    assert b"taken at home" not in photo
    assert Image.open(io.BytesIO(photo)).size == (640, 480)


async def test_who_says_no_gives_nothing(house: BotHarness):
    person = await house.person()
    consent = await asked(person, no_pills(2))
    await person.tap(consent["message_id"], "donate-no")
    await person.wait_for(says("보관하지 않아요"))
    assert await donations(house, person) == []


async def test_a_photo_that_was_given_is_listed_shown_and_gone_once_it_is_taken_back(house: BotHarness):
    person = await house.person()
    await given(person, no_pills(3))
    await given(person, no_pills(4))
    await person.send_text("/privacy")
    privacy = await person.wait_for(has_button("gifts"))
    await person.tap(privacy["message_id"], "gifts")
    listed = await person.wait_for(has_button("gift:"))
    await person.tap(listed["message_id"], button(listed, "gift:"))
    shown = await person.wait_for(lambda m: m.get("photo") and has_button("take-back:")(m))
    await person.tap(shown["message_id"], button(shown, "take-back:"))
    await person.wait_for(says("여기에서 지웠어요"))
    assert len(await donations(house, person)) == 1
    await person.tap(listed["message_id"], "take-back:all")
    await person.wait_for(lambda m: m["message_id"] == listed["message_id"] and says("여기에서 지웠어요")(m))
    assert await donations(house, person) == []


async def test_nobody_sees_or_takes_back_what_another_gave(house: BotHarness):
    person, other = await house.person(), await house.person()
    await given(person, no_pills(5))
    store = house.service.stores.donations
    (donation,) = await store.of(person.chat_id)
    assert await store.photo(other.chat_id, donation.id) is None
    assert await store.take_back(other.chat_id, donation.id, datetime.now(UTC)) == 0
    assert await store.take_back(other.chat_id, None, datetime.now(UTC)) == 0
    assert len(await donations(house, person)) == 1


async def test_an_export_has_the_photo_and_a_deletion_takes_it(house: BotHarness):
    person = await house.person()
    await given(person, no_pills(7))
    await person.send_text("/export")
    sent = await person.wait_for(lambda m: "document" in m and m["from"]["is_bot"])
    files = zipfile.ZipFile(io.BytesIO(await house.client.file(sent["document"]["file_id"])))
    (name,) = [name for name in files.namelist() if name.startswith("donations/")]
    assert [files.read(name)] == await donations(house, person)
    await person.send_text("/delete")
    sure = await person.wait_for(has_button("forget:yes"))
    await person.tap(sure["message_id"], "forget:yes")
    await person.wait_for(says("모두 지웠어요"))
    assert await donations(house, person) == []


async def test_the_operators_folder_follows_what_is_given_and_taken_back(house: BotHarness, tmp_path):
    person = await house.person()
    await given(person, no_pills(8))
    database, key = house.settings.database_path, house.settings.key()
    count, _ = write_out(database, key, tmp_path)
    written = [path.read_bytes() for path in tmp_path.iterdir()]
    (photo,) = await donations(house, person)
    assert photo in written
    assert len(written) == count
    await house.service.stores.donations.take_back(person.chat_id, None, datetime.now(UTC))
    assert write_out(database, key, tmp_path) == (count - 1, 1)
    assert photo not in [path.read_bytes() for path in tmp_path.iterdir()]


async def test_the_command_writes_them_out_while_the_bot_runs(house: BotHarness, tmp_path):
    settings = house.settings
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "donations", "--out", tmp_path / "out", cwd=ROOT, stderr=asyncio.subprocess.PIPE,
        env={"YAKSOK_DATA_DIR": str(settings.data_dir), "YAKSOK_DATABASE_KEY": settings.key()},
    )  # fmt: skip
    _, said = await process.communicate()
    assert (process.returncode, b"photos in" in said) == (0, True), said


async def test_no_more_photos_are_taken_than_are_of_use(house: BotHarness):
    person = await house.person()
    store = house.service.stores.donations
    account = await house.service.stores.accounts.find(person.chat_id)
    for number in range(20):
        await store.give(account.person_id, f"test:{person.chat_id}:{number}", b"photo", 1, utc_now())
    await person.send_document(no_pills(9), name="a.jpg", mime_type="image/jpeg")
    answer = await person.wait_for(has_button("donate:"), timeout=30)
    await person.tap(answer["message_id"], button(answer, "donate:"))
    await person.wait_for(says("이미 많이 주셨어요"))
