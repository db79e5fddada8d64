"""Leaflets to statements on groups of medicines, to cautions, and to the products for which each leaflet holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.build.composition import Composition
from knowledge.build.leaflets.parser import Form, Mention, mentions
from knowledge.names.substance_names import key
from knowledge.products import Ingredient, ProductId
from knowledge.sources.records import LeafletRecord, ProductRecord


@dataclass(frozen=True, slots=True)
class Statements:
    """The distinct texts, and for each product whose leaflet holds: the product of the leaflet and its text."""

    texts: tuple[tuple[Mention, ...], ...]
    holds: Mapping[ProductId, tuple[ProductId, int]]

    @property
    def groups(self) -> frozenset[str]:
        """The groups that any text names."""
        return frozenset(one.group for text in self.texts for one in text)


def read_statements(
    leaflets: Mapping[ProductId, LeafletRecord],
    products: Iterable[ProductRecord],
    compositions: Mapping[ProductId, Composition],
    forms: Mapping[str, Form],
) -> Statements:
    """Read the leaflets' field on other medicines, each distinct text once.

    A product without a leaflet is told what that of another one says which has the same ingredients, strengths and
    route; of several the newest.
    """
    numbers: dict[tuple[Mention, ...], int] = {}
    parsed: dict[str, tuple[Mention, ...]] = {}
    own: dict[ProductId, int] = {}
    for id_, leaflet in leaflets.items():
        text = leaflet.interaction
        found = parsed.get(text)
        if found is None:
            found = parsed[text] = mentions(text, forms)
        if found:
            own[id_] = numbers.setdefault(found, len(numbers))
    listed = list(products)
    donors = _donors(own, leaflets, listed, compositions)
    holds = {id_: (id_, text) for id_, text in own.items()}
    for product in listed:
        contents = _contents(product, compositions)
        if product.id not in leaflets and contents in donors:
            holds[product.id] = donors[contents]
    return Statements(tuple(numbers), holds)


Contents = tuple[object, ...] | None


def _donors(
    own: Mapping[ProductId, int],
    leaflets: Mapping[ProductId, LeafletRecord],
    products: Iterable[ProductRecord],
    compositions: Mapping[ProductId, Composition],
) -> dict[Contents, tuple[ProductId, int]]:
    """Return the newest leaflet of each contents."""
    newest: dict[Contents, tuple[date, ProductId]] = {}
    for product in products:
        contents = _contents(product, compositions)
        if product.id in own and contents is not None:
            place = (leaflets[product.id].revised or date.min, product.id)
            newest[contents] = max(newest.get(contents, place), place)
    return {contents: (id_, own[id_]) for contents, (_, id_) in newest.items()}


def _contents(product: ProductRecord, compositions: Mapping[ProductId, Composition]) -> Contents:
    """Return ingredients, strengths and route as one value; None where any of them is not known."""
    composition = compositions.get(product.id)
    if composition is None or product.route is None:
        return None
    if any(one.amount is None for one in composition.ingredients):
        return None
    return product.route, frozenset(map(_measured, composition.ingredients))


def _measured(one: Ingredient) -> tuple[object, ...]:
    return one.code or key(one.name), one.amount, one.unit
