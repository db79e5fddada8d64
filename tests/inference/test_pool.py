"""A worker that crashes or hangs costs one photo; everybody else gets their answer."""

import asyncio
import fcntl
import gc
import os
import pickle
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TextIO

import psutil
import pytest
from pebble import ProcessPool

import inference.pool_processes
from inference.model_card import WeightsError
from inference.photo import PhotoError, PhotoProblem
from inference.pool import ScanPool, settings_for
from inference.pool_errors import Busy, ScanCrashed, ScanTimeout
from inference.pool_processes import PoolSettings, Workers
from inference.pool_worker import NICENESS
from inference.scan import ScanSettings


class Tool:
    """What a worker of these tests holds in place of models."""

    def __init__(self) -> None:
        self.made_in = os.getpid()


class SlowlyMade(Tool):
    """A tool that takes its time, as models do that are loaded."""

    SECONDS = 1.0

    def __init__(self) -> None:
        time.sleep(self.SECONDS)
        super().__init__()


def broken_tool() -> Tool:
    raise WeightsError(Path("finder.onnx"), "cannot be read")


def dying_tool() -> Tool:
    os._exit(4)


def echo(_: Tool, value: int) -> int:
    return value


class Photo:
    """Something large that is given to a worker."""


def look_at(_: Tool, photo: Photo) -> None:
    """Looks at a photo, and keeps nothing of it."""


def process(tool: Tool) -> tuple[int, int]:
    return tool.made_in, os.getpid()


def niceness(_: Tool) -> int:
    return os.nice(0)


def rest(_: Tool, seconds: float) -> None:
    time.sleep(seconds)


def crash(_: Tool) -> None:
    os._exit(3)


def spin(_: Tool) -> None:
    while True:
        pass


def hang_in_c(_: Tool) -> None:
    """Hangs where Python never gets to run a signal handler, as in a model's run."""
    sum(range(10**18))


def refuse(_: Tool) -> None:
    raise PhotoError(PhotoProblem.DAMAGED, "OSError")


def pass_gate(_: Tool, path: str) -> str:
    """Waits as long as somebody holds the lock on a file."""
    with Path(path).open() as gate:
        fcntl.flock(gate, fcntl.LOCK_SH)
    return path


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True) if "spawn_main" in _line(child)}


def _line(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
async def workers() -> AsyncIterator[Workers[Tool]]:
    pool = Workers(PoolSettings(workers=2, waiting=6, timeout=1.0), Tool)
    await pool.start()
    yield pool
    await pool.close()


async def outcome(answer: Awaitable[object]) -> object:
    """The answer, or the type of the error instead."""
    try:
        return await answer
    except Exception as error:
        return type(error)


async def test_a_task_runs_in_another_process_with_the_tool_made_there(workers: Workers[Tool]) -> None:
    made_in, ran_in = await workers.run(process)
    assert made_in == ran_in != os.getpid()


async def test_a_tool_is_made_once(workers: Workers[Tool]) -> None:
    assert len({await workers.run(process) for _ in range(5)}) <= 2


async def test_what_a_task_was_given_is_let_go_after_its_answer(workers: Workers[Tool]) -> None:
    photo = Photo()
    watched = weakref.ref(photo)
    await workers.run(look_at, photo)
    del photo
    gc.collect()
    assert watched() is None


async def test_a_crash_costs_its_own_task_alone(workers: Workers[Tool]) -> None:
    tasks = [workers.run(crash), *(workers.run(echo, i) for i in range(6))]
    assert await asyncio.gather(*map(outcome, tasks)) == [ScanCrashed, *range(6)]


@pytest.mark.parametrize("hang", [spin, hang_in_c])
async def test_a_hang_ends_at_the_time_out_and_costs_its_own_task_alone(
    workers: Workers[Tool], hang: object
) -> None:
    began = time.monotonic()
    tasks = [workers.run(hang), *(workers.run(echo, i) for i in range(6))]  # type: ignore[arg-type]
    assert await asyncio.gather(*map(outcome, tasks)) == [ScanTimeout, *range(6)]
    assert time.monotonic() - began < 5


async def test_after_every_worker_crashed_or_hung_the_pool_answers(workers: Workers[Tool]) -> None:
    bad = [crash, spin, crash, crash]
    assert await asyncio.gather(*(outcome(workers.run(task)) for task in bad)) == [
        ScanCrashed,
        ScanTimeout,
        ScanCrashed,
        ScanCrashed,
    ]
    assert await asyncio.gather(*(workers.run(echo, i) for i in range(6))) == list(range(6))


async def test_after_a_time_out_the_next_task_finds_a_process_that_has_loaded() -> None:
    pool = Workers(PoolSettings(workers=1, timeout=4.0), SlowlyMade)
    await pool.start()
    assert await outcome(pool.run(spin)) is ScanTimeout
    began = time.monotonic()
    assert await pool.run(echo, 1) == 1
    assert time.monotonic() - began < SlowlyMade.SECONDS
    await pool.close()


async def test_a_late_task_that_ends_in_time_keeps_its_process_and_leaves_no_other() -> None:
    pool = Workers(PoolSettings(workers=1, timeout=3.0), Tool)
    await pool.start()
    made_in, _ = await pool.run(process)
    await pool.run(rest, 2.0)
    async with asyncio.timeout(10):
        while len(children()) > 1:  # noqa: ASYNC110  a process tells nobody of its end
            await asyncio.sleep(0.05)
    assert await pool.run(process) == (made_in, made_in)
    await pool.close()


async def test_a_lost_process_is_replaced_while_the_others_go_on() -> None:
    slow = Workers(PoolSettings(workers=2, timeout=60.0), SlowlyMade)
    await slow.start()
    assert await outcome(slow.run(crash)) is ScanCrashed
    began = time.monotonic()
    assert await slow.run(echo, 1) == 1
    assert time.monotonic() - began < SlowlyMade.SECONDS
    await slow.close()


async def test_whoever_writes_goes_before_whoever_reads_photos(workers: Workers[Tool]) -> None:
    assert await workers.run(niceness) == min(19, os.nice(0) + NICENESS)


async def test_a_worker_killed_while_idle_costs_nothing(workers: Workers[Tool]) -> None:
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    assert await asyncio.gather(*(workers.run(echo, i) for i in range(6))) == list(range(6))


async def test_a_task_lost_as_its_worker_died_is_done_by_another(
    workers: Workers[Tool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library loses a task that it takes between a worker's death and noticing it."""
    schedule = inference.pool_processes._schedule
    lost: list[Future[int]] = []

    def lose_the_first(pool: ProcessPool, call: Callable[[], int], limit: float) -> Future[int]:
        if lost:
            return schedule(pool, call, limit)
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        while pool.active:
            time.sleep(0.01)
        lost.append(Future())
        return lost[0]

    monkeypatch.setattr(inference.pool_processes, "_schedule", lose_the_first)
    async with asyncio.timeout(20):
        assert await workers.run(echo, 7) == 7
    assert lost[0].cancelled()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[TextIO]:
    """A file that nobody passes as long as it is open here."""
    with (tmp_path / "gate").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


async def test_too_many_are_told_at_once_and_the_rest_is_answered(
    workers: Workers[Tool], gate: TextIO
) -> None:
    accepted = [asyncio.create_task(workers.run(pass_gate, gate.name)) for _ in range(8)]
    await asyncio.sleep(0)  # lets every task enter the queue
    with pytest.raises(Busy):
        await workers.run(echo, 1)
    gate.close()
    assert await asyncio.gather(*accepted) == [gate.name] * 8
    assert await workers.run(echo, 2) == 2


async def test_an_error_of_the_task_itself_passes_through(workers: Workers[Tool]) -> None:
    with pytest.raises(PhotoError, match="damaged: OSError") as caught:
        await workers.run(refuse)
    assert caught.value.problem is PhotoProblem.DAMAGED


async def test_giving_up_on_an_answer_frees_its_place(workers: Workers[Tool]) -> None:
    given_up = [asyncio.create_task(workers.run(spin)) for _ in range(8)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    assert await asyncio.gather(*(workers.run(echo, i) for i in range(6))) == list(range(6))


async def test_closing_ends_every_process_even_in_the_middle_of_a_task() -> None:
    before = children()
    pool = Workers(PoolSettings(workers=2, timeout=60), Tool)
    await pool.start()
    assert len(children() - before) == 2
    asked = [asyncio.create_task(outcome(pool.run(spin))) for _ in range(5)]
    await asyncio.sleep(0)  # lets every task enter the queue
    await pool.close()
    assert await asyncio.gather(*asked) == [ScanCrashed] * 5
    assert children() <= before
    assert await outcome(pool.run(echo, 1)) is ScanCrashed


def test_workers_end_with_the_process_that_they_work_for() -> None:
    program = """
import asyncio, os, signal, psutil
from inference.pool_processes import PoolSettings, Workers

async def main():
    await Workers(PoolSettings(workers=2), dict).start()
    children = psutil.Process().children(recursive=True)
    os.write(1, " ".join(str(child.pid) for child in children).encode())
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == -signal.SIGKILL
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) >= 2
    left = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    assert psutil.wait_procs(left, timeout=10)[1] == []


async def test_a_tool_that_cannot_be_made_is_an_error_at_the_start() -> None:
    pool = Workers(PoolSettings(workers=1), broken_tool)
    with pytest.raises(WeightsError, match=r"finder\.onnx: cannot be read"):
        await pool.start()
    await pool.close()


async def test_a_process_that_dies_at_the_start_is_an_error_there() -> None:
    pool = Workers(PoolSettings(workers=1, start_timeout=20), dying_tool)
    with pytest.raises(ScanCrashed):
        await pool.start()
    await pool.close()


async def test_missing_weights_are_told_when_the_pool_opens(tmp_path: Path) -> None:
    settings = PoolSettings(workers=1, scan=ScanSettings(weights=tmp_path))
    with pytest.raises(
        WeightsError, match=r"pill-detector\.json: cannot be read \(setting YAKSOK_WEIGHTS_DIR\)"
    ):
        async with ScanPool(settings):
            pass
    assert children() == set()


@pytest.mark.parametrize("cores", [1, 2, 3, 8])
def test_workers_and_their_threads_fit_the_cores(cores: int) -> None:
    settings = settings_for(cores)
    assert 1 <= settings.workers * settings.scan.engine.threads <= cores


@pytest.mark.parametrize("error", [Busy("full"), ScanTimeout("slow"), PhotoError(PhotoProblem.EMPTY, "0")])
def test_errors_survive_the_journey_between_processes(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
