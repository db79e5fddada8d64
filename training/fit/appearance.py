"""Fit the models of colour, shape and score line to catalogue pictures, and measure them on other kinds.

Outlines that the pictures hardly have are drawn; colours that they lack are sampled round values set by
hand, and are not measured.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from inference.appearance.classifier import LOOKS, Softmax
from inference.appearance.features import Floats, hue_features, shape_features
from inference.detect.detector import load_detector
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.types import Colour, ScoreLine
from training.samples.appearance_samples import ORIGINS, Sample, cropped, photographed
from training.samples.selection import Split
from training.synth.outlines import SHAPES, draw

BY_HAND = (  # Lab, and how far it spreads, of colours that no crop has in plenty; also of vivid ones
    (Colour.BLACK, (14, 0, 0), (7, 3, 3)),
    (Colour.NAVY, (26, 10, -30), (7, 5, 8)),
    (Colour.MAGENTA, (36, 36, -2), (8, 9, 8)),
    (Colour.LIGHT_GREEN, (74, -26, 42), (8, 8, 12)),
    (Colour.GREY, (55, 0, -1), (9, 2, 3)),
    (Colour.BLUE, (34, 40, -72), (8, 14, 12)),
    (Colour.RED, (46, 64, 46), (6, 8, 10)),
    (Colour.ORANGE, (66, 42, 68), (7, 8, 10)),
    (Colour.YELLOW, (84, 0, 78), (6, 6, 10)),
    (Colour.GREEN, (50, -46, 38), (8, 10, 10)),
)
DRAWN, SAMPLED = 120, 20  # outlines a shape, colours a name


def fit_looks(data: Path, out: Path = LOOKS, seed: int = 7) -> dict[str, Any]:
    """Fit on the kinds kept for training, measure on those kept for validation and test, write the table.

    `data` holds `us/` with the crops and the catalogue, and `taiwan/` with photos and theirs. Returns the
    scores that the table holds too.
    """
    rng = np.random.default_rng(seed)
    samples = [
        *cropped(data / "us", rng),
        *photographed(data / "taiwan", load_detector(WEIGHTS, EngineSettings())),
    ]
    train = [sample for sample in samples if sample.split is Split.TRAIN]
    models = {
        "colours": _fit_colours(train, rng),
        "ends": _fit_ends(train),
        "shapes": _fit_shapes(train, rng),
        "lines": _fit_lines(train),
    }
    scores = measure(models, [sample for sample in samples if sample.split in (Split.VAL, Split.TEST)])
    about = {
        "by": "training.looks.fit_looks",
        "on": "NLM reference crops, photos of the Taiwan FDA",
        "seed": seed,
        "scores": scores,
    }
    tables = {name: _table(model) for name, model in models.items()}
    out.write_text(json.dumps({"about": about, **tables}, indent=1), encoding="utf-8")
    return scores


def measure(models: dict[str, Softmax], samples: Sequence[Sample]) -> dict[str, Any]:
    """Shares told right, by the origin of the pictures; score lines by kind, over both of its sides."""
    scores: dict[str, Any] = {}
    for name in ORIGINS:
        part = [sample for sample in samples if sample.origin == name]
        single = [sample for sample in part if len(sample.colours) == 1]
        shaped = [sample for sample in part if sample.shape]
        colours = models["colours"].probabilities(hue_features(np.array([s.lab[0] for s in single])))
        shapes = models["shapes"].probabilities(np.array([sample.outline for sample in shaped]))
        scores[name] = {
            "kinds": len({sample.kind for sample in part}),
            "pictures": len(part),
            "colour": _right(models["colours"], colours, [s.colours[0] for s in single]),
            "colour_top2": _right(models["colours"], colours, [s.colours[0] for s in single], 2),
            "shape": _right(models["shapes"], shapes, [s.shape for s in shaped]),
            "two_colours": _two_colours(models["ends"], part),
            "score_line": _score_lines(models["lines"], part),
        }
    return scores


def _right(model: Softmax, shares: Floats, truth: Sequence[str | None], among: int = 1) -> float:
    best = np.argsort(-shares, axis=1)[:, :among]
    hits = [label in {model.labels[i] for i in row} for row, label in zip(best, truth, strict=True)]
    return round(float(np.mean(hits)), 4)


def _two_colours(model: Softmax, samples: Sequence[Sample]) -> dict[str, float]:
    """Found of those with two colours, and claimed of those with one."""
    known = [sample for sample in samples if sample.colours]
    said = model.probabilities(np.array([sample.ends for sample in known]))[:, 1] > 0.5
    are = np.array([len(sample.colours) == 2 for sample in known])
    return {"found": round(float(said[are].mean()), 4), "claimed": round(float(said[~are].mean()), 4)}


def _score_lines(model: Softmax, samples: Sequence[Sample]) -> dict[str, float]:
    """By kind, since the catalogue does not say on which side: scored if either side shows a line."""
    sides: dict[tuple[str, str], list[float]] = defaultdict(list)
    scored: dict[str, bool] = {}
    for sample in samples:
        if sample.score_line:
            none = model.probabilities(sample.line)[model.labels.index(ScoreLine.NONE)]
            sides[sample.kind, sample.side].append(1 - float(none))
            scored[sample.kind] = sample.score_line is not ScoreLine.NONE
    shown: dict[str, float] = defaultdict(float)
    for (kind, _), shares in sides.items():
        shown[kind] = max(shown[kind], float(np.mean(shares)))
    said, are = np.array([shown[kind] > 0.5 for kind in scored]), np.array(list(scored.values()))
    return {
        "right": round(float((said == are).mean()), 4),
        "found": round(float(said[are].mean()), 4),
        "claimed": round(float(said[~are].mean()), 4),
    }


def _fit_colours(samples: Sequence[Sample], rng: Generator) -> Softmax:
    single = [sample for sample in samples if len(sample.colours) == 1]
    lab = [sample.lab[0] for sample in single]
    names = [str(sample.colours[0]) for sample in single]
    for name, mean, spread in BY_HAND:
        lab += list(rng.normal(mean, spread, (SAMPLED, 3)))
        names += [str(name)] * SAMPLED
    return fit_softmax(hue_features(np.array(lab)), names)


def _fit_ends(samples: Sequence[Sample]) -> Softmax:
    known = [sample for sample in samples if sample.colours]
    return fit_softmax(
        np.array([s.ends for s in known]), ["one" if len(s.colours) == 1 else "two" for s in known]
    )


def _fit_shapes(samples: Sequence[Sample], rng: Generator) -> Softmax:
    known = [sample for sample in samples if sample.shape]
    features = [sample.outline for sample in known]
    names = [str(sample.shape) for sample in known]
    for shape in SHAPES:
        features += [shape_features(draw(shape, rng)) for _ in range(DRAWN)]
        names += [str(shape)] * DRAWN
    return fit_softmax(np.array(features), names)


def _fit_lines(samples: Sequence[Sample]) -> Softmax:
    """The catalogue does not say on which side a line is: of a scored kind, the side that shows it more."""
    known = [sample for sample in samples if sample.score_line]
    strongest: dict[tuple[str, str], float] = defaultdict(float)
    for sample in known:
        key = (sample.kind, sample.origin)
        strongest[key] = max(strongest[key], sample.line[1])
    plain = ScoreLine.NONE
    kept = [s for s in known if s.score_line is plain or s.line[1] > 0.6 * strongest[s.kind, s.origin]]
    return fit_softmax(np.array([s.line for s in kept]), [str(s.score_line) for s in kept])


def fit_softmax(
    features: Floats, names: Sequence[str], *, steps: int = 1500, penalty: float = 3e-4
) -> Softmax:
    """Multinomial logistic regression by Adam, so that how frequent a label is counts as well."""
    labels = tuple(sorted(set(names)))
    wanted = np.array([labels.index(name) for name in names])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    rows = np.c_[(features - mean) / scale, np.ones(len(features))]
    weights = np.zeros((rows.shape[1], len(labels)))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        model = Softmax(labels, np.zeros(rows.shape[1] - 1), np.ones(rows.shape[1] - 1), weights)
        error = model.probabilities(rows[:, :-1]) - np.eye(len(labels))[wanted]
        slope = rows.T @ error / len(rows)
        slope[:-1] += penalty * weights[:-1]
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights = weights - 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return Softmax(labels, mean, scale, weights)


def _table(model: Softmax) -> dict[str, Any]:
    rounded = {name: np.round(getattr(model, name), 5).tolist() for name in ("mean", "scale", "weights")}
    return {"labels": list(model.labels), **rounded}
