"""The knowledge file as the bot uses it: opened once, and again when a newer one has taken its place."""

import re
import threading
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from bot.core.errors import SettingError
from inference.seen import SeenPill
from knowledge.appearance import Ranking
from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError
from knowledge.interactions import Profile, Report
from knowledge.products import Product, ProductId

STAMPED = re.compile(r"[A-Za-z0-9 .\-/]{1,12}")  # what may be stamped on a pill, rather than a name


class LiveKnowledge:
    """`bot.core.ports.Knowledge` over a file that may be swapped while the bot runs. Safe in any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file; raise SettingError where it is absent or damaged."""
        self._path = path
        self._lock = threading.Lock()
        try:
            self._catalogue = Catalogue.open(path)
        except KnowledgeError as error:
            raise SettingError("YAKSOK_KNOWLEDGE", str(error)) from error
        self._identity = _identity(path)

    def products(self, ids: Iterable[ProductId]) -> dict[ProductId, Product]:
        """Return those of the products that are in the catalogue."""
        return self._current().products(ids)

    def find(self, text: str, limit: int) -> Sequence[Product]:
        """Return what a typed name, or what is stamped on a pill, may mean: exact imprints before similar names."""
        catalogue = self._current()
        matches = [*catalogue.by_imprint(text, limit=limit)] if STAMPED.fullmatch(text) else []
        matches += catalogue.search(text, limit=limit)
        best = sorted(matches, key=lambda match: -match.score)
        return list({match.product.id: match.product for match in best}.values())[:limit]

    def rank(self, pill: SeenPill, *, typed: str | None, own: Collection[ProductId]) -> Ranking:
        """Return what a seen pill may be."""
        return self._current().rank(pill, typed=typed, own=own)

    def check(self, ids: Sequence[ProductId], profile: Profile | None, on: date) -> Report:
        """Return what is known about taking these together."""
        return self._current().check(ids, profile, on)

    def close(self) -> None:
        """Let go of the file."""
        self._catalogue.close()

    def _current(self) -> Catalogue:
        with self._lock:
            identity = _identity(self._path)
            if identity is not None and identity != self._identity:
                try:
                    newer = Catalogue.open(self._path)
                except KnowledgeError:  # the one in use stays in use
                    self._identity = identity
                else:
                    self._catalogue, self._identity = newer, identity
            return self._catalogue


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file from another that has taken its name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
