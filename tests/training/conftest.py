"""Fixtures that the tests of training share."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.samples.dataset import labels_beside
from training.samples.selection import Split, split_of


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A small data folder: three sets of photos, one crop a split to make scenes of, and a few of COCO's tensors."""
    root = tmp_path / "data"
    for name, split, count in (
        ("single_phone", "train", 2),
        ("single_phone", "val", 1),
        ("not_pills", "train", 1),
        ("many_dense", "train", 2),
    ):
        for number in range(count):
            photo = root / "photos" / name / "images" / split / f"{number}.jpg"
            photo.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(photo), np.full((72, 96, 3), 100 + number, np.uint8))
            labels = labels_beside(photo)
            labels.parent.mkdir(parents=True, exist_ok=True)
            labels.write_text("" if name == "not_pills" else "3 0.5 0.5 0.2 0.3\n")
    crops = root / "us" / "reference_crops"
    (crops / "images").mkdir(parents=True)
    rows = ["file,ndc9"]
    for split in (Split.TRAIN, Split.VAL):
        kind = next(name for name in map(str, range(1000)) if split_of(name) is split)
        crop = np.zeros((60, 60, 3), np.uint8)
        cv2.circle(crop, (30, 30), 25, (220, 220, 220), -1)
        cv2.imwrite(str(crops / "images" / f"{kind}.png"), crop)
        rows.append(f"{kind}.png,{kind}")
    (crops / "labels.csv").write_text("\n".join(rows))
    (root / "imprint" / "images" / "train").mkdir(parents=True)
    (root / "weights").mkdir()
    torch = pytest.importorskip("torch", reason="the training extra is not installed: make test-training")
    torch.save(
        {"model.0.conv.weight": torch.zeros(16, 3, 6, 6)}, root / "weights" / "yolov5n_coco_state_dict.pt"
    )
    return root
