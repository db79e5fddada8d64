"""Trains the reader of printed lines on pictures made on the way; stops and goes on at any step."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.lines.network import STEP, LineReader, standardised
from training.lines.pictures import HEIGHT, Fonts, Grey, picture
from training.lines.texts import Words, line

BATCH = 32
POOL = 8  # batches drawn together and sorted by width, so that little is padding
WARM_UP = 200  # steps in which the rate rises
COOLED = 0.25  # the last share of the steps, over which the rate falls to nothing
AVERAGED = 0.998  # how much of the average of the weights one step keeps
LONGEST = 760  # pixels of a line; longer ones are cut out of the training
LONGEST_GRADIENT = 5.0


@dataclass(slots=True)
class State:
    """A training at one step."""

    model: nn.Module  # scores (n, columns, letters + 1)
    average: nn.Module
    optimizer: torch.optim.Optimizer
    alphabet: str
    step: int = 0
    seconds: float = 0.0


def begin(alphabet: str, checkpoint: Path, rate: float) -> State:
    """Go on from a checkpoint, or begin where there is none. Letters that it does not read yet are learnt from nothing.

    Raises:
        ValueError: the checkpoint reads letters that are not in the alphabet.
    """
    torch.manual_seed(0)
    model, average = LineReader(len(alphabet)), LineReader(len(alphabet))
    average.load_state_dict(model.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), rate, weight_decay=0.01)
    state = State(model, average, optimizer, alphabet)
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        if gone := set(kept["alphabet"]) - set(alphabet):
            raise ValueError(f"expected a checkpoint without the letters {sorted(gone)}: {checkpoint}")
        model.load_state_dict(_grown(kept["model"], model, kept["alphabet"], alphabet))
        average.load_state_dict(_grown(kept["average"], average, kept["alphabet"], alphabet))
        if "optimizer" in kept and kept["alphabet"] == alphabet:
            optimizer.load_state_dict(kept["optimizer"])
        state.step, state.seconds = kept["step"], kept["seconds"]
    return state


def _grown(weights: dict[str, Tensor], model: LineReader, before: str, now: str) -> dict[str, Tensor]:
    """Return weights for more letters: the rows of new ones, of the last layer, are those that the model has."""
    rows = torch.tensor([0, *(now.index(letter) + 1 for letter in before)])  # 0 is no letter
    grown = dict(weights)
    for name in ("letters.weight", "letters.bias"):
        grown[name] = model.state_dict()[name].clone()
        grown[name][rows] = weights[name].to(grown[name].dtype)
    return grown


def save(state: State, checkpoint: Path) -> None:
    """Replace the checkpoint; a stop on the way leaves the one before."""
    kept = {
        "model": state.model.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "alphabet": state.alphabet,
        "step": state.step,
        "seconds": state.seconds,
    }
    part = checkpoint.with_suffix(".part")
    torch.save(kept, part)
    part.replace(checkpoint)


def save_small(checkpoint: Path, small: Path) -> None:
    """Write what of a checkpoint lasts: the averaged weights in half precision, without the optimizer's state."""
    kept = torch.load(checkpoint, weights_only=True)
    halves = {
        name: value.half() if value.is_floating_point() else value for name, value in kept["average"].items()
    }
    del kept["optimizer"]
    torch.save({**kept, "model": halves, "average": halves}, small)


def train(state: State, words: Words, fonts: Fonts, steps: int, rate: float) -> Iterator[float]:
    """Train up to a step; yield the loss of each."""
    seeded = Random(state.step)  # noqa: S311 - draws lines, keeps no secret
    places = {letter: place + 1 for place, letter in enumerate(state.alphabet)}
    state.model.train()
    while state.step < steps:
        for pictures, texts in _pool(words, fonts, seeded):
            began = time.monotonic()
            for group in state.optimizer.param_groups:
                group["lr"] = rate * share_of_rate(state.step, steps)
            yield learn(
                state, padded(pictures), [[places[one] for one in text if one in places] for text in texts]
            )
            state.seconds += time.monotonic() - began


def share_of_rate(step: int, steps: int) -> float:
    """How much of the learning rate a step takes: it rises, stays, and falls at the end."""
    return min(1.0, (step + 1) / WARM_UP, max(0.02, (steps - step) / (steps * COOLED)))


def _pool(words: Words, fonts: Fonts, seeded: Random) -> list[tuple[list[Grey], list[str]]]:
    texts = [line(words, seeded) for _ in range(BATCH * POOL)]
    made = [(picture(text, fonts, seeded), text.replace(" ", "")) for text in texts]
    made = sorted(
        (each for each in made if each[0].shape[1] <= LONGEST and each[1]), key=lambda each: each[0].shape[1]
    )
    batches = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
    seeded.shuffle(batches)
    return [([each for each, _ in batch], [text for _, text in batch]) for batch in batches]


def padded(pictures: list[Grey]) -> Tensor:
    """Lines side by side (n, 1, 32, widest), standardised one by one; what is padding is 0."""
    widest = math.ceil(max(each.shape[1] for each in pictures) / (STEP * 4)) * STEP * 4
    out = torch.zeros(len(pictures), 1, HEIGHT, widest)
    for place, grey in enumerate(pictures):
        one = torch.from_numpy(np.ascontiguousarray(grey)).float()[None, None]
        out[place : place + 1, :, :, : grey.shape[1]] = standardised(one)
    return out


def learn(state: State, lines: Tensor, targets: list[list[int]]) -> float:
    """Take one step on standardised pictures and the places of their letters; return the loss."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = state.model(lines.to(memory_format=torch.channels_last))
    columns = torch.full((len(targets),), scores.shape[1])
    lengths = torch.tensor([len(each) for each in targets])
    flat = torch.tensor([place for each in targets for place in each])
    loss = nn.functional.ctc_loss(
        scores.float().log_softmax(2).permute(1, 0, 2), flat, columns, lengths, zero_infinity=True
    )
    state.optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), LONGEST_GRADIENT)
    state.optimizer.step()
    state.step += 1
    _averaged(state)
    return float(loss.detach())


def _averaged(state: State) -> None:
    kept = min(AVERAGED, (state.step + 1) / (state.step + 10))
    now: dict[str, Any] = state.model.state_dict()
    for name, value in state.average.state_dict().items():
        if value.is_floating_point():
            value.lerp_(now[name].detach(), 1 - kept)
        else:
            value.copy_(now[name])


def run(
    state: State, checkpoint: Path, losses: Iterator[float], every: float, say: Callable[[str], None]
) -> None:
    """Work through the steps; write the checkpoint every so many seconds and at the end."""
    written, sum_, count = time.monotonic(), 0.0, 0
    for loss in losses:
        sum_, count = sum_ + loss, count + 1
        if time.monotonic() - written > every:
            save(state, checkpoint)
            say(f"step {state.step}, loss {sum_ / count:.3f}, {state.seconds / 60:.1f} minutes of learning")
            written, sum_, count = time.monotonic(), 0.0, 0
    save(state, checkpoint)
