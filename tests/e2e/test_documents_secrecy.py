"""The registration number on a prescription reaches no log, no database, no message and no picture."""

import cv2
import numpy as np
import pytest
import zxingcpp

from bot.app.clock import utc_now
from bot.app.service import opened
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from inference.documents.page import PageReader
from tests.captured import captured_log
from tests.e2e.conftest import BotHarness, button, has_button, says, settings_for_tests
from tests.fakes import FakeClock
from tests.printed_pages import REGISTRATION, SIX, photographed, prescription

pytestmark = pytest.mark.timeout(120)

SECRETS = (REGISTRATION, REGISTRATION.replace("-", ""), REGISTRATION.split("-")[1], "행복의원", "김영희")


async def test_a_registration_number_reaches_no_log_no_database_and_no_chat(tmp_path):
    async with Sandbox() as sandbox:
        settings = settings_for_tests(sandbox, tmp_path / "data")
        with captured_log(json=True, secrets=[]) as log:
            async with opened(settings, FakeClock(utc_now())) as service, service.running():
                house = BotHarness(sandbox, sandbox.client(), settings, service)
                person = await house.person()
                await person.send_photo(photographed(prescription(SIX)))
                answer = await person.wait_for(has_button("docadd:"), timeout=60)
                await person.tap(answer["message_id"], button(answer, "docadd:"))
                await person.wait_for(says("목록에 넣"), timeout=30)
                shown = (await person.messages()).messages
                pictures = [await house.client.file(file) for file in files_of_bot(shown)]
                await house.client.close()
        database = await Database.open(settings.database_path, settings.key())
        kept = await dumped(database)
        await database.close()
    assert any("노바스크" in text for text in kept), "the decrypted database was read"
    for secret in SECRETS:
        assert secret not in log.getvalue()
        assert not [text for text in kept if secret in text]
        assert secret not in repr([message for message in shown if message["from"]["is_bot"]])
    assert pictures
    for picture in pictures:
        assert not secrets_in(picture)


def files_of_bot(messages) -> list[str]:
    """Return the largest file of each picture that the bot sent."""
    return [one["photo"][-1]["file_id"] for one in messages if one["from"]["is_bot"] and "photo" in one]


async def dumped(database: Database) -> list[str]:
    """Return every row of every table, decrypted, as text."""
    tables = await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        repr(dict(row)) for table in tables for row in await database.rows(f'SELECT * FROM "{table["name"]}"')
    ]


def secrets_in(picture: bytes) -> list[str]:
    """Return what of the secrets can be read on a picture, as text or as a 2D code."""
    pixels = cv2.cvtColor(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    text = " ".join(line.text for line in PageReader().read(pixels).lines)
    codes = [code.text for code in zxingcpp.read_barcodes(pixels)]
    return [secret for secret in SECRETS if secret in text or any(secret in code for code in codes)]


def test_the_test_would_see_a_number_that_is_not_painted_over():
    data = photographed(prescription(SIX))
    pixels = cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert any(REGISTRATION in code.text for code in zxingcpp.read_barcodes(pixels))
    masked = cv2.imdecode(np.frombuffer(PageReader().read(pixels).picture, np.uint8), cv2.IMREAD_COLOR)
    assert not zxingcpp.read_barcodes(masked)
