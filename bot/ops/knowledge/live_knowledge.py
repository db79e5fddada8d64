"""The knowledge file as the bot uses it: opened once, and again when a newer one has taken its place."""

import asyncio
import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import structlog
from rapidfuzz import fuzz

from bot.core.errors import SettingError
from bot.core.ports import Checked
from inference.types import PrintedLine, SeenPill
from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.dossier import Dossier
from knowledge.catalogue.found import Found, Match
from knowledge.catalogue.search import WITHIN
from knowledge.catalogue.texts import Recall
from knowledge.errors import KnowledgeError
from knowledge.identify.ranking import Ranking
from knowledge.identify.tuning import WRONG_RATE, shipped
from knowledge.interactions.check import Allergen, Profile
from knowledge.pages.rows import PageMedicine
from knowledge.products import Product, ProductId

CLOSE = 0.65  # score below which a name is only a little alike: left out where another holds what was typed
LIKELY = 0.05  # the least probability of an imprint that is offered
ALIKE = 60  # of 100: how much of what was typed a pill must bear
STAMPED = re.compile(r"[A-Za-z0-9 .\-/]{1,12}")  # what may be stamped on a pill, rather than a name
_log = structlog.stdlib.get_logger(__name__)

Identity = tuple[int, int, int]
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Held:
    """An open file, and how many are reading from it."""

    catalogue: Catalogue
    readers: int = 0
    retired: bool = False

    @property
    def is_over(self) -> bool:
        return self.retired and self.readers == 0


class LiveKnowledge:
    """`bot.core.ports.Knowledge` over a file that may be replaced while the bot runs."""

    def __init__(self, path: Path, wrong_rate: float = WRONG_RATE, labels: Sequence[str] = ()) -> None:
        """Open the file and read what people will ask for; raise SettingError where it is absent or damaged.

        `wrong_rate` is the share that may be wrong of the pills that are named without asking; `labels` are those
        of the detector in use.
        """
        self._path, self._labels = path, labels
        self._tuning = shipped(wrong_rate)
        self._lock = threading.Lock()  # over what is held, and how many read from it
        self._refreshing = threading.Lock()
        self._seen = _identity(path)
        try:
            self._held = _Held(_opened(path, labels))
        except KnowledgeError as error:
            raise SettingError("YAKSOK_KNOWLEDGE", str(error)) from error
        self._refused = False

    @property
    def version(self) -> str:
        """What names the contents of the file in use."""
        with self.reading() as catalogue:
            return catalogue.info.digest

    def age(self, now: datetime) -> float:
        """Return the seconds since the file in use was built."""
        with self.reading() as catalogue:
            return (now - catalogue.info.built_at).total_seconds()

    def names(self) -> frozenset[str]:
        """Return what products and ingredients are called, to find them in sentences."""
        with self.reading() as catalogue:
            return catalogue.names()

    def refresh(self) -> bool:
        """Take a newer file into use, if there is one; return whether it was taken.

        It is opened and read while the old one goes on answering, which takes a second or two: call this in a
        thread of its own. A file that cannot be used is told to the operator once, and the old one stays.
        """
        with self._refreshing:
            identity = _identity(self._path)
            if identity == self._seen:
                return False
            self._seen = identity
            try:
                newer = _opened(self._path, self._labels)
            except KnowledgeError as error:
                self._refused = True
                _log.error("knowledge not taken, the old file stays in use", reason=error.problem)  # noqa: TRY400
                return False
            self._refused = False
            self._take(newer)
            _log.info(
                "knowledge taken", built_at=newer.info.built_at.isoformat(), products=newer.info.products
            )
            return True

    async def is_sound(self) -> bool:
        """Return whether the file that lies at the path is the one in use: for /healthz."""
        return not self._refused

    async def products(self, ids: Iterable[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that are in the catalogue."""
        return await self._read(lambda catalogue: catalogue.products(ids))

    async def look_up(self, text: str, limit: int) -> Found:
        """Return what a typed name, or what is stamped on a pill, may mean: exact imprints before similar names."""
        return await self._read(lambda catalogue: likeliest(catalogue, text, limit))

    async def read_page(self, lines: Sequence[PrintedLine]) -> tuple[PageMedicine, ...]:
        """Return the medicines that the lines of a printed page name; the first page reads the names of the catalogue."""
        return await self._read(lambda catalogue: catalogue.read_page(lines))

    async def by_code(self, code: str) -> tuple[Product, ...]:
        """Return the products that bear the code of a box."""
        return await self._read(lambda catalogue: catalogue.by_code(code))

    async def recalls(self, ids: Iterable[ProductId]) -> tuple[Recall, ...]:
        """Return the orders to take products off the market."""
        return await self._read(lambda catalogue: catalogue.recalls(ids))

    async def allergens(self, text: str) -> tuple[Allergen, ...]:
        """Return the substances and classes that a text may mean which tells of an allergy."""
        return await self._read(lambda catalogue: catalogue.allergens(text))

    async def dossier(self, id: ProductId) -> Dossier | None:
        """Return everything that is known of one product."""
        return await self._read(lambda catalogue: catalogue.dossier(id))

    async def rank(
        self, pill: SeenPill, *, other_side: SeenPill | None, typed: str | None, own: Collection[ProductId]
    ) -> Ranking:
        """Return what a seen pill may be."""
        return await self._read(
            lambda catalogue: catalogue.rank(
                pill, other_side=other_side, typed=typed, own=own, tuning=self._tuning
            )
        )

    async def contradicts(self, sides: Sequence[SeenPill], id: ProductId) -> bool:
        """Return whether a seen pill looks quite different from a product."""
        return await self._read(lambda catalogue: catalogue.contradicts(sides, id))

    async def check(self, ids: Sequence[ProductId], profile: Profile | None, on: date) -> Checked:
        """Return what is known about taking these together."""
        return Checked(*await self._read(lambda catalogue: catalogue.check_products(ids, profile, on)))

    def close(self) -> None:
        """Close the file, as soon as nobody reads from it."""
        with self._lock:
            self._retire(self._held)

    def _take(self, newer: Catalogue) -> None:
        with self._lock:
            older, self._held = self._held, _Held(newer)
            self._retire(older)

    async def _read(self, ask: Callable[[Catalogue], Answer]) -> Answer:
        """Ask the file in use something, in a thread."""

        def work() -> Answer:
            with self.reading() as catalogue:
                return ask(catalogue)

        return await asyncio.to_thread(work)

    @contextmanager
    def reading(self) -> Iterator[Catalogue]:
        """Give the file in use, which stays open for as long as the block lasts. Safe in any thread."""
        with self._lock:
            held = self._held
            held.readers += 1
        try:
            yield held.catalogue
        finally:
            with self._lock:
                held.readers -= 1
                if held.is_over:
                    held.catalogue.close()

    @staticmethod
    def _retire(held: _Held) -> None:
        held.retired = True
        if held.is_over:
            held.catalogue.close()


def _opened(path: Path, labels: Sequence[str]) -> Catalogue:
    """Open a file and read what is needed first, so that faults show now and not in a chat."""
    catalogue = Catalogue.open(path, labels)
    try:
        catalogue.warm()
    except KnowledgeError:
        catalogue.close()
        raise
    return catalogue


def _identity(path: Path) -> Identity | None:
    """Tell one file from another that has taken its name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def likeliest(catalogue: Catalogue, text: str, limit: int) -> Found:
    """Return what a typed text may mean: exact imprints before similar names."""
    stamped = catalogue.by_imprint(text, limit=limit) if STAMPED.fullmatch(text) else ()
    matches = [match for match in stamped if match.score >= LIKELY and _bears(match.product, text)]
    named = catalogue.look_up(text, limit=limit)
    best = sorted((*matches, *named.matches), key=lambda match: -match.score)
    if best and best[0].score >= WITHIN:
        best = [match for match in best if match.score >= CLOSE]
    once: dict[ProductId, Match] = {}
    for match in best:
        once.setdefault(match.product.id, match)
    return Found(tuple(once.values())[:limit], absent=named.absent and not matches, group=named.group)


def _bears(product: Product, typed: str) -> bool:
    """Return whether something like what was typed is stamped on a product: being the likeliest is not enough."""
    wanted = re.sub(r"\W", "", typed).upper()
    for appearance in product.appearances:
        sides = [
            re.sub(r"\W", "", side.imprint or "").upper() for side in (appearance.front, appearance.back)
        ]
        if any(
            fuzz.ratio(wanted, text) >= ALIKE for text in (*sides, "".join(sides), "".join(reversed(sides)))
        ):
            return True
    return False
