"""No picture takes a worker past its memory: refused by its header, or ended by the limit of the process."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from inference.memory import bound_memory
from inference.photo import PhotoError, PhotoLimits, PhotoProblem, read_photo
from inference.pool_errors import ScanCrashed
from inference.pool_processes import PoolSettings, Workers

PEAK = """
import sys
from pathlib import Path
from inference.memory import bound_memory
from inference.photo import PhotoError, read_photo
def peak():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
before = peak()
try:
    read_photo(sys.stdin.buffer.read())
except PhotoError as error:
    print(error.problem)
print((peak() - before) // 1000)
"""
BOUND = """
from inference.memory import bound_memory
bound_memory(50_000_000)
held = bytearray(10_000_000)
try:
    bytearray(100_000_000)
except MemoryError:
    print("refused")
"""


def picture(kind: str, size: tuple[int, int], **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 180, 160)).save(out, kind, **options)
    return out.getvalue()


def run(code: str, data: bytes = b"") -> list[str]:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, cwd=root)
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("WEBP", (8000, 8000), {"lossless": True}),
        ("PNG", (8000, 8000), {}),
        ("JPEG", (8000, 8000), {"progressive": True}),
    ],
)
def test_a_picture_that_would_need_too_much_memory_is_refused_by_its_header(kind, size, options):
    with pytest.raises(PhotoError) as refused:
        read_photo(picture(kind, size, **options))
    assert refused.value.problem is PhotoProblem.TOO_MANY_PIXELS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("WEBP", (4470, 4470), {"lossless": True}),
        ("PNG", (7000, 7000), {}),
        ("JPEG", (8000, 8000), {}),
        ("JPEG", (5700, 5700), {"progressive": True, "subsampling": 0}),
    ],
)
def test_the_largest_pictures_that_are_taken_need_no_more_than_the_limit(kind, size, options):
    *problems, megabytes = run(PEAK, picture(kind, size, **options))
    assert problems == []
    assert int(megabytes) * 1_000_000 <= PhotoLimits().max_memory


class Hungry:
    """A tool whose process is bound."""

    def __init__(self) -> None:
        bound_memory(100_000_000)

    def eat(self, size: int) -> int:
        return len(bytearray(size))


async def test_a_task_without_memory_costs_itself_alone():
    workers = Workers(PoolSettings(workers=1, timeout=10), Hungry)
    await workers.start()
    try:
        with pytest.raises(ScanCrashed, match="memory"):
            await workers.run(Hungry.eat, 500_000_000)
        assert await workers.run(Hungry.eat, 1000) == 1000
    finally:
        await workers.close()


class Filled:
    """A tool that keeps what it is given, as networks keep the memory of the sizes that they have met."""

    def __init__(self) -> None:
        bound_memory(100_000_000)
        self.kept: list[bytearray] = []

    def keep(self, size: int) -> int:
        try:
            self.kept.append(bytearray(size))
        except MemoryError as error:
            raise RuntimeError(f"Failed to allocate {size} bytes of memory") from error  # as OpenVINO says it
        return len(self.kept)


async def test_a_task_that_finds_the_memory_taken_by_earlier_ones_is_tried_in_a_fresh_process():
    workers = Workers(PoolSettings(workers=1, timeout=10), Filled)
    await workers.start()
    try:
        assert [await workers.run(Filled.keep, 40_000_000) for _ in range(3)] == [1, 2, 1]
    finally:
        await workers.close()


def test_a_process_that_is_bound_gets_no_more_memory():
    assert run(BOUND) == ["refused"]
