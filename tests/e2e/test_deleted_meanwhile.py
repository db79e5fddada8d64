"""What is deleted while a photo is being read ends kindly: no answer about it, no apology, no error."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from inference.types import Scan
from tests.e2e.conftest import button, has_button, house_that_sees, says, text_of
from tests.pictures import drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")


class SlowScans:
    """Looks at a photo until it is told that it has seen enough."""

    def __init__(self) -> None:
        self.begun, self.enough = asyncio.Event(), asyncio.Event()

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        self.begun.set()
        await self.enough.wait()
        return Scan(1280, 800, (), data)

    async def number(self, scan: Scan, first_number: int) -> Scan:
        return scan


@asynccontextmanager
async def reading(folder):
    """Give a house whose bot reads photos slowly."""
    scans = SlowScans()
    async with house_that_sees(scans, folder) as house:
        yield house, scans


async def begin(house, scans):
    """Return a person whose photo is being read."""
    person = await house.person()
    await person.send_photo(jpeg(drawn_pills()))
    await asyncio.wait_for(scans.begun.wait(), 20)
    return person


async def said_after(person, message) -> list[str]:
    messages = (await person.messages(0)).messages
    return [text_of(m) for m in messages[messages.index(message) + 1 :] if m["from"]["is_bot"]]


async def test_an_account_that_is_deleted_gets_no_apology(tmp_path):
    async with reading(tmp_path) as (house, scans):
        person = await begin(house, scans)
        await person.send_text("/delete")
        sure = await person.wait_for_bot(has_button("forget:yes"))
        await person.tap(sure["message_id"], "forget:yes", wait=20.0)
        gone = await person.wait_for_bot(says("모두 지웠"))
        scans.enough.set()
        await person.wait_for_bot(says("여기서 그만두었어요"), timeout=20)
        assert not any("문제가 생겼어요" in text for text in await said_after(person, gone))
        assert await house.service.stores.questions.get(1, 1) is None


async def test_a_person_who_is_removed_gets_no_answer_and_the_others_go_on(tmp_path):
    async with reading(tmp_path) as (house, scans):
        person = await house.person()
        people = (await person.send_text("/people"), await person.wait_for_bot(has_button("newperson")))[1]
        await person.tap(people["message_id"], "newperson", wait=20.0)
        await person.wait_for_bot(says("이름을 써 주세요"))
        await person.send_text("어머니")
        await person.wait_for_bot(says("이제부터는"))
        await person.send_photo(jpeg(drawn_pills()))
        await asyncio.wait_for(scans.begun.wait(), 20)
        await person.send_text("/people")
        people = await person.wait_for_bot(has_button("newperson"))
        await person.tap(people["message_id"], "어머니", wait=20.0)
        one = await person.wait_for_bot(has_button("remove:ask"))
        await person.tap(one["message_id"], button(one, "remove:ask"), wait=20.0)
        sure = await person.wait_for_bot(has_button("remove:yes"))
        await person.tap(sure["message_id"], button(sure, "remove:yes"), wait=20.0)
        await person.wait_for_bot(has_button("newperson"))
        scans.enough.set()
        await person.wait_for_bot(says("여기서 그만두었어요"), timeout=20)
        await person.send_text("/mymeds")
        await person.wait_for_bot(says("아직 목록에"))
