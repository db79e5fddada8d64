"""Over many lives of the process: what ends it is found, and what was only there is not blamed. In virtual time."""

import asyncio
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.updates import PendingUpdate, deaths_after
from bot.telegram.transport.chat_queues import ChatQueues
from tests.bot.telegram.virtual import run_virtually

MOST_DEATHS = 4
SHORT_LIFE = 15.0  # seconds: the second probation is longer


@dataclass
class Lives:
    """Updates, each of which takes some seconds; a deadly one ends the process when they are over."""

    seconds: dict[int, float]
    deadly: frozenset[int] = frozenset()
    waiting: list[PendingUpdate] = field(default_factory=list)
    given_up: set[int] = field(default_factory=set)
    handled: set[int] = field(default_factory=set)

    def live(self, longest: float) -> None:
        """Live until killed from outside, or by an update, or until nothing waits."""
        run_virtually(self._live(longest))

    async def _live(self, longest: float) -> None:
        loop, changed, death = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        deaths = deaths_after(self.waiting)
        self.waiting = [
            replace(turn, deaths=deaths[turn.update_id], is_under_way=False) for turn in self.waiting
        ]
        queues = ChatQueues(64, 10.0, on_due=changed.set)
        queues.restore(self.waiting, deaths)
        loop.call_later(longest, death.set)

        async def handle(turn: PendingUpdate) -> None:
            queues.began(turn)
            self._change(turn, is_under_way=True, begun=turn.begun + 1)
            if deaths[turn.update_id] >= MOST_DEATHS:
                self.given_up.add(turn.update_id)
            else:
                await asyncio.sleep(self.seconds[turn.update_id])
                if turn.update_id in self.deadly:
                    death.set()
                    await asyncio.Event().wait()
                self.handled.add(turn.update_id)
            self.waiting = [each for each in self.waiting if each != turn]
            queues.handled(turn)
            queues.ended(turn)
            queues.turn_over(turn)
            changed.set()

        async def work() -> None:
            async with asyncio.TaskGroup() as tasks:
                while self.waiting:
                    changed.clear()
                    while turn := queues.next():
                        tasks.create_task(handle(turn))
                    await changed.wait()

        working, dying = asyncio.create_task(work()), asyncio.create_task(death.wait())
        await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
        for task in (working, dying):
            task.cancel()
        await asyncio.gather(working, dying, return_exceptions=True)

    def _change(self, turn: PendingUpdate, **values: object) -> None:
        self.waiting = [replace(each, **values) if each == turn else each for each in self.waiting]  # type: ignore[arg-type]


def lives_of(chats: list[int], seconds: list[float], deadly: frozenset[int] = frozenset()) -> Lives:
    waiting = [PendingUpdate(number, chat) for number, chat in enumerate(chats)]
    return Lives(dict(enumerate(seconds)), deadly, waiting)


updates = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(1, 5), min_size=count, max_size=count),
        st.lists(st.floats(0.1, 9.0), min_size=count, max_size=count),
    )
)


@settings(deadline=None, max_examples=40)
@given(updates, st.lists(st.floats(0.0, SHORT_LIFE), max_size=40))
def test_whatever_is_killed_from_outside_at_any_moments_is_handled_in_the_end(work, kills):
    lives = lives_of(*work)
    for longest in kills:
        lives.live(longest)
    lives.live(1e6)
    assert lives.given_up == set()
    assert lives.handled == set(lives.seconds)


@settings(deadline=None, max_examples=40)
@given(updates, st.data())
def test_what_ends_the_process_is_given_up_and_all_others_are_handled(work, data):
    chats, seconds = work
    deadly = data.draw(st.sets(st.integers(0, len(chats) - 1), min_size=1, max_size=3))
    lives = lives_of(chats, seconds, frozenset(deadly))
    for _ in range(50):
        if lives.waiting:
            lives.live(1e6)
    assert lives.waiting == []
    assert lives.given_up == deadly
    assert lives.handled == lives.seconds.keys() - deadly


async def test_a_chat_on_probation_that_writes_again_while_its_turn_runs_is_in_line_once() -> None:
    queues = ChatQueues(64, 0.0, on_due=lambda: None, joining_seconds=0.0)
    suspect = PendingUpdate(1, 7, begun=2, deaths=0, is_under_way=False)
    queues.restore([suspect], {1: 0})
    first = queues.next()
    assert first is not None
    queues.began(first)
    queues.turn_over(first)  # its work in the background goes on
    later = PendingUpdate(2, 7, begun=0, deaths=0, is_under_way=False)
    queues.add([later])
    assert queues.next() is None
    queues.handled(first)
    queues.ended(first)
    assert queues.next() == later
    assert queues.next() is None


async def test_a_chat_on_probation_that_goes_on_writing_keeps_nobody_waiting() -> None:
    queues = ChatQueues(64, 0.0, on_due=lambda: None, joining_seconds=0.0)
    suspect = PendingUpdate(1, 7, begun=2, deaths=0, is_under_way=False)
    queues.restore([suspect, PendingUpdate(2, 8)], {1: 0, 2: 0})
    assert queues.next() == suspect
    queues.began(suspect)
    queues.add([PendingUpdate(3, 7)])  # before the first is over, as from somebody who taps on and on
    assert queues.next() is None
    queues.turn_over(suspect)
    assert queues.next() is None, "its work in the background goes on"
    assert queues.holds_back(7), "an album of before does not wait for it"
    queues.handled(suspect)
    queues.ended(suspect)
    assert queues.next() == PendingUpdate(2, 8)
    assert queues.next() == PendingUpdate(3, 7)
    assert queues.next() is None
