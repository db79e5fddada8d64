"""What all archives take, on paper."""

from dataclasses import replace

import pytest

from training.aihub.work.simulate import (
    GIGABIT,
    PHOTOS,
    TERABYTES,
    Fleet,
    Rates,
    simulate,
    storage_dollars,
    table,
)

NEVER = 1e12  # hours between two failures
RATES = Rates(annotations=10_000, photos=45)
ONE = Fleet(hours_between_failures=NEVER)


def test_a_slow_line_takes_as_long_as_all_bytes_take_over_it():
    found = simulate(RATES, replace(ONE, gigabits=1))
    assert found.bound_by == "line"
    assert found.hours == pytest.approx(TERABYTES * 1e12 / GIGABIT / 3600, rel=0.02)


def test_few_cores_take_as_long_as_all_photos_take_them():
    found = simulate(RATES, replace(ONE, cores=2))
    assert found.bound_by == "cores"
    assert found.hours == pytest.approx(PHOTOS / 45 / 2 / 3600, rel=0.02)


def test_ten_machines_with_a_line_each_take_a_tenth_and_with_one_line_as_long_and_cost_ten_times():
    one = simulate(RATES, replace(ONE, gigabits=1))
    each = simulate(RATES, replace(ONE, gigabits=1, machines=10))
    shared = simulate(RATES, replace(ONE, gigabits=1, machines=10, shared=True))
    assert each.hours == pytest.approx(one.hours / 10, rel=0.1)
    assert shared.hours == pytest.approx(one.hours, rel=0.05)
    assert shared.dollars == pytest.approx(10 * one.dollars, rel=0.1)


def test_machines_that_fail_repeat_parts_and_take_longer():
    sound, failing = (simulate(RATES, Fleet(cores=4, hours_between_failures=hours)) for hours in (NEVER, 1.0))
    assert sound.repeated_parts == 0 < failing.repeated_parts
    assert failing.hours > sound.hours


def test_the_table_has_every_fleet_of_the_question_and_what_storage_costs():
    told = table(RATES)
    assert list(told["runs"]) == [
        "one machine in the cloud", "ten machines in the cloud", "one machine, 1 Gbit/s line",
        "ten machines, one 1 Gbit/s line",
    ]  # fmt: skip
    assert told["storage_dollars"] == storage_dollars(RATES)
    assert told["storage_dollars"]["archives a month"] == 101
