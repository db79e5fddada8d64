"""How many archives, of which kinds: a recipe of the size that is asked for, made pair by pair."""

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.catalogue.catalogue import Catalogue
from knowledge.starter import build_starter
from training.aihub.errors import AihubError
from training.aihub.made.archive_maker import ArchiveMaker, Pair, Recipe, pairs_of
from training.aihub.made.kinds import Kind, kinds_of
from training.aihub.work.progress import Progress, followed
from training.aihub.work.runners import Here, Runner
from training.aihub.work.store import Store

PNG_MB, JPEG_MB = 1.7, 0.22  # of a photo
PAIR_GB = 2.0  # of an archive of photos, as large as the data set's own


def make(
    target: str, knowledge: Path | None, *, gigabytes: float, runner: Runner | None = None,
    progress: Progress | None = None, **wanted: Any,
) -> dict[str, Any]:  # fmt: skip
    """Make archives; return what was made and which defects were planted. `wanted` are fields of a Recipe.

    Raises:
        AihubError: the catalogue has not so many kinds that can be told apart, or nothing can be written.
    """
    count = wanted.pop("kinds")
    kinds = kinds_in(knowledge, count)
    if len(kinds) < count:
        raise AihubError(f"expected {count} kinds that can be told apart, the catalogue has {len(kinds)}")
    recipe = _of_size(Recipe(tuple(kinds), **wanted), gigabytes)
    store, pairs = Store(target), list(pairs_of(recipe))
    finished = set(store.files("made"))
    todo = [pair for pair in pairs if _ledger(pair) not in finished]
    for pair, planted in followed(
        (runner or Here()).run(ArchiveMaker(target, recipe), todo), "archives", progress, len(todo)
    ):
        if isinstance(planted, AihubError):
            raise planted
        store.write_json(_ledger(pair), planted)
    planted_all = Counter[str]()
    for pair in pairs:
        planted_all.update(store.read_json(_ledger(pair)))
    photos = sum(len(pair.scenes) for pair in pairs)
    return {
        "archives": 2 * len(pairs), "kinds": len(kinds), "photos": photos,
        "labels": sum(len(scene.kinds) for pair in pairs for scene in pair.scenes), "planted": dict(planted_all),
        "bytes": sum(store.fs.size(store.path(name)) for name in store.files() if name.endswith(".zip")),
    }  # fmt: skip


def _ledger(pair: Pair) -> str:
    return f"made/{pair.number}-{'combined' if pair.combined else 'single'}.json"


def kinds_in(knowledge: Path | None, count: int) -> list[Kind]:
    """Return kinds of a knowledge file, or of the starter set."""
    if knowledge is not None:
        with Catalogue.open(knowledge) as catalogue:
            return kinds_of(catalogue, count)
    with tempfile.TemporaryDirectory() as folder:
        build_starter(Path(folder) / "starter.db")
        return kinds_in(Path(folder) / "starter.db", count)


def _of_size(recipe: Recipe, gigabytes: float) -> Recipe:
    """Return a recipe with as many photos a kind and archives as the size asks for."""
    if not gigabytes:
        return recipe
    photos = round(gigabytes * 1000 / (PNG_MB if recipe.suffix == ".png" else JPEG_MB))
    a_kind = max(1, (photos - recipe.combined) // len(recipe.kinds))
    return replace(recipe, photos=a_kind, archives=max(1, min(len(recipe.kinds), round(gigabytes / PAIR_GB))))
