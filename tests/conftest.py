"""Fixtures that every part of the tests shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is slow, and that is no fault of the code. What passes here passes anywhere: the examples are
# the same on every run. To look for new ones: pytest --hypothesis-profile explore.
settings.register_profile("any machine", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("YAKSOK_SHARED_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real photos and official files; tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the data folder {SHARED_DATA} (set YAKSOK_SHARED_DATA)")
    return SHARED_DATA
