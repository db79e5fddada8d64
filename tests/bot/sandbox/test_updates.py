"""The queue of updates, and the faults to come."""

import pytest

from bot.sandbox.delivery.faults import Faults, OrderedFault
from bot.sandbox.state.updates import UpdateQueue

DAY = 24 * 60 * 60


def queue_of(count: int) -> UpdateQueue:
    queue = UpdateQueue(next_id=100)
    for number in range(count):
        queue.push("message", {"message_id": number}, 1, now=float(number))
    return queue


def ids(queue: UpdateQueue, now: float = 0.0) -> list[int]:
    return [update.id for update in queue.waiting(now)]


@pytest.mark.parametrize(
    ("offset", "left"),
    [(0, [100, 101, 102]), (100, [100, 101, 102]), (102, [102]), (103, []), (999, []), (-1, [102]),
     (-9, [100, 101, 102])],
)  # fmt: skip
def test_an_offset_confirms_what_is_before_it(offset: int, left: list[int]) -> None:
    queue = queue_of(3)
    queue.confirm(offset)
    assert ids(queue) == left


def test_an_empty_queue_can_be_confirmed() -> None:
    queue = queue_of(0)
    queue.confirm(-1)
    queue.confirm(5)
    assert ids(queue) == []


def test_updates_are_kept_for_a_day() -> None:
    queue = queue_of(3)
    assert ids(queue, now=DAY - 0.5) == [100, 101, 102]
    assert ids(queue, now=DAY + 1.5) == [102]
    assert queue.delivered == 0


@pytest.mark.parametrize(
    ("allowed", "kinds"),
    [
        (None, ["message", "callback_query", "my_chat_member"]),
        ((), ["message", "callback_query", "my_chat_member"]),
        (("message",), ["message"]),
        (("chat_member",), ["chat_member"]),
    ],
)
def test_the_bot_gets_the_kinds_that_it_wants(allowed: tuple[str, ...] | None, kinds: list[str]) -> None:
    queue = UpdateQueue(next_id=1)
    queue.allow(allowed)
    for kind in ("message", "callback_query", "my_chat_member", "chat_member"):
        queue.push(kind, {}, 1, now=0.0)
    assert [kind for update in queue.waiting(0.0) for kind in update.body if kind != "update_id"] == kinds


def test_faults_happen_as_often_and_to_whom_they_were_ordered() -> None:
    faults = Faults()
    faults.order(OrderedFault("sendMessage", "429", retry_after=7, times=2))
    faults.order(OrderedFault("*", "500"))
    taken = [faults.take(method) for method in ("sendmessage", "getMe", "sendMessage", "sendMessage")]
    assert [fault and fault.fault for fault in taken] == ["429", "500", "429", None]
    assert faults.happened == 3


def test_faults_can_be_forgotten() -> None:
    faults = Faults()
    faults.order(OrderedFault("getMe", "500"))
    faults.clear()
    assert faults.take("getMe") is None


@pytest.mark.parametrize(
    "wrong", [{"fault": "418"}, {"fault": "500", "times": 0}, {"fault": "429", "retry_after": -1}]
)
def test_an_unknown_fault_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        OrderedFault("getMe", **wrong)  # type: ignore[arg-type]
