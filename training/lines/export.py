"""Writes the reader of lines to ONNX, measures it on names that it has not seen, and writes its card."""

import hashlib
import json
from pathlib import Path
from random import Random
from typing import Any

import torch

from training.fit.fp16 import halve
from training.lines.fit import padded
from training.lines.network import STEP, LineReader
from training.lines.pictures import HEIGHT, Fonts, picture
from training.lines.texts import Words, line

NAME = "line-reader"


def export(
    checkpoint: Path, out: Path, held_out: Words, fonts: Fonts, lines: int, seed: int = 1
) -> dict[str, Any]:
    """Write `line-reader.onnx` and its card into a folder; return the card."""
    kept = torch.load(checkpoint, weights_only=True)
    model = LineReader(len(kept["alphabet"]))
    model.load_state_dict(kept["average"])
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    weights = out / f"{NAME}.onnx"
    torch.onnx.export(
        model,
        (torch.zeros(1, 1, HEIGHT, 256),),
        str(weights),
        input_names=["lines"],
        output_names=["scores"],
        dynamic_axes={"lines": {3: "width"}, "scores": {1: "columns"}},
        dynamo=False,
    )
    halve(weights)
    card = {
        "name": NAME,
        "kind": "line reader",
        "version": "1",
        "file": weights.name,
        "what": "What a printed line says: Korean, letters, digits. Convolutions, one recurrent layer, CTC.",
        "input": {
            "channels": "grey",
            "height": HEIGHT,
            "step": STEP,
            "scale": "(x - mean) / (deviation + 1)",
        },
        "trained_on": "pictures of lines drawn on the way: names of the Korean catalogue, words of such pages",
        "steps": kept["step"],
        "minutes_of_learning": round(kept["seconds"] / 60, 1),
        "held_out": "one product line in twenty, with all its strengths: none of them was drawn for training",
        "measured": measure(model, kept["alphabet"], held_out, fonts, lines, seed),
        "licence": "AGPL-3.0-or-later",
        "alphabet": kept["alphabet"],
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    (out / f"{NAME}.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return card


def measure(
    model: LineReader, alphabet: str, words: Words, fonts: Fonts, count: int, seed: int
) -> dict[str, float]:
    """Read made lines of names that trained nothing: share of letters right, and of lines read without a fault."""
    seeded = Random(seed)  # noqa: S311 - draws lines, keeps no secret
    wrong = letters = exact = 0
    for _ in range(count):
        text = line(words, seeded).replace(" ", "")
        with torch.inference_mode():
            said = greedy(model(padded([picture(text, fonts, seeded)]))[0], alphabet)
        wrong += distance(said, text)
        letters += len(text)
        exact += said == text
    return {"lines": count, "letters_right": round(1 - wrong / letters, 4), "exact": round(exact / count, 4)}


def greedy(scores: torch.Tensor, alphabet: str) -> str:
    """The likeliest letter of each column, repeats and gaps taken out."""
    best = scores.argmax(dim=1).tolist()
    kept = [place for place, before in zip(best, [0, *best], strict=False) if place and place != before]
    return "".join(alphabet[place - 1] for place in kept)


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or exchanged."""
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other))
