"""Photos and labels of all archives held against each other, by eight bytes a name."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from training.aihub.work.store import Store

Hashes = NDArray[np.uint64]
Manifests = Mapping[str, Mapping[str, Any]]


def unmatched_labels(target: Store, manifests: Manifests) -> int:
    """Return how many annotations are about a photo that no archive has."""
    photos = np.unique(np.concatenate([np.zeros(0, np.uint64), *_hashes(target, manifests, "photos")]))
    return sum(int((~np.isin(each, photos)).sum()) for each in _hashes(target, manifests, "annotations"))


def repeated_photos(target: Store, manifests: Manifests) -> frozenset[tuple[str, str]]:
    """Return archive and member of photos that came before, in the same or another archive."""
    every = np.concatenate([np.zeros(0, np.uint64), *_hashes(target, manifests, "photos")])
    names, counts = np.unique(every, return_counts=True)
    twice = names[counts > 1]
    if not len(twice):
        return frozenset()
    seen, repeated = set[str](), set[tuple[str, str]]()
    for name, manifest in manifests.items():
        for batch in _batches(target, f"scan/photos/{name}.parquet", ["photo", "member"]):
            for photo, member in zip(batch["photo"].to_pylist(), batch["member"].to_pylist(), strict=True):
                if _hash(photo) in twice:
                    if photo in seen:
                        repeated.add((manifest["archive"], member))
                    seen.add(photo)
    return frozenset(repeated)


def _hashes(target: Store, manifests: Manifests, table: str) -> Iterator[Hashes]:
    for name in manifests:
        for batch in _batches(target, f"scan/{table}/{name}.parquet", ["photo"]):
            yield np.array([_hash(photo) for photo in batch["photo"].to_pylist()], np.uint64)


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def _batches(target: Store, name: str, columns: list[str]) -> Iterator[Any]:
    with target.reading(name) as file:
        yield from pq.ParquetFile(file).iter_batches(batch_size=5000, columns=columns)
