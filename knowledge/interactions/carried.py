"""A product as the rules ask for it: its ingredients by their codes, and the classes that it belongs to."""

from dataclasses import dataclass

from knowledge.interactions.rules import Codes
from knowledge.products import Ingredient, IngredientCode, Product

TOPICAL = "topical"


@dataclass(frozen=True, slots=True)
class Carried:
    """One product of a list, indexed for look-ups."""

    product: Product
    ingredients: tuple[Ingredient, ...]
    codes: Codes
    by_code: dict[IngredientCode, Ingredient]
    complete: bool  # every ingredient has a code
    recognised: bool  # every ingredient has a code or is known to have no rules
    topical: bool  # acts where it is put

    @classmethod
    def of(cls, product: Product) -> "Carried":
        """Index a product; ingredients of an unknown origin do not count."""
        known = product.ingredients if product.ingredients_from else ()
        by_code = {code: ingredient for ingredient in known for code in ingredient.codes}
        return cls(
            product,
            known,
            frozenset(by_code),
            by_code,
            complete=bool(known) and all(one.code for one in known),
            recognised=bool(known) and all(one.code or one.recognised for one in known),
            topical=product.route == TOPICAL,
        )
