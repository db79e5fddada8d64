"""The Korean knowledge file, built from the officials' files once for all tests that ask it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.build.builder import BuildSummary, build
from knowledge.sources.reading.build_log import BuildLog

BUILT_AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KoreanBuild:
    """What a build reported, and what it made."""

    log: BuildLog
    summary: BuildSummary


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that asks for the database waits for its build, which takes its time on a busy machine."""
    for item in items:
        if "korean_build" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def korean_build(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> KoreanBuild:
    """A build of the whole Korean database."""
    log = BuildLog()
    out = tmp_path_factory.mktemp("knowledge") / "kr.db"
    summary = build(shared_data / "korea", out, "kr", log, built_at=BUILT_AT)
    return KoreanBuild(log, summary)


@pytest.fixture(scope="session")
def korean_knowledge(korean_build: KoreanBuild) -> Path:
    """The path of the Korean knowledge file; read it, never write it."""
    return korean_build.summary.path
