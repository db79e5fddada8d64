"""Model cards: what a weights file is, how it must be fed, and that it is the very file its card means."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "weights"
SETTING = "YAKSOK_WEIGHTS_DIR"


class WeightsError(Exception):
    """Weights that must not be used. Names the file, and the setting that points at it."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(file, problem)  # both, so that it survives pickling between processes
        self.file = file
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.file}: {self.problem} (setting {SETTING})"


@dataclass(frozen=True, slots=True)
class Card:
    """What the program needs to know of a weights file. The card file holds more, for people to read."""

    weights: Path
    version: str
    labels: tuple[str, ...]
    size: int  # the model's square input, pixels a side
    threshold: float  # operating confidence, chosen on the validation split
    iou: float  # two boxes overlapping more than this are one pill
    sha256: str

    def __post_init__(self) -> None:
        if not self.labels or self.size <= 0 or self.size % 32:
            raise ValueError(f"expected labels and a size in steps of 32, got {self.labels}, {self.size}")
        if not (0 < self.threshold < 1 and 0 < self.iou < 1):
            raise ValueError(f"expected threshold and iou between 0 and 1, got {self.threshold}, {self.iou}")


def read_card(folder: Path, name: str) -> dict[str, Any]:
    """Read `<name>.json`, the card of any model, and check the weights beside it against its hash.

    Raises:
        WeightsError: a file is missing or damaged, or the weights are not those of the card.
    """
    file = folder / f"{name}.json"
    try:
        card: dict[str, Any] = dict(json.loads(file.read_text(encoding="utf-8")))
        weights, expected = weights_of(file, card), card["sha256"]
        found = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError(Path(error.filename or file), "cannot be read") from error
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsError(file, f"is not a model card: {error!r}") from error
    if found != expected:
        raise WeightsError(weights, f"is not the file of its card: sha256 {found}, expected {expected}")
    return card


def load_card(folder: Path, name: str) -> Card:
    """Read the card of a model that sees pills or letters.

    Raises:
        WeightsError: as for `read_card`, or the model must be fed in a way that the program does not know.
    """
    fields = read_card(folder, name)
    file = folder / f"{name}.json"
    try:
        return _parse(file, fields)
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsError(file, f"is not a model card: {error!r}") from error


def weights_of(file: Path, card: Mapping[str, Any]) -> Path:
    """Return the weights that the card in a file is about."""
    return file.with_name(card.get("file", f"{file.stem}.onnx"))


def _parse(file: Path, fields: Mapping[str, Any]) -> Card:
    image = fields["input"]
    if (image["channels"], image["scale"]) != ("RGB", "1/255"):
        raise ValueError(f"expected RGB input scaled by 1/255, got {image}")
    return Card(
        weights=weights_of(file, fields),
        version=str(fields["version"]),
        labels=tuple(fields["labels"]),
        size=int(image["size"]),
        threshold=float(fields["threshold"]),
        iou=float(fields["iou"]),
        sha256=fields["sha256"],
    )
