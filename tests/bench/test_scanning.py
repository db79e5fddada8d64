"""The bench measures what it says, each subject in a process of its own. Needs the weights that ship."""

import importlib.util

import pytest

from tests.bench.scanning import compare


@pytest.mark.slow
def test_a_scan_is_measured_with_what_it_found() -> None:
    scan, *others = compare(runs=3, threads=1)
    assert (scan.subject, scan.pills) == ("scan", 4)
    assert 0 < scan.median <= scan.p95
    assert scan.processor > 0
    assert 50 < scan.peak_mb < 2000
    with_ultralytics = importlib.util.find_spec("ultralytics") is not None
    assert [other.subject for other in others] == ["ultralytics"] * with_ultralytics
