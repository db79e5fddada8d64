"""What the use cases need from outside, in the words of this domain."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from bot.core.understanding.intents import Danger, Understanding
from inference.drawing.orders import PictureOrder
from inference.types import PrintedLine, Scan, SeenPill
from knowledge.catalogue.dossier import Dossier
from knowledge.catalogue.found import Found
from knowledge.catalogue.texts import Recall
from knowledge.identify.ranking import Ranking
from knowledge.interactions.check import Allergen, Profile, Report
from knowledge.pages.rows import PageMedicine
from knowledge.products import Product, ProductId


class Scans(Protocol):
    """Looks at photos, elsewhere."""

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """Return what is seen; raise what the photo or the pool is at fault for.

        Pills are numbered from 1, on the picture too if `numbered`.
        """
        ...

    async def number(self, scan: Scan, first_number: int) -> Scan:
        """Return a scan that is not numbered yet with its pills numbered from `first_number`."""
        ...

    async def draw(self, order: PictureOrder) -> bytes:
        """Draw a picture of a photo: a JPEG; raise what the photo or the pool is at fault for."""
        ...


class Checked(NamedTuple):
    """Products that were checked together, those that the catalogue has, and what is known of them."""

    products: dict[ProductId, Product]
    report: Report


class Sentences(Protocol):
    """Understands what is typed, in some milliseconds, and holds up nothing meanwhile."""

    async def danger(self, text: str) -> Danger | None:
        """Return the emergency or crisis that a text tells of."""
        ...

    async def understand(self, text: str) -> Understanding:
        """Return what a text wants, and the medicines and the time that it names."""
        ...


class Knowledge(Protocol):
    """What is known of medicines. Every call takes some milliseconds at most, and none holds up the event loop."""

    async def products(self, ids: Iterable[ProductId]) -> dict[ProductId, Product]: ...
    async def look_up(self, text: str, limit: int) -> Found:
        """Return what a name, or what is stamped on a pill, may mean; the likeliest first."""
        ...

    async def read_page(self, lines: Sequence[PrintedLine]) -> Sequence[PageMedicine]:
        """Return the medicines that the lines of a printed page name, from above, with their doses."""
        ...

    async def by_code(self, code: str) -> Sequence[Product]:
        """Return the products that bear the code of a box."""
        ...

    async def recalls(self, ids: Iterable[ProductId]) -> Sequence[Recall]:
        """Return the orders to take products off the market, newest first."""
        ...

    async def allergens(self, text: str) -> tuple[Allergen, ...]:
        """Return the substances and classes that a text may mean which tells of an allergy; the likeliest first."""
        ...

    async def dossier(self, id: ProductId) -> Dossier | None:
        """Return everything that is known of one product; None where the catalogue does not have it."""
        ...

    async def rank(
        self, pill: SeenPill, *, other_side: SeenPill | None, typed: str | None, own: Collection[ProductId]
    ) -> Ranking: ...
    async def contradicts(self, sides: Sequence[SeenPill], id: ProductId) -> bool:
        """Return whether a seen pill, from one side or both, looks quite different from a product."""
        ...

    async def check(self, ids: Sequence[ProductId], profile: Profile | None, on: date) -> Checked:
        """Return what is known about one person taking all of these on a local day."""
        ...
