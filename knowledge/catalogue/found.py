"""What a typed text may mean: pure values."""

from dataclasses import dataclass

from knowledge.products import Product


@dataclass(frozen=True, slots=True)
class Match:
    """A product that may be the one that was asked for, and how well it fits, 0 to 1."""

    product: Product
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of medicine that was typed instead of a name; see Product.groups for who belongs to it."""

    id: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed text may mean."""

    matches: tuple[Match, ...]  # best first
    absent: bool = False  # no list has this name: the matches are only like it, or hold its substance
    group: Group | None = None

    @property
    def products(self) -> tuple[Product, ...]:
        """The products alone."""
        return tuple(match.product for match in self.matches)
