"""How well weights that name products do: found, named right, named wrong, on kinds and sessions never trained on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import polars as pl

from inference.detect.detector import Detection, Detector, load_detector
from inference.detect.nms import overlap
from inference.engine import EngineSettings
from training.aihub.fit.choosing import HELD_OUT, TEST, VAL
from training.aihub.fit.dataset import chosen_samples, read_chosen
from training.aihub.pictures.pixels import decode
from training.aihub.pictures.report import Section, drawn, write_report
from training.aihub.work.progress import Progress, followed
from training.aihub.work.store import Store
from training.samples.sample import Sample

SURE = 0.5  # confidence from which a name counts as told
PICTURES = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What was told of one pill."""

    label: str
    found: bool
    named: str  # "" where nothing was found
    confidence: float


@dataclass(frozen=True, slots=True)
class Looked:
    """A sample and what was told of each of its pills; `extra` are boxes where none is."""

    sample: Sample
    answers: tuple[Answer, ...]
    extra: int

    @property
    def wrong(self) -> bool:
        """Whether anything of it is not right."""
        return bool(self.extra) or any(each.named != each.label for each in self.answers)


def look(detector: Detector, samples: Iterable[Sample]) -> Iterator[Looked]:
    """Look at samples through the detector that people's photos go through."""
    for sample in samples:
        rgb = cv2.cvtColor(decode(sample.picture), cv2.COLOR_BGR2RGB)
        yield compare(sample, detector.detect(np.asarray(rgb, np.uint8)))


def compare(sample: Sample, found: Sequence[Detection]) -> Looked:
    """Hold what was found against what is there: a pill takes the free box that overlaps it most, half at least."""
    edges = [(each.box.left, each.box.top, each.box.right, each.box.bottom) for each in found]
    shared = overlap(sample.boxes_xyxy, np.array(edges, np.float32).reshape(-1, 4))
    free, answers = set(range(len(found))), list[Answer]()
    for row, label in enumerate(sample.labels):
        best = max(free, key=lambda column: shared[row, column], default=None)  # noqa: B023 (used at once)
        if best is None or shared[row, best] < 0.5:
            answers.append(Answer(label, found=False, named="", confidence=0.0))
            continue
        free.discard(best)
        named = found[best].labels[0] if found[best].labels else None
        told = (named.value, named.probability) if named else ("", 0.0)
        answers.append(Answer(label, True, *told))
    return Looked(sample, tuple(answers), len(free))


def scores(looked: Sequence[Looked]) -> dict[str, float]:
    """Return shares of pills: found, named right, told a wrong name with confidence; and boxes where nothing is."""
    answers = [answer for each in looked for answer in each.answers]
    count = max(1, len(answers))
    right = sum(each.named == each.label for each in answers)
    wrong = sum(each.named not in ("", each.label) and each.confidence >= SURE for each in answers)
    return {
        "pictures": len(looked),
        "pills": len(answers),
        "found": round(sum(each.found for each in answers) / count, 4),
        "named": round(right / count, 4),
        "surely_wrong": round(wrong / count, 4),
        "extra": sum(each.extra for each in looked),
    }


def evaluate(
    weights: Path, source: str, chosen: str, out: Path | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Measure weights on the splits that trained nothing; with `out`, write a page there."""
    detector, table = load_detector(weights, EngineSettings()), read_chosen(chosen)
    looked = {
        split: _all_looked_at(detector, source, table.filter(pl.col("split") == split), split, progress)
        for split in (VAL, TEST, HELD_OUT)
    }
    told = {split: scores(each) for split, each in looked.items() if each}
    if out is not None:
        write_report(Store(str(out)), "evaluation.html", "Names given to pills", _sections(looked, told))
    return told


def _all_looked_at(
    detector: Detector, source: str, chosen: pl.DataFrame, split: str, progress: Progress | None
) -> list[Looked]:
    samples = chosen_samples(Store(source), chosen, split)
    return list(followed(look(detector, samples), split, progress, chosen.get_column("key").n_unique()))


def _sections(looked: dict[str, list[Looked]], told: dict[str, Any]) -> list[Section]:
    heads = ["split", *(name.replace("_", " ") for name in next(iter(told.values()), {}))]
    answers = [answer for split in (VAL, TEST) for each in looked[split] for answer in each.answers]
    kinds, confused = defaultdict(list), Counter[tuple[str, str]]()
    for answer in answers:
        kinds[answer.label].append(answer.named == answer.label)
        if answer.named not in ("", answer.label):
            confused[answer.label, answer.named] += 1
    worst = sorted(kinds.items(), key=lambda each: sum(each[1]) / len(each[1]))[:20]
    rows = [[label, len(right), round(sum(right) / len(right), 3)] for label, right in worst]
    wrong = [each for split in (VAL, TEST) for each in looked[split] if each.wrong][:PICTURES]
    held = looked[HELD_OUT][:PICTURES]
    return [
        Section("By split", ["A held-out kind has no right name: a sure one is wrong. Kinds that trained lie beside some."],
                [heads, *([split, *values.values()] for split, values in told.items())]),
        Section("Kinds named worst", table=[["kind", "pills", "named right"], *rows]),
        Section("Mixed up", table=[["is", "was named", "times"], *([*pair, n] for pair, n in confused.most_common(20))]),
        Section("Wrong", pictures=[_shown(each) for each in wrong]),
        Section("Kinds never seen", pictures=[_shown(each) for each in held]),
    ]  # fmt: skip


def _shown(looked: Looked) -> tuple[Any, str]:
    picture, caption = drawn(looked.sample)
    named = "; ".join(f"{each.named or 'not found'} {each.confidence:.2f}" for each in looked.answers)
    return picture, f"{caption} — told: {named}"
