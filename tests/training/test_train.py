"""A training on two pictures: it learns, survives a kill, and is exported to what the detector runs."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("ultralytics", reason="the training extra is not installed: make test-training")

ROOT = Path(__file__).resolve().parents[2]
TRAIN = """
from pathlib import Path
from training.fit.train import Recipe, train
recipe = Recipe(image_size=64, batch=2, hours={hours}, mosaic=0.0, close_mosaic=0)
print("best", train(Path("dataset"), ["pill"], Path("run"), recipe, None))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for split in ("train", "val"):
        images, labels = tmp_path / "dataset" / "images" / split, tmp_path / "dataset" / "labels" / split
        images.mkdir(parents=True)
        labels.mkdir(parents=True)
        for number in range(4):
            picture = np.full((64, 64, 3), 40, np.uint8)
            cv2.circle(picture, (20 + 8 * number, 32), 12, (230, 230, 230), -1)
            cv2.imwrite(str(images / f"{number}.png"), picture)
            (labels / f"{number}.txt").write_text(f"0 {(20 + 8 * number) / 64} 0.5 0.375 0.375\n")
        (tmp_path / "dataset" / f"{split}.txt").write_text(
            "".join(f"{path}\n" for path in sorted(images.iterdir()))
        )
    return tmp_path


def start(folder: Path, hours: float) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "YOLO_CONFIG_DIR": str(folder)}
    command = [sys.executable, "-c", TRAIN.format(hours=hours)]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def epochs(folder: Path) -> int:
    results = folder / "run" / "results.csv"
    return len(results.read_text().splitlines()) - 1 if results.exists() else 0


def assert_mean_of_two(one: Path, other: Path, folder: Path) -> None:
    import torch

    from training.fit.export import name_of, plain_checkpoint, tensors_of

    start = tensors_of(other, folder / "start.pt")  # as a run keeps what it started from
    means = [plain_checkpoint(one, folder / f"mean-{also.stem}.pt", [also]) for also in (other, start)]
    first, second, *both = (
        torch.load(tensors_of(each, folder / f"tensors-{place}.pt"), weights_only=True)
        for place, each in enumerate((one, other, *means))
    )
    for mean in both:
        for name, tensor in mean.items():
            if tensor.is_floating_point():
                assert torch.allclose(tensor, (first[name] + second[name]) / 2, atol=1e-6), name
    assert [name_of(each) for each in (folder / "run" / "weights" / "best.pt", start)] == [
        f"{folder.name}/best",
        f"{folder.name}/start",
    ]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch warns of how ultralytics exports; neither is ours
@pytest.mark.timeout(300)
def test_a_killed_training_goes_on_where_it_stopped_and_is_exported(folder):
    killed = start(folder, 0.5)
    for line in killed.stdout:  # read on until some epochs are done
        if epochs(folder) >= 2 and (folder / "run" / "weights" / "last.pt").exists():
            os.killpg(killed.pid, signal.SIGKILL)
            break
        assert "Error" not in line, line
    killed.communicate()
    done = epochs(folder)
    assert done >= 2
    again = start(folder, 0.002)
    said, _ = again.communicate(timeout=200)
    assert again.returncode == 0, said
    assert "Resuming training" in said
    assert epochs(folder) > done

    from inference.detect.detector import load_detector
    from inference.engine import EngineSettings
    from training.fit.export import export_onnx, plain_checkpoint, write_card

    best = folder / "run" / "weights" / "best.pt"
    assert_mean_of_two(best, folder / "run" / "weights" / "last.pt", folder)
    weights = folder / "pill-detector.onnx"
    export_onnx(plain_checkpoint(best, folder / "plain.pt"), 64, weights)
    card = write_card(weights, {
        "version": "test", "labels": ["pill"], "input": {"size": 64, "channels": "RGB", "scale": "1/255"},
        "threshold": 0.5, "iou": 0.6,
    })  # fmt: skip
    assert json.loads(card.read_text())["license"] == "AGPL-3.0-or-later"
    assert load_detector(folder, EngineSettings()).threshold == 0.5
