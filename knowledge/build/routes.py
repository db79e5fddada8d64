"""How products are given, where their own source does not say so: by HIRA's lists, their names or their ATC class."""

from collections.abc import Iterable
from dataclasses import replace

from knowledge.build.benefits import Benefits
from knowledge.sources.kr.forms import OUTSIDE, route_of, route_of_product
from knowledge.sources.records import ProductRecord, Route


def with_routes(products: Iterable[ProductRecord], benefits: Benefits) -> tuple[ProductRecord, ...]:
    """Return the products, each with its route where anything tells it."""
    return tuple(one if one.route else replace(one, route=_route(one, benefits)) for one in products)


def _route(product: ProductRecord, benefits: Benefits) -> Route | None:
    generic = benefits.of(product)
    if generic is None or generic.route is None:
        return route_of_product(product.form, product.name, product.atc)
    if generic.route is not Route.EXTERNAL:
        return generic.route
    told = route_of_product("", product.name, product.atc), route_of(generic.form)
    return next((route for route in told if route in OUTSIDE), Route.EXTERNAL)
