"""The same work by one Ray worker and by two: on the clock, and by what a quiet machine would make of it."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.aihub.table import show
from tests.ray_cluster import two_nodes
from training.aihub.made.generating import make
from training.aihub.shards.boxes import Crop
from training.aihub.shards.prepare import Options, prepare
from training.aihub.work.runners import RayCluster, Runner

PART = 25  # photos: so many parts that no worker waits long for the last of the other


@dataclass(frozen=True, slots=True)
class Timed:
    """Work that tells when it ran, and how many processor seconds it took."""

    work: Callable[[Any], dict[str, Any]]

    def __call__(self, item: Any) -> dict[str, Any]:
        since, cpu = time.time(), time.process_time()
        result = self.work(item)
        return result | {"ran": (since, time.time()), "cpu": time.process_time() - cpu}


@dataclass
class TimedRunner:
    """A runner that keeps when its work ran, and sums up its processor seconds."""

    runner: Runner
    ran: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    def run(self, work: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for item, result in self.runner.run(Timed(work), items):
            self.seconds += result.pop("cpu")
            self.ran.append(result.pop("ran"))
            yield item, result

    def busy(self) -> float:
        """Return the seconds in which any work ran."""
        total, end = 0.0, 0.0
        for since, until in sorted(self.ran):
            total += max(0.0, until - max(since, end))
            end = max(end, until)
        return total


def ray(folder: Path) -> None:
    """One worker and two, warm. `serial` are seconds in which no work ran, with one worker.

    `by_cpu` is what the clock would say on a quiet machine: work is divided by two, what is serial is not.
    """
    import ray as library

    source = folder / "src"
    wanted = {
        "kinds": 12,
        "photos": 150,
        "combined": 0,
        "archives": 4,
        "defects": 0,
        "suffix": ".jpg",
        "seed": 3,
    }
    make(str(source), None, gigabytes=0, **wanted)
    took, worked, serial = dict[int, float](), dict[int, float](), dict[int, float]()
    with two_nodes() as (address, cluster, second):
        for workers in (2, 1):
            if workers == 1:
                cluster.remove_node(second)
            cluster_of = RayCluster(address)
            prepare(Options(str(source), str(folder / f"warm{workers}"), True, Crop.HALF, 100), cluster_of)
            runner, started = TimedRunner(cluster_of), time.perf_counter()
            prepare(Options(str(source), str(folder / f"out{workers}"), True, Crop.HALF, PART), runner)
            took[workers], worked[workers] = time.perf_counter() - started, runner.seconds
            serial[workers] = took[workers] - runner.busy()
            library.shutdown()
    show("ray", one=round(took[1], 1), two=round(took[2], 1), times=round(took[1] / took[2], 2),
         work_of_one=round(worked[1], 1), work_of_two=round(worked[2], 1), serial=round(serial[1], 1),
         by_cpu=round((serial[1] + worked[1]) / (serial[1] + worked[2] / 2), 2))  # fmt: skip
