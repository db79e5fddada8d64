"""A network made wider answers as before, and its copies do not stay copies."""

from pathlib import Path

import pytest

pytest.importorskip("ultralytics", reason="the training extra is not installed: make test-training")

import torch
from typer.testing import CliRunner
from ultralytics.nn.tasks import DetectionModel

from training.__main__ import app
from training.fit.net2wider import widen, widened


def model(name: str, classes: int = 5) -> DetectionModel:
    torch.manual_seed(3)
    made = DetectionModel(name, nc=classes, verbose=False)
    for layer in made.modules():  # as after a training: no two channels alike
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.weight, 0.5, 1.5)
            torch.nn.init.uniform_(layer.running_mean, -0.1, 0.1)
    return made.eval()


@pytest.mark.filterwarnings("ignore")
def test_a_wider_network_finds_what_the_narrow_one_finds(tmp_path: Path) -> None:
    narrow, wide = model("yolov5n.yaml"), DetectionModel("yolov5s.yaml", nc=5, verbose=False).eval()
    torch.save(narrow.state_dict(), tmp_path / "start.pt")
    wide.load_state_dict(
        torch.load(widen(tmp_path / "start.pt", "yolov5s.yaml", 5, seed=1), weights_only=True)
    )
    picture = torch.rand((1, 3, 64, 64), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        there, found = narrow(picture)[0], wide(picture)[0]
    assert there.std() > 0.1
    assert torch.allclose(found, there, rtol=1e-4, atol=1e-4)


def test_copies_read_in_parts_that_differ_and_add_up() -> None:
    narrow = {"a.weight": torch.tensor([[1.0], [-2.0]])[..., None, None]}
    wide = {"a.weight": torch.zeros((4, 2, 1, 1))}
    rows = widened(narrow, wide, seed=1)["a.weight"][..., 0, 0]
    assert rows.sum(1).tolist() == pytest.approx([1, 1, -2, -2])
    assert len(set(rows[:, 0].tolist())) == 4


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({}, {"a": torch.zeros(4)}),
        ({"a": torch.zeros(4)}, {"a": torch.zeros(2)}),
        ({"a": torch.zeros((2, 2, 3, 3))}, {"a": torch.zeros((4, 4, 1, 1))}),
        ({"a": torch.zeros(2)}, {"a": torch.zeros((2, 2))}),
    ],
)
def test_what_is_no_wider_network_is_refused(
    narrow: dict[str, torch.Tensor], wide: dict[str, torch.Tensor]
) -> None:
    with pytest.raises(ValueError, match="a cannot be made"):
        widened(narrow, wide, seed=1)


def test_a_wider_reader_is_not_begun_from_weights_that_are_not_its_own(tmp_path: Path) -> None:
    asked = ["imprint", "--run", str(tmp_path / "run"), "--model", "yolov5s.yaml"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 2
    assert "--after" in told.output
    assert not (tmp_path / "run").exists()
