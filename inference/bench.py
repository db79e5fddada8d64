"""How long a scan takes and how much memory it needs, beside `ultralytics` predicting with the same weights.

Each is measured in a process of its own. `compare` is for callers; `python -m inference.bench SUBJECT PHOTO
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

from inference.card import WEIGHTS, Card, load_card
from inference.detector import NAME
from inference.engine import EngineSettings
from inference.scan import Scanner, ScanSettings

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

    `photo` is a JPEG; four drawn pills at 1280 x 960 unless given. `threads` is how many the models may
    use: all cores unless given.
    """
    subjects = ["scan"] + (["ultralytics"] if importlib.util.find_spec("ultralytics") else [])
    cores = threads or len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photo.jpg"
        file.write_bytes(photo or four_pills())
        return tuple(_in_own_process(subject, file, runs, cores) for subject in subjects)


def four_pills(width: int = 1280, height: int = 960) -> bytes:
    """A JPEG of four drawn pills on a table, for when no real photo is at hand."""
    noise = np.random.default_rng(4).normal(0, 5, (height, width, 3))
    image = np.clip(np.array([150, 168, 182]) + noise, 0, 255).astype(np.uint8)
    pills = [((300, 300), (90, 90), 0), ((850, 280), (130, 60), 20), ((380, 700), (120, 70), 140)]
    for centre, axes, angle in [*pills, ((900, 690), (80, 80), 0)]:
        cv2.ellipse(
            image, (centre[0] + 8, centre[1] + 12), axes, angle, 0, 360, (95, 105, 115), -1, cv2.LINE_AA
        )
        cv2.ellipse(image, centre, axes, angle, 0, 360, (235, 238, 240), -1, cv2.LINE_AA)
    _, encoded = cv2.imencode(".jpg", cv2.GaussianBlur(image, (0, 0), 1.2), [cv2.IMWRITE_JPEG_QUALITY, 90])
    return encoded.tobytes()


def _in_own_process(subject: str, photo: Path, runs: int, threads: int) -> Measured:
    command = [sys.executable, "-m", "inference.bench", subject, str(photo), str(runs), str(threads)]
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
