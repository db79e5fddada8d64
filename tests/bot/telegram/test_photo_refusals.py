"""A refusal is told at once; a flood of photos brings few, and each refused photo is in one of them. In virtual time."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.ops.monitoring.metrics import Metrics
from bot.telegram.features.photos.refusals import LATER, SOON, PhotoRefusals, _Collected
from bot.telegram.transport.admission import Admission, AdmissionLimits
from bot.telegram.transport.request_context import RequestContext
from tests.bot.telegram.virtual import loop_time, run_virtually


class Heard(PhotoRefusals):
    """Keeps what it would send, and takes two seconds for it; the first sending may fail."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__(Admission(AdmissionLimits(), Metrics()))
        self.messages: list[tuple[float, int, int]] = []  # begun at, chat, photos
        self._fails = fails

    async def _send(self, request: RequestContext, collected: _Collected) -> None:
        self.messages.append((loop_time(), request.account.chat_id, collected.photos))
        await asyncio.sleep(2)
        if self._fails:
            raise TimeoutError


def request_of(chat: int) -> RequestContext:
    account = Account(ChatId(chat), Language.KOREAN, "Asia/Seoul", 0, PersonId(chat))
    return RequestContext(Update(1), account, datetime(2026, 3, 1, tzinfo=UTC))


async def refuse(refusals: PhotoRefusals, at: float, chat: int, photos: int) -> float:
    """Refuse photos at a moment; return when they were told."""
    await asyncio.sleep(at)
    await refusals.tell(request_of(chat), photos, 60.0)
    return loop_time()


def test_photos_that_come_together_are_told_in_one_message_and_later_ones_in_another() -> None:
    async def scene() -> list[tuple[float, int, int]]:
        heard = Heard()
        moments = (0.0, 0.1, 0.2, 1.0, 2.0, 100.0)
        await asyncio.gather(*(refuse(heard, at, 1, 1) for at in moments))
        return heard.messages

    assert run_virtually(scene()) == [
        (pytest.approx(SOON), 1, 3),
        (pytest.approx(SOON + 2 + 1), 1, 2),  # two seconds of sending, and one until the next
        (pytest.approx(100 + SOON), 1, 1),
    ]


def test_somebody_who_tries_again_and_again_is_told_at_once_each_time() -> None:
    async def scene() -> list[float]:
        heard = Heard()
        moments = (0.0, 6.0, 14.0, 25.0)
        told = await asyncio.gather(*(refuse(heard, at, 1, 1) for at in moments))
        return [done - at for done, at in zip(told, moments, strict=True)]

    assert run_virtually(scene()) == [pytest.approx(SOON + 2)] * 4


def test_words_are_late_while_the_last_ones_are_on_their_way_or_just_came() -> None:
    async def scene() -> list[bool]:
        heard, found = Heard(), list[bool]()
        telling = asyncio.ensure_future(refuse(heard, 0.0, 1, 1))
        for pause in (0.1, SOON, 2.5, 1.0):  # collecting, sending, told within a second, told before that
            await asyncio.sleep(pause)
            found.append(heard.is_late(1))
        await telling
        return [*found, heard.is_late(2)]

    assert run_virtually(scene()) == [False, True, True, False, False]


def test_a_flood_of_one_chat_is_told_in_ever_fewer_messages() -> None:
    async def scene() -> list[tuple[float, int, int]]:
        heard = Heard()
        await asyncio.gather(*(refuse(heard, second / 10, 1, 1) for second in range(1200)))
        return heard.messages

    messages = run_virtually(scene())
    assert sum(photos for _, _, photos in messages) == 1200
    assert len(messages) <= 2 + 4 + 120 / LATER


@given(st.lists(st.tuples(st.floats(0, 60), st.integers(1, 3), st.integers(1, 10)), max_size=40))
def test_every_refused_photo_is_told_to_its_chat_once_within_the_time(
    plan: list[tuple[float, int, int]],
) -> None:
    async def scene() -> list[tuple[float, int, int]]:
        heard = Heard()
        told = await asyncio.gather(*(refuse(heard, at, chat, photos) for at, chat, photos in plan))
        assert all(done - at <= LATER + 4 for done, (at, _, _) in zip(told, plan, strict=True))
        return heard.messages

    messages = run_virtually(scene())
    for chat in (1, 2, 3):
        told = sum(photos for _, to, photos in messages if to == chat)
        assert told == sum(photos for _, to, photos in plan if to == chat)


def test_a_message_that_fails_leaves_nobody_waiting() -> None:
    async def scene() -> list[object]:
        heard = Heard(fails=True)
        waiting = (refuse(heard, at, 1, 1) for at in (0.0, 0.1, 2.0))
        return await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 100)

    first, *others = run_virtually(scene())
    assert isinstance(first, TimeoutError)
    assert others[0] == pytest.approx(SOON + 2)
    assert isinstance(others[1], TimeoutError)
