"""Whatever takes long tells how far it is, up to the end."""

from pathlib import Path

import pytest

from knowledge.starter import build_starter
from training.aihub.archives.scan_report import scan_all
from training.aihub.fit.choosing import choose_all
from training.aihub.made.generating import make
from training.aihub.shards.contours import measure
from training.aihub.shards.prepare import Options, prepare
from training.aihub.tables.table import make_table
from training.aihub.work.progress import followed


@pytest.fixture(scope="module")
def prepared(sound_archives, tmp_path_factory):
    """Return archives, and a folder with their shards and a knowledge file."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(Options(str(sound_archives[0]), str(folder), tar=True))
    build_starter(folder / "knowledge.db")
    return str(sound_archives[0]), str(folder)


COMMANDS = {
    "generate": lambda _, data, to, told: make(
        to,
        None,
        kinds=4,
        photos=1,
        combined=0,
        archives=1,
        defects=0,
        gigabytes=0,
        suffix=".jpg",
        seed=1,
        progress=told,
    ),
    "scan": lambda source, _, to, told: scan_all(source, to, progress=told),
    "prepare": lambda source, _, to, told: prepare(Options(source, to), progress=told),
    "table": lambda source, data, to, told: make_table(
        source, Path(data, "knowledge.db"), f"{to}/table.csv", told
    ),
    "sample": lambda _, data, to, told: choose_all(data, f"{to}/chosen.parquet", told),
    "propose": lambda _, data, to, told: measure(data, 8, told),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_how_far_it_is_up_to_the_end(prepared, tmp_path, command):
    seen = {}
    COMMANDS[command](*prepared, str(tmp_path), lambda what, done, total: seen.update({what: (done, total)}))
    assert seen
    assert all(done == total > 0 for done, total in seen.values())


def test_an_item_counts_once_it_is_done():
    seen = []
    items = followed("ab", "letters", lambda *told: seen.append(told), 2)
    assert (next(items), seen) == ("a", [])
    assert (next(items), seen) == ("b", [("letters", 1, 2)])
