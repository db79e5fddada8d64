"""The same work by one Ray worker and by two: on the clock, and by what a quiet machine would make of it."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
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
    """Work that tells how many processor seconds it took."""

    work: Callable[[Any], dict[str, Any]]

    def __call__(self, item: Any) -> dict[str, Any]:
        started = time.process_time()
        return self.work(item) | {"cpu": time.process_time() - started}


@dataclass
class TimedRunner:
    """A runner that sums up the processor seconds of its work."""

    runner: Runner
    seconds: float = 0.0

    def run(self, work: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for item, result in self.runner.run(Timed(work), items):
            self.seconds += result.pop("cpu")
            yield item, result


def ray(folder: Path) -> None:
    """One worker and two, warm; `by_cpu` is what the clock would say if nobody else used the machine.

    Work is divided by the workers; what the driver itself computes is not.
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
    took, worked, alone = dict[int, float](), dict[int, float](), 0.0
    with two_nodes() as (address, cluster, second):
        for workers in (2, 1):
            if workers == 1:
                cluster.remove_node(second)
            runner = TimedRunner(RayCluster(address))
            prepare(Options(str(source), str(folder / f"warm{workers}"), True, Crop.HALF, 100), runner)
            runner.seconds, started, own = 0.0, time.perf_counter(), time.process_time()
            prepare(Options(str(source), str(folder / f"out{workers}"), True, Crop.HALF, PART), runner)
            took[workers], worked[workers] = time.perf_counter() - started, runner.seconds
            alone = time.process_time() - own
            library.shutdown()
    show("ray", one=round(took[1], 1), two=round(took[2], 1), times=round(took[1] / took[2], 2),
         work_of_one=round(worked[1], 1), work_of_two=round(worked[2], 1), driver=round(alone, 1),
         by_cpu=round((alone + worked[1]) / (alone + worked[2] / 2), 2))  # fmt: skip
