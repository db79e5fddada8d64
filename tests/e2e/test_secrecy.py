"""What people write, take and are called is read by nobody: not in the files, not in the logs."""

import io
import secrets
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from pydantic import SecretStr

from bot.app.clock import utc_now
from bot.app.service import Service, opened
from bot.ops.backups.backup import Backups
from bot.sandbox.server import Sandbox
from tests.captured import captured_log
from tests.e2e.conftest import BotHarness, button, has_button, says, settings_for_tests
from tests.fakes import FakeClock
from tests.pictures import four_pills
from tests.schedules import scheduled

TOLD = "제 비밀은 보라색 고양이"  # written to the bot
NAMES = ("타이레놀", "Tylenol", "영희", "아세트아미노펜")
KEY = secrets.token_hex(32)


@pytest.fixture(params=[True, False], ids=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """The whole log as text, in both of its forms."""
    with captured_log(json=request.param, secrets=[KEY]) as out:
        yield out


async def live(house: BotHarness, service: Service, clock: FakeClock):
    """Let a person write, send a photo, keep a list, be reminded, and meet an error."""
    person = await house.person()
    await person.send_text(TOLD)
    await person.wait_for(says("찾지 못했어요"))
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    account = await service.stores.accounts.find(person.chat_id)
    assert account is not None
    while not (listed := await service.stores.medications.active(account.person_id)):
        await person.messages(wait=0.1)
    await person.send_photo(four_pills())
    await person.wait_for(lambda m: m["from"]["is_bot"] and bool(m.get("photo")), timeout=30)
    zone = account.zone
    due = (clock.at + timedelta(minutes=30)).astimezone(zone).replace(second=0, microsecond=0)
    await service.stores.medications.plan(
        account.person_id, listed[0].id, scheduled((time(due.hour, due.minute),)), clock.at
    )
    clock.advance(minutes=31)
    service.reminder_scheduler.wake()
    await person.wait_for(has_button("dose:"), timeout=30)
    await house.client.order_fault("sendMessage", "400")
    await person.send_text("/mymeds")
    await person.wait_for(says("문제가 생겼어요"), timeout=30)
    return person


async def test_files_and_logs_hold_no_name_no_medicine_no_message_and_no_key(tmp_path, log):
    clock = FakeClock(utc_now())
    async with Sandbox() as sandbox:
        own = {"database_key": SecretStr(KEY)}
        settings = settings_for_tests(sandbox, tmp_path / "data").model_copy(update=own)
        async with opened(settings, clock) as service, service.running():
            house = BotHarness(sandbox, sandbox.client(), settings, service)
            person = await live(house, service, clock)
            Backups.of(settings).make(KEY, clock.at)
            kept = files_of(settings.data_dir)
            assert {"users.db", "users.db-wal"} <= kept.keys()
            assert any(name.startswith("users-2") for name in kept)
        kept |= {f"closed {name}": data for name, data in files_of(settings.data_dir).items()}
        token = sandbox.token
        await house.client.close()
    said = log.getvalue()
    assert "an update failed" in said
    for secret in (TOLD, *NAMES, KEY, token):
        assert secret not in said
        assert [name for name, data in kept.items() if secret.encode() in data] == []
    assert str(person.chat_id) not in said


def files_of(folder) -> dict[str, bytes]:
    """Return what lies in a data folder, but for the knowledge, which is public."""
    files = [path for path in folder.rglob("*") if path.is_file() and "knowledge" not in path.name]
    return {path.name: path.read_bytes() for path in files}
