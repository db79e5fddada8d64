"""Trains the reader of whole sides on made and on real pictures; stops and goes on at any step."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from training.imprints.network import SideReader, start_from_lines
from training.imprints.pictures import real_picture, stamped_picture
from training.imprints.surfaces import Grey, Surface
from training.imprints.texts import ALPHABET, Script
from training.lines.fit import State, learn, share_of_rate
from training.lines.network import standardised

BATCH = 32
BLANK = 0.1  # share of the made pictures that bear nothing

Example = tuple[Grey, str]


def begin(checkpoint: Path, strokes: Path, rate: float) -> State:
    """Go on from a checkpoint; where there is none, begin with how the reader of printed lines sees strokes.

    Raises:
        ValueError: the checkpoint reads other letters.
    """
    torch.manual_seed(0)
    model, average = SideReader(len(ALPHABET)), SideReader(len(ALPHABET))
    kept = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    if kept is None:
        start_from_lines(model, strokes)
        average.load_state_dict(model.state_dict())
    elif kept["alphabet"] != ALPHABET:
        raise ValueError(f"expected a checkpoint of the letters {ALPHABET}, got {kept['alphabet']}")
    else:
        model.load_state_dict(kept["model"])
        average.load_state_dict(kept["average"])
    state = State(model, average, torch.optim.AdamW(model.parameters(), rate, weight_decay=0.01), ALPHABET)
    if kept is not None:
        if "optimizer" in kept:
            state.optimizer.load_state_dict(kept["optimizer"])
        state.step, state.seconds = kept["step"], kept["seconds"]
    return state


def train(
    state: State, surfaces: Sequence[Surface], script: Script, steps: int, rate: float, real: float
) -> Iterator[float]:
    """Train up to a step; yield the loss of each. A share of the pictures, `real`, is of sides as they are."""
    rng = np.random.default_rng(state.step)
    batches = batched(examples(surfaces, script, rng, real))
    state.model.train()
    for sides, texts in batches:
        if state.step >= steps:
            return
        for group in state.optimizer.param_groups:
            group["lr"] = rate * share_of_rate(state.step, steps)
        yield learn(state, stacked(sides), [[ALPHABET.index(one) + 1 for one in text] for text in texts])


def examples(surfaces: Sequence[Surface], script: Script, rng: Generator, real: float) -> Iterator[Example]:
    """Yield pictures with what they say, for ever."""
    lettered = [surface for surface in surfaces if surface.text]
    while True:
        if rng.random() < real:
            yield real_picture(lettered[int(rng.integers(len(lettered)))], rng)
        else:
            surface = surfaces[int(rng.integers(len(surfaces)))]
            lines = () if rng.random() < BLANK else script.side(rng)
            yield stamped_picture(surface, lines, rng)


def batched(shown: Iterator[Example]) -> Iterator[tuple[list[Grey], list[str]]]:
    """Collect pictures of one shape."""
    waiting: dict[tuple[int, ...], list[Example]] = {}
    for one in shown:
        same = waiting.setdefault(one[0].shape, [])
        same.append(one)
        if len(same) == BATCH:
            yield [grey for grey, _ in same], [text for _, text in same]
            same.clear()


def stacked(sides: Sequence[Grey]) -> Tensor:
    """Pictures of one shape (n, 1, height, width), standardised one by one."""
    return standardised(torch.from_numpy(np.stack(sides)).float()[:, None])
