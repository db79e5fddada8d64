"""Weights run only when they are the very file of their card."""

import hashlib
import json
import pickle
from pathlib import Path

import pytest

from inference.model_card import WeightsError, load_card

BODY = b"the weights"


def put(folder: Path, **changes: object) -> dict[str, object]:
    """Weights and a sound card beside them, but for the changes."""
    (folder / "finder.onnx").write_bytes(BODY)
    fields: dict[str, object] = {
        "name": "finder",
        "kind": "detector",
        "version": "3",
        "labels": ["pill"],
        "input": {"size": 640, "channels": "RGB", "scale": "1/255"},
        "threshold": 0.4,
        "iou": 0.6,
        "sha256": hashlib.sha256(BODY).hexdigest(),
    }
    fields.update(changes)
    (folder / "finder.json").write_text(json.dumps(fields))
    return fields


def test_a_card_tells_how_to_feed_its_weights(tmp_path: Path) -> None:
    put(tmp_path, scores={"map50": 0.9})
    card = load_card(tmp_path, "finder")
    assert (card.weights, card.size, card.labels) == (tmp_path / "finder.onnx", 640, ("pill",))
    assert (card.threshold, card.iou) == (0.4, 0.6)


def test_a_card_may_name_another_file(tmp_path: Path) -> None:
    put(tmp_path, file="finder.pt")
    (tmp_path / "finder.pt").write_bytes(BODY)
    assert load_card(tmp_path, "finder").weights == tmp_path / "finder.pt"


def test_other_weights_than_the_card_s_are_refused_with_the_file_and_the_setting(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "finder.onnx").write_bytes(BODY + b".")
    with pytest.raises(WeightsError, match=r"finder\.onnx: is not the file of its card.*YAKSOK_WEIGHTS_DIR"):
        load_card(tmp_path, "finder")


@pytest.mark.parametrize("missing", ["finder.onnx", "finder.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    put(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(WeightsError, match=rf"{missing}: cannot be read.*YAKSOK_WEIGHTS_DIR"):
        load_card(tmp_path, "finder")


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": []},
        {"input": {"size": 650, "channels": "RGB", "scale": "1/255"}},
        {"input": {"size": 640, "channels": "BGR", "scale": "1/255"}},
        {"input": {"size": 640}},
        {"threshold": 0},
        {"threshold": "high"},
        {"iou": 1.5},
        {"iou": None},
    ],
    ids=str,
)
def test_a_card_that_says_something_impossible_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    put(tmp_path, **changes)
    with pytest.raises(WeightsError, match=r"finder\.json: is not a model card"):
        load_card(tmp_path, "finder")


@pytest.mark.parametrize("text", ["", "[]", "{", "\udcff"])
def test_a_damaged_card_is_refused(tmp_path: Path, text: str) -> None:
    put(tmp_path)
    (tmp_path / "finder.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(WeightsError, match="is not a model card"):
        load_card(tmp_path, "finder")


def test_the_error_says_the_same_after_a_journey_between_processes() -> None:
    error = WeightsError(Path("finder.onnx"), "is not the file of its card")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
