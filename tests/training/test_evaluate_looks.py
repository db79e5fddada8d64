"""Fitting the models of looks: the arithmetic, and outlines that are what they are called."""

import json
from pathlib import Path

import numpy as np
import pytest

from inference.appearance.classifier import LOOKS, LooksModel, Softmax
from inference.appearance.features import elongation, shape_features
from inference.types import Colour, ScoreLine, Shape
from training.fit.appearance import fit_softmax
from training.synth.outlines import SHAPES, draw


def test_a_fitted_softmax_tells_clusters_apart() -> None:
    rng = np.random.default_rng(1)
    centres = {"left": (-3, 0), "right": (3, 0), "above": (0, 4)}
    rows = np.concatenate([rng.normal(centre, 1, (200, 2)) for centre in centres.values()])
    names = [name for name in centres for _ in range(200)]
    model = fit_softmax(rows, names, steps=400)
    told = [model.labels[i] for i in model.probabilities(rows).argmax(axis=1)]
    assert np.mean([said == name for said, name in zip(told, names, strict=True)]) > 0.95


def test_a_fitted_softmax_is_as_sure_as_it_is_right() -> None:
    rng = np.random.default_rng(2)
    rows = np.zeros((1000, 1)) + rng.normal(0, 1e-3, (1000, 1))
    names = ["often"] * 800 + ["seldom"] * 200
    shares = fit_softmax(rows, names, steps=600, penalty=1.0).probabilities(np.zeros(1))
    assert shares == pytest.approx([0.8, 0.2], abs=0.02)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_can_be_drawn_and_measured(shape: Shape) -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        outline = draw(shape, rng)
        assert outline.mask.sum() > 400
        assert np.isfinite(shape_features(outline)).all()


@pytest.mark.parametrize(
    ("shape", "least", "most"),
    [
        (Shape.ROUND, 1.0, 1.25),
        (Shape.OVAL, 1.05, 2.7),
        (Shape.OBLONG, 1.4, 4.2),
        (Shape.HEXAGON, 1.0, 1.75),
        (Shape.OCTAGON, 1.0, 2.1),
    ],
)
def test_drawn_outlines_have_the_proportions_of_their_name(shape: Shape, least: float, most: float) -> None:
    rng = np.random.default_rng(6)
    extents = [elongation(draw(shape, rng)) for _ in range(60)]
    assert least <= min(extents)
    assert max(extents) <= most


def test_the_shipped_table_names_drawn_shapes() -> None:
    """All of these shapes were fitted on drawings; a fresh seed keeps these very ones out."""
    model = Softmax.from_table(json.loads(LOOKS.read_text())["shapes"])
    rng = np.random.default_rng(99)
    for shape in SHAPES:
        told = [
            model.labels[model.probabilities(shape_features(draw(shape, rng))).argmax()] for _ in range(40)
        ]
        assert told.count(str(shape)) >= 20, shape


def test_the_shipped_table_knows_the_words_of_the_program() -> None:
    tables = json.loads(LOOKS.read_text())
    assert set(tables["shapes"]["labels"]) == set(Shape)
    assert set(tables["lines"]["labels"]) == set(ScoreLine)
    assert set(tables["colours"]["labels"]) == set(Colour) - {Colour.CLEAR}
    assert set(tables["ends"]["labels"]) == {"one", "two"}
    LooksModel()


def test_a_table_survives_being_written(tmp_path: Path) -> None:
    model = fit_softmax(np.array([[0.0], [1.0], [0.1], [0.9]]), ["a", "b", "a", "b"], steps=50)
    table = {
        "labels": list(model.labels),
        **{n: getattr(model, n).tolist() for n in ("mean", "scale", "weights")},
    }
    again = Softmax.from_table(json.loads(json.dumps(table)))
    assert np.array_equal(again.probabilities(np.array([0.3])), model.probabilities(np.array([0.3])))
