"""Fit the classifier: two logistic regressions on the same features, of all intents, and of danger alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from bot.core.understanding.classifier import Classifier
from bot.core.understanding.intents import DANGERS, Intent
from training.understanding.patterns import Example
from training.understanding.rows import rows_of

INTENTS = tuple(Intent)
KINDS = (None, *DANGERS)  # what the second regression tells apart
DECAY = 5e-6  # weight of the squares of the weights
STEPS = 80
OF_PATTERN = 0.2  # how much a drawn sentence counts, beside 1 of a written one
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences of a language: those that people wrote, and those drawn from patterns."""

    lang: str
    written: Sequence[Example]
    drawn: Sequence[Example]


def fit(corpus: Corpus) -> Classifier:
    """Return the classifier of a language, with weights as whole numbers."""
    examples = [*corpus.written, *corpus.drawn]
    rows = rows_of([one.text for one in examples], corpus.lang)
    worth = rows.worth
    matrix = rows.matrix(worth)
    share = torch.tensor([1.0] * len(corpus.written) + [OF_PATTERN] * len(corpus.drawn))
    intents = torch.tensor([INTENTS.index(one.intent) for one in examples])
    kinds = torch.tensor([KINDS.index(one.intent) if one.intent in KINDS else 0 for one in examples])
    heads = [
        _regression(matrix, classes, share, count)
        for classes, count in ((intents, len(INTENTS)), (kinds, len(KINDS)))
    ]
    weights = np.concatenate([weights for weights, _ in heads], axis=1)
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return Classifier(
        INTENTS,
        np.round(weights / scales).astype(np.int8),
        scales.astype(np.float32),
        np.concatenate([bias for _, bias in heads]),
        worth,
    )


def _regression(
    matrix: torch.Tensor, classes: torch.Tensor, share: torch.Tensor, count: int
) -> tuple[Floats, Floats]:
    """Return weights (BUCKETS x count) and bias of the least mean loss, by L-BFGS."""
    turned = matrix.t().to_sparse_csr()
    share = share / share.sum()
    right = torch.nn.functional.one_hot(classes, count).float()
    weights = torch.zeros((matrix.shape[1], count), requires_grad=True)
    bias = torch.zeros(count, requires_grad=True)
    search = torch.optim.LBFGS([weights, bias], max_iter=STEPS, history_size=8, line_search_fn="strong_wolfe")

    def loss() -> float:  # with its gradients, which are simple enough to be written down
        logs = torch.log_softmax(matrix @ weights.detach() + bias.detach(), 1)
        error = (logs.exp() - right) * share[:, None]
        weights.grad = turned @ error + DECAY * weights.detach()
        bias.grad = error.sum(0)
        return float(DECAY / 2 * (weights.detach() ** 2).sum() - ((logs * right).sum(1) * share).sum())

    search.step(loss)
    return weights.detach().numpy(), bias.detach().numpy()
