"""Small made archives, with and without defects."""

from importlib.util import find_spec

import pytest

if not all(map(find_spec, ("fsspec", "polars", "pyarrow", "simplejpeg"))):
    collect_ignore_glob = ["test_*.py"]  # the extra aihub is not installed


@pytest.fixture(scope="session")
def archives(tmp_path_factory):
    """Return a folder of archives with every known defect, and what was planted."""
    return _made(tmp_path_factory.mktemp("archives"), photos=10, combined=24, archives=2, defects=0.5, seed=3)


@pytest.fixture(scope="session")
def sound_archives(tmp_path_factory):
    """Return a folder of archives without a defect, and what was made."""
    return _made(tmp_path_factory.mktemp("sound"), photos=6, combined=8, archives=1, defects=0, seed=4)


def _made(folder, **recipe):
    from training.aihub.made.generating import make

    return folder, make(str(folder), None, kinds=8, gigabytes=0, suffix=".jpg", **recipe)
