"""python -m tests.bench.understanding: measure what is understood of typed sentences, and how fast.

Rules and patterns were written with the sentences marked "tuned" in view. Of those marked "held" only the kinds of
failures were counted meanwhile; they are by the same hand, so sentences of other people will do somewhat worse.

Five sets of together 649 sentences were written without a look at the rules' gaps and measured before anything was mended for
them: intents 88 to 93 %, 235 of 257 dangers found, 20 of 390 others taken for one. They are in the file now, the last as "held".

For dangers, authors who had seen neither rules nor training wrote sets of 700 sentences: 320 dangers, 380 others, many of those
made to look like one. Each was measured before it was learnt from. In their order: dangers found 305, 300, 301, 312, 316 of 320;
others taken for one 44, 56, 32, 27, 19 of 380. They train now; two sets of two more
authors judged what was learnt from all of these. The first: 208 of 210 dangers found and one told beside, 20 of 440 others taken
for one, 552 of 650 intents, 216 of 235 sentences with a name right. The second, which is the harder: 174 of 180 dangers found and
six told beside, 53 of 450 others taken for one, 435 of 630 intents, 178 of 212 with a name. They train now, too.

A third author wrote 530 sentences as people would really send them, one in eight of the others near to a danger in its words
(dangers.csv): 149 of 150 dangers found and one told beside, none of 380 others taken for one, 499 of 530 intents, 175 of 189
sentences with a name right. So expect a danger in a hundred to be only told beside the answer; and of sentences that are made
to look like one, one in twelve to be taken for one.
"""

import csv
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot.core.understanding.intents import DANGERS, Understanding
from bot.core.understanding.names import NameFinder
from bot.core.understanding.understand import Understander
from knowledge.catalogue.catalogue import Catalogue

FOLDER = Path(__file__).parents[1] / "bot" / "core" / "understanding"
SENTENCES = FOLDER / "sentences.csv"
DANGERS_UNSEEN = FOLDER / "dangers.csv"
LONG = (
    "타이레놀이랑 아스피린 먹고 숨이 좀 차는데 예전부터 그래요 " * 140,
    "가나다라마바사" * 600,
    "i took my pills and then " * 180,
    "x" * 4096,
    "9" * 4000,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file of dangers and of sentences that are none."""

    dangers: int
    found: int
    told: int  # found, or told beside the answer
    others: int
    alarms: int


def dangers(understander: Understander, path: Path = DANGERS_UNSEEN) -> Found:
    """Count the dangers of a file that are found, of either kind, and the other sentences that are taken for one."""
    rows = read_cases(path)
    said = [understander.understand(row["text"], row["lang"]) for row in rows]
    dangers = [one for one, row in zip(said, rows, strict=True) if row["danger"]]
    others = [one for one, row in zip(said, rows, strict=True) if not row["danger"]]
    return Found(
        len(dangers),
        sum(one.intent in DANGERS for one in dangers),
        sum(one.danger is not None for one in dangers),
        len(others),
        sum(one.intent in DANGERS for one in others),
    )


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, what it means, and what was understood of it."""

    row: dict[str, str]
    understood: Understanding
    seconds: float

    @property
    def is_danger(self) -> bool:
        return self.row["intent"] in DANGERS

    @property
    def accepted(self) -> set[str]:
        return {self.row["intent"], *_parts(self.row["accept"])}

    @property
    def intent_right(self) -> bool:
        return self.understood.intent in self.accepted

    @property
    def names_right(self) -> bool:
        wanted, found = _names(_parts(self.row["medicines"])), _names(self.understood.medicines)
        return wanted <= found <= wanted | _names(_parts(self.row["classes"]))

    @property
    def time_right(self) -> bool:
        said = self.understood.time
        return (f"{said:%H:%M}" if said else "") == self.row["time"]


def cases(rows: Iterable[dict[str, str]], understander: Understander) -> list[Case]:
    """Return what is understood of each row, with the processor's seconds that it took."""
    found = []
    for row in rows:
        started = time.process_time()
        understood = understander.understand(row["text"], row["lang"])
        found.append(Case(row, understood, time.process_time() - started))
    return found


def read_cases(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of sentences."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def share(right: Sequence[bool]) -> float:
    """Return how many of these are true, 0 to 1; 1 of none."""
    return sum(right) / len(right) if right else 1.0


def scores(some: Sequence[Case]) -> dict[str, float]:
    """Return the shares: intents, dangers found, others taken for a danger, names (of sentences with one), times."""
    dangers = [case for case in some if case.is_danger]
    others = [case for case in some if not case.accepted & set(DANGERS)]
    named = [case for case in some if case.row["medicines"] or case.understood.medicines]
    return {
        "intent": share([case.intent_right for case in some]),
        "dangers found": share([case.understood.intent in DANGERS for case in dangers]),
        "false alarms": 1 - share([case.understood.intent not in DANGERS for case in others]),
        "names": share([case.names_right for case in named]),
        "time": share([case.time_right for case in some]),
    }


def _parts(joined: str) -> list[str]:
    return [part for part in joined.split("|") if part]


def _names(names: Iterable[str]) -> set[str]:
    return {name.replace(" ", "").lower() for name in names}


def main(files: Sequence[str]) -> None:
    """Print shares and times: of the project's sentences, or of other files; a knowledge file (.db) may be given too."""
    console = Console()
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    catalogue = [Path(file) for file in files if file.endswith(".db")]
    names = Catalogue.open(catalogue[0]).names() if catalogue else frozenset[str]()
    understander = Understander(NameFinder(names))
    understander.warm()
    console.print(
        f"ready in {time.perf_counter() - started:.2f} s, {len(names):,} names of a catalogue, "
        f"{(psutil.Process().memory_info().rss - before) / 1e6:.0f} MB"
    )
    paths = [Path(file) for file in files if not file.endswith(".db")] or [SENTENCES]
    table = Table("sentences", "", *scores([]), "p50", "p95")
    everything = []
    for path in paths:
        found = cases(read_cases(path), understander)
        everything += found
        for part in sorted({case.row.get("part", "") for case in found}):
            some = [case for case in found if case.row.get("part", "") == part]
            cuts = statistics.quantiles([case.seconds * 1000 for case in some], n=20)
            shares = (f"{value:.1%}" for value in scores(some).values())
            table.add_row(
                f"{path.name} {part}", str(len(some)), *shares, f"{cuts[9]:.1f} ms", f"{cuts[18]:.1f} ms"
            )
    console.print(table)
    unseen = dangers(understander)
    console.print(
        f"{DANGERS_UNSEEN.name}: {unseen.found} of {unseen.dangers} dangers found, {unseen.told} told, "
        f"{unseen.alarms} of {unseen.others} others taken for one"
    )
    slowest = max(
        cases([{"text": text, "lang": ""} for text in LONG], understander), key=lambda case: case.seconds
    )
    console.print(f"the slowest of {len(LONG)} texts of 4,000 characters: {slowest.seconds * 1000:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
