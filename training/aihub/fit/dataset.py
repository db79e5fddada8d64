"""The chosen samples on the trainer's own disk, in YOLO's form; labels and names checked against each other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from knowledge.identify.product_labels import k_number
from training.aihub.archives.names import parse_photo_name
from training.aihub.archives.scan import NAMES
from training.aihub.errors import AihubError
from training.aihub.fit.choosing import TRAIN, VAL
from training.aihub.pictures.report import Section, drawn, write_report
from training.aihub.shards.sinks import Prepared, YoloFolder
from training.aihub.work.store import Store, split_url
from training.samples.sample import Sample

GRID = 24  # pictures to look at before anything is trained


def read_chosen(url: str) -> pl.DataFrame:
    """Return what `sample` chose."""
    store, name = split_url(url)
    with store.reading(name) as file:
        return pl.read_parquet(file.read())


def chosen_samples(source: Store, chosen: pl.DataFrame, split: str) -> Iterator[Sample]:
    """Yield the samples of a split out of prepared data, each read once."""
    names, tar = source.read_json(NAMES), bool(source.files("shards"))
    wanted = chosen.filter(pl.col("split") == split)
    for (part,), rows in sorted(wanted.group_by("part")):
        keys = set(rows.get_column("key"))
        yield from (sample for sample in Prepared(source, names, [str(part)], tar) if sample.key in keys)


def lay_out(source: str, chosen: pl.DataFrame, folder: Path) -> list[str]:
    """Write `folder`/{images,labels}/{train,val} and their lists; return the names of the classes.

    Raises:
        AihubError: there is nothing to train on, or labels and names contradict each other.
    """
    names = sorted(chosen.filter(pl.col("split") == TRAIN).get_column("label").unique())
    classes = {name: number for number, name in enumerate(names)}
    shown: list[Sample] = []
    for split in (TRAIN, VAL):
        sink, listed = YoloFolder(Store(str(folder)), split, classes), []
        step = 1 + chosen.filter(pl.col("split") == split).get_column("key").n_unique() // GRID
        for sample in chosen_samples(Store(source), chosen, split):
            if all(label in classes for label in sample.labels):
                sink.write(sample)
                listed.append(folder / "images" / split / f"{sample.key}{sample.suffix}")
                shown += [sample] if split == TRAIN and len(listed) % step == 0 else []
        (folder / f"{split}.txt").write_text("".join(f"{path.resolve()}\n" for path in listed))
    check_labels(folder, names)
    _show(folder, shown, names)
    return names


def _show(folder: Path, shown: Sequence[Sample], names: Sequence[str]) -> None:
    counts = _counts(folder, TRAIN)
    rows = [[str(number), name, counts[number]] for number, name in enumerate(names)]
    sections = [Section("Look at these before you train", pictures=[drawn(each) for each in shown])]
    write_report(
        Store(str(folder)),
        "labels.html",
        "Labels",
        [*sections, Section("Classes", table=[["class", "name", "boxes"], *rows])],
    )


def check_labels(folder: Path, names: Sequence[str]) -> None:
    """Check every label against the names and against what the photo's own name says is in it.

    A class number that is off by one passes every other check, and trains to nothing.

    Raises:
        AihubError: a file and a line are named.
    """
    for split in (TRAIN, VAL):
        for file in sorted((folder / "labels" / split).glob("*.txt")):
            for line in file.read_text().splitlines():
                if (problem := _problem(line, names, file.stem)) is not None:
                    raise AihubError(f"{file}: {problem} in the line {line!r}")
    counts = _counts(folder, TRAIN)
    missing = [name for number, name in enumerate(names) if not counts[number]]
    if not counts or missing:
        raise AihubError(
            f"{folder}: expected boxes of every class to train on, found none of {missing or 'any'}"
        )


def _problem(line: str, names: Sequence[str], stem: str) -> str | None:
    number, *shares = line.split()
    if not number.isdigit() or int(number) >= len(names):
        return f"class {number} of {len(names)} names"
    if len(shares) != 4 or not all(0 <= float(share) <= 1 for share in shares):
        return "expected four shares from 0 to 1"
    photo = parse_photo_name(stem.partition("-b")[0])
    code = k_number(names[int(number)])
    if photo is not None and code not in {k_number(each) for each in photo.codes}:
        return f"{names[int(number)]} is not in this photo by its name"
    return None


def _counts(folder: Path, split: str) -> Counter[int]:
    files = (folder / "labels" / split).glob("*.txt")
    return Counter(int(line.split()[0]) for file in files for line in file.read_text().splitlines())
