"""All archives at a glance: the inventory of each that has none yet, the classes, and the parts to be worked on."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from knowledge.identify.product_labels import label_of
from training.aihub.archives import inventory
from training.aihub.errors import AihubError, StoreError
from training.aihub.work.progress import Progress, followed
from training.aihub.work.runners import Here, Runner
from training.aihub.work.store import Store

NAMES = "names.json"  # the label of every class


@dataclass(frozen=True, slots=True)
class Part:
    """Some hundred photos of one archive: one piece of work, one shard."""

    archive: str
    number: int

    @property
    def name(self) -> str:
        """The name of its shard."""
        return f"{inventory.name_of(self.archive)}-{self.number:05}"


@dataclass(frozen=True, slots=True)
class Scan:
    """The manifests of all archives that could be read, by the names of their files."""

    manifests: Mapping[str, Mapping[str, Any]]
    left_out: Sequence[tuple[str, str]]

    def names(self) -> list[str]:
        """Return the label of every class: K-code and item code, in order of K-code."""
        items: dict[str, Counter[str]] = defaultdict(Counter)
        for manifest in self.manifests.values():
            for code, counts in manifest["kinds"].items():
                items[code].update({item: labels for item, labels in counts.items() if item})
        return [label_of(code, _usual(items[code])) for code in sorted(items)]

    def parts(self) -> Iterator[Part]:
        """Yield the parts of all archives."""
        for manifest in self.manifests.values():
            for number in range(-(-manifest["photos"] // manifest["part"])):
                yield Part(manifest["archive"], number)


def _usual(items: Counter[str]) -> str:
    return min(items, key=lambda item: (-items[item], item), default="")


def scan(
    source: Store,
    target: Store,
    runner: Runner | None = None,
    progress: Progress | None = None,
    *,
    part: int = inventory.PART,
    verify: bool = False,
) -> Scan:
    """Take the inventory of every archive that has none yet, or has changed since.

    Raises:
        AihubError: there is no archive at all, or nothing can be written.
    """
    archives = inventory.archives_in(source)
    if not archives:
        raise AihubError(f"{source.url}: expected zip archives of the data set, found none")
    manifests, todo = {}, []
    for archive in archives:
        known = _finished(source, target, archive)
        if known is None or known["part"] != part or verify and not known["verified"]:
            todo.append(archive)
        else:
            manifests[inventory.name_of(archive)] = known
    left_out = []
    work = _Inventory(source, target, part, verify)
    for archive, result in followed((runner or Here()).run(work, todo), "archives", progress, len(todo)):
        if isinstance(result, AihubError):
            left_out.append((archive, str(result)))
        else:
            manifests[inventory.name_of(archive)] = result
    return Scan(dict(sorted(manifests.items())), sorted(left_out))


@dataclass(frozen=True, slots=True)
class _Inventory:
    source: Store
    target: Store
    part: int
    verify: bool

    def __call__(self, archive: str) -> dict[str, Any]:
        return inventory.take_inventory(self.source, archive, self.target, part=self.part, verify=self.verify)


def _finished(source: Store, target: Store, archive: str) -> dict[str, Any] | None:
    """Return an earlier manifest if the archive still is what it was; one that doesn't answer is tried once more."""
    name = f"scan/manifests/{inventory.name_of(archive)}.json"
    if not target.exists(name):
        return None
    manifest: dict[str, Any] = target.read_json(name)
    with suppress(StoreError):
        return manifest if manifest["bytes"] == inventory.size_of(source, archive) else None
    return None
