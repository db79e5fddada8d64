"""What a whole run costs, worked out from measured rates: hours and dollars on so many machines, with some that fail."""

import csv
import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

PRICES = Path(__file__).with_name("prices.csv")
PHOTOS, TERABYTES, ARCHIVES = 2_630_000, 4.4, 89  # of data set 576
LABELS = 2_680_000  # with those of the photos of several pills
PART = 500
GIGABIT = 1e9 / 8 * 0.94  # bytes a second over a line, less what TCP takes


@dataclass(frozen=True, slots=True)
class Rates:
    """What one processor core does, as the bench prints it."""

    annotations: float = 10000.0  # a second, label files to Parquet
    photos: float = 45.0  # a second, read, checked, decoded, cropped, written
    shard_mb: float = 17.0  # of PART photos


@dataclass(frozen=True, slots=True)
class Fleet:
    """Who works. Machines fail at random and come back; their piece of work is done again."""

    machines: int = 1
    cores: int = 16  # of one machine
    gigabits: float = 10.0  # from the store to one machine; for all together where `shared`
    shared: bool = False
    hours_between_failures: float = 200.0  # of one machine
    minutes_to_return: float = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run took."""

    hours: float
    machine_hours: float
    repeated_parts: int
    bound_by: str  # line or cores
    dollars: float


def simulate(rates: Rates, fleet: Fleet, seed: int = 1) -> Outcome:
    """Hand out parts to cores, one after the other, and let machines fail; return when all is done.

    A core reads its part over the line while it works on it, as `prepare` does; the cores share the line. Where its
    machine fails, a core begins its part again once the machine is back.
    """
    rng = np.random.default_rng(seed)
    parts, part_bytes = -(-PHOTOS // PART), TERABYTES * 1e12 / PHOTOS * PART
    workers = fleet.machines * fleet.cores
    line = GIGABIT * fleet.gigabits * (1 if fleet.shared else fleet.machines)
    work, transfer = PART / rates.photos, part_bytes / (line / workers)
    seconds = max(work, transfer)  # reading goes on while earlier photos are worked on
    between = fleet.hours_between_failures * 3600
    free = [LABELS / rates.annotations / workers] * workers
    repeated = 0
    for _ in range(parts):
        start = heapq.heappop(free)
        while (fails := rng.exponential(between)) < seconds:
            start += fails + fleet.minutes_to_return * 60
            repeated += 1
        heapq.heappush(free, start + seconds)
    hours = max(free) / 3600
    machine_hours = hours * fleet.machines
    dollars = machine_hours * price("machine_hour_16_cores") * fleet.cores / 16
    return Outcome(
        round(hours, 1),
        round(machine_hours, 1),
        repeated,
        "line" if transfer > work else "cores",
        round(dollars),
    )


def storage_dollars(rates: Rates) -> dict[str, int]:
    """Return what keeping the archives and the shards costs a month, and sending the shards out once."""
    shards = PHOTOS / PART * rates.shard_mb / 1000
    return {
        "archives a month": round(TERABYTES * 1000 * price("storage_gb_month")),
        "shards a month": round(shards * price("storage_gb_month")),
        "shards sent out once": round(shards * price("egress_gb")),
        "shards in gigabytes": round(shards),
    }


@cache
def _prices() -> dict[str, float]:
    with PRICES.open(encoding="utf-8", newline="") as file:
        return {row["what"]: float(row["dollars"]) for row in csv.DictReader(file)}


def price(what: str) -> float:
    """Return a list price in US dollars; where and when it was read stands beside it in the table."""
    return _prices()[what]


def scenarios(cores: int) -> Iterator[tuple[str, Fleet]]:
    """Yield the fleets of the question: one machine, ten, and one behind a slow line."""
    one = Fleet(cores=cores)
    yield "one machine in the cloud", one
    yield "ten machines in the cloud", replace(one, machines=10)
    yield "one machine, 1 Gbit/s line", replace(one, gigabits=1.0)
    yield "ten machines, one 1 Gbit/s line", replace(one, machines=10, gigabits=1.0, shared=True)


def table(rates: Rates, cores: int = 16) -> dict[str, Any]:
    """Return the outcome of every fleet, and what storage costs."""
    runs = {name: asdict(simulate(rates, fleet)) for name, fleet in scenarios(cores)}
    return {"runs": runs, "storage_dollars": storage_dollars(rates)}
