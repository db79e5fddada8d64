"""Training: labels that contradict their names are refused, memory that runs out is no end, a stopped run goes on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from training.aihub.errors import AihubError
from training.aihub.fit.batches import is_out_of_memory, largest_batch
from training.aihub.fit.choosing import choose, read_samples
from training.aihub.fit.dataset import check_labels, lay_out
from training.aihub.shards.prepare import Options, prepare
from training.aihub.work.store import Store

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["K-000030/196000008", "K-000067/196000011"]


def labelled(folder: Path, **files: str) -> Path:
    """Write label files of the train split, by the names of their photos."""
    for number, (code, lines) in enumerate(files.items()):
        file = folder / "labels" / "train" / f"K-{code[1:]}_0_2_0_1_90_{number:03}_200.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(lines)
    return folder


def test_labels_that_fit_their_names_are_taken(tmp_path):
    check_labels(labelled(tmp_path, k000030="0 .5 .5 .1 .1\n", k000067="1 .5 .5 .1 .1\n"), NAMES)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"k000030": "1 .5 .5 .1 .1\n", "k000067": "0 .5 .5 .1 .1\n"}, "is not in this photo by its name"),
        ({"k000030": "2 .5 .5 .1 .1\n"}, "class 2 of 2 names"),
        ({"k000030": "0 .5 .5 1.1 .1\n"}, "expected four shares from 0 to 1"),
        ({"k000030": "0 .5 .5 .1\n"}, "expected four shares from 0 to 1"),
        ({"k000030": "0 .5 .5 .1 .1\n"}, "expected boxes of every class to train on"),
        ({"k000030": ""}, "expected boxes of every class to train on"),
    ],
)
def test_labels_that_would_train_to_nothing_are_refused(tmp_path, files, problem):
    with pytest.raises(AihubError, match=problem):
        check_labels(labelled(tmp_path, **files), NAMES)


@pytest.mark.parametrize(("room", "expected"), [(1000, 128), (100, 64), (64, 64), (3, 2), (0, 1)])
def test_the_batch_is_the_largest_that_fits(room, expected):
    assert largest_batch(lambda batch: batch <= room) == expected


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (MemoryError(), True),
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), True),
        (
            RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory"),
            True,
        ),
        (RuntimeError("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED"), False),
        (ValueError("shape"), False),
    ],
)
def test_errors_of_memory_are_told_from_others(error, is_memory):
    assert is_out_of_memory(error) is is_memory


@pytest.fixture(scope="module")
def chosen(sound_archives, tmp_path_factory):
    """Return prepared data, and the samples chosen to train on."""
    data = tmp_path_factory.mktemp("data")
    prepare(Options(str(sound_archives[0]), str(data), tar=True))
    return str(data), choose(read_samples(Store(str(data))), per_kind=8, held_out=0, seed=1)


def test_what_is_laid_out_can_be_looked_at_and_has_every_class(chosen, tmp_path):
    names = lay_out(*chosen, tmp_path)
    listed = (tmp_path / "train.txt").read_text().split()
    assert all(Path(path).exists() for path in listed)
    assert len(names) == chosen[1].filter(pl.col("split") == "train")["label"].n_unique()
    assert (tmp_path / "labels.html").read_text().count("<img") > 8


def small_dataset(chosen, folder: Path) -> list[str]:
    """Lay out chosen samples at a size that trains in seconds."""
    import cv2

    names = lay_out(*chosen, folder)
    for file in folder.rglob("*.jpg"):
        cv2.imwrite(str(file), cv2.resize(cv2.imread(str(file)), (48, 64)))
    return names


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # ultralytics' own
def test_a_run_that_was_stopped_ends_as_one_that_was_not(chosen, tmp_path, monkeypatch):
    torch = pytest.importorskip("torch", reason="the training extra is not installed")
    from training.aihub.fit import fitting

    names = small_dataset(chosen, tmp_path / "dataset")
    plan = fitting.Plan(image_size=64, epochs=3, batch=8, close_mosaic=1, threads=1, workers=1)
    whole = fitting.fit(tmp_path / "dataset", names, tmp_path / "whole", plan)

    class Stopped(Exception):
        """As if the machine had gone down."""

    keep = fitting.ResumableTrainer._keep_exact

    def stop_at_second(self):
        keep(self)
        if self.epoch == 1:
            raise Stopped

    monkeypatch.setattr(fitting.ResumableTrainer, "_keep_exact", stop_at_second)
    with pytest.raises(Stopped):
        fitting.fit(tmp_path / "dataset", names, tmp_path / "stopped", plan)
    monkeypatch.setattr(fitting.ResumableTrainer, "_keep_exact", keep)
    again = fitting.fit(tmp_path / "dataset", names, tmp_path / "stopped", plan)
    one, other = (
        torch.load(path.with_name("exact-2.pt"), weights_only=True)["model"] for path in (whole, again)
    )
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # ultralytics' own
def test_memory_that_runs_out_while_a_run_goes_on_halves_its_batch(chosen, tmp_path, monkeypatch):
    pytest.importorskip("torch", reason="the training extra is not installed")
    from training.aihub.fit import fitting

    names = small_dataset(chosen, tmp_path / "dataset")
    keep, failed = fitting.ResumableTrainer._keep_exact, []

    def run_out(self):
        if self.epoch == 1 and not failed:
            failed.append(self.batch_size)
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
        keep(self)

    monkeypatch.setattr(fitting.ResumableTrainer, "_keep_exact", run_out)
    plan = fitting.Plan(image_size=64, epochs=2, batch=8, close_mosaic=1, threads=1, workers=1)
    best = fitting.fit(tmp_path / "dataset", names, tmp_path / "run", plan)
    assert best.exists()
    assert (failed, json.loads((tmp_path / "run" / "finished.json").read_text())["batch"]) == ([8], 4)


@pytest.mark.slow
def test_a_batch_that_does_not_fit_ends_its_own_process_only():
    pytest.importorskip("torch", reason="the training extra is not installed")
    from training.aihub.fit.batches import fits

    wanted = {"model": "yolov5n.yaml", "classes": 4, "image_size": 320, "device": "cpu"}
    assert fits(1, **wanted)
    assert not fits(64, **wanted, limit=1 << 30)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # ultralytics' own
def test_what_was_trained_is_exported_with_both_codes_and_can_be_used(chosen, tmp_path):
    pytest.importorskip("torch", reason="the training extra is not installed")
    from inference.detect.detector import load_detector
    from inference.engine import EngineSettings
    from training.aihub.fit.exporting import export
    from training.aihub.fit.fitting import Plan
    from training.aihub.fit.naming import evaluate
    from training.aihub.fit.training_run import train

    chosen[1].write_parquet(tmp_path / "chosen.parquet")
    plan = Plan(image_size=64, epochs=1, batch=8, close_mosaic=0, threads=1, workers=1)
    told = train(chosen[0], str(tmp_path / "chosen.parquet"), tmp_path / "run", plan, None)
    card = json.loads(export(tmp_path / "run", tmp_path / "weights").read_text())
    assert card["labels"] == [f"{each['k_code']}/{each['item']}" for each in card["products"]]
    assert len(card["labels"]) == told["classes"]
    detector = load_detector(tmp_path / "weights", EngineSettings(threads=1))
    found = detector.detect(np.zeros((64, 48, 3), np.uint8), 0.0001)
    assert all(guess.value in card["labels"] for each in found for guess in each.labels)
    scores = evaluate(tmp_path / "weights", chosen[0], str(tmp_path / "chosen.parquet"), tmp_path / "report")
    assert scores["val"]["pills"] > 0
    assert "Mixed up" in (tmp_path / "report" / "evaluation.html").read_text()
    shutil.rmtree(tmp_path / "run")


@pytest.mark.parametrize(
    "module", ["training.aihub.fit.exporting", "training.aihub.fit.training_run", "training.fit.export"]
)
def test_ultralytics_installs_no_packages(module):
    pytest.importorskip("ultralytics", reason="the extra training is not installed")
    asked = f"import {module}; from ultralytics.utils import AUTOINSTALL; print(AUTOINSTALL)"
    environment = {name: value for name, value in os.environ.items() if name != "YOLO_AUTOINSTALL"}
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "False"
