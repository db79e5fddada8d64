"""Measures the detector after an epoch: on val photos, and on sources that the job leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inference.detect.detector import Detector
from inference.engine import Images, Raw
from inference.model_card import Card
from training.evaluate.detection import labelled_photos, look_at_photo, sets_in
from training.evaluate.scoring import Result, score

SIZE, THRESHOLD, IOU = 640, 0.25, 0.45  # as the shipped detector is used
EMPTY = "not_pills"  # photos without a pill
EVERY, EVERY_LEFT_OUT = (
    6,
    2,
)  # one of so many val photos and photos without a pill, and of those left out, is looked at


@dataclass(frozen=True, slots=True)
class EpochScores:
    """Scores on some val photos of the sets that train, and on photos of all splits of those left out."""

    val_map50: float
    val_recall: float
    val_exact: float
    val_none: int  # photos with pills in which none was found
    left_map50: float
    left_recall: float
    left_exact: float
    left_none: int
    false_photos: int  # of the photos without pills, those in which something was found


class NetworkEngine:
    """Runs a network that is being trained as the detector's engine, in bfloat16, as it is trained."""

    rectangular = True

    def __init__(self, network: Any, device: str) -> None:
        self._network, self._device = network, device

    def run(self, images: Images) -> Raw:
        """See Engine."""
        with torch.inference_mode(), torch.autocast(self._device, torch.bfloat16):
            batch = torch.from_numpy(images).to(self._device).permute(0, 3, 1, 2).float() / 255
            found: Raw = self._network(batch)[0].float().cpu().numpy()
        return found


def measure(network: Any, photos: Path, left_out: Sequence[str], device: str) -> EpochScores:
    """Measure a network through the detector, as people's photos go through it."""
    network.eval()
    card = Card(Path("none"), "training", ("pill",), SIZE, THRESHOLD, IOU, "")
    detector = Detector(card, NetworkEngine(network, device))
    sets = sets_in(photos)
    val = _look(detector, [one for one in sets if one.name not in left_out], ("val",), EVERY)
    left = _look(detector, [one for one in sets if one.name in left_out], every=EVERY_LEFT_OUT)
    empty = _look(detector, [one for one in sets if one.name == EMPTY], every=EVERY)
    on_val, on_left = score(val, THRESHOLD), score(left, THRESHOLD)
    return EpochScores(
        on_val.map50,
        on_val.recall,
        on_val.count_exact,
        on_val.told_none,
        on_left.map50,
        on_left.recall,
        on_left.count_exact,
        on_left.told_none,
        sum(bool((one.confidence >= THRESHOLD).any()) for one in empty),
    )


def _look(
    detector: Detector, sets: Sequence[Path], splits: tuple[str, ...] = (), every: int = 1
) -> list[Result]:
    photos = [pair for one in sets for pair in labelled_photos(one, splits)]
    return [look_at_photo(detector, *pair) for pair in photos[::every]]
