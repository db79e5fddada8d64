"""Annotations joined with the photos that they are about: millions of rows in seconds, nothing dropped in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow.dataset as ds

from training.aihub.work.store import Store

KEPT = (
    "photo",
    "code",
    "item",
    "x",
    "y",
    "w",
    "h",
    "session",
    "side",
    "background",
    "light",
    "latitude",
    "longitude",
)
WHERE = ("photo", "member", "offset")


@dataclass(frozen=True, slots=True)
class Matched:
    """A join with all that is on one side only."""

    rows: pl.DataFrame  # annotations, each with where its photo lies
    labels_without_photo: int
    photos_without_label: int


def match(annotations: pl.LazyFrame, photos: pl.LazyFrame) -> Matched:
    """Join annotations (column photo) with photos (columns photo, …); a photo that is there twice counts once."""
    once = photos.unique("photo", keep="first", maintain_order=True)
    rows, unlabelled = pl.collect_all(
        [
            annotations.join(once, on="photo", how="left", maintain_order="left"),
            once.join(annotations, on="photo", how="anti").select(pl.len()),
        ]
    )
    known = rows.get_column("member").is_not_null()
    return Matched(rows.filter(known), int((~known).sum()), int(unlabelled.item()))


def matched_scan(target: Store, manifests: Mapping[str, Mapping[str, Any]]) -> Matched:
    """Join what a scan found, and write it to scan/matched.parquet."""
    found = match(_table(target, manifests, "annotations", KEPT), _table(target, manifests, "photos", WHERE))
    with target.writing("scan/matched.parquet") as file:
        found.rows.write_parquet(file)
    return found


def _table(
    target: Store, manifests: Mapping[str, Mapping[str, Any]], table: str, columns: tuple[str, ...]
) -> pl.LazyFrame:
    paths = [target.path(f"scan/{table}/{name}.parquet") for name in sorted(manifests)]
    dataset = ds.dataset(paths, format="parquet", filesystem=target.fs)
    return pl.scan_pyarrow_dataset(dataset).select(columns)
