"""How long a scan takes and how much memory it needs, beside `ultralytics` predicting with the same weights.

Each is measured in a process of its own. `compare` is for callers; `python -m tests.bench.scanning SUBJECT PHOTO
RUNS THREADS` is one such process and prints one JSON object.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inference.detect.detector import NAME
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS, Card, load_card
from inference.scan import Scanner, ScanSettings
from tests.pictures import four_pills

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One subject: seconds a photo, seconds of processor a photo, and the most memory its process ever held."""

    subject: str
    pills: int  # found in the photo, so that a fast answer is known to be an answer
    median: float
    p95: float
    processor: float  # over all cores; says more than the clock on a busy machine
    peak_mb: float


def compare(photo: bytes | None = None, runs: int = 30, threads: int | None = None) -> tuple[Measured, ...]:
    """Measure the whole scan and, where ultralytics is installed, its bare prediction, one after the other.

    `photo` is a JPEG; four drawn pills at 1280 x 800 unless given. `threads` is how many the models may
    use: all cores unless given.
    """
    subjects = ["scan"] + (["ultralytics"] if importlib.util.find_spec("ultralytics") else [])
    cores = threads or len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photo.jpg"
        file.write_bytes(photo or four_pills())
        return tuple(_in_own_process(subject, file, runs, cores) for subject in subjects)


def _in_own_process(subject: str, photo: Path, runs: int, threads: int) -> Measured:
    command = [sys.executable, "-m", "tests.bench.scanning", subject, str(photo), str(runs), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _measure(subject: str, photo: Path, runs: int, threads: int) -> Measured:
    scan = {"scan": _our_scan, "ultralytics": _their_prediction}[subject](threads)
    data = photo.read_bytes()
    spent = []
    for _ in range(WARM_UP + runs):
        began, busy = time.perf_counter(), time.process_time()
        pills = scan(data)
        spent.append((time.perf_counter() - began, time.process_time() - busy))
    (median, processor), (p95, _) = np.percentile(spent[WARM_UP:], (50, 95), axis=0)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(subject, pills, float(median), float(p95), float(processor), peak_mb)


def _our_scan(threads: int) -> Callable[[bytes], int]:
    cv2.setNumThreads(threads)
    scanner = Scanner(ScanSettings(engine=EngineSettings(threads=threads)))
    return lambda data: len(scanner.scan(data).pills)


def _their_prediction(threads: int) -> Callable[[bytes], int]:
    import torch

    torch.set_num_threads(threads)
    card = load_card(WEIGHTS, NAME)
    model = _as_torch(card)

    def predict(data: bytes) -> int:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        results = model(image, imgsz=card.size, conf=card.threshold, iou=card.iou, verbose=False)
        return len(results[0].boxes)

    return predict


def _as_torch(card: Card) -> Any:
    """The shipped ONNX weights in ultralytics' own network: the export kept the names of its tensors."""
    import onnx
    import torch
    from onnx import numpy_helper
    from ultralytics import YOLO
    from ultralytics.nn.tasks import DetectionModel

    network = DetectionModel("yolov5n.yaml", nc=len(card.labels), verbose=False).fuse(verbose=False)
    tensors = {tensor.name: tensor for tensor in onnx.load(card.weights).graph.initializer}
    network.load_state_dict(
        {name: torch.from_numpy(numpy_helper.to_array(tensors[name]).copy()) for name in network.state_dict()}
    )
    network.names = dict(enumerate(card.labels))
    model: Any = YOLO("yolov5n.yaml", verbose=False)
    model.model = network
    return model


if __name__ == "__main__":
    subject, photo, runs, threads = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(_measure(subject, Path(photo), int(runs), int(threads)))) + "\n")
