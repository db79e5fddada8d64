"""Work that is killed at any moment goes on, and ends with the same bytes."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (
    "from training.aihub.shards.prepare import *; print(flush=True); "
    "prepare(Options({source!r}, {target!r}, tar={tar}, part=4))"
)


def start(source: Path, target: Path, *, tar: bool) -> subprocess.Popen[bytes]:
    """Start `prepare` in a process of its own."""
    code = COMMAND.format(source=str(source), target=str(target), tar=tar)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # everything is imported: what is killed from now on is work
    return process


def tree(folder: Path) -> dict[str, bytes]:
    """Return every finished file."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".writing")
    }


def killed_until_done(source: Path, target: Path, kills: int, *, tar: bool, seed: int = 1) -> int:
    """Run `prepare`, kill it so many times at random moments, let the last run end; return how many kills hit."""
    rng, hits = random.Random(seed), 0
    for _ in range(kills):
        process = start(source, target, tar=tar)
        try:
            process.wait(rng.uniform(0.0, 0.6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            hits += 1
        process.communicate()
    last = start(source, target, tar=tar)
    last.communicate()
    assert last.returncode == 0
    return hits


@pytest.mark.slow
@pytest.mark.parametrize("tar", [False, True], ids=["yolo", "webdataset"])
def test_what_was_killed_ends_with_the_same_bytes(archives, tmp_path, tar):
    assert killed_until_done(archives[0], tmp_path / "whole", 0, tar=tar) == 0
    assert killed_until_done(archives[0], tmp_path / "killed", 4, tar=tar) > 0
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")
