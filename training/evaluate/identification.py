"""Measures identification on photos of known products, through the code that scans people's photos."""

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

from inference.photo import read_photo
from inference.scan import Scanner
from inference.types import Guess, SeenPill, Size
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.certainty import Certainty, contents
from knowledge.identify.imprint_likelihood import folded, stamped
from knowledge.identify.ranking import Ranking
from knowledge.identify.tuning import Tuning, shipped
from knowledge.products import Product, ProductId

COLUMNS = {"file", "product_id"}
TOP = 10
SIZE = "size_mm"  # a column of queries: how long the pill is
COIN_SPREAD = 0.03  # relative, of a size that a coin beside the pill gives
MOST_PARTS = 5  # of an imprint whose parts are tried in any order


@dataclass(frozen=True, slots=True)
class Query:
    """Photos of one pill, a side each, and the product that it is."""

    product: ProductId
    photos: tuple[Path, ...]
    notes: tuple[tuple[str, str], ...] = ()  # what further columns say, a name and a value each

    @property
    def length_mm(self) -> float | None:
        """How long the pill is, where the table tells."""
        told = dict(self.notes).get(SIZE)
        return float(told) if told else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one query. `place` is 1 for the first candidate; None means not among the first ten."""

    place: int | None
    exact: bool  # the imprint was read as the catalogue has it
    accepted: bool  # it would have been taken without asking
    seconds: float
    other_medicine: bool = False  # the first candidate has other ingredients or strengths
    right_name_doubted: bool = False  # its looks contradict the product that it is
    other_name_doubted: bool = False  # and that of another query


@dataclass(frozen=True, slots=True)
class Answered:
    """A query with all that led to its answer."""

    query: Query
    product: Product | None  # that it is, if the catalogue has it
    seen: tuple[SeenPill, ...]
    ranking: Ranking
    answer: Answer

    @property
    def first(self) -> float:
        """How probable the first candidate was."""
        return self.ranking.candidates[0].probability if self.ranking.candidates else 0.0


@dataclass(frozen=True, slots=True)
class IdentificationScores:
    """What evaluate-identification prints: shares of all queries, or of those `accepted` where a name starts so."""

    queries: int
    top1: float
    top5: float
    top10: float
    imprint_exact: float
    accepted: float
    accepted_wrong: float  # taken for another product; NaN where none was accepted
    accepted_other_medicine: float  # taken for other ingredients or strengths; NaN likewise
    right_name_doubted: float  # a person who names the product would be asked to compare looks
    other_name_doubted: (
        float  # the same for a person who names a wrong product (that of a query half the table away)
    )
    seconds_per_query: float


def read_queries(file: Path, images: Path, *, one_side: bool = False) -> tuple[Query, ...]:
    """Read `file,product_id`. Photos of one product are its sides; with `one_side` each is its own query.

    Further columns are kept as notes; those of a product's first photo count.

    Raises:
        ValueError: a column is missing, or there are no rows.
        FileNotFoundError: a photo is.
    """
    sides: dict[ProductId, list[Path]] = {}
    notes: dict[ProductId, tuple[tuple[str, str], ...]] = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if not row.keys() >= COLUMNS:
                raise ValueError(f"expected the columns file and product_id in {file}, got {sorted(row)}")
            product = ProductId(row["product_id"])
            sides.setdefault(product, []).append(images / row["file"])
            notes.setdefault(
                product,
                tuple((name, row[name]) for name in row if name and name not in COLUMNS and row[name]),
            )
    if not sides:
        raise ValueError(f"expected rows in {file}, found none")
    if missing := [photo for photos in sides.values() for photo in photos if not photo.is_file()]:
        raise FileNotFoundError(f"{len(missing)} photos are missing, the first is {missing[0]}")
    return tuple(
        Query(product, photos, notes[product])
        for product, its in sides.items()
        for photos in ([(photo,) for photo in its] if one_side else [tuple(its)])
    )


def answers(
    queries: Sequence[Query],
    catalogue: Catalogue,
    scanner: Scanner,
    tuning: Tuning | None = None,
    *,
    sized: bool = False,
) -> Iterator[Answered]:
    """Look at each query's photos and rank the catalogue for them; of more than two photos the first two.

    Each query is also checked for a contradiction of its own product's name, and of the name of the query half
    the table away. With `sized`, the sizes of the table count as if a coin had given them.
    """
    half = len(queries) // 2
    wide = replace(tuning or shipped(), offered=TOP)
    products = catalogue.products(query.product for query in queries)
    for query, other in zip(queries, [*queries[half:], *queries[:half]], strict=True):
        start = time.perf_counter()
        seen = tuple(scanner.see_one(read_photo(photo.read_bytes())) for photo in query.photos[:2])
        if sized and query.length_mm:
            seen = tuple(with_length(pill, query.length_mm) for pill in seen)
        ranking = catalogue.rank(seen[0], other_side=seen[1] if len(seen) > 1 else None, tuning=wide)
        seconds = time.perf_counter() - start
        product = products.get(query.product)
        judged = replace(
            answer(query, seen, ranking, product, seconds),
            right_name_doubted=catalogue.contradicts(seen, query.product),
            other_name_doubted=catalogue.contradicts(seen, other.product),
        )
        yield Answered(query, product, seen, ranking, judged)


def with_length(pill: SeenPill, length_mm: float) -> SeenPill:
    """Return a pill as it were seen if a coin had given its length."""
    size = Size(length_mm, length_mm / (pill.elongation or 1.0), COIN_SPREAD)
    return replace(pill, sizes=(Guess(size, 1.0),))


def answer(
    query: Query, seen: Sequence[SeenPill], ranking: Ranking, product: Product | None, seconds: float
) -> Answer:
    """Judge a ranking."""
    ids = [candidate.product.id for candidate in ranking.candidates]
    place = ids.index(query.product) + 1 if query.product in ids else None
    exact = product is not None and read_exactly(
        [pill.readings[0].value if pill.readings else None for pill in seen], imprints_of(product)
    )
    other = product is None or not ids or contents(ranking.candidates[0].product) != contents(product)
    return Answer(place, exact, ranking.certainty is Certainty.SURE, seconds, other)


def imprints_of(product: Product) -> tuple[str, ...]:
    """Return the imprints a catalogue has for a product, both sides as one text."""
    return tuple(
        " ".join(side.imprint for side in (look.front, look.back) if side.imprint)
        for look in product.appearances
    )


def read_exactly(readings: Sequence[str | None], imprints: Iterable[str]) -> bool:
    """Tell whether the readings of all sides together equal one of the imprints.

    Spaces, case and what looks alike (0 and O) count for nothing, nor does the order of an imprint's parts:
    catalogues do not tell which part is where. A part on both sides may be listed once. One side alone may
    hold a part of an imprint only.
    """
    if any(reading is None for reading in readings):
        return False
    read = [folded(stamped(reading)) for reading in readings if reading is not None]
    return any(_matches(read, stamped(imprint).split()) for imprint in imprints)


def _matches(read: Sequence[str], parts: Sequence[str]) -> bool:
    orders = list(permutations(parts)) if len(parts) <= MOST_PARTS else [tuple(parts)]
    if len(read) == 1:
        return any(
            read[0] == _joined(order[:n]) for order in orders for n in range(len(parts) + 1) if n or not parts
        )
    together = {"".join(read), "".join(reversed(read))} | ({read[0]} if len(set(read)) == 1 else set())
    return any(_joined(order) in together for order in orders)


def _joined(parts: Iterable[str]) -> str:
    return folded(stamped("".join(parts)))


def score(results: Sequence[Answer]) -> IdentificationScores:
    """Scores over answers, of which there is at least one."""
    accepted = [one for one in results if one.accepted]

    def share(hits: Iterable[bool], of: Sequence[Answer] = results) -> float:
        return sum(hits) / len(of) if of else float("nan")

    return IdentificationScores(
        queries=len(results),
        top1=share(one.place == 1 for one in results),
        top5=share(one.place is not None and one.place <= 5 for one in results),
        top10=share(one.place is not None for one in results),
        imprint_exact=share(one.exact for one in results),
        accepted=share(one.accepted for one in results),
        accepted_wrong=share((one.place != 1 for one in accepted), accepted),
        accepted_other_medicine=share((one.other_medicine for one in accepted), accepted),
        right_name_doubted=share(one.right_name_doubted for one in results),
        other_name_doubted=share(one.other_name_doubted for one in results),
        seconds_per_query=sum(one.seconds for one in results) / len(results),
    )
