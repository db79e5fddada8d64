"""Photos are accepted fairly, read together, and answered with what could be read; "reading…" never stays."""

import asyncio
import re

import pytest

from inference.pool_errors import Busy
from inference.types import Scan
from tests.e2e.conftest import button, buttons_of, has_button, house_that_sees, says, text_of
from tests.pictures import drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")
READING = "읽고 있어요"


class Scans:
    """Sees no pills in a photo, once `look` has returned."""

    def __init__(self, look) -> None:
        self._look = look

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        await self._look()
        return Scan(1280, 800, (), jpeg(drawn_pills()))

    async def number(self, scan: Scan, first_number: int) -> Scan:
        return scan


class Gate:
    """Lets nobody pass before it is opened; `reached` is set when so many stand before it."""

    def __init__(self, count: int = 1) -> None:
        self.opened, self.reached = asyncio.Event(), asyncio.Event()
        self._missing = count

    async def __call__(self) -> None:
        self._missing -= 1
        if self._missing <= 0:
            self.reached.set()
        await self.opened.wait()


async def left_of(person, words: str) -> list[str]:
    """Return the texts of the bot that are still in the chat, as last edited, with these words."""
    seen = await person.messages(0)
    last = {m["message_id"]: m for m in seen.messages if m["from"]["is_bot"]}
    return [text_of(m) for id, m in last.items() if id not in seen.deleted and words in text_of(m)]


@pytest.mark.parametrize(
    ("language", "bad", "count", "reading"),
    [
        ("ko", "2번째 사진: 사진이 아니에요", "알약 8개", READING),
        ("en", "Photo 2: This is not a picture", "8 pills", "Reading"),
    ],
)
async def test_a_bad_file_of_an_album_costs_only_itself_and_is_named(house, language, bad, count, reading):
    person = await house.person(language)
    for place, data in enumerate((jpeg(drawn_pills()), b"not a picture", jpeg(drawn_pills())), start=1):
        await person.send_document(data, f"{place}.jpg", mime_type="image/jpeg", media_group_id="bad")
    await person.wait_for(says(bad), timeout=60)
    (answer,) = await left_of(person, count)
    assert answer
    assert await left_of(person, reading) == []


async def test_an_album_of_which_nothing_can_be_read_is_answered_once_with_every_reason(house):
    person = await house.person()
    for data in (b"", b"not a picture", b"nor this"):
        await person.send_document(data, "a.jpg", mime_type="image/jpeg", media_group_id="worse")
    answer = text_of(await person.wait_for(says("번째 사진"), timeout=60))
    assert "1번째 사진: 빈 파일" in answer
    assert "2, 3번째 사진: 사진이 아니에요" in answer
    assert await left_of(person, READING) == []


async def test_the_photos_of_an_album_are_scanned_at_the_same_time(tmp_path):
    gate = Gate(2)
    async with house_that_sees(Scans(gate), tmp_path) as house:
        person = await house.person()
        for _ in range(2):
            await person.send_photo(jpeg(drawn_pills()), media_group_id="two")
        await asyncio.wait_for(gate.reached.wait(), 20)
        gate.opened.set()
        await person.wait_for(says("알약이 보이지 않아요"))


async def test_an_error_leaves_no_message_that_a_photo_is_being_read(tmp_path):
    async def fail() -> None:
        raise KeyError("boom")

    async with house_that_sees(Scans(fail), tmp_path) as house:
        person = await house.person()
        await person.send_photo(jpeg(drawn_pills()))
        await person.wait_for(says(READING))
        await person.wait_for(says("문제가 생겼어요"))
        assert await left_of(person, READING) == []


@pytest.mark.parametrize("fault", ["400", "drop-before"])
async def test_a_photo_that_can_not_be_fetched_is_asked_for_again(tmp_path, fault):
    gate = Gate()
    async with house_that_sees(Scans(gate), tmp_path) as house:
        person = await house.person()
        await house.client.order_fault("getFile", fault, times=2)
        await person.send_photo(jpeg(drawn_pills()))
        await person.wait_for(says("텔레그램에서 사진을 받지 못했어요"))
        assert await left_of(person, READING) == []
    assert not gate.reached.is_set()


async def test_a_full_pool_is_told_kindly(tmp_path):
    async def be_full() -> None:
        raise Busy("9 tasks")

    async with house_that_sees(Scans(be_full), tmp_path) as house:
        person = await house.person()
        await person.send_photo(jpeg(drawn_pills()))
        await person.wait_for(says("1분 뒤에 다시"))
        assert await left_of(person, READING) == []


@pytest.mark.parametrize(
    ("language", "refused", "later"),
    [
        ("ko", r"사진 (\d)장을 받지 못했어요", "1분쯤 뒤에"),
        ("en", r"could not take (\d) photo", "in about 1 minute"),
    ],
)
async def test_beyond_the_queue_photos_are_refused_at_once_and_not_fetched(
    tmp_path, language, refused, later
):
    gate = Gate()
    async with house_that_sees(Scans(gate), tmp_path, scan_queue=1) as house:
        first, second = await house.person(), await house.person(language)
        await first.send_photo(jpeg(drawn_pills()))
        await asyncio.wait_for(gate.reached.wait(), 20)
        for _ in range(3):
            await second.send_photo(jpeg(drawn_pills()))
        told = 0  # in one message, where they came together
        while told < 3:
            words = text_of(await second.wait_for(lambda message: re.search(refused, text_of(message))))
            told += int(re.search(refused, words)[1])
            assert later in words
        assert told == 3
        assert (await house.client.stats())["requests"]["getFile"] == 1
        assert b"yaksok_photos_refused_total 3.0" in house.service.metrics.text()
        again = await second.send_photo(
            jpeg(drawn_pills())
        )  # told so lately that the words come a second later
        await second.wait_for(lambda message: re.search(refused, text_of(message)))
        assert second.reactions[again["message_id"]]["emoji"] == "👀"
        gate.opened.set()
        await first.wait_for(says("알약이 보이지 않아요"))
        await second.send_photo(jpeg(drawn_pills()))
        await second.wait_for(says("보이지 않아요" if language == "ko" else "I see no pills"))


@pytest.mark.parametrize(
    ("waiting", "fault", "marked"),
    [(12, "", True), (0, "", False), (12, "400", False), (12, "403", False), (12, "429", False)],
)
async def test_a_photo_is_marked_at_once_while_messages_wait_and_answered_whatever_comes_of_the_mark(
    tmp_path, waiting, fault, marked
):
    gate = Gate()
    gate.opened.set()
    async with house_that_sees(Scans(gate), tmp_path) as house:
        person, bot = await house.person(), house.service.telegram.application.bot
        others = [await house.client.person(start=True) for _ in range(waiting)]
        for other in others:
            await other.wait_for_bot()
        if fault:
            await house.client.order_fault("setMessageReaction", fault, retry_after=3600)
        sending = [asyncio.create_task(bot.send_message(other.chat_id, "!")) for other in others * 3]
        await asyncio.sleep(0)  # they stand in line
        sent = [await person.send_photo(jpeg(drawn_pills())) for _ in range(2 if fault == "429" else 1)]
        for _ in sent:
            await person.wait_for(says("알약이 보이지 않아요"))
        await asyncio.gather(*sending)
        await house.service.telegram.background.wait()
        reactions = (await person.messages()).reactions
        stats = await house.client.stats()
    assert [(each["message_id"], each["emoji"]) for each in reactions] == (
        [(sent[0]["message_id"], "👀")] if marked else []
    )
    assert stats["requests"].get("setMessageReaction", 0) == (1 if waiting else 0)


async def test_a_question_asked_while_an_album_is_collected_stays_open(tmp_path):
    gate = Gate(2)
    async with house_that_sees(Scans(gate), tmp_path, album_seconds=2.0) as house:
        person = await house.person()
        for _ in range(2):
            await person.send_photo(jpeg(drawn_pills()), media_group_id="before")
        await person.send_text("/people")
        people = await person.wait_for(has_button("newperson"))
        await person.tap(people["message_id"], button(people, "newperson"))
        await person.wait_for(says("이름을 써 주세요"))
        assert not gate.reached.is_set()
        gate.opened.set()
        await person.wait_for(says("알약이 보이지 않아요"))
        await person.send_text("어머니")
        added = await person.wait_for(says("이제부터는"))
        assert "어머니" in text_of(added) + " ".join(buttons_of(added))
