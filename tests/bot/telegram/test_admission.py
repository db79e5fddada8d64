"""The laws of admission: never more than the limits, nothing lost, and each chat has its turn."""

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ops.monitoring.metrics import Metrics
from bot.telegram.transport.admission import Admission, AdmissionLimits, CrowdedError, PhotoQueue, Ticket
from tests.bot.telegram.virtual import loop_time, run_virtually

MB = 1_000_000
LIMITS = AdmissionLimits(photos=30, chat_photos=12, at_once=3, bytes=40 * MB)
questions = st.lists(
    st.tuples(
        st.integers(1, 6), st.lists(st.sampled_from([1, 5 * MB, 14 * MB, 20 * MB]), min_size=1, max_size=10)
    ),
    max_size=30,
)


@dataclass
class Run:
    """What a queue did: who was refused, and every start beside those that waited at that moment."""

    accepted: list[Ticket]
    refused: int
    starts: list[tuple[Ticket, tuple[int, ...]]]
    greatest: tuple[int, int, int]  # photos accepted, photos in memory, bytes of these


def run(plan: list[tuple[int, list[int]]], finish: list[int]) -> Run:
    """Bring questions; between them start what may start, and finish so many of those that were started."""
    queue, record = PhotoQueue(LIMITS), Run([], 0, [], (0, 0, 0))
    under_way: list[Ticket] = []
    waiting: Counter[int] = Counter()

    def step(finishing: int) -> None:
        for ticket in under_way[:finishing]:
            queue.finish(ticket)
            queue.answer(ticket.chat, 1)
        del under_way[:finishing]
        while ticket := queue.start_next():
            waiting[ticket.chat] -= 1
            under_way.append(ticket)
            others = tuple(chat for chat, count in waiting.items() if count and chat != ticket.chat)
            record.starts.append((ticket, others))
        now = (len(queue), len(under_way), sum(ticket.size for ticket in under_way))
        record.greatest = tuple(map(max, record.greatest, now))  # type: ignore[assignment]

    for place, (chat, sizes) in enumerate(plan):
        if queue.accept(chat, len(sizes)):
            for size in sizes:
                record.accepted.append(Ticket(chat, size))
                queue.wait(record.accepted[-1])
            waiting[chat] += len(sizes)
        else:
            record.refused += 1
        step(finish[place % len(finish)] if finish else 0)
    while under_way:
        step(1)
    assert len(queue) == 0
    return record


@given(questions, st.lists(st.integers(0, 3), max_size=10))
def test_never_more_photos_or_bytes_than_the_limits(
    plan: list[tuple[int, list[int]]], finish: list[int]
) -> None:
    photos, in_memory, size = run(plan, finish).greatest
    assert photos <= LIMITS.photos
    assert in_memory <= LIMITS.at_once
    assert size <= LIMITS.bytes


@given(questions, st.lists(st.integers(0, 3), max_size=10))
def test_every_accepted_photo_has_its_turn_once(plan: list[tuple[int, list[int]]], finish: list[int]) -> None:
    done = run(plan, finish)
    assert sorted(map(id, done.accepted)) == sorted(id(ticket) for ticket, _ in done.starts)


@given(questions, st.lists(st.integers(0, 3), max_size=10))
def test_no_chat_has_two_turns_while_another_waits_for_its_next(
    plan: list[tuple[int, list[int]]], finish: list[int]
) -> None:
    since: dict[int, Counter[int]] = {}  # for each chat that waits, the turns of others since its own
    for ticket, waiting in run(plan, finish).starts:
        since.pop(ticket.chat, None)
        since = {chat: turns for chat, turns in since.items() if chat in waiting}
        for chat in waiting:
            since.setdefault(chat, Counter())[ticket.chat] += 1
            assert since[chat][ticket.chat] <= 1


def test_a_hundred_photos_of_one_person_leave_room_for_another_and_delay_their_photo_by_one_turn() -> None:
    queue = PhotoQueue(AdmissionLimits(photos=30, chat_photos=12, at_once=1))
    taken = sum(queue.accept(1, 1) for _ in range(100))
    assert taken == 12
    for _ in range(taken):
        queue.wait(Ticket(1, MB))
    started = queue.start_next()
    assert queue.accept(2, 1)
    other = Ticket(2, MB)
    queue.wait(other)
    queue.finish(started)
    started = queue.start_next()
    assert started.chat == 1
    queue.finish(started)
    assert queue.start_next() is other


def test_an_album_with_more_photos_than_the_limit_is_accepted_where_nothing_else_waits() -> None:
    queue = PhotoQueue(AdmissionLimits(photos=3, chat_photos=3))
    assert queue.accept(1, 10)
    assert not queue.accept(2, 1)
    queue.answer(1, 10)
    assert queue.accept(2, 1)


def test_a_file_larger_than_the_limit_of_bytes_comes_in_alone() -> None:
    queue = PhotoQueue(AdmissionLimits(at_once=3, bytes=10))
    large, small = Ticket(1, 50), Ticket(2, 1)
    queue.wait(large)
    queue.wait(small)
    assert queue.start_next() is large
    assert queue.start_next() is None
    queue.finish(large)
    assert queue.start_next() is small


def admission(**limits: int) -> Admission:
    return Admission(AdmissionLimits(**limits), Metrics())


def test_it_is_known_how_long_the_accepted_photos_take() -> None:
    async def scene() -> None:
        gate = admission(photos=2, at_once=1)
        with gate.accepted(1, 2):
            for _ in range(80):
                async with gate.turn(1, 1):
                    await asyncio.sleep(30)
            with pytest.raises(CrowdedError), gate.accepted(2, 1):
                pass
            assert gate.seconds == pytest.approx(60, rel=0.05)
        with gate.accepted(2, 1):
            assert gate.length == 1

    run_virtually(scene())


def test_a_photo_that_is_given_up_frees_its_place_whether_it_waits_or_is_read() -> None:
    async def scene() -> float:
        gate = admission(at_once=1)

        async def read(chat: int) -> None:
            async with gate.turn(chat, 1):
                await asyncio.sleep(1000)

        tasks = [asyncio.create_task(read(chat)) for chat in (1, 2, 3)]
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        async with gate.turn(4, 1):
            return loop_time()

    assert run_virtually(scene()) == pytest.approx(1.0)
