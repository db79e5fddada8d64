"""Updates are handled in order within a chat, many chats at once, each until it is done."""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.core.errors import DiskError, StorageBusy, StorageFailed
from bot.core.updates import IncomingUpdate, PendingUpdate, UpdateAttempt
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.storage.people.accounts import StoredAccounts
from bot.telegram.features.fallback.handlers import ErrorHandler
from bot.telegram.transport.dispatch import GivenUpError, PutOffError
from tests.bot.full_disk import full_disk
from tests.bot.telegram.telegram_fixture import NOON, Rig, noon, rig, text


class Heard:
    """A handler that keeps the numbers of updates; `gates` hold up those that have one until it is opened."""

    def __init__(self, *held: int) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.gates = {number: asyncio.Event() for number in held}
        self._news = asyncio.Condition()

    async def __call__(self, update: Update) -> None:
        await self._note(self.begun, update.update_id)
        if gate := self.gates.get(update.update_id):
            await gate.wait()
        await self._note(self.ended, update.update_id)

    async def until_begun(self, *numbers: int) -> None:
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: set(numbers) <= set(self.begun))

    async def _note(self, numbers: list[int], number: int) -> None:
        async with self._news:
            numbers.append(number)
            self._news.notify_all()


async def test_an_update_is_handled_and_marked(tmp_path: Path, sandbox: Sandbox) -> None:
    heard = Heard()
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(text(1))
        await bench.meter.until_marked(1)
        assert heard.ended == [1]
        assert await bench.waiting() == []


async def test_what_waits_from_an_earlier_run_is_handled_first(tmp_path: Path, sandbox: Sandbox) -> None:
    async with rig(tmp_path, sandbox, Heard(), running=False) as bench:
        await bench.bring(text(1), text(2))
    heard = Heard()
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(text(3))
        await bench.meter.until_marked(3)
    assert heard.ended == [1, 2, 3]


async def test_an_update_that_arrives_twice_is_handled_once(tmp_path: Path, sandbox: Sandbox) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(text(1))
        await heard.until_begun(1)
        await bench.bring(text(1))
        heard.gates[1].set()
        await bench.meter.until_marked(1)
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(2)
    assert heard.ended == [1, 2]


async def test_a_chat_that_is_slow_holds_up_itself_and_nobody_else(tmp_path: Path, sandbox: Sandbox) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(text(1, 1), text(2, 1), *(text(10 + number, 10 + number) for number in range(50)))
        await bench.meter.until_marked(50)
        assert 2 not in heard.begun
        heard.gates[1].set()
        await bench.meter.until_marked(52)
    assert heard.ended[-2:] == [1, 2]


async def test_a_chat_with_a_long_queue_gets_no_more_turns_than_others(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard()
    async with rig(tmp_path, sandbox, heard, running=False) as bench:
        await bench.bring(
            *(text(number, 1) for number in range(1, 21)), *(text(100 + n, 2) for n in range(3))
        )
    async with rig(tmp_path, sandbox, heard, at_once=1) as bench:
        await bench.meter.until_marked(23)
    assert {100, 101, 102} <= set(heard.ended[:6])


async def test_no_more_chats_than_allowed_are_handled_at_once(tmp_path: Path, sandbox: Sandbox) -> None:
    heard = Heard(*range(1, 10))
    async with rig(tmp_path, sandbox, heard, at_once=3) as bench:
        await bench.bring(*(text(number, number) for number in range(1, 10)))
        await heard.until_begun(1, 2, 3)
        for number in range(1, 10):
            assert len(heard.begun) - len(heard.ended) <= 3
            heard.gates[number].set()
            await bench.meter.until_marked(number)
    assert len(heard.ended) == 9


async def test_a_handlers_error_goes_to_the_error_handler_and_the_chat_goes_on(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    async def handle(update: Update) -> None:
        if update.update_id == 1:
            raise KeyError("boom")

    async with rig(tmp_path, sandbox, handle) as bench:
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(2)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, KeyError)]
        assert await bench.waiting() == []


async def test_a_handler_that_never_ends_is_broken_off_and_told_as_an_error(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard, handler_seconds=0.05) as bench:
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(2)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, TimeoutError)]
    assert heard.ended == [2]


async def test_an_update_that_keeps_ending_the_process_is_given_up_with_an_error(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    options = {"most_deaths": 3, "probation_seconds": 0.0}
    for _ in range(3):
        heard = Heard(1)
        async with rig(tmp_path, sandbox, heard, killed=True, **options) as bench:
            await bench.bring(text(1), text(2))
            await heard.until_begun(1)
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard, **options) as bench:
        await bench.meter.until_marked(2)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, GivenUpError)]
        assert (bench.meter.handled, bench.meter.given_up) == (1, 1)
    assert heard.ended == [2]


async def test_an_update_that_keeps_ending_the_process_takes_none_of_other_chats_with_it(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    """What is under way with it is killed with it, twice; from then on each is alone."""
    others = set(range(2, 9))
    for _ in range(2):
        heard = Heard(1, *others)
        async with rig(tmp_path, sandbox, heard, killed=True) as bench:
            await bench.bring(*(text(number, chat_id=number) for number in (1, *others)))
            await heard.until_begun(1, *others)
    heard = Heard(1, *others)
    async with rig(tmp_path, sandbox, heard, killed=True) as bench:
        await heard.until_begun(1)
        assert heard.begun == [1], "the others wait outside"
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard, killed=True, probation_seconds=0.0) as bench:
        await heard.until_begun(1)
        assert heard.ended == [*others], "those that were not to blame come first"
    for _ in range(2):
        async with rig(tmp_path, sandbox, heard := Heard(1), killed=True, probation_seconds=0.0):
            await heard.until_begun(1)
    async with rig(tmp_path, sandbox, heard := Heard(1), probation_seconds=0.0) as bench:
        await bench.meter.until_marked(1)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, GivenUpError)]


async def test_an_update_that_was_killed_alone_waits_while_the_others_go_on(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    for _ in range(2):
        async with rig(tmp_path, sandbox, heard := Heard(1), killed=True) as bench:
            await bench.bring(text(1))
            await heard.until_begun(1)
    async with rig(tmp_path, sandbox, heard := Heard(), probation_seconds=1e9) as bench:
        await bench.bring(text(2, 1), text(3, 3))
        await bench.meter.until_marked(1)
        assert heard.ended == [3]
        assert await bench.waiting() == [1, 2]
    async with rig(
        tmp_path, sandbox, heard := Heard()
    ) as bench:  # it was ended on purpose: nothing is to blame
        await bench.meter.until_marked(2)
    assert heard.ended == [1, 2]


async def test_a_stop_is_not_held_against_what_it_broke_off(tmp_path: Path, sandbox: Sandbox) -> None:
    for _ in range(6):
        async with rig(tmp_path, sandbox, heard := Heard(1), closing_seconds=0.0) as bench:
            await bench.bring(text(1))
            await heard.until_begun(1)
    async with rig(tmp_path, sandbox, heard := Heard()) as bench:
        await bench.meter.until_marked(1)
        assert bench.errors == []
    assert heard.ended == [1]


async def test_the_parts_of_a_chat_that_was_killed_twice_are_handled_together(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    """Two parts of an album, one of them begun and one not: alone, they would be two questions."""
    for _ in range(2):
        async with rig(tmp_path, sandbox, heard := Heard(1), killed=True) as bench:
            await bench.bring(text(1, 7), text(2, 7), text(3, 8))
            await heard.until_begun(1)
    async with rig(tmp_path, sandbox, heard := Heard(), probation_seconds=0.0) as bench:
        await bench.meter.until_marked(3)
        assert bench.errors == []
    assert heard.ended.index(2) == heard.ended.index(1) + 1


@pytest.mark.parametrize("body", ['{"update_id": 1, "message": {}}', '{"update_id": 1, "message": 5}', "[]"])
async def test_an_update_that_cannot_be_read_does_not_block_its_chat(
    tmp_path: Path, sandbox: Sandbox, body: str
) -> None:
    heard = Heard()
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(IncomingUpdate(PendingUpdate(1, 7), body), text(2, 7))
        await bench.meter.until_marked(2)
        assert bench.meter.given_up == 1
        assert await bench.waiting() == []
    assert heard.ended == [2]


async def test_an_update_of_a_kind_nobody_knows_is_marked(tmp_path: Path, sandbox: Sandbox) -> None:
    async with rig(tmp_path, sandbox, Heard()) as bench:
        await bench.bring(
            IncomingUpdate(PendingUpdate(1, None), '{"update_id": 1, "invented_tomorrow": {"a": 1}}')
        )
        await bench.meter.until_marked(1)
        assert await bench.waiting() == []


async def test_closing_lets_a_running_handler_end_and_leaves_the_rest_waiting(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard) as bench:
        await bench.bring(text(1), text(2))
        await heard.until_begun(1)
        closing = asyncio.create_task(bench.dispatcher.aclose())
        await asyncio.sleep(0)
        heard.gates[1].set()
        await closing
        assert await bench.waiting() == [2]
    assert heard.ended == [1]


async def test_closing_breaks_off_what_takes_too_long_and_leaves_it_waiting(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard, closing_seconds=0.05) as bench:
        await bench.bring(text(1))
        await heard.until_begun(1)
        await bench.dispatcher.aclose()
        assert await bench.waiting() == [1]
    assert heard.ended == []


class Photos:
    """A handler that begins work in the background, as the one for photos does."""

    def __init__(self, bench_background: "list[Rig]") -> None:
        self._rigs = bench_background
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()
        self.order: list[str] = []

    async def __call__(self, update: Update) -> None:
        if update.update_id == 1:
            self._rigs[0].background.spawn(self._scan(), update_id=1)
        self.order.append(f"handled {update.update_id}")

    async def _scan(self) -> None:
        self.begun.set()
        await self.gate.wait()
        self.order.append("scanned 1")


async def test_work_in_the_background_lets_its_chat_go_on_and_is_waited_for_before_its_update_is_marked(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    rigs: list[Rig] = []
    photos = Photos(rigs)
    async with rig(tmp_path, sandbox, photos) as bench:
        rigs.append(bench)
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(1)
        assert await bench.waiting() == [1]
        photos.gate.set()
        await bench.meter.until_marked(2)
        assert await bench.waiting() == []
    assert photos.order == ["handled 1", "handled 2", "scanned 1"]


async def test_work_in_the_background_that_is_broken_off_leaves_its_update_waiting(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    rigs: list[Rig] = []
    photos = Photos(rigs)
    async with rig(tmp_path, sandbox, photos, closing_seconds=0.05) as bench:
        rigs.append(bench)
        await bench.bring(text(1))
        await photos.begun.wait()
        await bench.dispatcher.aclose()
        assert await bench.waiting() == [1]
        assert bench.background.length == 0


async def test_an_update_that_arrives_again_while_its_work_goes_on_is_handled_once(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    rigs: list[Rig] = []
    photos = Photos(rigs)
    async with rig(tmp_path, sandbox, photos) as bench:
        rigs.append(bench)
        await bench.bring(text(1))
        await photos.begun.wait()
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(1)
        photos.gate.set()
        await bench.meter.until_marked(2)
    assert photos.order == ["handled 1", "handled 2", "scanned 1"]


async def test_work_that_is_cancelled_by_itself_leaves_its_update_for_the_next_start(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    rigs: list[Rig] = []
    tasks: list[asyncio.Task[None]] = []

    async def handle(update: Update) -> None:
        if update.update_id == 1:
            tasks.append(rigs[0].background.spawn(asyncio.sleep(1e9), update_id=1))

    async with rig(tmp_path, sandbox, handle) as bench:
        rigs.append(bench)
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(1)
        tasks[0].cancel()
        await bench.dispatcher.aclose()
        assert await bench.waiting() == [1]


async def test_an_error_in_the_background_goes_to_the_error_handler_with_its_update(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    rigs: list[Rig] = []

    async def scan() -> None:
        raise KeyError("boom")

    async def handle(update: Update) -> None:
        rigs[0].background.spawn(scan(), update_id=update.update_id)

    async with rig(tmp_path, sandbox, handle) as bench:
        rigs.append(bench)
        await bench.bring(text(1))
        await bench.meter.until_marked(1)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, KeyError)]
        assert await bench.waiting() == []


class UnwellInbox(Inbox):
    """A real inbox that fails the first times it is asked to begin an update, and to mark one."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.failures = {"begin": 3, "done": 3}

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        self._fail("begin")
        return await super().begin(update_id)

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        self._fail("done")
        await super().done(update_ids, at)

    def _fail(self, what: str) -> None:
        if self.failures[what]:
            self.failures[what] -= 1
            raise DiskError("the disk is full")


async def test_a_database_that_fails_for_a_while_loses_nothing_and_doubles_nothing(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard()
    async with rig(tmp_path, sandbox, heard, retry_seconds=0.0, inbox_type=UnwellInbox) as bench:
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(2)
        assert await bench.waiting() == []
    assert heard.ended == [1, 2]


async def test_old_traces_are_dropped(tmp_path: Path, sandbox: Sandbox) -> None:
    async with rig(tmp_path, sandbox, Heard(), running=False) as bench, bench.database.change() as tx:
        long_ago = int(NOON.timestamp()) - 49 * 3600
        await tx.run(
            "INSERT INTO updates (update_id, body, received_at, handled_at) VALUES (1, '', ?1, ?1)", long_ago
        )
    async with rig(tmp_path, sandbox, Heard()) as bench:
        await bench.bring(text(2))
        await bench.meter.until_marked(1)
        rows = await bench.database.rows("SELECT update_id FROM updates")
        assert [row["update_id"] for row in rows] == [2]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=25),
    st.integers(1, 6),
    st.data(),
)
def test_order_within_a_chat_holds_whatever_arrives_and_however_long_it_takes(
    plan: list[tuple[int, int]], at_once: int, data: st.DataObject
) -> None:
    """`plan` has for every update its chat and for how many turns of the loop its handler is busy; 3 fails."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(plan)), max_size=3)))
    parts = [plan[a:b] for a, b in zip([0, *cuts], [*cuts, len(plan)], strict=True)]
    order: dict[int, list[int]] = defaultdict(list)
    busy: Counter[int] = Counter()

    async def handle(update: Update) -> None:
        chat_id = update.effective_chat.id  # type: ignore[union-attr]
        busy[chat_id] += 1
        assert busy[chat_id] == 1, "two updates of one chat at the same time"
        assert sum(busy.values()) <= at_once
        turns = plan[update.update_id - 1][1]
        for _ in range(turns):
            await asyncio.sleep(0)
        order[chat_id].append(update.update_id)
        busy[chat_id] -= 1
        if turns == 3:
            raise ArithmeticError

    async def scene(folder: Path) -> None:
        async with Sandbox() as sandbox, rig(folder, sandbox, handle, at_once=at_once) as bench:
            number = 1
            for part in parts:
                arrivals = [text(number + place, chat) for place, (chat, _) in enumerate(part)]
                number += len(part)
                await bench.bring(*arrivals)
                await asyncio.sleep(0)
            await bench.meter.until_marked(len(plan))
            assert {type(error) for _, error in bench.errors} <= {ArithmeticError}

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(scene(Path(folder)))
    expected: dict[int, list[int]] = defaultdict(list)
    for number, (chat, _) in enumerate(plan, start=1):
        expected[chat].append(number)
    assert order == expected


class Unsteady:
    """A handler whose database fails the first times; `later` fails in the background, as photos do."""

    def __init__(self, error: Exception, times: int, *, later: bool = False) -> None:
        self._error = error
        self._left = times
        self._later = later
        self.rigs: list[Rig] = []
        self.ended: list[int] = []

    async def __call__(self, update: Update) -> None:
        if self._later:
            self.rigs[0].background.spawn(self._work(update), update_id=update.update_id)
        else:
            await self._work(update)

    async def _work(self, update: Update) -> None:
        if self._left:
            self._left -= 1
            raise self._error
        self.ended.append(update.update_id)


FULL, BUSY, BROKEN = DiskError("full"), StorageBusy("locked"), StorageFailed("no such table")


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    ("error", "times", "told"),
    [
        (FULL, 1, []), (BUSY, 1, []), (FULL, 25, [PutOffError]), (BUSY, 9, [PutOffError]),
        (BUSY, 10, [PutOffError, GivenUpError]), (BROKEN, 1, [StorageFailed]),
    ],
)  # fmt: skip
async def test_an_update_for_which_the_database_fails_is_tried_again_and_its_person_told_if_that_goes_on(
    tmp_path: Path, sandbox: Sandbox, error: Exception, times: int, told: list[type], later: bool
) -> None:
    handle = Unsteady(error, times, later=later)
    async with rig(tmp_path, sandbox, handle, retry_seconds=0.0) as bench:
        handle.rigs.append(bench)
        await bench.bring(text(1))
        await bench.meter.until_marked(1)
        assert [(number, type(error)) for number, error in bench.errors] == [(1, each) for each in told]
    is_lost = told and told[-1] is not PutOffError
    assert handle.ended == ([] if is_lost else [1])


async def test_a_person_is_told_once_that_a_message_waits_and_need_not_send_it_again(
    tmp_path: Path, sandbox: Sandbox, client: SandboxClient
) -> None:
    person = await client.person("영희", "ko")
    await person.send_text("복용했어요")  # before that a bot may not write
    async with rig(tmp_path, sandbox, Unsteady(FULL, 9), retry_seconds=0.0) as bench:
        bench.application.add_error_handler(ErrorHandler(StoredAccounts(bench.database), noon).handle)
        await bench.bring(text(1, person.chat_id))
        await bench.meter.until_marked(1)
    seen = (await person.messages()).messages
    told = [message["text"] for message in seen if message["from"]["is_bot"]]
    assert told == ["지금은 저장할 수 없어요. 보내신 내용은 제가 갖고 있다가 되는 대로 답할게요."]


async def test_the_next_of_a_chat_waits_for_one_that_is_tried_again(tmp_path: Path, sandbox: Sandbox) -> None:
    handle = Unsteady(FULL, 5)
    async with rig(tmp_path, sandbox, handle, retry_seconds=0.0) as bench:
        await bench.bring(text(1), text(2))
        await bench.meter.until_marked(2)
    assert handle.ended == [1, 2]


class NotingInbox(Inbox):
    """A real inbox that says what a full disk kept it from."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.refused: asyncio.Queue[str] = asyncio.Queue()

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        try:
            return await super().begin(update_id)
        except DiskError:
            await self.refused.put(f"begin {update_id}")
            raise

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        try:
            await super().done(update_ids, at)
        except DiskError:
            await self.refused.put(f"done {list(update_ids)[0]}")
            raise


@pytest.mark.usefixtures("capsys")
async def test_what_a_full_disk_keeps_from_being_done_is_done_once_when_there_is_room(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    heard = Heard(1)
    async with rig(tmp_path, sandbox, heard, retry_seconds=0.01, inbox_type=NotingInbox) as bench:
        assert isinstance(bench.inbox, NotingInbox)
        stored = await bench.inbox.store([text(2, 2)], NOON)
        await bench.bring(text(1, 1))
        await heard.until_begun(1)
        with full_disk(tmp_path / "users.db"):
            heard.gates[1].set()
            bench.dispatcher.wake(stored)
            refused = set[str]()
            while not refused >= {"done 1", "begin 2"}:
                refused.add(await asyncio.wait_for(bench.inbox.refused.get(), 20))
            with pytest.raises(DiskError):
                await bench.bring(text(3, 3))
        await bench.bring(text(3, 3))
        await bench.meter.until_marked(3)
        assert await bench.waiting() == []
    assert sorted(heard.begun) == [1, 2, 3]
