"""Which samples train: so many a kind, balanced by camera, light and background, and split without a leak."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from training.aihub.errors import AihubError
from training.aihub.pictures.report import Section, write_report
from training.aihub.work.progress import Progress, followed
from training.aihub.work.store import Store, split_url

VIEWS = ("side", "background", "light", "latitude")
HELD_OUT, TRAIN, VAL, TEST = "held-out", "train", "val", "test"
SHARES = {TRAIN: 0.7, VAL: 0.15, TEST: 0.15}
FEWEST = 3  # sessions of a kind, so that each split has one


def choose(rows: pl.DataFrame, *, per_kind: int = 200, held_out: float = 0.1, seed: int = 1) -> pl.DataFrame:
    """Return the chosen samples with their split: columns of `rows`, and `split`.

    `rows` is a row a box (key, label, session, and VIEWS). A kind is held out whole, or its sessions are split;
    a session never lies on two sides. Of each kind and split so many are taken that every view is as frequent as
    can be: train has `per_kind`, the others their share of it.
    """
    kinds = rows.get_column("label").unique().sort()
    out = [kind for kind in kinds if _share("kind", kind, seed) < held_out]
    told = rows.join(_splits(rows, out, seed), on="session")
    order = pl.col("key").hash(seed)  # the same for one release of polars
    rounds = told.with_columns(
        order.alias("order"), order.rank("ordinal").over("label", "split", *VIEWS).alias("round")
    )
    turns = [pl.col("order").rank("ordinal").over("label", "split", "round", view) for view in VIEWS]
    ranked = rounds.with_columns(pl.max_horizontal(turns).alias("turn")).sort(
        "label", "split", "round", "turn", "order"
    )
    wanted = {name: max(1, round(per_kind * share / SHARES[TRAIN])) for name, share in SHARES.items()}
    wanted[HELD_OUT] = per_kind
    place = pl.int_range(pl.len()).over("label", "split")
    keys = ranked.filter(place < pl.col("split").replace_strict(wanted)).get_column("key").unique()
    return told.filter(pl.col("key").is_in(keys.implode())).sort("key", "box")


def _splits(rows: pl.DataFrame, held_out: Sequence[str], seed: int) -> pl.DataFrame:
    """Return the split of each session. The sessions of the same kinds are divided by the shares, at random."""
    kinds = rows.group_by("session").agg(pl.col("label").unique().sort().str.join(" ").alias("kinds"))
    groups: dict[str, list[str]] = defaultdict(list)
    for session, together in kinds.rows():
        groups[together].append(session)
    splits = {}
    for together, sessions in groups.items():
        each = max(len(sessions) >= FEWEST, round(0.15 * len(sessions)))  # for val, and as many for test
        order = sorted(sessions, key=lambda session: _share("session", session, seed))
        for place, session in enumerate(order):
            name = VAL if place < each else TEST if place < 2 * each else TRAIN
            splits[session] = HELD_OUT if set(together.split(" ")) & set(held_out) else name
    return pl.DataFrame(
        {"session": list(splits), "split": list(splits.values())}, schema={"session": str, "split": str}
    )


def _share(what: str, name: str, seed: int) -> float:
    """Return a number from 0 to 1 that depends on the name alone."""
    digest = blake2b(f"{what}/{name}/{seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def choose_all(source: str, target: str, progress: Progress | None = None, **wanted: Any) -> dict[str, Any]:
    """Choose among prepared data, write the table and a page beside it; return what `sample` prints."""
    chosen = choose(read_samples(Store(source), progress), **wanted)
    store, name = split_url(target)
    with store.writing(name) as file:
        chosen.write_parquet(file)
    told = describe(chosen)
    write_report(store, f"{name.rpartition('.')[0]}.html", "Samples for training", _sections(chosen, told))
    return told


def read_samples(store: Store, progress: Progress | None = None) -> pl.DataFrame:
    """Return a row for each box of prepared data.

    Raises:
        AihubError: there is none.
    """
    tables, names = [], store.files("samples")
    for name in followed(names, "tables", progress, len(names)):
        with store.reading(name) as file:
            tables.append(pl.DataFrame(pl.from_arrow(pq.read_table(file))))
    if not tables:
        raise AihubError(f"{store.url}: expected what `prepare` makes, found no samples")
    return pl.concat(tables)


def describe(chosen: pl.DataFrame) -> dict[str, Any]:
    """Return pictures, boxes, kinds and sessions of each split, and whether any session or picture is in two."""
    by_split = chosen.group_by("split").agg(
        pl.col("key").n_unique().alias("pictures"), pl.len().alias("boxes"),
        pl.col("label").n_unique().alias("kinds"), pl.col("session").n_unique().alias("sessions"),
    ).sort("split")  # fmt: skip
    leaks = chosen.group_by("session").agg(pl.col("split").n_unique()).filter(pl.col("split") > 1).height
    splits = {row.pop("split"): row for row in by_split.to_dicts()}
    return {"splits": splits, "sessions_in_two_splits": leaks}


def _sections(chosen: pl.DataFrame, told: dict[str, Any]) -> list[Section]:
    splits = [["split", "pictures", "boxes", "kinds", "sessions"]]
    splits += [[name, *row.values()] for name, row in told["splits"].items()]
    kinds = chosen.filter(pl.col("split") == TRAIN).group_by("label").len().sort("len")
    views = [
        [name, *row] for name in VIEWS for row in chosen.group_by(name).len().sort(name).rows()
    ]  # fmt: skip
    least = [["kind", "boxes"], *kinds.head(10).rows()]
    return [
        Section("Splits", [f"Sessions in two splits: {told['sessions_in_two_splits']}"], splits),
        Section("Views", ["How often each is shown."], [["view", "value", "boxes"], *views]),
        Section("Kinds with the fewest boxes to train on", table=least),
    ]
