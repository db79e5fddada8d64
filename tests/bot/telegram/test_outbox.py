"""The laws of the outbox: never too fast, nothing lost, and to each priority at least its share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.transport.outbox import WEIGHTS, ChatKey, Outbox, Pace, Priority, Ticket

Leave = tuple[float, Ticket]

arrivals = st.lists(
    st.tuples(
        st.floats(0, 3),
        st.one_of(st.integers(1, 40), st.sampled_from([-100, "@somewhere"])),
        st.sampled_from(Priority),
        st.sampled_from([1, 1, 1, 1, 2, 10]),
    ),
    max_size=120,
)


def send_all(
    outbox: Outbox, plan: list[tuple[float, ChatKey, Priority, int]], delays: Sequence[float] = (0.0,)
) -> list[Leave]:
    """Add messages at their moments and let each leave as soon as it may; return the moments.

    The answer to each comes after one of the `delays` (seconds), taken in turn.
    """
    coming = sorted(plan, key=lambda arrival: arrival[0], reverse=True)
    delay = cycle(delays)
    answers: list[tuple[float, Ticket]] = []
    left: list[Leave] = []
    now = 0.0
    while True:
        while coming and coming[-1][0] <= now:
            _, chat, priority, cost = coming.pop()
            outbox.add(outbox.ticket(chat, priority, cost), now)
        while answers and answers[0][0] <= now:
            outbox.answered(heappop(answers)[1], now)
        while ticket := outbox.take(now):
            left.append((now, ticket))
            heappush(answers, (now + next(delay), ticket))
        moments = [outbox.next_at(now), coming[-1][0] if coming else None, answers[0][0] if answers else None]
        later = [moment for moment in moments if moment is not None]
        if not later:
            return left
        now = max(now, min(later))


def most_in(seconds: float, moments: list[float]) -> int:
    """Return the greatest number of moments in any half-open window of so many seconds."""
    return max(
        (sum(1 for other in moments if start <= other < start + seconds) for start in moments), default=0
    )


@given(arrivals)
def test_never_more_than_thirty_messages_leave_in_any_second(
    plan: list[tuple[float, ChatKey, Priority, int]],
) -> None:
    left = send_all(Outbox(), plan)
    assert most_in(1.0, [moment for moment, ticket in left for _ in range(ticket.cost)]) <= 30


@given(arrivals, st.lists(st.floats(0, 3), min_size=1, max_size=20), st.floats(0, 1))
def test_never_more_than_thirty_arrive_in_any_second_whatever_the_way_takes(
    plan: list[tuple[float, ChatKey, Priority, int]], delays: list[float], share: float
) -> None:
    """Each arrives somewhere between its leaving and its answer: after a `share` of the delay."""
    left = send_all(Outbox(), plan, delays)
    arrived = [moment + share * delay for (moment, _), delay in zip(left, cycle(delays), strict=False)]
    counted = [moment for moment, (_, ticket) in zip(arrived, left, strict=True) for _ in range(ticket.cost)]
    assert most_in(0.999_999, counted) <= 30
    assert len(left) == len(plan)


def test_a_way_that_is_blocked_and_opens_again_lets_no_heap_arrive() -> None:
    """Messages of the first two seconds are held up and arrive together; the law holds all the same."""
    outbox = Outbox()
    arrived: list[float] = []
    now = 0.0
    for chat in range(1, 200):
        outbox.add(outbox.ticket(chat, Priority.REPLY), 0.0)
    while now < 2.0:
        while outbox.take(now):
            arrived.append(2.0)
        now += 0.01
    assert len(arrived) == 30


@given(arrivals)
def test_everything_leaves_exactly_once(plan: list[tuple[float, ChatKey, Priority, int]]) -> None:
    left = send_all(Outbox(), plan)
    assert Counter((t.chat, t.priority, t.cost) for _, t in left) == Counter(arrival[1:] for arrival in plan)
    assert len({ticket.number for _, ticket in left}) == len(plan)


@given(st.lists(st.tuples(st.floats(0, 20), st.sampled_from([1, 2])), max_size=80), st.integers(1, 10))
def test_a_person_gets_three_at_once_and_one_a_second_after_that(
    plan: list[tuple[float, int]], seconds: int
) -> None:
    left = send_all(Outbox(), [(at, chat, Priority.REPLY, 1) for at, chat in plan])
    for chat in (1, 2):
        moments = [moment for moment, ticket in left if ticket.chat == chat]
        assert most_in(seconds - 1e-6, moments) <= 2 + seconds  # moments are rounded


@given(st.lists(st.floats(0, 100), max_size=80))
def test_a_group_gets_twenty_in_any_minute(moments: list[float]) -> None:
    left = send_all(Outbox(), [(at, -5, Priority.REPLY, 1) for at in moments])
    assert most_in(60.0, [moment for moment, _ in left]) <= 20


@given(arrivals)
def test_within_a_chat_and_a_priority_the_oldest_of_those_waiting_leaves_first(
    plan: list[tuple[float, ChatKey, Priority, int]],
) -> None:
    queues = defaultdict(list)
    for _, ticket in send_all(Outbox(), plan):
        queues[ticket.chat, ticket.priority].append(ticket.number)
    for numbers in queues.values():
        assert numbers == sorted(numbers)


LARGEST = 10
backlogs = st.dictionaries(
    st.sampled_from(Priority), st.lists(st.sampled_from([1, 1, 1, 2, LARGEST]), min_size=1, max_size=60)
)


def to_a_chat_each(backlog: dict[Priority, list[int]]) -> list[tuple[float, ChatKey, Priority, int]]:
    """Return messages that all wait from the start, given their costs; no chat's own pace delays any."""
    messages = [(priority, cost) for priority, costs in backlog.items() for cost in costs]
    return [(0.0, chat, priority, cost) for chat, (priority, cost) in enumerate(messages, start=1)]


@given(backlogs)
def test_a_priority_with_something_waiting_gets_at_least_its_share(
    backlog: dict[Priority, list[int]],
) -> None:
    """Measured after every message, up to the bound that is proven for start-time fair queueing."""
    left = {priority: sum(costs) for priority, costs in backlog.items()}
    sent = dict.fromkeys(left, 0)
    for _, ticket in send_all(Outbox(), to_a_chat_each(backlog)):
        left[ticket.priority] -= ticket.cost
        sent[ticket.priority] += ticket.cost
        for one in (priority for priority in left if left[priority]):
            for other in left:
                lead = sent[other] / WEIGHTS[other] - sent[one] / WEIGHTS[one]
                assert lead <= LARGEST / WEIGHTS[one] + LARGEST / WEIGHTS[other] + 1e-9


@given(
    st.lists(st.tuples(st.floats(0, 3), st.sampled_from(Priority)), max_size=100),
    st.sampled_from(Priority),
)
def test_a_share_that_is_not_used_goes_to_the_others(
    plan: list[tuple[float, Priority]], only: Priority
) -> None:
    """Messages leave at the same moments whatever their priorities are."""
    mixed = send_all(Outbox(), [(at, chat, priority, 1) for chat, (at, priority) in enumerate(plan, start=1)])
    alike = send_all(Outbox(), [(at, chat, only, 1) for chat, (at, _) in enumerate(plan, start=1)])
    assert [moment for moment, _ in mixed] == [moment for moment, _ in alike]


def test_answers_and_changed_screens_get_one_message_in_three_together_when_everything_waits() -> None:
    left = send_all(Outbox(), to_a_chat_each({priority: [1] * 400 for priority in Priority}))
    first = Counter(ticket.priority for _, ticket in left[:400])
    assert first[Priority.REPLY] == pytest.approx(63, abs=2)
    assert first[Priority.CHANGE] == pytest.approx(63, abs=2)
    assert first[Priority.REMINDER] == pytest.approx(189, abs=2)


@pytest.mark.parametrize(
    "chat", [2000, 1500], ids=["another person's", "of a person whose reminder waits too"]
)
def test_an_answer_leaves_within_a_second_while_fifteen_hundred_reminders_wait(chat: int) -> None:
    plan: list[tuple[float, ChatKey, Priority, int]] = [
        (0.0, chat, Priority.REMINDER, 1) for chat in range(1, 1501)
    ]
    asked = [0.5 + second for second in range(50)]
    plan += [(moment, chat, Priority.REPLY, 1) for moment in asked]
    left = send_all(Outbox(), plan)
    replies = [moment for moment, ticket in left if ticket.priority is Priority.REPLY]
    assert max(moment - start for moment, start in zip(replies, asked, strict=True)) <= 1.0
    assert left[-1][0] <= 60.0


def test_a_reminder_overtakes_a_thousand_acknowledgements() -> None:
    outbox = Outbox()
    for chat in range(1, 1001):
        outbox.add(outbox.ticket(chat, Priority.ACKNOWLEDGEMENT), 0.0)
    outbox.add(outbox.ticket(2000, Priority.REMINDER), 0.0)
    first = outbox.take(0.0)
    assert first is not None
    assert first.chat == 2000


def test_a_first_word_leaves_at_once_while_a_thousand_answers_wait_and_these_keep_their_share() -> None:
    plan: list[tuple[float, ChatKey, Priority, int]] = [
        (0.0, chat, Priority.REPLY, 1) for chat in range(1, 1001)
    ]
    asked = [second / 10 for second in range(100)]  # ten a second
    plan += [(moment, 2000 + i, Priority.ACKNOWLEDGEMENT, 1) for i, moment in enumerate(asked)]
    left = send_all(Outbox(), plan)
    told = [moment for moment, ticket in left if ticket.priority is Priority.ACKNOWLEDGEMENT]
    assert max(moment - start for moment, start in zip(told, asked, strict=True)) <= 0.3
    answers = sum(moment <= 10 for moment, ticket in left if ticket.priority is Priority.REPLY)
    assert answers >= 28 * 10 - len(told)


def test_fifteen_hundred_reminders_leave_within_a_minute() -> None:
    left = send_all(Outbox(), [(0.0, chat, Priority.REMINDER, 1) for chat in range(1, 1501)])
    assert len(left) == 1500
    assert left[-1][0] <= 60.0


def test_albums_among_messages_do_not_exceed_what_a_second_may_hold() -> None:
    plan: list[tuple[float, ChatKey, Priority, int]] = [
        (0.0, chat, Priority.REPLY, 10 if chat % 5 == 0 else 1) for chat in range(1, 200)
    ]
    left = send_all(Outbox(), plan)
    assert most_in(1.0, [moment for moment, ticket in left for _ in range(ticket.cost)]) == 30


def test_messages_leave_evenly_and_not_in_heaps() -> None:
    left = send_all(Outbox(), [(0.0, chat, Priority.REPLY, 1) for chat in range(1, 200)])
    assert most_in(0.1, [moment for moment, _ in left]) <= 4


def test_a_cancelled_reminder_does_not_lend_its_urgency_to_what_is_behind_it() -> None:
    outbox = Outbox()
    gone = outbox.ticket(1, Priority.REMINDER)
    first_word = outbox.ticket(2, Priority.ACKNOWLEDGEMENT)
    for ticket in (gone, outbox.ticket(1, Priority.REPLY), first_word):
        outbox.add(ticket, 0.0)
    gone.cancelled = True
    assert outbox.take(0.0) is first_word


def test_a_chat_with_a_long_queue_does_not_hold_up_the_others() -> None:
    plan: list[tuple[float, ChatKey, Priority, int]] = [(0.0, 1, Priority.REPLY, 1)] * 500
    plan += [(0.0, chat, Priority.REPLY, 1) for chat in range(2, 52)]
    left = send_all(Outbox(), plan)
    assert max(moment for moment, ticket in left if ticket.chat != 1) <= 2.0


def test_a_halted_chat_waits_and_the_others_go_on() -> None:
    outbox = Outbox()
    outbox.halt(1, 5.0, 0.0)
    left = send_all(outbox, [(0.0, 1, Priority.REPLY, 1), (0.0, 2, Priority.REPLY, 1)])
    assert [(ticket.chat, moment) for moment, ticket in left] == [(2, 0.0), (1, 5.0)]


def test_nothing_leaves_while_all_is_halted() -> None:
    outbox = Outbox()
    outbox.halt_all(3.0)
    left = send_all(outbox, [(0.0, chat, Priority.REPLY, 1) for chat in (1, 2)])
    assert min(moment for moment, _ in left) == 3.0


def test_a_cancelled_message_never_leaves_and_costs_nothing() -> None:
    outbox = Outbox(burst=1)
    gone, staying = outbox.ticket(1, Priority.REPLY), outbox.ticket(1, Priority.REPLY)
    outbox.add(gone, 0.0)
    outbox.add(staying, 0.0)
    gone.cancelled = True
    assert outbox.take(0.0) is staying
    assert outbox.take(10.0) is None


def test_answers_beside_a_long_line_of_refusals_get_three_messages_in_five() -> None:
    refused = [(0.0, chat, Priority.ACKNOWLEDGEMENT, 1) for chat in range(1, 400)]
    answers = [(2.0, chat, Priority.REPLY, 1) for chat in range(1000, 1040)]
    left = send_all(Outbox(), [*refused, *answers])
    last = max(moment for moment, ticket in left if ticket.priority is Priority.REPLY)
    assert last - 2.0 == pytest.approx(40 * 5 / 3 / 28, abs=0.1)


def test_an_answer_overtakes_the_screens_that_change_after_many_taps() -> None:
    taps = [(0.0, chat, Priority.CHANGE, 1) for chat in range(1, 26)]
    reminders = [(0.0, chat, Priority.REMINDER, 1) for chat in range(101, 126)]
    left = send_all(Outbox(), [*taps, *reminders, (0.5, 1000, Priority.REPLY, 1)])
    (moment,) = (moment for moment, ticket in left if ticket.priority is Priority.REPLY)
    assert moment <= 0.6
    assert left[-1][0] <= 2.0


def test_a_chat_is_forgotten_once_its_allowance_is_full_again() -> None:
    outbox = Outbox()
    send_all(outbox, [(0.0, chat, Priority.REPLY, 1) for chat in range(1, 100)])
    assert outbox.next_at(1000.0) is None
    assert len(outbox) == 0


def test_a_pace_faster_than_its_ceiling_is_refused() -> None:
    with pytest.raises(ValueError, match="per_second"):
        Pace(31.0, 30)
