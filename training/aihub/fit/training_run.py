"""The command `train`: lay out what was chosen, check it, show it, and fit."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from training.aihub.fit.choosing import HELD_OUT
from training.aihub.fit.dataset import lay_out, read_chosen
from training.aihub.fit.exporting import describe
from training.aihub.fit.fitting import Plan, fit

DATA = "AI Hub 경구약제 (data set 576), or archives made like it"


def train(source: str, chosen: str, run: Path, plan: Plan, start: Path | None) -> dict[str, Any]:
    """Train on chosen samples of prepared data, into the folder `run`; one that was stopped goes on.

    Raises:
        AihubError: labels and names contradict each other, or there is nothing to train on.
    """
    table, dataset = read_chosen(chosen), run / "dataset"
    dataset.mkdir(parents=True, exist_ok=True)
    names = lay_out(source, table, dataset)
    held_out = sorted(table.filter(pl.col("split") == HELD_OUT).get_column("label").unique())
    pictures = dict(sorted(table.group_by("split").agg(pl.col("key").n_unique()).iter_rows()))
    facts = describe(DATA, names, pictures, held_out, plan)
    (run / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2))
    best = fit(dataset, names, run, plan, start)
    return {
        "best": str(best),
        "classes": len(names),
        "pictures": pictures,
        "look_at": str(dataset / "labels.html"),
    }
