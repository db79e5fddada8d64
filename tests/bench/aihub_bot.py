"""python -m tests.bench.aihub_bot WEIGHTS KINDS: send made photos to a bot that has these weights, and count the right names."""

import asyncio
import json
import sys
import tempfile
from itertools import product
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.sandbox.server import Sandbox
from inference.detect.detector import NAME
from inference.model_card import WEIGHTS
from knowledge.identify.product_labels import k_number
from tests.e2e.conftest import BotHarness, buttons_of, settings_for_tests, text_of
from training.aihub.made.archive_maker import SIDES
from training.aihub.made.drawing import BACKGROUNDS, LIGHTS, background, lay
from training.aihub.made.generating import kinds_in
from training.aihub.made.kinds import Kind
from training.aihub.pictures.pixels import encode

console = Console()


def photo_of(kind: Kind, side: str, seed: int) -> bytes:
    """Return a photo that was in no archive: another turn, place and light."""
    rng = np.random.default_rng(1000 + seed)
    light = list(LIGHTS)[seed % 3]
    picture = background(list(BACKGROUNDS)[seed % 3], light, rng)
    middle = (488 + rng.uniform(-80, 80), 640 + rng.uniform(-100, 100))
    lay(picture, kind, side, middle, rng.uniform(0, 360), 75, light)
    return encode(picture)


async def said_of(house: BotHarness, photo: bytes) -> str:
    """Return all that the bot says of a photo: its caption and the texts of its buttons."""
    person = await house.person()
    await person.send_photo(photo)
    answer = await person.wait_for(lambda m: m["from"]["is_bot"] and bool(m.get("photo")), timeout=60)
    return " | ".join([text_of(answer), *buttons_of(answer)])


def first_named(said: str, names: list[str]) -> str:
    """Return the name that comes first in what is said; "" where none does."""
    return min((name for name in names if name in said), key=said.index, default="")


async def answers(weights: Path, kinds: list[Kind], catalogue: list[str]) -> list[list[str]]:
    """Return kind, side, product and what the bot names first, for both sides of every kind."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            settings = settings_for_tests(sandbox, Path(folder)).model_copy(update={"weights_dir": weights})
            house = BotHarness(sandbox, sandbox.client(), settings)
            await house.start()
            for seed, (kind, side) in enumerate(product(kinds, SIDES)):
                said = await said_of(house, photo_of(kind, side, seed))
                rows.append([kind.code, side, short(kind), first_named(said, catalogue)])
            await house.stop()
    return rows


def short(kind: Kind) -> str:
    """Return a product's name without what it contains."""
    return kind.product.name.partition("(")[0]


def main(weights: Path, count: int) -> None:
    """Send a photo of each side of each kind that the weights know; do the same with the weights that ship."""
    known = {k_number(label) for label in json.loads((weights / f"{NAME}.json").read_text())["labels"]}
    kinds = [kind for kind in kinds_in(None, count) if k_number(kind.code) in known]
    catalogue = sorted({short(kind) for kind in kinds_in(None, 1000)}, key=len, reverse=True)
    for folder in (weights, WEIGHTS):
        rows = asyncio.run(answers(folder, kinds, catalogue))
        table = Table("kind", "side", "product", "named first", title=str(folder))
        for row in rows:
            table.add_row(*row)
        console.print(table)
        for side in SIDES:
            right = [row[2] == row[3] for row in rows if row[1] == side]
            console.print(f"{side}: {sum(right)} of {len(right)} are named first")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
