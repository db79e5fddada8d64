"""The training queue: jobs in order, killed and taken up again, with a table of what each epoch is worth."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("ultralytics", reason="the training extra is not installed: make test-training")

import onnx
from onnx import numpy_helper

from inference.detect.detector import load_detector
from inference.engine import EngineSettings
from training.evaluate.detector_card import Export, export_detector
from training.fit import checkpoint
from training.fit.queue import Job, Places, read_queue, work

JOBS = """
[[job]]
name = "first"
start = "coco"
model = "yolov5n.yaml"
image_size = 64
epochs = 2
pictures = 8
batch = 4
learning_rate = 0.001
seed = 1
scenes = 4
left_out = ["many_dense"]

[[job]]
name = "second"
start = "first"
model = "yolov5n.yaml"
image_size = 64
epochs = 1
pictures = 4
batch = 4
learning_rate = 0.001
seed = 2
scenes = 2
left_out = ["single_phone"]
"""


@pytest.fixture
def places(small_data: Path, tmp_path: Path) -> Places:
    return Places(small_data, tmp_path / "runs", tmp_path / "checkpoints", tmp_path / "none.onnx")


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    file = tmp_path / "queue.toml"
    file.write_text(JOBS)
    return read_queue(file, "cpu", workers=0)


def clock() -> Callable[[], datetime]:
    """A clock that goes on by a minute each time it is read."""
    minutes: Iterator[int] = iter(range(10_000))
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=next(minutes))


def rows(places: Places) -> list[tuple[str, int]]:
    with (places.checkpoints / "runs.csv").open() as file:
        return [(row["job"], int(row["epoch"])) for row in csv.DictReader(file)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch and ultralytics warn of their own affairs
@pytest.mark.timeout(300)
def test_a_queue_stops_when_its_time_is_up_and_goes_on_elsewhere(jobs, places, tmp_path):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    work(jobs, places, clock(), until=start)  # the time is up at once: one epoch, and no more
    assert rows(places) == [("first", 0), ("first", 1)]
    elsewhere = Places(places.data, tmp_path / "other", places.checkpoints, places.shipped)
    work(jobs, elsewhere, clock())
    assert rows(places)[2:] == [("first", 2), ("second", 0), ("second", 1)]
    work(jobs, places, clock())
    assert len(rows(places)) == 5, "what is done is not done again"
    last = checkpoint.load(places.checkpoints / "second.pt")
    assert last is not None
    assert last.epochs == 1
    assert all(bool(np.isfinite(tensor.numpy()).all()) for tensor in last.tensors.values())
    assert (places.checkpoints / "second.pt").stat().st_size < 6_000_000

    out = tmp_path / "weights"
    card = exported(Export(jobs), places, out)
    assert [row["epoch"] for row in card["training"][0]["curve"]] == ["0", "1", "2"]
    assert set(card["scores"]) == {
        "val and not_pills together",
        "many_dense train",
        "not_pills train",
        "single_phone val",
    }
    assert load_detector(out, EngineSettings(threads=1)).threshold == card["threshold"]
    assert card["guards"] == ["many_dense"]
    with pytest.raises(ValueError, match="no_such_set"):
        exported(Export(jobs, guard=["no_such_set"]), places, out)

    mean, half = weights_in(out), exported(Export(jobs[1:]), places, tmp_path / "half")
    other = exported(
        Export(jobs[:1], tmp_path / "half" / "pill-detector.onnx", 0.3), places, tmp_path / "of-both"
    )
    assert other["threshold"] == 0.3
    assert other["averaged_with"]["sha256"] == half["sha256"]
    for name, each in weights_in(tmp_path / "of-both").items():
        assert np.allclose(each, mean[name], atol=1e-3), name


def exported(export: Export, places: Places, out: Path) -> dict[str, Any]:
    card = export_detector(export, places.checkpoints, places.data / "photos", 64, out)
    found: dict[str, Any] = json.loads(card.read_text())
    return found


def weights_in(folder: Path) -> dict[str, np.ndarray]:
    model = onnx.load(folder / "pill-detector.onnx")
    return {
        one.name: numpy_helper.to_array(one)
        for one in model.graph.initializer
        if one.name.endswith((".weight", ".bias"))
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (JOBS.replace('start = "coco"', 'start = "second"'), "start among"),
        (JOBS.replace('"second"', '"first"'), "new name"),
    ],
)
def test_a_job_that_cannot_start_is_an_error_before_anything_is_trained(tmp_path, text, problem):
    file = tmp_path / "queue.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=problem):
        read_queue(file, "cpu", workers=0)


def test_the_committed_queue_can_be_read():
    jobs = read_queue(Path(__file__).parents[2] / "training" / "queue.toml", "cpu", workers=0)
    assert jobs
    assert all(job.left_out for job in jobs), "every job is judged by what it does not train on"


def test_weights_survive_a_checkpoint_in_half_precision(tmp_path):
    import torch

    tensors = {"a": torch.linspace(-2, 2, 50), "count": torch.tensor(7)}
    file = tmp_path / "deep" / "x.pt"
    checkpoint.save(checkpoint.Checkpoint(3, tensors), file)
    found = checkpoint.load(file)
    assert found is not None
    assert found.epochs == 3
    assert torch.allclose(found.tensors["a"], tensors["a"], atol=2e-3)
    assert found.tensors["count"] == 7
    assert checkpoint.load(tmp_path / "none.pt") is None


def test_exported_weights_compute_the_same_when_they_are_loaded_for_training():
    import torch

    from inference.engine import OpenVinoEngine
    from inference.model_card import WEIGHTS
    from training.fit.exported_start import load_exported
    from training.fit.network import HalfModel

    rng = np.random.default_rng(0)
    image = cv2.resize(rng.integers(0, 255, (8, 8, 3)).astype(np.uint8), (96, 96))[None]
    model = HalfModel("yolov5n.yaml", nc=1, verbose=False)
    pictures = torch.from_numpy(image).permute(0, 3, 1, 2).float() / 255
    load_exported(model, WEIGHTS / "pill-detector.onnx", pictures)
    with torch.inference_mode():
        ours = model.eval()(pictures)[0].numpy()
    shipped = OpenVinoEngine(WEIGHTS / "pill-detector.onnx", EngineSettings(threads=1)).run(image)
    assert np.abs(ours - shipped)[:, 4].max() < 0.02
    assert np.abs(ours - shipped)[:, :4].max() < 2
    norms = [one for one in model.modules() if isinstance(one, torch.nn.BatchNorm2d)]
    assert any(float(one.running_var.std()) > 0.01 for one in norms), "the statistics are measured"
